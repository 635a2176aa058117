"""Departures in one line, for tests of the room and of its screens."""

from dataclasses import replace

from bot.db import Database
from bot.models import StepKind
from bot.services.departures import changes, room
from bot.services.departures.facts import Leaver
from bot.services.departures.room import DepartureRoom
from bot.services.policy import Actor
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO
from tests.kit.world import CONTOSO, TREY, scene

OF_TREY, OF_CONTOSO = Leaver(reseller_id=TREY), Leaver(customer_id=CONTOSO)


def began(books: Database, leaver: Leaver = OF_TREY, actor: Actor = GLO, key: str = "begin") -> int:
    """Open a departure, for a reason."""
    because = replace(actor, reason="contract ended")
    return books.write_now(
        lambda s: changes.begin(s, because, leaver, scene(MONDAY, f"{key}:{actor.user_id}:{leaver}"))
    )


def seen(books: Database, departure_id: int) -> DepartureRoom:
    """Read the room as it stands."""
    return books.read_now(lambda s: room.read(s, departure_id, PROVIDER, MONDAY))


def left(books: Database, departure_id: int) -> dict[StepKind, int]:
    """Read what is left, by step."""
    return {step.kind: step.left for step in seen(books, departure_id).steps}
