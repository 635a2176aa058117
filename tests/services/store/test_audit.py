"""The history going out: streamed, complete, in order, and harmless to open in a spreadsheet."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, insert
from sqlmodel import Session, select

from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import AuditEvent
from bot.services.store import audit
from bot.services.store.audit import EXPORTED, FORMULA_STARTS
from tests.conftest import MONDAY, PROVIDER
from tests.kit.assign_many import build, sub
from tests.kit.world import ANN, CONTOSO, OFFICE, TREY


def record(
    session: Session, at: datetime, subject: tuple[str, str] = ("subscription", OFFICE), reason: str = ""
) -> None:
    audit.record(
        session,
        replace(ANN, reason=reason or None),
        at,
        "contact.assigned",
        subject,
        customer_id=CONTOSO,
        before={"support_tenant_id": "a", "origin": "default"},
        after={"support_tenant_id": "b"},
    )


def exported(database: Database, **options: object) -> str:
    parts: list[str] = []
    database.read_now(lambda s: audit.export(s, write=parts.append, **options))  # type: ignore[arg-type]
    return "".join(parts)


def test_csv_has_stable_columns_and_every_event_in_order(database: Database) -> None:
    for day in range(3):
        at, reason = MONDAY + timedelta(days=day), f'"day" {day},\nsí'
        database.write_now(partial(record, at=at, reason=reason))
    rows = list(csv.DictReader(io.StringIO(exported(database, format="csv"))))
    assert [tuple(row) for row in rows] == [EXPORTED] * 3
    assert [row["at"][:10] for row in rows] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert rows[0]["at"] == "2026-03-02T09:00:00.000000Z"
    assert rows[0]["reason"] == '"day" 0,\nsí'
    assert json.loads(rows[0]["before"]) == {"origin": "default", "support_tenant_id": "a"}
    assert rows[0]["ms_correlation_id"] == ""


def test_json_is_one_object_per_line(database: Database) -> None:
    database.write_now(lambda s: record(s, MONDAY, reason="línea\nsegunda \u2028"))
    text = exported(database, format="json")
    (line,) = text.split("\n")[:-1]
    event = json.loads(line)
    assert tuple(event) == EXPORTED
    assert event["reason"] == "línea\nsegunda \u2028"
    assert event["before"] == {"origin": "default", "support_tenant_id": "a"}


def test_names_stand_beside_the_ids_they_are_of(database: Database) -> None:
    def work(session: Session) -> None:
        build(session)
        for subject in (("subscription", sub(0)), ("customer", TREY), ("odd", "x"), ("relationship_request", "x")):
            after = {"support_tenant_id": TREY} if subject[0] == "subscription" else {}
            audit.record(
                *(session, ANN, MONDAY, "a.b", subject),
                customer_id=CONTOSO,
                before={"support_tenant_id": PROVIDER},
                after=after,
            )

    database.write_now(work)
    first, *others = csv.DictReader(io.StringIO(exported(database, format="csv")))
    named = ("subject_name", "customer_name", "contact_before", "contact_after")
    assert [first[name] for name in named] == ["Office 0", "Contoso", "Iberia Cloud", "Trey Research"]
    assert {tuple(event[name] for name in named) for event in others} == {("", "Contoso", "Iberia Cloud", "")}
    fields = list(first)
    assert [fields[fields.index(name) - 1] for name in named] == ["subject_id", "customer_id", "before", "after"]


def test_both_databases_export_the_same_text(database: Database) -> None:
    after = {"moved": 0, "files": {"partners.csv": {"rows": 1, "inserted": 1}, "a.csv": [{"rows": 1, "inserted": 1}]}}
    database.write_now(lambda s: audit.record(s, ANN, MONDAY, "directory.imported", ("d", "i"), after=after))
    text = '{"files":{"a.csv":[{"inserted":1,"rows":1}],"partners.csv":{"inserted":1,"rows":1}},"moved":0}'
    assert f'"after":{text}' in exported(database, format="json")


def test_since_leaves_out_what_came_before(database: Database) -> None:
    for hour in range(3):
        database.write_now(partial(record, at=MONDAY + timedelta(hours=hour)))
    elsewhere = (MONDAY + timedelta(hours=1)).astimezone(UTC)
    assert exported(database, since=elsewhere, format="json").count("\n") == 2


@pytest.mark.parametrize(("hour", "begins"), [(1, 1), (2, 2), (9, 3)])
def test_since_reads_nothing_of_what_came_before(database: Database, hour: int, begins: int) -> None:
    for number in range(3):
        database.write_now(partial(record, at=MONDAY + timedelta(hours=number)))
    first = database.read_now(lambda s: s.exec(select(func.min(AuditEvent.id))).one()) or 0
    behind: list[object] = []

    def listen(_connection: object, _cursor: object, sql: str, parameters: object, *_rest: object) -> None:
        if "audit_event.id >" in sql:
            behind.extend(parameters.values() if isinstance(parameters, dict) else parameters)  # type: ignore[arg-type]

    event.listen(database.reader, "before_cursor_execute", listen)
    try:
        exported(database, since=MONDAY + timedelta(hours=hour), format="json")
    finally:
        event.remove(database.reader, "before_cursor_execute", listen)
    assert first + begins - 1 in behind


def test_an_empty_history_is_a_header_or_nothing(database: Database) -> None:
    assert exported(database, format="csv").split("\r\n") == [",".join(EXPORTED), ""]
    assert exported(database, format="json") == ""


def test_an_unknown_format_is_named(database: Database) -> None:
    with pytest.raises(ConfigurationError, match="use csv or json"):
        exported(database, format="xml")


@pytest.mark.parametrize("reason", [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS if start.strip()])
def test_a_spreadsheet_has_nothing_to_run(reason: str) -> None:
    assert audit._cell(reason) == f"'{reason}"


@given(st.none() | st.text() | st.integers() | st.dictionaries(st.text(), st.text()))
def test_no_cell_begins_like_a_formula(value: object) -> None:
    cell = audit._cell(value)
    assert not cell.startswith(FORMULA_STARTS)
    assert isinstance(value, dict) or cell.removeprefix("'") == ("" if value is None else str(value)).removeprefix("'")


def many(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "at": MONDAY + timedelta(seconds=number),
            "reference": "REF",
            "actor_id": "UANN",
            "action": "contact.assigned",
            "subject_type": "subscription",
            "subject_id": str(number),
            "after": {"support_tenant_id": "b"},
        }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_memory_does_not_grow_with_the_history(database: Database) -> None:
    def peak(count: int) -> int:
        seen: list[int] = []
        tracemalloc.start()
        database.read_now(lambda s: seen.append(audit.export(s, write=lambda text: None)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == [count]
        return most

    database.write_now(lambda s: s.execute(insert(AuditEvent), list(many(2 * audit.PAGE))))
    peak(2 * audit.PAGE)  # statement caches and imports
    small = peak(2 * audit.PAGE)
    database.write_now(lambda s: s.execute(insert(AuditEvent), list(many(6 * audit.PAGE))))
    assert peak(8 * audit.PAGE) < 1.3 * small


def test_a_trail_is_that_subjects_alone_newest_first(database: Database) -> None:
    def work(session: Session) -> None:
        record(session, MONDAY)
        record(session, MONDAY, ("batch", OFFICE))
        record(session, MONDAY + timedelta(days=1), ("batch", "B1"))
        record(session, MONDAY + timedelta(days=2), ("subscription", "another"))

    database.write_now(work)
    found = database.read_now(lambda s: audit.trail(s, ("subscription", OFFICE), ("batch", "B1")))
    assert [(event.subject_type, event.subject_id) for event in found] == [("batch", "B1"), ("subscription", OFFICE)]
    assert database.read_now(audit.trail) == ()
