"""Notices that a support agreement ends, or has ended, each with the way to what comes next."""

from sqlmodel import Session

from bot.commands.agreements import views
from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.services.agreements import due, naming, records
from bot.services.agreements.records import Agreement
from bot.services.agreements.terms import AgreementStanding
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, clip

NAME = 75


async def ending(database: Database, rendering: Rendering) -> Message | None:
    """Draw when it ends and how many contacts name it, with the way to its dates; None once these are others."""
    return await _drawn(database, rendering, over=False)


async def ended(database: Database, rendering: Rendering) -> Message | None:
    """Draw that it ended, with the way to the contacts that name it still; None once its dates are others."""
    return await _drawn(database, rendering, over=True)


async def _drawn(database: Database, rendering: Rendering, *, over: bool) -> Message | None:
    agreement_id, provider = int(rendering.payload["agreement"]), str(rendering.payload["provider_id"])
    one, count = await database.read(lambda s: _counted(s, provider, agreement_id))
    if f"{one.terms.last}" != rendering.payload["last"]:
        return None
    t = await rendering.naming(one.owner)
    # What came late says what is so by now.
    over = over or one.terms.standing(rendering.due_at) is AgreementStanding.OVER
    key = "agreement-notice-ended" if over else "agreement-notice-ending"
    names = {"reference": one.reference, "reseller": clip(one.reseller, NAME), "last": one.terms.last}
    text = Mrkdwn(f"{t.mrkdwn(key, **names)}\n{views.counted(t, count)}")
    row = [b.button(t.plain("agreement-change"), action_ids.AGREEMENT, str(one.id))]
    if over and count:
        row.insert(0, b.button(t.plain("agreement-contacts-show"), views.SHOW_CONTACTS, str(one.id)))
    return Message(text, [b.section(text), b.actions(*row)])


def _counted(session: Session, provider_id: str, agreement_id: int) -> tuple[Agreement, int]:
    one = records.read(session, provider_id, agreement_id)
    return one, naming.count(session, one)


RENDERERS = {due.ENDING: ending, due.ENDED: ended}
