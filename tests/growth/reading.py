"""Paths on which a person looks: menus, forms, lists and pages."""

from dataclasses import replace

from sqlmodel import Session

from bot.models import AssignManyRowState, RequestType
from bot.services import search
from bot.services.agreements import naming
from bot.services.agreements import records as agreements
from bot.services.agreements.records import Agreement
from bot.services.aliases import editing
from bot.services.aliases.editing import PartyKey, PartyKind
from bot.services.assign_many import overview, summaries
from bot.services.basis import ended, losses, settling
from bot.services.contacts import eligibility, form, lookup, submissions, support_contact, timeline
from bot.services.contacts.assignments import Proposal, check
from bot.services.handover import jobs as handover_jobs
from bot.services.handover import review as handover_review
from bot.services.handover import scope as handover_scope
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.home import page as home
from bot.services.invitations import domains, lamps, rules
from bot.services.invitations.rules import RequestWish
from bot.services.mail import queue as mail_queue
from bot.services.mirror.stages import acceptances
from bot.services.outbox import store as outbox_store
from bot.services.outbox.notices import told
from bot.services.people import recent, settings
from bot.services.policy import Actor
from bot.services.relationships import acceptance, listing, removal
from bot.services.relationships import summaries as request_summaries
from bot.services.relationships.filters import RequestFilter, RequestScope
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.reminders import agenda
from bot.services.report import overview as report
from bot.services.report.latest import Counting
from bot.services.resellers import links, supported
from bot.services.search import exact, matching, mentions, near, pair, references
from bot.services.store import audit, sources
from bot.services.trails import milestones
from bot.services.watch import access, record
from bot.services.watch.access import AccessState
from bot.services.watch.keyset import Cursor
from tests.conftest import PROVIDER
from tests.growth.ground import Ground, customer, partner, subscription
from tests.growth.paths import ServicePath, Shape, read, scene, tick
from tests.kit.relationships import GLO
from tests.kit.world import ANN

LARGE, SMALL = customer(0), customer(3)
KINDS = tuple(RequestType)
ALL, MINE = RequestFilter(RequestScope.ALL), RequestFilter(RequestScope.MINE)


def _proposal() -> Proposal:
    return Proposal(SMALL, partner(1), (subscription(31), subscription(33)), {})


def _leaving(ground: Ground) -> Handover:
    return Handover("HAND", HandoverScope(partner(1)), PROVIDER, ground.now)


def _agreement(session: Session) -> Agreement:
    """Return the agreement that a quarter of all contacts name."""
    return replace(agreements.of_reseller(session, PROVIDER, partner(1))[0], reference="AGR-0")


def _busy() -> Actor:
    return replace(ANN, user_id="U0")


def _nowhere(_text: str) -> None:
    """Write to nothing."""


SEARCHES = (
    ServicePath("search customers", "customers", read(lambda s, g: search.customers(s, "blue solar 12"))),
    ServicePath("search subscriptions", "subscriptions", read(lambda s, g: search.subscriptions(s, "office 365 e"))),
    ServicePath("near misses", "names", read(lambda s, g: near.find(s, "blue sollar 12"))),
    ServicePath("near misses of a common word", "names", read(lambda s, g: near.find(s, "solarx"))),
    ServicePath("legal form spelt otherwise", "customers", read(lambda s, g: search.customers(s, "blue solar ltd"))),
    ServicePath("found by an alias", "customers", read(lambda s, g: search.customers(s, "known 3"))),
    ServicePath(
        "aliases by exact name", "aliases", read(lambda s, g: exact.other_names(s, "customer", ["Known 3", "x Ltd"]))
    ),
    ServicePath(
        "names of a customer", "aliases", read(lambda s, g: editing.read(s, PartyKey(PartyKind.CUSTOMER, SMALL)))
    ),
    ServicePath("search partners", "partners", read(lambda s, g: search.partners(s, "müller"))),
    ServicePath(
        "search within a customer",
        "the customer's subscriptions",
        read(lambda s, g: search.subscriptions_of(s, SMALL, "office")),
    ),
    ServicePath("mentions in a message", "names", read(lambda s, g: mentions.named(s, "please look at sub-35 today"))),
    ServicePath("customer and reseller typed", "names", read(lambda s, g: pair.read(s, "blue 12 solar 3", PROVIDER))),
    ServicePath("customers by exact name", "customers", read(lambda s, g: exact.customers(s, ["Contoso", "x SL"]))),
    ServicePath("partners by exact name", "partners", read(lambda s, g: exact.partners(s, ["Contoso", "x SL"]))),
    ServicePath(
        "customers worked with lately", "the person's work", read(lambda s, g: recent.customers(s, "U1", "solar"))
    ),
    ServicePath("subscriptions by ticket", "assignments", read(lambda s, g: references.subscriptions(s, "#INC1", 25))),
    ServicePath("resellers by agreement", "agreements", read(lambda s, g: references.resellers(s, "agr-1", 25))),
    ServicePath("resellers worked with lately", "the person's work", read(lambda s, g: recent.resellers(s, "U1", ""))),
    ServicePath(
        "subscriptions by exact name",
        "subscriptions",
        read(lambda s, g: exact.subscriptions(s, [("Contoso", "Office 365 E1 (SUB-12)")])),
    ),
)

