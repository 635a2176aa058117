"""manifest.yml says what the code does: valid for Slack, committed, and equal to what is registered."""

import json
import re
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import jsonschema
import pytest
import yaml

from bot import manifest
from bot.commands.registry import COMMANDS
from bot.dispatch import events
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.routes import Routes
from bot.text import reader

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "tests/data/slack-manifest.schema.2.0.0.json").read_text("utf-8"))
METHODS = json.loads((ROOT / "bot/local_slack/data/methods.json").read_text("utf-8"))["methods"]


@pytest.mark.parametrize("url", [None, "https://bot.example.com"])
def test_valid_for_slack(url: str | None) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(manifest.build(url=url))


def test_the_schema_would_notice() -> None:
    broken = manifest.build()
    broken["features"]["slash_commands"][0]["usage_hint"] = ""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(broken)


def test_committed_file_is_up_to_date() -> None:
    assert manifest.drift() is None, "run: python -m bot.manifest"
    assert yaml.safe_load(manifest.FILE.read_text("utf-8")) == manifest.build()


def test_drift_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    assert manifest.drift(path) is None
    path.write_text("display_information: {}\n", "utf-8")
    assert "out of date" in (manifest.drift(path) or "")


def test_commands_and_shortcuts_are_those_registered() -> None:
    routes, built = Routes(COMMANDS), manifest.build()
    features: dict[str, Any] = built["features"]
    assert {c["command"] for c in features["slash_commands"]} == routes.names(DeliveryKind.COMMAND)
    assert {s["callback_id"] for s in features.get("shortcuts", [])} == routes.names(DeliveryKind.SHORTCUT)
    assert all(re.fullmatch(r"/[a-z-]{1,31}", c["command"]) for c in features["slash_commands"])


@pytest.mark.parametrize("kind", ["global", "message"])
def test_slack_takes_five_shortcuts_of_each_kind(kind: str) -> None:
    """Its guide says so; the schema only knows ten in all."""
    names = [shortcut["name"] for shortcut in manifest.build()["features"]["shortcuts"] if shortcut["type"] == kind]
    assert 1 <= len(names) <= 5


def test_events_are_those_handled() -> None:
    nothing: Any = Mock()
    handled = events.handlers(nothing, nothing, nothing, nothing, print, nothing)
    assert set(handled) == set(manifest.EVENTS)


def test_scopes_are_what_the_calls_need_and_no_more() -> None:
    """Every Web API method named in the adapter, with the scopes that Slack's method list gives it."""
    source = (ROOT / "bot/services/slack/web.py").read_text("utf-8")
    called = set(re.findall(r'"((?:[a-z]+\.)+[a-zA-Z]+)"', source)) & set(METHODS)
    assert {"views.open", "users.info", "usergroups.list", "chat.postMessage", "conversations.history"} <= called
    allowed = {method: set(METHODS[method]["scopes"]) for method in called}
    granted = set(manifest.SCOPES)
    assert {method for method, scopes in allowed.items() if scopes and not scopes & granted} == set()
    by_event_or_feature = {"commands"}
    assert granted - by_event_or_feature - set().union(*allowed.values()) == set()


def test_texts_fit_slacks_limits_in_every_language() -> None:
    for locale in ("en-US", "es-ES"):
        t = reader(locale, "UTC")
        assert len(t.plain("app-name")) <= 35
        assert len(t.plain("app-description")) <= 140
        assert 175 <= len(t.plain("app-long-description")) <= 4000
        for command in COMMANDS:
            assert not command.shortcut or len(t.plain(f"{command.key}-shortcut")) <= 24
            assert 1 <= len(t.plain(f"{command.key}-summary")) <= 150


@pytest.mark.parametrize("arguments", [["--url"], ["--url", "http://plain.example"], ["--bogus"]])
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="usage"):
        manifest.main(arguments)


@pytest.mark.parametrize("url", ["https://bot.example.com", "http://127.0.0.1:3000"])
def test_http_manifest_is_printed(capsys: pytest.CaptureFixture[str], url: str) -> None:
    manifest.main(["--url", f"{url}/"])
    printed = yaml.safe_load(capsys.readouterr().out)
    endpoint = f"{url}/slack/events"
    assert printed["settings"]["interactivity"]["message_menu_options_url"] == endpoint
    assert printed["settings"]["event_subscriptions"]["request_url"] == endpoint
    assert {c["url"] for c in printed["features"]["slash_commands"]} == {endpoint}
    assert printed["settings"]["socket_mode_enabled"] is False
