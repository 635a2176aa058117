"""Results of a person's action, as the client and the test see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.local_slack.base.elements import options_of
from bot.local_slack.base.models import Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of an action.

    `did` names the payload that was sent, or the client's own act (`refused_by_client`, `cancelled`,
    `typed`, `chosen`). `ack` is the body of the bot's answer, `delay_ms` its real delay. `shown` is the error
    that the client shows (`operation_timeout`, `dispatch_failed`, `invalid_answer`, ...), else
    empty. `errors` are texts now shown at input blocks. `violations` are the strict rules the answer broke.
    `url` is the link a button opened; `confirm` the confirmation dialog that was shown.
    """

    did: str
    payload: Json | None = None
    ack: Json | str | None = None
    delay_ms: float | None = None
    shown: str = ""
    detail: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    violations: tuple[Json, ...] = ()
    url: str = ""
    confirm: Json | None = None
    ref: str = ""

    @property
    def ok(self) -> bool:
        """True if nothing is shown as wrong."""
        return not self.shown and not self.errors

    def as_json(self) -> Json:
        """Return the outcome as JSON values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {
            "violations": list(self.violations),
            "ok": self.ok,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """Menu of a search as delivered: `options` or `groups`; iterates over the option labels."""

    options: list[Json] = field(default_factory=list)
    groups: list[Json] = field(default_factory=list)
    outcome: Outcome = field(default_factory=lambda: Outcome("not_sent"))
    hint: str = ""

    @property
    def labels(self) -> list[str]:
        """Every option's words in order, groups flattened."""
        return [str(option.get("text", {}).get("text", "")) for option in self.all]

    @property
    def all(self) -> list[Json]:
        """Every option in order, groups flattened."""
        return options_of({"options": self.options, "option_groups": self.groups})

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.all)

    def as_json(self) -> dict[str, Any]:
        """Return the menu as JSON values."""
        return {
            "options": self.options,
            "option_groups": self.groups,
            "hint": self.hint,
            "outcome": self.outcome.as_json(),
        }
