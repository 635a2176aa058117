"""Bodies that Slack posts are read as Slack wrote them, whatever they hold."""

import json
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.http import parse_body

fields = st.dictionaries(st.text(min_size=1).filter(lambda name: name != "payload"), st.text(), min_size=1)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=8
)


@given(fields)
def test_plain_fields(sent: dict[str, str]) -> None:
    text = urlencode(sent)
    assert parse_body(text) == dict(parse_qsl(text, keep_blank_values=True)) == sent


@given(st.dictionaries(st.text(), values))
def test_json_alone_and_in_a_form(sent: dict[str, object]) -> None:
    assert parse_body(urlencode({"payload": json.dumps(sent)})) == sent
    assert parse_body(json.dumps(sent)) == sent


def test_the_word_payload_in_a_command_is_a_word() -> None:
    assert parse_body("command=%2Fassign-support&text=payload+of+Contoso")["text"] == "payload of Contoso"


@pytest.mark.parametrize("text", ["payload=", "payload=[1]", "payload=%22x%22", "payload={", "{", "payload=null"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — any reason is one
        parse_body(text)


@given(st.text(alphabet='payload=&%2Ff+{}"é\ud83d', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_body(text), dict)
