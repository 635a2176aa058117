"""The check finds whatever was changed behind the program's back, and names the first of it."""

import tracemalloc
from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot.cli.audit import run_verify
from bot.clock import ManualClock
from bot.db import Database
from bot.models import AuditEvent, AuditSeal, Erasure, SealedEvent
from bot.services.sealing import seals, verifying
from bot.services.sealing.erasing import erase
from bot.services.sealing.seals import Sealing
from bot.services.sealing.verifying import HistoryBroken
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.services.sealing.events import HOURS, behind, check, record, sealed, tamper

EVENTS, DIGESTS = table(AuditEvent), table(SealedEvent)
AT = "'2026-03-02 09:00:00.000000+00'"
SLIPPED = (
    "INSERT INTO audit_event (id, at, reference, actor_id, action, subject_type, subject_id) "
    "VALUES ({0}, '2026-03-02 09:00:00.000000', 'R', 'U1', 'a.b', 's', '1')"
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE audit_event SET actor_id = 'UEVE' WHERE id IN (4, 6)", "event 4: is not what seal 2 was made of"),
        ("UPDATE audit_event SET after = NULL WHERE id = 1", "event 1: is not what seal 1 was made of"),
        ("UPDATE audit_event SET id = 40 WHERE id = 5", "event 5: was sealed, and is not there any more"),
        ("DELETE FROM audit_event WHERE id = 3", "event 3: was sealed, and is not there any more"),
        ("DELETE FROM audit_event WHERE id >= 5", "event 5: was sealed, and is not there any more"),
        ("DELETE FROM audit_event", "event 1: was sealed, and is not there any more"),
        ("UPDATE audit_sealed_event SET salt = NULL WHERE event_id = 2", "event 2: has no seal, although later ones"),
        ("DELETE FROM audit_sealed_event WHERE event_id = 1", "event 1: has no seal, although later ones have"),
        ("UPDATE audit_seal SET erasure = 'erased:X' WHERE id = 1", "event 1: was sealed anew by the erasure erased:X"),
        ("UPDATE audit_seal SET events = 9 WHERE id = 1", "seal 1: does not follow from the one before"),
        ("UPDATE audit_seal SET previous = 'x' WHERE id = 2", "seal 2: does not follow from the one before"),
        (
            "UPDATE audit_sealed_event SET salt = NULL, digest = 'x' WHERE seal_id = 2 AND event_id = 4",
            "event 4: has no seal, although later ones have",
        ),
    ],
)
async def test_the_first_thing_that_is_wrong_is_named(database: Database, change: str, said: str) -> None:
    record(database, 1, after={"a": 1})
    await sealed(database, 2)
    await sealed(database, 3)
    assert check(database).events == 6
    tamper(database, change)
    with pytest.raises(HistoryBroken, match=said):
        check(database)


async def test_a_row_that_went_with_its_digest_is_missed_by_its_seal(database: Database) -> None:
    await sealed(database, 2)
    await sealed(database, 2)
    for name, key in (("audit_event", "id"), ("audit_sealed_event", "event_id")):
        tamper(database, f"DELETE FROM {name} WHERE {key} = 2")
    with pytest.raises(HistoryBroken, match="seal 1: its events, up to 2, are not those it was made of"):
        check(database)


async def test_a_row_slipped_in_is_found_once_late_ones_cannot_come(database: Database) -> None:
    tamper(database, SLIPPED.format(5))
    await Sealing(database, ManualClock(MONDAY)).run()
    tamper(database, SLIPPED.format(3))
    assert check(database, at=timedelta(minutes=5)).loose == 1
    with pytest.raises(HistoryBroken, match="event 3: has no seal, although later ones have"):
        check(database)


async def test_new_rows_wait_for_their_seal(database: Database) -> None:
    await sealed(database, 2)
    record(database, 3)
    whole = check(database)
    assert (whole.events, whole.loose) == (5, 3)


async def test_a_head_noted_earlier_shows_that_nothing_was_rewritten(database: Database) -> None:
    await sealed(database, 2)
    head = check(database).head
    await sealed(database, 2)
    assert check(database, head).seals == 2
    # Somebody who may do everything can make a new chain, but not one with the old head in it.
    for name in ("audit_sealed_event", "audit_seal"):
        tamper(database, f"DELETE FROM {name}")
    tamper(database, "UPDATE audit_event SET actor_id = 'UEVE' WHERE id = 1")
    await Sealing(database, ManualClock(MONDAY)).run()
    assert check(database).events == 4
    with pytest.raises(HistoryBroken, match=f"no seal has the head {head}"):
        check(database, head)


