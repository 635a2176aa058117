"""Notices about removals, lost bases and handovers, each drawn from the state of the moment."""

from sqlmodel import Session, select

from bot.commands.base import Message
from bot.commands.remove_relationship import handover as view
from bot.commands.remove_relationship import losses as lost_view
from bot.db import Database
from bot.models import AuditEvent
from bot.services.basis import invalidation, losses, settling
from bot.services.basis.settling import SettlingProgress
from bot.services.handover import jobs
from bot.services.outbox.ports import Rendering
from bot.services.relationships import removal


async def lost(database: Database, rendering: Rendering) -> Message | None:
    """Draw a person's own lost contacts, all of them for the channel."""
    reference = str(rendering.payload["reference"])
    owner = rendering.recipient if rendering.is_personal else None
    loss = await database.read(lambda s: losses.loss(s, reference, owner))
    t = await rendering.naming(loss.by)
    return lost_view.notice(t, loss, reference, personal=owner is not None) if loss.total else None


async def removed(database: Database, rendering: Rendering) -> Message | None:
    """Draw what was removed and by whom, and how far a job is with the contacts that rested on it."""
    reference = str(rendering.payload["reference"])

    def read(s: Session) -> tuple[str, str, dict[str, str], SettlingProgress | None] | None:
        query = select(AuditEvent).where(AuditEvent.reference == reference, AuditEvent.action == invalidation.REMOVED)
        event = s.exec(query).first()
        if event is None:
            return None
        facts = event.after or {}
        customer, partner = removal.sides(s, facts["customer_id"], facts["partner_id"])
        names = {"customer": customer or "", "partner": partner or ""}
        return str(facts["kind"]), event.actor_id, names, settling.progress(s, reference)

    found = await database.read(read)
    return view.removed(await rendering.naming(found[1]), *found) if found else None


async def handed_over(database: Database, rendering: Rendering) -> Message | None:
    """Draw how far a handover is, or what came of it."""
    handover_id = str(rendering.payload["handover"])
    found = await database.read(lambda s: jobs.standing(s, handover_id))
    if found is None:
        return None
    return view.handed_over(await rendering.naming(found.by, found.ender), found, personal=rendering.is_personal)
