"""All GDAP relationships: the provider's own with each customer are stated, and what ended early is ended."""

from functools import partial

from bot.services.mirror import ended, gdap, rows
from bot.services.mirror.ended import WholeList
from bot.services.mirror.ports import GdapSeen
from bot.services.mirror.stages.stage import Stage, unread_entries


async def privileges(stage: Stage) -> str:
    """Read all GDAP relationships, and state the provider's own with each customer.

    Only a list that was read to its end, every entry of it, tells that one ended.
    """
    begun, unread = stage.now(), 0
    own: list[GdapSeen] = []
    async for page in stage.port.gdap_relationships():
        await stage.write(partial(gdap.keep, seen=page.items, now=stage.now()))
        own += page.items
        unread += page.unread + sum(_is_anybodys(each) for each in page.items)
    await stage.state(rows.privileges(stage.provider_id, own))
    over = 0 if unread else await _end(stage, WholeList(stage.provider_id, begun))
    await stage.write(lambda s: gdap.forget(s, stage.now()))
    ended_early = f", {over} ended early" if over else ""
    no_ends = f"{unread_entries(unread)}, so none is taken for ended early" if unread else ""
    return f"{len(own)} GDAP relationships{ended_early}{no_ends}"


def _is_anybodys(seen: GdapSeen) -> bool:
    """Tell if it may be in force, and with a customer that could not be read."""
    return not seen.customer_id and seen.status.lower() not in rows.ENDED_GDAP | rows.UNAPPROVED_GDAP


async def _end(stage: Stage, whole: WholeList) -> int:
    """End the privileges that are over, some customers in each transaction; return how many."""
    over, last = 0, ""
    while found := await stage.database.read(partial(ended.find, whole=whole, now=stage.now(), after=last)):
        over += await stage.write(partial(ended.end, whole=whole, customers=found, now=stage.now()))
        last = found[-1]
    await stage.write(partial(ended.drop_missing, whole=whole))
    return over
