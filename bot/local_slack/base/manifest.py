"""Shape of an app manifest, as far as the workspace reads it; a wrong one is told before anything starts."""

from __future__ import annotations

from typing import Any

from bot.local_slack.base.errors import SeedError
from bot.local_slack.base.models import Json

_OBJECTS = (
    "display_information",
    "features",
    "features.app_home",
    "features.bot_user",
    "oauth_config",
    "oauth_config.scopes",
    "settings",
    "settings.event_subscriptions",
    "settings.interactivity",
)
_OBJECT_LISTS = {"features.slash_commands": "command", "features.shortcuts": "callback_id"}
_TEXT_LISTS = ("oauth_config.scopes.bot", "settings.event_subscriptions.bot_events")


def check_manifest(manifest: Any) -> None:
    """Raise SeedError with the place of the first part that has another shape than Slack's."""
    if not isinstance(manifest, dict):
        raise SeedError("manifest: must be an object.")
    for path in _OBJECTS:
        if not isinstance(_at(manifest, path), dict | None):
            raise SeedError(f"manifest.{path}: must be an object.")
    for path, key in _OBJECT_LISTS.items():
        _check_named(_list(manifest, path), path, key)
    for path in _TEXT_LISTS:
        if not all(isinstance(entry, str) for entry in _list(manifest, path)):
            raise SeedError(f"manifest.{path}: must be a list of texts.")


def _check_named(entries: list[Any], path: str, key: str) -> None:
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get(key), str):
            raise SeedError(f"manifest.{path}[{number}]: must be an object with the text {key!r}.")


def _at(manifest: Json, path: str) -> Any:
    value: Any = manifest
    for key in path.split("."):
        value = (value or {}).get(key)
    return value


def _list(manifest: Json, path: str) -> list[Any]:
    value = _at(manifest, path)
    if not isinstance(value, list | None):
        raise SeedError(f"manifest.{path}: must be a list.")
    return value or []
