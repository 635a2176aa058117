"""Every kind of delivery, signed and bent: acknowledged, and nothing breaks behind the answer."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.registry import COMMANDS, PANELS
from bot.db import Database
from bot.dispatch.events import GROUP_EVENTS, REMOVAL_EVENTS
from bot.local_slack.transport.envelope import EnvelopeKind
from tests.fuzz.running import FuzzedDesk, fuzzed_desk
from tests.fuzz.strategies import bent
from tests.kit.desk import GLORIA, HELPDESK, HUGO
from tests.kit.examples import examples
from tests.kit.transport.sending import carry, command, event, interaction
from tests.kit.world import CONTOSO, OFFICE, TREY

DECLARED = (*COMMANDS, *PANELS)
Payload = dict[str, Any]
VIEW: Payload = {
    "id": "V1",
    "hash": "1.1",
    "type": "modal",
    "callback_id": "x",
    "private_metadata": "{}",
    "blocks": [{"type": "input", "block_id": "a", "element": {"type": "plain_text_input", "action_id": "a"}}],
    "state": {"values": {"a": {"a": {"type": "plain_text_input", "value": "text"}}}},
}
VALUES = st.sampled_from((CONTOSO, OFFICE, TREY, f"{CONTOSO}:{TREY}", "1", "all", "ours", "pending", ""))


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """One engine is enough: what is bent is the payload."""
    with request.getfixturevalue("sqlite_template").fresh() as url:
        yield url


@pytest.fixture
def fuzzed(database: Database, database_url: str) -> Iterator[FuzzedDesk]:
    """A desk to send to."""
    with fuzzed_desk(database, database_url) as opened:
        yield opened


def names(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted({name for each in DECLARED for name in getattr(each, kind)}))


def _by(payload: Payload) -> Payload:
    return payload | {"user": payload["user"] | {"id": GLORIA}}


@st.composite
def clicks(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    value = draw(VALUES)
    action = {
        "type": "button",
        "action_id": draw(names("actions")),
        "block_id": "b",
        "value": value,
        "action_ts": "1.1",
        "selected_option": {"value": value},
        "selected_options": [{"value": value}],
        "selected_user": HUGO,
    }
    more = {"actions": [action], "trigger_id": "1.1.a", "view": VIEW}
    return _by(interaction(desk.desk, "block_actions", **more))


@st.composite
def submissions(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    view = VIEW | {"callback_id": draw(names("submissions")), "id": draw(st.sampled_from(("V1", "V2", "V3")))}
    kind = draw(st.sampled_from(("view_submission", "view_closed")))
    return _by(interaction(desk.desk, kind, view=view, trigger_id="1.1.b", response_urls=[]))


@st.composite
def searches(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    asked = {"action_id": draw(names("options")), "block_id": "b", "value": draw(VALUES), "view": VIEW}
    return _by(interaction(desk.desk, "block_suggestion", **asked))


@st.composite
def shortcuts(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    keys = [each.key for each in COMMANDS]
    message = {"type": "message", "text": "Contoso", "ts": "1.1", "user": HUGO}
    more = {"callback_id": draw(st.sampled_from(keys)), "trigger_id": "1.1.c", "message": message}
    return _by(interaction(desk.desk, draw(st.sampled_from(("shortcut", "message_action"))), **more))


@st.composite
def commands(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    name = draw(st.sampled_from([each.name for each in COMMANDS]))
    text = draw(st.sampled_from(("", "help", "Contoso", "contoso.example", "7Q", "<@U0HUGO>")) | st.text(max_size=20))
    return command(
        desk.desk,
        text,
        command=name,
        user_id=GLORIA,
        response_url="",
        trigger_id=draw(st.text("0123456789.", max_size=9)),
    )


@st.composite
def events(draw: st.DrawFn, desk: FuzzedDesk) -> Payload:
    kind = draw(st.sampled_from(("app_home_opened", "user_change", *GROUP_EVENTS, REMOVAL_EVENTS[1])))
    user: Any = {"id": HUGO, "name": "h", "profile": {"real_name": "H"}, "team_id": "T0HOME", "tz": "UTC"}
    body = {
        "type": kind,
        "user": user if kind == "user_change" else GLORIA,
        "tab": "home",
        "channel": "D1",
        "subteam": {"id": HELPDESK, "users": [HUGO], "handle": "helpdesk"},
        "subteam_id": HELPDESK,
        "added_users": [HUGO],
        "removed_users": [],
        "tokens": {"oauth": ["U1"], "bot": ["U0LOCALBOT"]},
    }
    return event(desk.desk, draw(st.text("Ev0123456789", max_size=8)), **body)


KINDS: Mapping[str, tuple[Any, EnvelopeKind]] = {
    "clicks": (clicks, "interactive"),
    "submissions": (submissions, "interactive"),
    "searches": (searches, "interactive"),
    "shortcuts": (shortcuts, "interactive"),
    "commands": (commands, "slash_commands"),
    "events": (events, "events_api"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bent_delivery_is_acknowledged_and_breaks_nothing(fuzzed: FuzzedDesk, kind: str) -> None:
    strategy, envelope = KINDS[kind]

    @settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(strategy(fuzzed).flatmap(lambda payload: bent(payload) | st.just(payload)))
    def deliver(payload: Payload) -> None:
        if envelope == "slash_commands":  # a form, which has no place for halves of characters
            payload = {name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
                       for name, value in payload.items()}  # fmt: skip
        ack = fuzzed.do(carry(fuzzed.desk, payload, envelope))
        assert ack.status is None or ack.status < 500, ack
        fuzzed.settle()
        assert fuzzed.complaints() == []

    deliver()
