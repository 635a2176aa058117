"""Whatever comes over the wire is read or refused, and never breaks anything else."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.partner_center.wire import bodies, graph_bodies
from bot.partner_center.wire.failures import PartnerCenterUnreadable, Trace, error_body, from_answer
from bot.partner_center.wire.pages import page
from bot.partner_center.wire.reading import Document, NotJson, document, instant
from tests.kit.bodies import NAMES, body, wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(st.text(max_size=12), JSON, max_size=6)
READERS: list[Callable[[Document], Any]] = [
    bodies.customer,
    bodies.subscription,
    bodies.reseller,
    bodies.audit_record,
    bodies.contact,
    bodies.registration,
    bodies.event,
    bodies.verdicts,
    bodies.validation,
    bodies.request,
    bodies.support_profile,
    graph_bodies.relationship,
    graph_bodies.access,
    graph_bodies.tenant,
]


# Hypothesis takes bounds without a zone.
FIRST, LAST = (datetime(year, 1, 2, tzinfo=UTC).replace(tzinfo=None) for year in (1900, 2999))


def spoilt(value: Any, place: int, other: Any) -> tuple[Any, int]:
    """Return the value with its part number `place`, counted depth first, replaced; and what is left to count."""
    if place == 0:
        return other, -1
    place -= 1
    if isinstance(value, dict):
        made = {}
        for name, inner in value.items():
            made[name], place = spoilt(inner, place, other) if place >= 0 else (inner, place)
        return made, place
    if isinstance(value, list):
        inside = []
        for inner in value:
            kept, place = spoilt(inner, place, other) if place >= 0 else (inner, place)
            inside.append(kept)
        return inside, place
    return value, place


@given(raw=st.binary(max_size=200))
def test_bytes_are_json_or_refused(raw: bytes) -> None:
    try:
        document(raw)
    except NotJson:
        assert not isinstance(_loaded(raw), dict)


def _loaded(raw: bytes) -> Any:
    try:
        return json.loads(raw.removeprefix(b"\xef\xbb\xbf").decode())
    except ValueError:
        return None


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 10_000, b"<html>Bad Gateway</html>", b""])
def test_nesting_without_end_and_html_are_refused(raw: bytes) -> None:
    with pytest.raises(NotJson):
        document(raw)


@given(said=OBJECTS)
def test_any_object_is_read_by_every_reader(said: dict[str, Any]) -> None:
    for read in READERS:
        read(Document(said))


@given(name=st.sampled_from(NAMES), place=st.integers(0, 60), other=JSON)
def test_one_odd_part_of_a_published_body_breaks_nothing(name: str, place: int, other: Any) -> None:
    said, _left = spoilt(body(name), place, other)
    raw = wire(said)
    for read in READERS:
        with suppress(PartnerCenterUnreadable):
            page(raw, read)
    error_body(raw)


@given(odd=st.lists(JSON, max_size=5), at=st.integers(0, 5))
def test_odd_entries_never_cost_the_good_ones(odd: list[Any], at: int) -> None:
    good = body("customers-page")["items"]
    entries = [*odd[:at], *good, *odd[at:]]
    found, _next = page(wire({"items": entries}), bodies.customer)
    assert [each["id"] for each in good] == [each.id for each in found.items if each.company_name == "companyName"]
    assert len(found.items) + found.unread == len(entries)


@given(status=st.integers(300, 599), raw=st.binary(max_size=300))
def test_every_failure_has_one_line(status: int, raw: bytes) -> None:
    line = str(from_answer(status, {}, raw, Trace("r", "c")))
    assert len(line) < 500
    assert line.isprintable()


@given(names=st.lists(st.sampled_from(["id", "name", "state", "mpnId"]), min_size=1, unique=True), data=st.data())
def test_names_are_read_in_any_case(names: list[str], data: st.DataObject) -> None:
    spelt = {data.draw(st.sampled_from([name, name.upper(), name.title(), name.swapcase()])): name for name in names}
    found = Document(spelt)
    assert [found.text(name) for name in names] == names


@given(at=st.datetimes(FIRST, LAST), digits=st.integers(0, 9))
def test_times_have_any_number_of_digits(at: datetime, digits: int) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    fraction = f".{'1' * digits}" if digits else ""
    found = instant(at.isoformat()[:19] + fraction + "Z")
    assert found is not None
    assert found.replace(microsecond=0) == at


@pytest.mark.parametrize("written", ["9999-12-10T00:00:00Z", "0001-01-01T00:00:00", "", "soon", "2024-13-01"])
def test_no_time_is_none(written: str) -> None:
    assert instant(written) is None
