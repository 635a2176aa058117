"""Notices that subscriptions renew whose partner on record Microsoft does not take, and that events go elsewhere."""

from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.services.hearing import registration
from bot.services.outbox.ports import Rendering
from bot.services.watch import renewals
from bot.services.watch.renewals import SHOWN, Renewing
from bot.text import Mrkdwn, Reader, clip

NAME, ADDRESS = 75, 100


async def renewing(database: Database, rendering: Rendering) -> Message | None:
    """Draw what is refused still: a person's own contacts, all of them for the channel."""
    reference, provider = str(rendering.payload["reference"]), str(rendering.payload["provider_id"])
    owner = rendering.recipient if rendering.is_personal else None
    found = await database.read(lambda s: renewals.renewing(s, provider, reference, owner))
    return notice(await rendering.naming(), found) if found else None


def notice(t: Reader, found: tuple[Renewing, ...]) -> Message:
    """Draw the first of them with their days, how many more there are, and the way to the board."""
    names: str = "; ".join(_named(t, one) for one in found[:SHOWN])
    if (rest := len(found) - SHOWN) > 0:
        names = f"{names} {t.mrkdwn('subscriptions-more', count=rest)}"
    head = t.mrkdwn("renewing-head", count=len(found), names=Mrkdwn(names))
    text = b.lines_within(b.SECTION, [head, t.mrkdwn("renewing-next")], lambda _left: "…")
    return Message(text, [b.section(text), b.actions(b.button(t.plain("watch-record-title"), action_ids.RECORD_WATCH))])


def _named(t: Reader, one: Renewing) -> Mrkdwn:
    names = {"name": clip(one.name, NAME), "customer": clip(one.customer, NAME)}
    return t.mrkdwn("renewing-name", at=t.day_token(one.renews_at), number=one.partner_id or "–", **names)


async def elsewhere(database: Database, rendering: Rendering) -> Message | None:
    """Say to which tool Microsoft's events go; nothing once they go there no more."""
    provider = str(rendering.payload["provider_id"])
    known = await database.read(lambda s: registration.read(s, provider))
    if known is None or known.told_address is None:
        return None
    t = await rendering.naming()
    head = t.mrkdwn(
        "events-elsewhere", address=clip(known.told_address, ADDRESS), ours="yes" if known.own_address else "no"
    )
    text = Mrkdwn(f"{head}\n{t.mrkdwn('events-elsewhere-next')}")
    return Message(text, [b.section(text)])
