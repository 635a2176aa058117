"""Manifest of the Slack app, built from the registry; `python -m bot.manifest` writes it to manifest.yml."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.commands.base import Command
from bot.commands.registry import COMMANDS
from bot.settings import https_or_loopback
from bot.text import Reader, reader

FILE = Path(__file__).parent.parent / "manifest.yml"
HEADER = "# Written by `python -m bot.manifest` from the registry of commands; change the code, not this file.\n"

# The least that the calls of bot/services/slack/web.py need (a test compares it with Slack's list of methods).
SCOPES = {
    "commands": "slash commands and shortcuts",
    "chat:write": "notices and answers",
    "im:write": "direct messages to the person concerned",
    "users:read": "name, language and time zone of people; users.info, bots.info, user_change",
    "usergroups:read": "roles come from user groups; usergroups.list, subteam events",
    "files:read": 'the list a person drops into "assign many"; files.info and the download',
    "files:write": 'the result file of "assign many"; files.getUploadURLExternal, files.completeUploadExternal',
    "channels:history": "find out after a crash whether a notice was posted; conversations.history",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
}
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "tokens_revoked",
    "user_change",
)


def shortcut_id(command: Command) -> str:
    """Return the callback id of a command's global shortcut."""
    return f"shortcut.{command.key}"


def message_shortcut_id(command: Command) -> str:
    """Return the callback id of a command's shortcut in the menu of messages."""
    return f"message.{command.key}"


def build(commands: Sequence[Command] = COMMANDS, url: str | None = None) -> dict[str, Any]:
    """Build the manifest for Socket Mode, or for HTTP delivery to the bot at `url` (https://host)."""
    t = reader("en-US", "UTC")
    endpoint = f"{url.rstrip('/')}/slack/events" if url else None
    return {
        "display_information": {
            "name": t.plain("app-name"),
            "description": t.plain("app-description"),
            "long_description": t.plain("app-long-description"),
            "background_color": "#0b5a5f",
        },
        "features": _features(commands, t, endpoint),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(endpoint),
    }


def dump(manifest: dict[str, Any]) -> str:
    """Write the manifest as YAML, in a stable order."""
    import yaml  # a bot that serves never writes it

    return HEADER + yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=110)


def drift(path: Path | None = None) -> str | None:
    """Say what is wrong with the committed file, or return None; an installed package has no file, which is fine."""
    path = path or FILE
    if not path.exists():
        return None
    return None if path.read_text("utf-8") == dump(build()) else f"{path.name} is out of date: python -m bot.manifest"


def main(arguments: Sequence[str] = ()) -> None:
    """Write manifest.yml; with `--print` only show it, with `--url https://HOST` (http: loopback) the one for HTTP."""
    match list(arguments):
        case []:
            FILE.write_text(dump(build()), "utf-8")
        case ["--print"]:
            sys.stdout.write(dump(build()))
        case ["--url", url] if _is_usable(url):
            sys.stdout.write(dump(build(url=url)))
        case _:
            sys.exit("usage: python -m bot.manifest [--print | --url https://HOST]")


def _is_usable(url: str) -> bool:
    try:
        return bool(https_or_loopback(url))
    except ValueError:
        return False


def _features(commands: Sequence[Command], t: Reader, endpoint: str | None) -> dict[str, Any]:
    features: dict[str, Any] = {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
        "bot_user": {"display_name": t.plain("app-name"), "always_online": True},
    }
    shortcuts = [_shortcut(command, t) for command in commands if command.shortcut and command.is_global]
    shortcuts += [_message_shortcut(command, t) for command in commands if command.message_shortcut]
    slash_commands = [_slash_command(command, t, endpoint) for command in commands]
    features |= {"shortcuts": shortcuts} if shortcuts else {}
    return features | ({"slash_commands": slash_commands} if slash_commands else {})


def _shortcut(command: Command, t: Reader) -> dict[str, Any]:
    return {
        "name": t.plain(f"{command.key}-shortcut"),
        "type": "global",
        "callback_id": shortcut_id(command),
        "description": t.plain(f"{command.key}-summary"),
    }


def _message_shortcut(command: Command, t: Reader) -> dict[str, Any]:
    return {
        "name": t.plain(f"{command.key}-message"),
        "type": "message",
        "callback_id": message_shortcut_id(command),
        "description": t.plain(f"{command.key}-message-about"),
    }


def _slash_command(command: Command, t: Reader, endpoint: str | None) -> dict[str, Any]:
    return {
        "command": command.name,
        "description": t.plain(f"{command.key}-summary"),
        "usage_hint": t.plain(f"{command.key}-usage"),
        "should_escape": True,
    } | ({"url": endpoint} if endpoint else {})


def _settings(endpoint: str | None) -> dict[str, Any]:
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": sorted(EVENTS)}
    if endpoint:
        # Without its own options URL type-ahead never arrives over HTTP (docs/slack.md#type-ahead).
        interactivity |= {"request_url": endpoint, "message_menu_options_url": endpoint}
        events = {"request_url": endpoint} | events
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": endpoint is None,
        "token_rotation_enabled": False,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
