"""The hand-over room: what is left by our own tables, who did it, what people say, and how it ends."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Conflict, Denied, NotFound
from bot.models import (
    AuditEvent,
    Customer,
    CustomerRelationship,
    Departure,
    OutboxMessage,
    Partner,
    RequestType,
    StepKind,
    Subscription,
    SupportContact,
)
from bot.services.departures import changes, noting, room
from bot.services.departures.facts import MOST_COUNTED, OF_RESELLER, Leaver
from bot.services.departures.sweep import DepartureSweep
from bot.services.invitations.rules import RequestWish
from bot.services.policy import Actor
from bot.services.relationships import requests
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.departing import OF_CONTOSO, OF_TREY, began, left, seen
from tests.kit.relationships import GLO, pending
from tests.kit.removing import PARTNERSHIP, RESELLER, RESELLERS, assign, remove
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, OFFICE, TREY, build, scene

K = StepKind
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def books(database: Database) -> Database:
    """CONTOSO, whose two contacts are TREY, and FABRIKAM who may serve it too."""
    database.write_now(lambda s: build(s, *RESELLERS))
    assign(database, TREY, OFFICE, EXCHANGE)
    return database


def at(key: str) -> Scene:
    return scene(LATER, key)


def noted(books: Database, departure_id: int, key: str = "note") -> bool:
    return books.write_now(lambda s: noting.note(s, departure_id, at(key)))


def ticked(books: Database, departure_id: int, kind: StepKind, actor: Actor = GLO, remark: str | None = None) -> None:
    key = f"tick:{kind}:{actor.user_id}"
    books.write_now(lambda s: changes.tick(s, actor, departure_id, kind, at(key), remark))


def history(books: Database) -> list[tuple[str, str, dict[str, Any]]]:
    query = (
        select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.after)
        .where(AuditEvent.subject_type == "departure")
        .order_by(col(AuditEvent.id))
    )
    found = books.read_now(lambda s: s.exec(query).all())
    return [(action, by, dict(after or {})) for action, by, after in found]


def test_it_begins_with_everything_counted(books: Database) -> None:
    found = seen(books, began(books))
    assert [step.kind for step in found.steps] == list(OF_RESELLER)
    counted = {step.kind: (step.at_start, step.left) for step in found.steps}
    assert counted[K.CONTACTS] == (2, 2)
    assert counted[K.RECORD] == (4, 4)
    assert counted[K.PRIVILEGES] == counted[K.RELATIONSHIPS] == counted[K.PARTNERSHIP] == (1, 1)
    assert counted[K.REQUESTS] == (0, 0)
    assert (found.name, found.owner, found.reason) == ("Trey Research (PartnerID 4000001)", "UGLO", "contract ended")
    nothing = found.step(K.REQUESTS)
    assert (nothing.is_done, nothing.done_by) == (True, noting.BOT)


def test_there_is_one_under_way_whoever_begins_it(books: Database) -> None:
    first = began(books)
    assert began(books, actor=ANN) == first
    assert began(books, OF_CONTOSO) != first
    assert [action for action, _, _ in history(books)] == ["departure.opened"] * 2


def test_the_facts_end_a_step_and_its_doer_is_named(books: Database) -> None:
    made = began(books)
    assign(books, FABRIKAM, OFFICE, version=1, actor=replace(ANN, user_id="UTWO"))
    assert left(books, made)[K.CONTACTS] == 1
    assert noted(books, made)
    assert seen(books, made).step(K.CONTACTS).done_at is None
    assign(books, FABRIKAM, EXCHANGE, version=1, actor=replace(ANN, user_id="UTHREE"))
    assert noted(books, made, "again")
    step = seen(books, made).step(K.CONTACTS)
    assert (step.left, step.done_at, step.done_by) == (0, LATER, "UTHREE")
    assert not noted(books, made, "third")
    assert history(books)[-1] == (
        "departure.step_done",
        "system:departures",
        {"step": "contacts", "left": 0, "by": "UTHREE"},
    )


def test_a_step_comes_back_with_the_facts(books: Database) -> None:
    made = began(books)
    remove(books, PARTNERSHIP)
    assert noted(books, made)
    assert seen(books, made).step(K.PARTNERSHIP).done_by == "UGLO"
    books.write_now(lambda s: s.connection().exec_driver_sql("UPDATE partnership SET state = 'Active'"))
    assert left(books, made)[K.PARTNERSHIP] == 1
    assert noted(books, made, "again")
    assert seen(books, made).step(K.PARTNERSHIP).done_at is None
    assert history(books)[-1][0] == "departure.step_reopened"


def test_with_a_relationship_go_its_privileges(books: Database) -> None:
    made = began(books)
    remove(books, RESELLER)
    noted(books, made)
    found = seen(books, made)
    for kind in (K.RELATIONSHIPS, K.PRIVILEGES):
        assert (found.step(kind).left, found.step(kind).done_by) == (0, "UGLO")


def test_privileges_that_are_over_are_not_left(books: Database) -> None:
    made = began(books)
    over = update(CustomerRelationship).values(delegated_admin_expires_at=MONDAY - timedelta(days=1))
    books.write_now(lambda s: s.execute(over))
    assert left(books, made)[K.PRIVILEGES] == 0
    books.write_now(lambda s: s.execute(update(CustomerRelationship).values(auto_extend=True)))
    assert left(books, made)[K.PRIVILEGES] == 1


def test_open_requests_are_left_until_they_end(books: Database) -> None:
    books.write_now(
        lambda s: s.execute(update(CustomerRelationship).values(delegated_admin_expires_at=MONDAY + timedelta(days=5)))
    )
    asked = pending(books, MONDAY, RequestWish(RequestType.GDAP, customer_id=CONTOSO, reseller_id=TREY))
    made, of_customer = began(books), began(books, OF_CONTOSO)
    assert left(books, made)[K.REQUESTS] == left(books, of_customer)[K.REQUESTS] == 1
    books.write_now(lambda s: requests.withdraw(s, GLO, asked, at("no")))
    noted(books, made)
    assert seen(books, made).step(K.REQUESTS).done_by == "UGLO"


def test_further_partner_ids_are_on_record_too(books: Database) -> None:
    made = began(books)
    books.write_now(
        lambda s: (
            s.execute(update(Partner).where(col(Partner.tenant_id) == TREY).values(other_mpn_ids="4999999")),
            s.execute(update(Subscription).where(col(Subscription.id) == OFFICE).values(partner_id="4999999")),
            s.execute(update(Subscription).where(col(Subscription.id) == EXCHANGE).values(partner_id="1")),
        )
    )
    assert left(books, made)[K.RECORD] == 3


def test_a_customer_who_leaves_has_its_own_steps(books: Database) -> None:
    made = began(books, OF_CONTOSO)
    found = left(books, made)
    assert found[K.CONTACTS] == 2
    assert found[K.SUBSCRIPTIONS] == 4
    assert found[K.RELATIONSHIPS] == 2
    assert found[K.OURS] == 1
    assert K.PARTNERSHIP not in found
    assign(books, PROVIDER, OFFICE, EXCHANGE, version=1)
    noted(books, made)
    assert seen(books, made).step(K.CONTACTS).done_by == ANN.user_id


def test_people_say_what_no_table_tells_and_take_it_back(books: Database) -> None:
    made = began(books)
    ticked(books, made, K.NOTICE, remark="letter of 3 May")
    step = seen(books, made).step(K.NOTICE)
    assert (step.left, step.done_by, step.done_at, step.remark) == (0, "UGLO", LATER, "letter of 3 May")
    with pytest.raises(Conflict, match="departure-step-done-already"):
        ticked(books, made, K.NOTICE, actor=replace(GLO, user_id="UTWO"))
    books.write_now(lambda s: changes.untick(s, ANN, made, K.NOTICE, at("back")))
    step = seen(books, made).step(K.NOTICE)
    assert (step.left, step.done_by, step.remark) == (1, None, None)
    with pytest.raises(Conflict, match="departure-step-undone-already"):
        books.write_now(lambda s: changes.untick(s, ANN, made, K.NOTICE, at("back2")))
    assert [action for action, _, _ in history(books)][1:] == ["departure.step_done", "departure.step_reopened"]


def test_what_the_tables_tell_nobody_ticks(books: Database) -> None:
    made = began(books)
    with pytest.raises(NotFound):
        ticked(books, made, K.CONTACTS)
    with pytest.raises(NotFound):
        ticked(books, made, K.UNSEEN)


def test_it_is_closed_with_what_was_confirmed_to_be_left(books: Database) -> None:
    made = began(books)
    shown = seen(books, made).digest
    assign(books, FABRIKAM, OFFICE, version=1)
    with pytest.raises(Conflict, match="departure-changed"):
        books.write_now(lambda s: changes.close(s, GLO, made, at("close"), shown))
    assert seen(books, made).is_open
    shown = seen(books, made).digest
    books.write_now(lambda s: changes.close(s, ANN, made, at("close2"), shown, "the rest is Fabrikam's"))
    found = seen(books, made)
    assert (found.is_open, found.closed_by, found.remark) == (False, ANN.user_id, "the rest is Fabrikam's")
    assert found.step(K.CONTACTS).left == 1
    assert history(books)[-1][2]["left"] == {step.kind.value: step.left for step in found.undone}
    with pytest.raises(Conflict, match="departure-closed-already"):
        books.write_now(lambda s: changes.close(s, GLO, made, at("close3"), shown))


def test_a_closed_one_stays_as_it_was_and_another_may_begin(books: Database) -> None:
    made = began(books)
    books.write_now(lambda s: changes.close(s, GLO, made, at("close"), seen_digest(s, made)))
    assign(books, FABRIKAM, OFFICE, EXCHANGE, version=1)
    assert not noted(books, made)
    assert seen(books, made).step(K.CONTACTS).left == 2
    for step in (
        lambda s: changes.tick(s, GLO, made, K.NOTICE, at("t")),
        lambda s: changes.untick(s, GLO, made, K.NOTICE, at("u")),
        lambda s: changes.take(s, GLO, made, at("o")),
    ):
        with pytest.raises(Conflict, match="departure-closed-already"):
            books.write_now(step)
    again = began(books, key="again")
    assert again != made
    assert left(books, again)[K.CONTACTS] == 0


def seen_digest(session: Session, departure_id: int) -> str:
    return room.read(session, departure_id, PROVIDER, LATER).digest


def test_somebody_else_looks_after_it(books: Database) -> None:
    made = began(books)
    for _ in range(2):
        books.write_now(lambda s: changes.take(s, ANN, made, at("take")))
    assert seen(books, made).owner == ANN.user_id
    assert [action for action, _, _ in history(books)].count("departure.taken") == 1
    readers = books.read_now(
        lambda s: s.exec(select(OutboxMessage.recipient).where(OutboxMessage.kind == "departure.changed")).all()
    )
    assert set(readers) == {"UGLO", "UANN", "C0DESK"}


@pytest.mark.parametrize("step", ["begin", "tick", "untick", "take", "close"])
def test_who_may_only_look_changes_nothing(books: Database, step: str) -> None:
    made = began(books)
    looker = replace(GLO, roles=frozenset())
    acts = {
        "begin": lambda s: changes.begin(s, looker, OF_CONTOSO, at("d")),
        "tick": lambda s: changes.tick(s, looker, made, K.NOTICE, at("d")),
        "untick": lambda s: changes.untick(s, looker, made, K.NOTICE, at("d")),
        "take": lambda s: changes.take(s, looker, made, at("d")),
        "close": lambda s: changes.close(s, looker, made, at("d"), seen_digest(s, made)),
    }
    with pytest.raises(Denied):
        books.write_now(acts[step])
    assert [action for action, _, _ in history(books)] == ["departure.opened"]


def test_nobody_unknown_leaves_and_not_the_provider(books: Database) -> None:
    for leaver in (Leaver(reseller_id=PROVIDER), Leaver(reseller_id="nope"), Leaver(customer_id="nope")):
        with pytest.raises(NotFound):
            began(books, leaver, key=str(leaver))
    with pytest.raises(ValueError, match="a departure is of"):
        Leaver()
    with pytest.raises(ValueError, match="a departure is of"):
        Leaver(TREY, CONTOSO)


def test_of_another_providers_customer_there_is_no_departure(books: Database) -> None:
    made, of_trey = began(books, OF_CONTOSO), began(books)
    books.write_now(lambda s: s.execute(update(Customer).values(elsewhere=True)))
    with pytest.raises(NotFound):
        seen(books, made)
    assert left(books, of_trey)[K.CONTACTS] == left(books, of_trey)[K.RECORD] == 0
    assert left(books, of_trey)[K.RELATIONSHIPS] == 0


def test_counting_has_an_end(books: Database) -> None:
    def many(s: Session) -> None:
        for number in range(MOST_COUNTED + 5):
            key = f"many-{number:06}"
            s.add(Subscription(id=key, customer_id=CONTOSO, friendly_name=key, search_key=key))
        s.flush()
        for number in range(MOST_COUNTED + 5):
            s.add(SupportContact(subscription_id=f"many-{number:06}", support_tenant_id=TREY, since=MONDAY))

    books.write_now(many)
    assert left(books, began(books))[K.CONTACTS] == MOST_COUNTED + 1


async def test_the_sweep_notes_it_though_nobody_looks(books: Database) -> None:
    made = began(books)
    sweep = DepartureSweep(books, at)
    assert await sweep.run() == 0
    remove(books, PARTNERSHIP)
    assert await sweep.run() == 1
    assert seen(books, made).is_noted
    assert await sweep.run() == 0


async def test_of_two_who_close_it_one_is_told(books: Database) -> None:
    made = began(books)
    shown = seen(books, made).digest

    async def close(actor: Actor) -> bool:
        try:
            await books.write(lambda s: changes.close(s, actor, made, at(f"c:{actor.user_id}"), shown))
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(close(GLO), close(ANN))) == [False, True]
    rows = books.read_now(lambda s: s.exec(select(Departure)).all())
    assert [row.state for row in rows] == ["closed"]


async def test_of_two_who_begin_it_both_come_to_the_same(books: Database) -> None:
    async def begin(actor: Actor) -> int:
        return await books.write(lambda s: changes.begin(s, actor, OF_TREY, at(f"b:{actor.user_id}")))

    assert len(set(await asyncio.gather(begin(GLO), begin(ANN)))) == 1