CONTACTS = (
    ServicePath(
        "form",
        "contacts and requests",
        read(lambda s, g: form.read(s, PROVIDER, SMALL, [subscription(31)], partner(1), g.now)),
    ),
    ServicePath("form, under way", "requests", read(lambda s, g: form.under_way(s, PROVIDER, SMALL, partner(1)))),
    ServicePath(
        "form again from what was sent",
        "contacts",
        read(lambda s, g: form.read_proposal(s, PROVIDER, SMALL, partner(1), [subscription(31)], g.now)),
    ),
    ServicePath(
        "options: contacts",
        "partners",
        read(lambda s, g: form.contact_choices(s, PROVIDER, SMALL, "solar", [subscription(31)], g.now)),
    ),
    ServicePath(
        "options: contacts, nothing typed",
        "partners",
        read(lambda s, g: form.contact_choices(s, PROVIDER, SMALL, "", [subscription(31)], g.now)),
    ),
    ServicePath(
        "options: subscriptions",
        "the customer's subscriptions",
        read(lambda s, g: form.subscription_choices(s, PROVIDER, LARGE, "")),
    ),
    ServicePath(
        "eligibility of one pair",
        "relationships",
        read(lambda s, g: eligibility.target_failures(s, PROVIDER, SMALL, partner(1), g.now)),
    ),
    ServicePath(
        "eligibility of several",
        "relationships",
        read(lambda s, g: eligibility.failures_by_partner(s, PROVIDER, SMALL, [partner(n) for n in range(9)], g.now)),
    ),
    ServicePath(
        "eligible resellers of a customer",
        "partners",
        read(lambda s, g: eligibility.eligible_resellers(s, PROVIDER, SMALL, g.now)),
    ),
    ServicePath(
        "candidates for a customer", "partners", read(lambda s, g: lookup.candidates(s, PROVIDER, SMALL, g.now))
    ),
    ServicePath("check before submitting", "contacts", read(lambda s, g: check(s, _proposal(), scene(g)))),
    ServicePath("review of a submission", "assignments", read(lambda s, g: submissions.read(s, "B7"))),
    ServicePath(
        "support contacts of a customer",
        "the customer's subscriptions",
        read(lambda s, g: support_contact.page(s, PROVIDER, LARGE)),
    ),
    ServicePath(
        "support contacts, searched",
        "the customer's subscriptions",
        read(lambda s, g: support_contact.page(s, PROVIDER, LARGE, "office", 25)),
    ),
    ServicePath(
        "lines of a customer, searched",
        "the customer's subscriptions",
        read(lambda s, g: support_contact.lines(s, PROVIDER, LARGE, "office")),
    ),
    ServicePath(
        "what a reseller supports",
        "the reseller's contacts",
        read(lambda s, g: supported.page(s, partner(1))),
    ),
    ServicePath(
        "what a reseller supports, searched",
        "the reseller's contacts",
        read(lambda s, g: supported.page(s, partner(1), "office", subscription(31), 20)),
    ),
    ServicePath(
        "support contact of one",
        "subscriptions",
        read(lambda s, g: support_contact.single(s, PROVIDER, subscription(31))),
    ),
    ServicePath(
        "subscription looked for",
        "subscriptions",
        read(lambda s, g: matching.subscription_hits(s, "office 365 e", 10)),
    ),
    ServicePath("support contact looked for", "names", read(lambda s, g: matching.matches(s, "solar 12"))),
    ServicePath(
        "history of a subscription",
        "its own history",
        read(lambda s, g: timeline.history(s, PROVIDER, subscription(0))),
    ),
    ServicePath(
        "support contacts, partner on record refused",
        "the customer's subscriptions",
        read(lambda s, g: support_contact.page(s, PROVIDER, LARGE, refused=True)),
    ),
    ServicePath("source of a customer", "statements", read(lambda s, g: sources.of_customer(s, SMALL))),
)

