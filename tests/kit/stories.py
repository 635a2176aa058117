"""Stories that write every kind of notice: what people and the clock do, in the fewest steps."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bot.clock import ManualClock
from bot.db import Database
from bot.models import CustomerRelationship, RequestType, Subscription
from bot.services.absences import checking, noting
from bot.services.absences.noting import AbsenceWish
from bot.services.agreements import records
from bot.services.agreements.due import AgreementSweep
from bot.services.agreements.records import AgreementWish
from bot.services.assign_many import chunks, jobs
from bot.services.assign_many.nudges import NudgeSweep
from bot.services.basis.endings import EndingSweep
from bot.services.contacts import assignments, reviews, waiting
from bot.services.contacts.assignments import Proposal
from bot.services.departures import changes
from bot.services.handover import jobs as handover
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.hearing import registration
from bot.services.hearing.ports import Registration
from bot.services.invitations.rules import RequestWish
from bot.services.mail import queue
from bot.services.mail.worker import MailFate
from bot.services.outbox import pledges
from bot.services.people.profiles import Person
from bot.services.policy import Actor
from bot.services.relationships import followup, mailing, removal, requests, transitions
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.reminders.sweep import ReminderSweep
from bot.services.scene import Scene
from bot.services.watch.renewals import RenewalSweep
from tests.conftest import MONDAY, PROVIDER
from tests.kit import assign_many as many
from tests.kit import files
from tests.kit import world as contacts
from tests.kit.departing import OF_CONTOSO, began, seen
from tests.kit.handover import handing_over
from tests.kit.relationships import GLO, MAIL, pending
from tests.kit.world import ANN, CONTOSO, EXCHANGE, NEWCOMER, OFFICE, TREY, Reseller, link, proposal

NOON = MONDAY + timedelta(hours=3)
Story = Callable[[Database], Awaitable[object]]


def at(key: str, now: Any = MONDAY) -> Scene:
    return Scene(PROVIDER, now, key, "C0DESK")


def assign(database: Database, actor: Actor, target: str, *ids: str) -> None:
    database.write_now(lambda s: assignments.submit(s, actor, proposal(target, *ids), at(f"{actor.reference}{target}")))


async def a_submission_closed_and_one_handed_back(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    database.write_now(lambda s: reviews.close(s, ANN, "REF00001", at("close")))
    assign(database, replace(ANN, reference="REF2"), TREY, EXCHANGE)
    database.write_now(lambda s: reviews.hand_back(s, replace(ANN, reference="REF3"), "REF2", at("back")))


async def an_assignment_that_waits(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    for reference, key in (("W1", OFFICE), ("W2", EXCHANGE)):
        actor, wish = replace(ANN, reference=reference), proposal(NEWCOMER, key)
        database.write_now(lambda s, a=actor, w=wish: waiting.propose(s, a, w, at(a.reference), by_itself=True))  # type: ignore[misc]
    database.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    database.write_now(lambda s: waiting.evaluate(s, ANN, at("e")))
    database.write_now(lambda s: waiting.by_hand(s, "W1", at("h")))
    database.write_now(lambda s: waiting.apply_ready(s, ANN, "W1", at("a")))
    database.write_now(lambda s: waiting.cancel(s, ANN, "W2", at("c")))


async def a_request_resent_handed_over_and_accepted(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", relationship=None)))
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, customer_id=CONTOSO, reseller_id=TREY)
    database.write_now(lambda s: waiting.propose(s, ANN, proposal(TREY, OFFICE), at("w"), by_itself=False))
    made = pending(database, MONDAY, wish)
    database.write_now(lambda s: requests.resend(s, GLO, made, MAIL, at("again")))
    to = replace(GLO, user_id="WNEW")
    database.write_now(lambda s: followup.hand_over(s, GLO, to, made, at("over")))
    database.write_now(lambda s: confirm_established(s, GLO, made, at("yes")))


async def a_request_withdrawn(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", relationship=None)))
    made = pending(database, MONDAY, RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=contacts.STRANGER))
    database.write_now(lambda s: requests.withdraw(s, GLO, made, at("no")))


async def a_removal_and_what_it_took_handed_over(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    what, actor = Removal(RemovalKind.RESELLER, CONTOSO, TREY), replace(GLO, reference="GONE")
    seen = database.read_now(lambda s: removal.preview(s, what, at("r"))).digest
    database.write_now(lambda s: removal.remove(s, actor, what, at("r"), seen))
    plan = Handover("HAND", HandoverScope(reference="GONE"), PROVIDER, NOON)
    database.write_now(lambda s: handover.start(s, ANN, plan, 1, at("s", NOON)))
    await handing_over(database, ManualClock(NOON)).run()


async def a_job_of_many(database: Database) -> None:
    clock = await a_job_that_nobody_reviewed(database)
    database.write_now(lambda s: jobs.close(s, ANN, "REF00001", contacts.scene(clock.now(), "c")))


async def a_job_that_nobody_reviewed(database: Database) -> ManualClock:
    """Run a job and let a day go by; return the clock."""
    database.write_now(lambda s: many.build(s, contoso=chunks.CHUNK + 1))
    many.started(database, many.whole())
    clock = ManualClock(MONDAY)
    running = many.runner(database, clock)
    await running.run()
    clock.advance(timedelta(days=1))
    await NudgeSweep(database, many.now(clock)).run()
    return clock


async def a_request_handed_over(database: Database) -> None:
    """Leave a request to somebody else, who has it still."""
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", relationship=None)))
    made = pending(database, MONDAY, RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=contacts.STRANGER))
    to = replace(GLO, user_id="WNEW")
    database.write_now(lambda s: followup.hand_over(s, GLO, to, made, at("over")))


async def a_digest(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    later = MONDAY + timedelta(days=1)

    async def fetch(user_id: str) -> Person | None:
        return Person(user_id, user_id, "en-US", "UTC")

    await ReminderSweep(database, fetch, lambda key: at(key, later), "UTC").run()


async def requests_that_ended(database: Database) -> None:
    """Decline a request for privileges of a reseller, and let a partnership's expire."""
    database.write_now(lambda s: contacts.build(s, contacts.THREE[0], Reseller(NEWCOMER, "Newcomer", partnership=None)))
    expires = update(CustomerRelationship).values(delegated_admin_expires_at=MONDAY + timedelta(days=5))
    database.write_now(lambda s: s.execute(expires))
    gdap = pending(database, MONDAY, RequestWish(RequestType.GDAP, customer_id=CONTOSO, reseller_id=TREY))
    database.write_now(lambda s: requests.decline(s, GLO, gdap, at("no")))
    other = pending(database, MONDAY, RequestWish(RequestType.PARTNERSHIP, reseller_id=NEWCOMER))
    database.write_now(lambda s: requests.expire(s, GLO, other, at("over", MONDAY + timedelta(days=40))))


