"""What views remember: small, the same for every version of the bot, and never a reason to fail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.assign_many.preview import PreviewMemory
from bot.commands.assign_support.form import AssignMemory
from bot.commands.memory import LONGEST, RowNumber, dump, key, load
from bot.commands.relationships.views import ListMemory
from bot.commands.reminders.views import SnoozeMemory
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.commands.remove_relationship.views import RemovalMemory
from bot.commands.request_relationship.form import RequestMemory
from bot.commands.request_relationship.views import TextMemory
from bot.commands.shared.type_ahead import NameMemory
from bot.commands.support_contact.finder import ViewerMemory
from bot.errors import NotFound
from bot.models import RequestState, RequestType
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.relationships.filters import RequestFilter, RequestScope
from bot.services.relationships.removal import RemovalKind
from tests.commands.test_payload import JSON

AT = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
FILTER = RequestFilter(RequestScope.MINE, RequestState.PENDING, 14, "U1", "contoso")
PLAN = Handover("REF00001", HandoverScope("p"), "t", AT)
# As they stand in the windows that people have open: what is written today must be read tomorrow.
KEPT: list[tuple[object, str]] = [
    (NameMemory(typed="contoso"), '{"q": "contoso"}'),
    (NameMemory(), "{}"),
    (AssignMemory("c1", {"s1": 3}, waits=True), '{"c":"c1","v":{"s1":3},"w":1}'),
    (AssignMemory("c1", batch_id="ABCD2345"), '{"c": "c1", "b": "ABCD2345"}'),
    (AssignMemory(typed="contoso"), '{"c":null,"v":{},"w":0,"q":"contoso"}'),
    (RequestMemory(RequestType.GDAP, typed="x"), '{"k": "gdap", "q": "x"}'),
    (TextMemory(17, "0123456789abcdef", again=True), '{"r":17,"h":"0123456789abcdef","a":true}'),
    (SnoozeMemory(17), '{"r": 17}'),
    (PreviewMemory("JOB00001", 2), '{"job": "JOB00001", "page": 2}'),
    (
        ListMemory(FILTER, 10, 17),
        '{"filter":{"scope":"mine","state":"pending","older_than":14,"owner":"U1","query":"contoso"},'
        '"offset":10,"request":17}',
    ),
    (ViewerMemory("c", "mail", 10, "s"), '{"customer":"c","query":"mail","offset":10,"subscription":"s"}'),
    (
        RemovalMemory(RemovalKind.OURS, "c", None, "d", "because", typed="x"),
        '{"kind":"ours","customer":"c","partner":null,"digest":"d","reason":"because","q":"x"}',
    ),
    (RemovalMemory("leaves"), '{"kind":"leaves","customer":null,"partner":null,"digest":"","reason":null,"q":""}'),
    (
        HandoverMemory(PLAN, 15, "because"),
        '{"plan": {"id": "REF00001", "scope": {"partner_id": "p", "customer_id": null, "reference": null, '
        '"owner": null}, "target_id": "t", "reviewed_at": "2026-03-02T09:30:15.123456+00:00"}, "offset": 15, '
        '"reason": "because"}',
    ),
]
KINDS: list[type[Any]] = sorted({type(memory) for memory, _ in KEPT}, key=lambda kind: kind.__name__)
NAMES = st.sampled_from(("q", "c", "v", "w", "k", "r", "h", "a", "job", "page", "filter", "offset", "plan", "kind"))


@dataclass(frozen=True)
class Sample:
    """A memory with everything that memories are made of."""

    number: RowNumber
    short: Annotated[str, key("s")] = "-"
    counts: Mapping[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(("memory", "written"), KEPT, ids=lambda each: type(each).__name__)
def test_windows_that_are_open_go_on(memory: object, written: str) -> None:
    assert load(type(memory), written) == memory
    assert load(type(memory), dump(memory)) == memory


def test_names_are_short_and_letters_as_they_are() -> None:
    assert dump(Sample(7, "ñ")) == '{"number":7,"s":"ñ","counts":{}}'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{"number": 7, "s": 3, "counts": {"a": "x"}}', Sample(7)),
        ('{"number": 7, "short": "x", "later": [1]}', Sample(7)),
        ('{"number": "7", "counts": {"a": 1}}', Sample(7, counts={"a": 1})),
    ],
)
def test_what_cannot_be_read_counts_as_missing(written: str, expected: Sample) -> None:
    assert load(Sample, written) == expected


@pytest.mark.parametrize(
    "written", ["", "{}", "nonsense", "[]", "null", '{"number": -1}', '{"number": 1e30}', "[" * 9999]
)
def test_what_has_no_default_is_told_in_words(written: str) -> None:
    with pytest.raises(NotFound) as refused:
        load(Sample, written)
    assert refused.value.key == "error-view-outdated"


@pytest.mark.parametrize("kind", KINDS)
@given(written=st.text() | st.dictionaries(NAMES, JSON).map(json.dumps))
def test_no_memory_fails_for_what_it_finds(kind: type[Any], written: str) -> None:
    try:
        found = load(kind, written)
    except NotFound:
        return
    assert {each.name for each in fields(found)} == {each.name for each in fields(kind)}


def test_too_much_is_refused_here_not_by_slack() -> None:
    assert len(dump(Sample(1, "x" * (LONGEST - 100)))) <= LONGEST
    with pytest.raises(ValueError, match="Sample takes 3031 of 3000 characters"):
        dump(Sample(1, "x" * LONGEST))