AGREEMENTS = (
    ServicePath(
        "agreements with a reseller",
        "agreements",
        read(lambda s, g: agreements.of_reseller(s, PROVIDER, partner(1))),
    ),
    ServicePath(
        "agreements to choose",
        "agreements",
        read(lambda s, g: agreements.to_choose(s, PROVIDER, partner(1), SMALL, g.now)),
    ),
    ServicePath(
        "last day of an agreement",
        "agreements",
        read(lambda s, g: agreements.last_day(s, PROVIDER, partner(1), SMALL, "AGR-0")),
    ),
    ServicePath("contacts of an agreement", "contacts", read(lambda s, g: naming.contacts(s, _agreement(s)))),
)

RELATIONSHIPS = (
    ServicePath(
        "relationships themselves",
        "relationships",
        read(lambda s, g: links.page(s, PROVIDER, after=links.LinkKey(SMALL, partner(1)))),
    ),
    ServicePath("relationships, searched", "relationships", read(lambda s, g: links.page(s, PROVIDER, "solar"))),
    ServicePath("requests of everybody", "requests", read(lambda s, g: listing.page(s, "U1", KINDS, ALL, g.now))),
    ServicePath(
        "requests of a person",
        "the person's requests",
        read(lambda s, g: listing.page(s, "U1", KINDS, MINE, g.now)),
        Shape.LINEAR,
    ),
    ServicePath(
        "requests, searched",
        "requests",
        read(lambda s, g: listing.page(s, "U1", KINDS, RequestFilter(RequestScope.ALL, query="solar"), g.now)),
        Shape.LINEAR,
    ),
    ServicePath("lamps of a page", "links", read(lambda s, g: lamps.read(s, range(11, 111, 10)))),
    ServicePath(
        "link asked along", "links", read(lambda s, g: lamps.asked_along(s, KINDS[-1], partner(1), customer(10)))
    ),
    ServicePath("customer of a domain", "customers", read(lambda s, g: domains.customer_of(s, "contoso7.example"))),
    ServicePath("newcomers recognised", "requests", read(lambda s, g: acceptances.newcomers(s))),
    ServicePath("one request", "requests", read(lambda s, g: listing.detail(s, 11, PROVIDER))),
    ServicePath(
        "line of time of a request",
        "history",
        read(lambda s, g: milestones.read(s, request_summaries.read(s, 11))),
    ),
    ServicePath("trail of a request", "history", read(lambda s, g: listing.trail(s, 11))),
    ServicePath("event of the history", "history", read(lambda s, g: listing.event(s, 11))),
    ServicePath("summary of a request", "requests", read(lambda s, g: request_summaries.read(s, 11, PROVIDER))),
    ServicePath("acceptance of a request", "requests", read(lambda s, g: acceptance.read(s, 11, PROVIDER, g.now))),
    ServicePath(
        "plan of a request",
        "requests",
        read(lambda s, g: rules.plan(s, PROVIDER, RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=SMALL))),
    ),
    ServicePath(
        "removal of a partnership, preview",
        "the reseller's contacts",
        read(lambda s, g: removal.preview(s, Removal(RemovalKind.PARTNERSHIP, partner_id=partner(1)), scene(g))),
        Shape.LINEAR,
    ),
    ServicePath(
        "removal of a customer's reseller, preview",
        "the reseller's contacts",
        read(lambda s, g: removal.preview(s, Removal(RemovalKind.RESELLER, SMALL, partner(1)), scene(g))),
    ),
    ServicePath(
        "what blocks a removal",
        "subscriptions of a customer",
        read(lambda s, g: removal.blocked_by(s, Removal(RemovalKind.OURS, SMALL))),
    ),
    ServicePath("sides of a removal", "names", read(lambda s, g: removal.sides(s, SMALL, partner(1)))),
    ServicePath(
        "handover, review",
        "the reseller's contacts",
        read(lambda s, g: handover_review.review(s, PROVIDER, _leaving(g))),
        Shape.LINEAR,
    ),
    ServicePath(
        "handover, count",
        "the reseller's contacts",
        read(lambda s, g: handover_scope.count(s, PROVIDER, _leaving(g))),
        Shape.LINEAR,
    ),
    ServicePath("handover, progress", "jobs", read(lambda s, g: handover_jobs.standing(s, "J1"))),
    ServicePath("loss of contacts", "assignments", read(lambda s, g: losses.loss(s, "B7"))),
    ServicePath("contacts that ended", "history", read(lambda s, g: ended.ended(s, "B7"))),
    ServicePath("what follows", "subscriptions", read(lambda s, g: ended.succession(s, PROVIDER, subscription(31)))),
    ServicePath("settling, progress", "jobs", read(lambda s, g: settling.progress(s, "B7"))),
)

