"""Transactions: whole or not at all, writers queue instead of failing, instants keep their zone."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col

from bot.db import Database, parse_url
from bot.errors import ConfigurationError, Conflict, LookAgain
from bot.models import OutboxMessage, ProcessedDelivery, RelationshipRequest, SupportContact
from bot.services.store.after_commit import announce, listen
from bot.services.store.sql import changed
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples

OTHERS_END = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def delivery(key: str, at: datetime = MONDAY) -> ProcessedDelivery:
    return ProcessedDelivery(key=key, at=at, outcome={"n": 0})


def keys(database: Database) -> list[str]:
    return list(database.read_now(lambda s: s.execute(select(col(ProcessedDelivery.key)).order_by("key")).scalars()))


def test_a_failing_transaction_writes_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(delivery("a"))
        session.flush()
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        database.write_now(work)
    assert keys(database) == []
    database.write_now(lambda session: session.add(delivery("b")))
    assert keys(database) == ["b"]


@pytest.mark.parametrize("way", [Database.write_now, Database.write_one_now])
def test_what_moved_on_meanwhile_is_looked_at_again(database: Database, way: Callable[..., str]) -> None:
    looks: list[str] = []
    told: list[int] = []
    end = listen(database.writer, "test", lambda: told.append(len(looks)))

    def work(session: Session) -> str:
        looks.append(f"look {len(looks)}")
        changed(session, insert(ProcessedDelivery), {"key": looks[-1], "at": MONDAY, "outcome": {}})
        announce(session, "test")
        if len(looks) < 3:
            raise LookAgain("assign-changed-meanwhile")
        return looks[-1]

    assert way(database, work) == "look 2"
    assert told == [3], "only what was committed is announced"
    end()


def test_a_transaction_that_is_to_look_again_leaves_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(delivery("a"))
        session.flush()
        raise LookAgain("assign-changed-meanwhile")

    with pytest.raises(Conflict, match="assign-changed-meanwhile"):
        database.write_now(work)
    assert keys(database) == []


async def test_many_writers_at_once_lose_nothing_and_fail_nothing(database: Database) -> None:
    def count_up(session: Session) -> None:
        seen = session.execute(select(col(ProcessedDelivery.outcome))).scalar_one()["n"]
        expected = col(ProcessedDelivery.outcome)["n"].as_integer() == seen
        statement = update(ProcessedDelivery).where(expected).values(outcome={"n": seen + 1})
        if not changed(session, statement):
            raise LookupError("somebody was quicker")

    async def until_counted() -> None:
        while True:
            try:
                return await database.write(count_up)
            except LookupError:
                await asyncio.sleep(0)

    await database.write(lambda session: session.add(delivery("counter")))
    await asyncio.gather(*(until_counted() for _ in range(32)))
    assert await database.read(lambda s: s.execute(select(col(ProcessedDelivery.outcome))).scalar_one()) == {"n": 32}


async def test_two_programs_on_one_database_wait_for_each_other(database: Database, database_url: str) -> None:
    other = Database(database_url)

    def slow(session: Session) -> None:
        # A read first: a deferred transaction would fail to become a writer here.
        number = session.execute(select(func.count()).select_from(ProcessedDelivery)).scalar_one()
        session.add(delivery(f"{id(session)}-{number}"))

    try:
        await asyncio.gather(*(chosen.write(slow) for chosen in (database, other) for _ in range(20)))
    finally:
        other.close()
    assert len(keys(database)) == 40


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_the_server_closed_are_made_anew(database: Database, database_url: str) -> None:
    await asyncio.gather(
        *(database.read(lambda session: session.execute(text("SELECT pg_sleep(0.05)"))) for _ in "1234")
    )
    other = Database(database_url)
    ended = other.write_now(lambda session: session.execute(text(OTHERS_END)).all())
    other.close()
    assert len(ended) >= 2
    for _ in ended:
        assert await database.read(lambda session: session.execute(text("SELECT 1")).scalar()) == 1
    database.write_now(lambda session: session.add(delivery("after")))
    assert keys(database) == ["after"]


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(insert(ProcessedDelivery).values(key="hidden", at=MONDAY, outcome={}))
        assert keys(database) == []
    assert keys(database) == ["hidden"]


def test_rows_must_refer_to_rows(database: Database) -> None:
    contact = SupportContact(subscription_id="nobody", support_tenant_id=PROVIDER, since=MONDAY)
    with pytest.raises(IntegrityError):
        database.write_now(lambda session: session.add(contact))


def request(state: str) -> dict[str, Any]:
    named = {
        "type": "partnership",
        "inviter_tenant_id": PROVIDER,
        "target_key": "t",
        "target_name": "T",
        "state": state,
    }
    people = {"created_by": "U1", "owner": "U1", "created_at": MONDAY, "reference": "R", "locale": "en"}
    return {**named, **people, "state": state, "reminder_count": 0, "resend_count": 0}


def test_only_one_open_request_to_the_same_target(database: Database) -> None:
    def add(*states: str) -> None:
        rows = [RelationshipRequest(**request(state)) for state in states]
        database.write_now(lambda session: session.add_all(rows))

    add("expired", "withdrawn", "pending", "established")
    for state in ("draft", "link_ready", "pending"):
        with pytest.raises(IntegrityError):
            add(state)


def test_the_same_message_is_queued_once(database: Database) -> None:
    times = {"created_at": MONDAY, "due_at": MONDAY}
    message: dict[str, Any] = {"dedupe_key": "once", "kind": "k", "subject": "s", "recipient": "U1", **times}
    database.write_now(lambda session: session.add(OutboxMessage(**message)))
    with pytest.raises(IntegrityError):
        database.write_now(lambda session: session.add(OutboxMessage(**message)))


FAR = st.timedeltas(timedelta(days=-739_600), timedelta(days=2_900_000))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(30))
@given(away=FAR, hours=st.integers(-14, 14))
def test_instants_come_back_in_utc(database: Database, away: timedelta, hours: int) -> None:
    at = (MONDAY + away).astimezone(timezone(timedelta(hours=hours)))

    def work(session: Session) -> Any:
        session.execute(text("DELETE FROM processed_delivery"))
        session.add(delivery("t", at))
        session.flush()
        session.expire_all()
        return session.execute(select(col(ProcessedDelivery.at))).scalar_one()

    found = database.write_now(work)
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        database.write_now(lambda session: session.add(delivery("naive", datetime(2026, 1, 1))))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "DATABASE_URL is not a URL"),
        ("bot.db", "DATABASE_URL is not a URL"),
        ("sqlite://", "must be sqlite:///PATH"),
        ("sqlite:///:memory:", "must be sqlite:///PATH"),
        ("mysql://user:hunter2@host/db", "must be sqlite:///PATH or postgresql://"),
        ("postgresql://user:hunter2@host:port/db", "DATABASE_URL is not a URL"),
        ("postgresql://user:x@hunter2@host/db", "write an @ in the name or the password as %40"),
        ("sqlite:///bot.db?timeout=soon", "must be sqlite:///PATH"),
    ],
)
def test_other_databases_are_refused_in_one_line_without_the_password(url: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as refused:
        parse_url(url)
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="DATABASE_URL: cannot create"):
        Database(f"sqlite:///{tmp_path / 'file' / 'bot.db'}")


def test_spaces_and_line_ends_around_a_url_are_no_part_of_it() -> None:
    assert parse_url(" sqlite:///bot.db \r\n").database == "bot.db"
    assert parse_url("\tpostgresql://u:p@h/name \n").database == "name"
