"""Facts about each Web API method, read from the vendored documentation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.local_slack.base.models import Json

# bolt adds team_id to every call (docs/slack.md#web-api-calls); the others are Slack's general arguments.
EVERYWHERE = frozenset({"token", "team_id", "pretty"})


@dataclass(frozen=True, slots=True)
class Spec:
    """Arguments, errors, scopes and token of a method as documented; `tier` 0 means a special limit."""

    required: tuple[str, ...]
    known: frozenset[str]
    errors: frozenset[str]
    scopes: tuple[str, ...]
    tier: int
    token: str


def _load() -> dict[str, Spec]:
    document = json.loads((Path(__file__).parents[1] / "data" / "methods.json").read_text("utf-8"))
    return {name: _spec(entry) for name, entry in document["methods"].items()}


def _spec(entry: Json) -> Spec:
    known = frozenset(entry["required"]) | frozenset(entry["optional"]) | EVERYWHERE
    return Spec(
        tuple(entry["required"]),
        known,
        frozenset(entry["errors"]),
        tuple(entry["scopes"]),
        int(entry["tier"]),
        str(entry["token"]),
    )


SPECS = _load()