BOARDS = (
    ServicePath("board of access", "privileges and requests", read(lambda s, g: access.page(s, None, Cursor(), g.now))),
    *(
        ServicePath(
            f"board of access, {state}",
            "privileges and requests",
            read(lambda s, g, state=state: access.page(s, state, Cursor(), g.now)),  # type: ignore[misc]
        )
        for state in AccessState
    ),
    ServicePath("board of partners on record", "partners", read(lambda s, g: record.partners(s, PROVIDER, Cursor()))),
    ServicePath("partner on record", "subscriptions", read(lambda s, g: record.partner(s, "4000001"))),
    ServicePath(
        "subscriptions of a partner on record",
        "subscriptions",
        read(lambda s, g: record.subscriptions(s, "4000001", Cursor())),
    ),
)

MANY = (
    ServicePath(
        "assign many, overview", "the job's rows", read(lambda s, g: overview.overview(s, "LARGE")), Shape.LINEAR
    ),
    ServicePath("assign many, summary", "the job's rows", read(lambda s, g: summaries.job(s, "LARGE")), Shape.LINEAR),
    ServicePath("assign many, page", "the job's rows", read(lambda s, g: summaries.page(s, "LARGE"))),
    ServicePath(
        "assign many, page of ready rows",
        "the job's rows",
        read(lambda s, g: summaries.page(s, "LARGE", 0, [AssignManyRowState.READY])),
        Shape.LINEAR,
    ),
)

REPORT = (
    ServicePath(
        "report as of now",
        "subscriptions, contacts, requests and ends",
        read(lambda s, g: report.of_now(s, ANN, PROVIDER, g.now)),
        Shape.LINEAR,
    ),
    ServicePath(
        "figures counted and kept",
        "the same",
        tick(lambda g: Counting(g.database, lambda key: scene(g, key)).run()),
        Shape.LINEAR,
        once=True,
    ),
)

# Behind the figures, which it then shows.
HOME = (
    ServicePath("home", "work, requests, history and ends", read(lambda s, g: home.read(s, GLO, g.now))),
    ServicePath(
        "home of a busy person",
        "the person's work",
        read(lambda s, g: home.read(s, _busy(), g.now)),
    ),
    ServicePath("settings of a person", "people", read(lambda s, g: settings.read(s, "U1"))),
    ServicePath("languages", "people", lambda g: settings.languages(g.database)),
    ServicePath(
        "digest of a person",
        "messages",
        read(lambda s, g: agenda.read(s, "digest:U1:x", "U1", {"made": g.now.isoformat()}, g.now)),
    ),
    ServicePath("notices told of a subject", "messages", read(lambda s, g: told(s, "batch:B7"))),
    ServicePath(
        "backlog of the outbox", "messages due", read(lambda s, g: outbox_store.backlog(s, g.now)), Shape.LINEAR
    ),
    ServicePath("backlog of the e-mails", "e-mails waiting", read(lambda s, g: mail_queue.backlog(s)), Shape.LINEAR),
    ServicePath("trail of an assignment", "history", read(lambda s, g: audit.trail(s, ("assignment", 7)))),
    ServicePath("audit export", "history", read(lambda s, g: audit.export(s, write=_nowhere)), Shape.LINEAR),
    ServicePath(
        "audit export of a minute",
        "history",
        read(lambda s, g: audit.export(s, since=g.now, write=_nowhere)),
    ),
)


PATHS = (*SEARCHES, *CONTACTS, *AGREEMENTS, *RELATIONSHIPS, *BOARDS, *MANY, *REPORT, *HOME)