async def a_contact_moved_outside(database: Database) -> None:
    """Import a support contact that is another one than was assigned."""
    with TemporaryDirectory() as name:
        folder = files.write(Path(name))
        files.load(database, folder, channel="C0DESK")
        wish = Proposal(files.CONTOSO, files.TREY, (files.OFFICE,), {files.OFFICE: 0})
        database.write_now(lambda s: assignments.submit(s, ANN, wish, at("a")))
        header = "id,customerId,friendlyName,supportTenantId"
        row = f"{files.OFFICE},{files.CONTOSO},Office 365 E3,{files.LITWARE}"
        folder = files.write(Path(name), subscriptions=[header, row])
        files.load(database, folder, channel="C0DESK")


async def contacts_that_ended(database: Database) -> None:
    """Assign two contacts, one of whose subscriptions is deleted, and later the other."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    assign(database, replace(ANN, reference="REF00009"), TREY, EXCHANGE)
    gone = update(Subscription).where(col(Subscription.id).in_([OFFICE, EXCHANGE]))
    database.write_now(lambda s: s.execute(gone.values(status="deleted")))
    await EndingSweep(database, at).run()


async def an_absence_whose_stand_in_lost_the_role(database: Database) -> None:
    """Name a stand-in, who may not act any more the next day; and another one instead."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    wish = AbsenceWish("UGLO", MONDAY.date(), MONDAY.date() + timedelta(days=9), "Europe/Madrid")
    noted = database.write_now(lambda s: noting.note(s, ANN, wish, GLO, at("away")))
    assert noted is not None
    database.write_now(lambda s: checking.refuse(s, noted, at("refused")))
    database.write_now(lambda s: noting.note(s, ANN, wish, GLO, at("again", MONDAY + timedelta(minutes=1))))


