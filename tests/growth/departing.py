"""Paths of departures: the room of a reseller with half of all contacts, its lists, and what people do in it."""

from contextlib import suppress

from sqlmodel import Session

from bot.errors import Conflict
from bot.models import StepKind
from bot.services.departures import changes, deeds, facts, listing, noting, record, remains, room, sweep
from bot.services.departures.facts import Leaver
from tests.conftest import PROVIDER
from tests.growth.ground import Ground, customer, partner
from tests.growth.paths import ServicePath, read, scene, write
from tests.kit.relationships import GLO

LEAVING, SMALL = Leaver(reseller_id=partner(1)), Leaver(customer_id=customer(3))
LISTS = (StepKind.CONTACTS, StepKind.REQUESTS, StepKind.RECORD, StepKind.PRIVILEGES, StepKind.RELATIONSHIPS)
# Partner 1's.
UNDER_WAY = 1
EVERYTHING = "contacts, requests, relationships and history"


def _close(session: Session, ground: Ground) -> None:
    """Confirm what is not so any more: everything is read and noted before that is said."""
    with suppress(Conflict):
        changes.close(session, GLO, UNDER_WAY, scene(ground), "nothing")


PATHS = (
    ServicePath("departure, room", EVERYTHING, read(lambda s, g: room.read(s, UNDER_WAY, PROVIDER, g.now))),
    ServicePath(
        "departure of a customer, counted",
        "the customer's subscriptions",
        read(lambda s, g: facts.remaining(s, SMALL, PROVIDER, g.now)),
    ),
    *(
        ServicePath(
            f"departure, what is left of {kind.value}",
            EVERYTHING,
            read(lambda s, g, kind=kind: remains.page(s, LEAVING, kind, PROVIDER, g.now)),  # type: ignore[misc]
        )
        for kind in LISTS
    ),
    ServicePath("departure, deeds", EVERYTHING, read(lambda s, g: deeds.read(s, room.load(s, UNDER_WAY), PROVIDER))),
    ServicePath("departure, record", EVERYTHING, read(lambda s, g: record.read(s, UNDER_WAY, PROVIDER, g.now))),
    ServicePath("departures, list", "departures", read(lambda s, g: listing.page(s))),
    ServicePath("departures, one", "departures", read(lambda s, g: listing.one(s, UNDER_WAY))),
    ServicePath("departures under way", "departures", read(lambda s, g: sweep.under_way(s))),
    ServicePath("departure begun", EVERYTHING, write(lambda s, g: changes.begin(s, GLO, SMALL, scene(g)))),
    ServicePath("departure noted", EVERYTHING, write(lambda s, g: noting.note(s, UNDER_WAY, scene(g)))),
    ServicePath("departure closed", EVERYTHING, write(_close)),
)
