"""Paths on which a person, or an event of Slack or Microsoft, changes something: one transaction each."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from bot.models import RequestType
from bot.services import outbox
from bot.services.agreements import records as agreements
from bot.services.agreements.records import AgreementWish
from bot.services.aliases import editing
from bot.services.aliases.editing import PartyKey, PartyKind
from bot.services.assign_many import jobs as many
from bot.services.contacts import assignments, reviews, waiting
from bot.services.contacts.assignments import Proposal
from bot.services.handover import jobs as handover_jobs
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.invitations.rules import RequestWish
from bot.services.people import settings
from bot.services.people.settings import Choices
from bot.services.relationships import followup, removal, requests
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.store import idempotency, replica_messages
from tests.conftest import MONDAY, PROVIDER
from tests.growth.ground import Ground, customer, partner, subscription
from tests.growth.paths import ServicePath, Shape, read, scene, write
from tests.kit.relationships import GLO, MAIL
from tests.kit.world import ANN

SMALL = customer(3)
OWNER, FIRST = replace(GLO, user_id="U1"), replace(GLO, user_id="U0")
# Request 11 is pending and belongs to U1; submission B2 is to be reviewed by U2; W2 waits for its reseller.
PENDING, REVIEWED, WAITING = 11, "B2", "W2"


def _wish(g: Ground) -> RequestWish:
    kind = RequestType.CUSTOMER_INDIRECT_RESELLER
    return RequestWish(kind, customer_id=customer(5), reseller_id=partner(g.partners + 1), agreement_ref="AGR-1")


def _submit(s: Session, g: Ground) -> None:
    assignments.submit(s, ANN, Proposal(SMALL, partner(1), (subscription(31),), {subscription(31): 0}), scene(g))


def _propose(s: Session, g: Ground) -> None:
    chosen = Proposal(SMALL, partner(g.partners + 1), (subscription(33),), {subscription(33): 0})
    waiting.propose(s, ANN, chosen, scene(g), by_itself=True)


def _remove(kind: RemovalKind, shape: Shape, *ids: str | None) -> ServicePath:
    what = Removal(kind, *ids)

    def work(s: Session, g: Ground) -> None:
        removal.remove(s, GLO, what, scene(g), removal.preview(s, what, scene(g)).digest)

    return ServicePath(f"removal, {kind.value}", "the partner's contacts", write(work), shape)


def _call_it(s: Session, g: Ground) -> None:
    editing.change(s, ANN, PartyKey(PartyKind.CUSTOMER, SMALL), "Known 4", ("Known 3",), scene(g))


def _hand_over(s: Session, g: Ground) -> None:
    plan = Handover("HANDOVER", HandoverScope(partner(1)), PROVIDER, g.now)
    handover_jobs.start(s, ANN, plan, 10, scene(g))


def _record(s: Session, g: Ground) -> None:
    wish = AgreementWish(partner(1), SMALL, "New one", MONDAY.date(), MONDAY.date() + timedelta(days=90), 30, "UTC")
    made = agreements.record(s, ANN, wish, scene(g))
    agreements.change(s, ANN, made, 1, replace(wish, last=None).terms, scene(g, "changed"))


PATHS = (
    ServicePath("agreement recorded, and changed", "agreements", write(_record)),
    ServicePath("submission", "contacts, history and messages", write(_submit)),
    ServicePath("submission that waits", "assignments", write(_propose)),
    ServicePath(
        "review closed",
        "messages",
        write(lambda s, g: reviews.close(s, replace(ANN, user_id="U2"), REVIEWED, scene(g))),
    ),
    ServicePath(
        "waiting submission cancelled",
        "assignments",
        write(lambda s, g: waiting.cancel(s, replace(ANN, user_id="U2"), WAITING, scene(g))),
    ),
    ServicePath("request made", "requests", write(lambda s, g: requests.create(s, OWNER, _wish(g), scene(g)))),
    ServicePath(
        "request sent again", "requests", write(lambda s, g: requests.resend(s, OWNER, PENDING, MAIL, scene(g)))
    ),
    ServicePath("request withdrawn", "requests", write(lambda s, g: requests.withdraw(s, OWNER, PENDING, scene(g)))),
    ServicePath("request declined", "requests", write(lambda s, g: requests.decline(s, OWNER, PENDING, scene(g)))),
    ServicePath(
        "request put off",
        "requests",
        write(lambda s, g: followup.snooze(s, OWNER, PENDING, g.now + timedelta(days=3), scene(g))),
    ),
    ServicePath(
        "reminders stopped", "requests", write(lambda s, g: followup.stop_reminders(s, OWNER, PENDING, scene(g)))
    ),
    ServicePath(
        "request handed to another",
        "requests",
        write(lambda s, g: followup.hand_over(s, OWNER, GLO, PENDING, scene(g))),
    ),
    ServicePath(
        "acceptance",
        "requests, waiting assignments",
        write(lambda s, g: confirm_established(s, OWNER, PENDING, scene(g))),
    ),
    _remove(RemovalKind.RESELLER, Shape.FLAT, SMALL, partner(1)),
    _remove(RemovalKind.PARTNERSHIP, Shape.LINEAR, None, partner(1)),
    ServicePath("aliases said", "aliases", write(_call_it)),
    ServicePath("handover begun", "jobs", write(_hand_over)),
    ServicePath(
        "assign many confirmed",
        "the job's rows",
        write(lambda s, g: many.start(s, FIRST, "LARGE", scene(g))),
    ),
    ServicePath("settings saved", "people", write(lambda s, g: settings.save(s, ANN, Choices(9), g.now, "growth"))),
    ServicePath(
        "notices added",
        "messages",
        write(lambda s, g: outbox.enqueue(s, g.now, outbox.Notice("new", "contact.changed", "batch:B7", "U1", {}))),
    ),
    ServicePath("delivery seen before", "deliveries", read(lambda s, g: idempotency.find(s, "old7"))),
    ServicePath(
        "other replicas told", "replica messages", write(lambda s, g: replica_messages.publish(s, g.now, "people", {}))
    ),
)