async def an_invitation_that_the_server_refused(database: Database) -> None:
    """Send an invitation by e-mail to an address that the server does not take."""
    _mailed(database, MailFate.REFUSED, "550 no such user")


async def an_invitation_that_a_restore_brought_back(database: Database) -> None:
    """Send an invitation by e-mail, which a restore brings back."""
    _mailed(database, MailFate.UNCLEAR, "")


def _mailed(database: Database, fate: MailFate, answer: str) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    sent = pending(database, MONDAY, RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Woodgrove"))
    database.write_now(lambda s: mailing.send(s, GLO, transitions.load(s, sent), at("mail")))
    row = database.write_now(lambda s: queue.claim(s, MONDAY))
    assert row is not None

    def ended(session: Session) -> None:
        queue.dead(session, row, answer)
        mailing.heard(session, row, fate, answer, at("ended"))

    database.write_now(ended)


async def an_export_that_was_interrupted(database: Database) -> None:
    """Begin to make a file, and leave it at that."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    pledge = ("export.unfinished", "export:requests-2026-03-02.csv", "UANN", "R")
    database.write_now(lambda s: pledges.pledge(s, MONDAY, *pledge))


async def a_renewal_that_microsoft_will_refuse(database: Database) -> None:
    """Let a subscription renew soon whose partner on record has not signed the agreement."""
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", mpa_signed=False)))
    renewing = {"commitment_end_date": MONDAY + timedelta(days=20)}
    database.write_now(lambda s: s.execute(update(Subscription).where(col(Subscription.id) == OFFICE).values(renewing)))
    await RenewalSweep(database, at).run()


async def departures_under_way_and_closed(database: Database) -> None:
    """Let a reseller and a customer leave; the customer's departure is closed with what is left."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    began(database)
    closed = began(database, OF_CONTOSO)
    shown = seen(database, closed).digest
    database.write_now(lambda s: changes.close(s, GLO, closed, at("close"), shown, "sold"))


async def events_that_another_tool_gets(database: Database) -> None:
    """Let another tool have the registration for Partner Center's events."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    found = Registration("https://other.example/hook")
    database.write_now(lambda s: registration.note(s, at("elsewhere"), found, registration.Owner.OTHER))


async def an_agreement_that_ends(database: Database) -> None:
    """Record an agreement that a contact names, and let the days pass until it is over."""
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    first = MONDAY.date()
    wish = AgreementWish(TREY, None, "AGR-7", first, first + timedelta(days=40), 30, "Europe/Madrid")
    database.write_now(lambda s: records.record(s, ANN, wish, at("agreed")))
    named = replace(proposal(TREY, OFFICE), agreement_ref="agr-7")
    database.write_now(lambda s: assignments.submit(s, ANN, named, at("assigned")))
    for days in (11, 42):
        await AgreementSweep(database, partial(at, now=MONDAY + timedelta(days=days))).run()


STORIES: tuple[Story, ...] = (
    a_submission_closed_and_one_handed_back,
    an_assignment_that_waits,
    a_request_resent_handed_over_and_accepted,
    a_request_withdrawn,
    a_removal_and_what_it_took_handed_over,
    a_job_of_many,
    a_digest,
)
# All kinds of notice are in these.
ALL = (
    *STORIES,
    a_job_that_nobody_reviewed,
    a_request_handed_over,
    requests_that_ended,
    a_contact_moved_outside,
    contacts_that_ended,
    an_absence_whose_stand_in_lost_the_role,
    an_invitation_that_the_server_refused,
    an_invitation_that_a_restore_brought_back,
    a_renewal_that_microsoft_will_refuse,
    events_that_another_tool_gets,
    departures_under_way_and_closed,
    an_agreement_that_ends,
    an_export_that_was_interrupted,
)
