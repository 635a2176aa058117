"""State of a workspace built from a description: people, groups, channels, and the installed app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.copying import copied
from bot.local_slack.base.errors import SeedError
from bot.local_slack.base.manifest import check_manifest
from bot.local_slack.base.models import App, Channel, Group, Json, Team, User
from bot.local_slack.base.state import State

T = TypeVar("T")
BOT_USER = "U0LOCALBOT"
DEFAULT_APP: Json = {
    "id": "A0LOCALAPP",
    "bot_id": "B0LOCALBOT",
    "bot_user_id": BOT_USER,
    "bot_token": "xoxb-local-workspace",
    "app_token": "xapp-local-workspace",
    "signing_secret": "local-signing-secret",
    "client_id": "1.1",
    "client_secret": "local-client-secret",
}
DEFAULT_SEED = Path(__file__).parents[1] / "data" / "seed.json"


def read_json(path: Path) -> Json:
    """Read a JSON object from a file, or a YAML one from `.yml`/`.yaml`. SeedError names file and place."""
    try:
        text = path.read_text("utf-8")
        document = _yaml(text) if path.suffix in (".yml", ".yaml") else json.loads(text)
    except OSError as error:
        raise SeedError(f"{path}: cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise SeedError(f"{path}: not valid: {error}") from None
    if not isinstance(document, dict):
        raise SeedError(f"{path}: must hold an object.")
    return document


def _yaml(text: str) -> Any:
    # Only a manifest in YAML needs this library; the workspace itself runs on aiohttp alone.
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def build(seed: Mapping[str, Any], clock: WorkspaceClock, activity: Activity) -> State:
    """Build the state from a description.

    Keys, all optional: `team` {id, name, domain, user_groups}; `people` [{id, name, real_name, email, tz,
    locale, is_restricted, team_id, ...}]; `groups` [{id, handle, name, users}]; `channels` [{id, name, kind,
    members, topic}]; `app` {id, name, bot_token, app_token, signing_secret, scopes, manifest, ...}: scopes are
    the manifest's unless given. SeedError says which entry is wrong.
    """
    _only(seed, {"team", "people", "groups", "channels", "app"}, "seed")
    team = _record(Team, seed.get("team") or {}, "team")
    app = _app(seed.get("app") or {})
    state = State(team, app, clock, activity)
    for number, entry in enumerate(_list(seed, "people")):
        user = _record(User, {"team_id": team.id, **entry}, f"people[{number}]")
        _add(state.users, user.id, user, f"people[{number}]")
    _add_bot(state)
    for number, entry in enumerate(_list(seed, "groups")):
        group = _record(Group, entry, f"groups[{number}]")
        _known(state, group.users, f"groups[{number}].users")
        _add(state.groups, group.id, group, f"groups[{number}]")
    for number, entry in enumerate(_list(seed, "channels")):
        channel = _record(Channel, entry, f"channels[{number}]")
        _known(state, channel.members, f"channels[{number}].members")
        _add(state.channels, channel.id, channel, f"channels[{number}]")
    return state


def _app(entry: Json) -> App:
    manifest = entry.get("manifest") or {}
    check_manifest(manifest)
    granted = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    name = (manifest.get("display_information") or {}).get("name") or "Local app"
    return _record(App, {"name": name, "scopes": list(granted), "manifest": manifest, **DEFAULT_APP, **entry}, "app")


def _add_bot(state: State) -> None:
    app = state.app
    shown = app.section("features", "bot_user", "display_name") or app.name
    if app.bot_user_id not in state.users:
        handle = "".join(c if c.isalnum() else "_" for c in shown.lower())
        state.users[app.bot_user_id] = User(app.bot_user_id, handle, state.team.id, real_name=shown, is_bot=True)


def _list(seed: Mapping[str, Any], key: str) -> list[Json]:
    entries = seed.get(key)
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SeedError(f"{key}: must be a list of objects.")
    return entries


def _record(kind: type[T], entry: Mapping[str, Any], where: str) -> T:
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    _only(entry, names, where)
    try:
        return kind(**copied(dict(entry)))  # one description may make several workspaces
    except TypeError as error:
        raise SeedError(f"{where}: {error}.") from None


def _only(entry: Mapping[str, Any], names: set[str], where: str) -> None:
    if unknown := entry.keys() - names:
        raise SeedError(f"{where}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(names))}.")


def _add(table: dict[str, T], key: str, value: T, where: str) -> None:
    if key in table:
        raise SeedError(f"{where}: the id {key} is used twice.")
    table[key] = value


def _known(state: State, users: list[str], where: str) -> None:
    for user in users:
        if user not in state.users:
            raise SeedError(f"{where}: {user} is not among the people.")