async def test_pages_follow_one_another(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_EVENTS", "_SEALS", "_DIGESTS"):
        monkeypatch.setattr(verifying, name, getattr(verifying, name).limit(2))
    for _ in range(3):
        await sealed(database, 3)
    assert check(database).events == 9
    tamper(database, "UPDATE audit_event SET actor_id = 'UEVE' WHERE id = 8")
    with pytest.raises(HistoryBroken, match="event 8"):
        check(database)
    hashes = select(table(AuditSeal).c.hash)
    assert len(database.read_now(lambda s: s.execute(hashes).all())) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_memory_does_not_grow_with_the_history(database: Database) -> None:
    def peak(events: int) -> int:
        tracemalloc.start()
        assert check(database, at=HOURS).events == events
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    await sealed(database, 2 * verifying.PAGE)
    peak(2 * verifying.PAGE)
    small = peak(2 * verifying.PAGE)
    await sealed(database, 4 * verifying.PAGE)
    assert peak(6 * verifying.PAGE) < 1.3 * small


def sealed_anew(database: Database, event_id: int, erasure: str, actor: str = "UEVE") -> None:
    """Do what the owner of the tables can: rewrite an event, and seal it as an erasure would."""
    with behind(database) as connection:
        session = Session(connection)
        session.execute(update(EVENTS).where(EVENTS.c.id == event_id).values(actor_id=actor))
        session.execute(update(DIGESTS).where(DIGESTS.c.event_id == event_id).values(salt=None))
        rows = [row._mapping for row in session.execute(select(EVENTS).where(EVENTS.c.id == event_id))]
        seals.add(session, MONDAY, rows, erasure)
        session.flush()


async def test_an_erasure_that_nobody_began_seals_nothing(database: Database) -> None:
    await sealed(database, 3)
    sealed_anew(database, 2, "erased:X", actor="erased:X")
    with pytest.raises(HistoryBroken, match="seal 2: names the erasure erased:X, which nobody began"):
        check(database)


async def test_an_erasure_that_the_history_does_not_tell_of_seals_nothing(database: Database) -> None:
    await sealed(database, 3)
    sealed_anew(database, 2, "erased:X", actor="erased:X")
    tamper(database, f"INSERT INTO erasure (pseudonym, began_at, ended_at) VALUES ('erased:X', {AT}, {AT})")
    with pytest.raises(HistoryBroken, match="seal 2: names the erasure erased:X, of whose end there is no event"):
        check(database)


async def test_an_erasure_that_was_begun_and_has_not_ended_is_said(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await sealed(database, 3)
    assert check(database).unfinished == 0
    tamper(database, f"INSERT INTO erasure (pseudonym, began_at) VALUES ('erased:X', {AT})")
    sealed_anew(database, 2, "erased:X", actor="erased:X")
    assert check(database).unfinished == 1
    monkeypatch.setattr("bot.cli.audit.opened", lambda: nullcontext(database))
    run_verify(None)
    assert "; erasures begun and not ended: 1; head" in capsys.readouterr().out


async def test_an_erasure_that_has_ended_cannot_be_gone_on_with(database: Database) -> None:
    await sealed(database, 3)
    record(database, 1, actor="UGONE")
    await Sealing(database, ManualClock(MONDAY)).run()
    erase(database, ManualClock(MONDAY), "UGONE", force=True)
    await Sealing(database, ManualClock(MONDAY)).run()
    whole = check(database)
    assert (whole.erasures, whole.unfinished) == (1, 0)
    pseudonym = database.read_now(lambda s: s.execute(select(table(Erasure).c.pseudonym)).scalar_one())
    sealed_anew(database, 2, pseudonym, actor=pseudonym)
    with pytest.raises(HistoryBroken, match=f"seal 5: names the erasure {pseudonym}, which had ended by then"):
        check(database)


async def test_an_erasure_rewrites_what_it_leaves_its_pseudonym_in_and_nothing_else(database: Database) -> None:
    await sealed(database, 3)
    tamper(database, f"INSERT INTO erasure (pseudonym, began_at) VALUES ('erased:X', {AT})")
    sealed_anew(database, 2, "erased:X")
    with pytest.raises(HistoryBroken, match="event 2: was sealed anew by the erasure erased:X and holds nothing of it"):
        check(database)
