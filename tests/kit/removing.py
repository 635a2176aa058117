"""Removing in one line, and what rests on it."""

from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col, select

from bot.db import Database
from bot.models import Assignment, OutboxMessage, Subscription
from bot.services.basis import invalidation, settling
from bot.services.basis.invalidation import Extent
from bot.services.contacts import assignments
from bot.services.policy import Actor, system_actor
from bot.services.relationships import removal
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO
from tests.kit.world import ANN, CONTOSO, FABRIKAM, TREY, Reseller, proposal, scene
from tests.kit.world import scene as assigning

RESELLERS = (Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam"))
RESELLER = Removal(RemovalKind.RESELLER, CONTOSO, TREY)
OURS = Removal(RemovalKind.OURS, CONTOSO)
PARTNERSHIP = Removal(RemovalKind.PARTNERSHIP, partner_id=TREY)


def at(key: str) -> Scene:
    return scene(MONDAY, key)


def assign(books: Database, target: str, *ids: str, version: int = 0, actor: Actor = ANN) -> None:
    actor = replace(actor, reference=f"A{target[-1]}{ids[0][0]}{version}")
    wish = proposal(target, *ids, version=version)
    books.write_now(lambda s: assignments.submit(s, actor, wish, assigning(MONDAY, actor.reference)))


def suspend(books: Database, *but: str) -> None:
    """Delete every subscription except those in `but`, as a removal of our own relationship needs it."""
    books.write_now(
        lambda s: s.connection().execute(
            update(Subscription).where(col(Subscription.id).not_in(but)).values(status="deleted")
        )
    )


def remove(books: Database, what: Removal, key: str = "r", actor: Actor = GLO) -> int:
    actor = replace(actor, reference=f"REM-{key}")
    seen = books.read_now(lambda s: removal.preview(s, what, at(key))).digest
    return books.write_now(lambda s: removal.remove(s, actor, what, at(key), seen)).lost


def states(books: Database) -> dict[str, str]:
    rows = books.read_now(lambda s: s.exec(select(Assignment).order_by(col(Assignment.id))).all())
    return {row.subscription_id: row.state for row in rows}


def told(books: Database, kind: str) -> list[str]:
    query = select(OutboxMessage.recipient).where(OutboxMessage.kind == kind).order_by(col(OutboxMessage.id))
    return list(books.read_now(lambda s: s.exec(query).all()))


NOW = Scene(PROVIDER, MONDAY, channel="C0DESK")


def settled(books: Database, reference: str, extent: Extent = invalidation.ALL) -> invalidation.Settled:
    return books.write_now(lambda s: settling.settle(s, system_actor("basis", reference), NOW, extent))
