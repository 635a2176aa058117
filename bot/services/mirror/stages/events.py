"""What Microsoft sent word of, looked up: many events at once, and each thing that they name once."""

from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.services.hearing import inbox
from bot.services.hearing.asking import Wanted, together, wanted
from bot.services.hearing.inbox import KeptEvent
from bot.services.mirror import activity, gdap, queue, rows
from bot.services.mirror.ports import GdapSeen, NoSuchCustomer, NotAllowed
from bot.services.mirror.stages.privileges import privileges
from bot.services.mirror.stages.stage import Stage


async def events(stage: Stage) -> str:
    """Look up what the events that wait ask for; customers that they name are due."""
    count = 0
    while waiting := await stage.database.read(inbox.waiting):
        outcome = await _looked_up(stage, waiting)
        digests = [each.digest for each in waiting]
        handled = partial(inbox.handled, digests=digests, outcome=outcome, now=stage.now())
        count += await stage.write(handled, done=count, total=count + len(waiting))
    await stage.write(lambda s: inbox.forget(s, stage.now()))
    return f"{count} events"


async def _looked_up(stage: Stage, waiting: Sequence[KeptEvent]) -> str:
    asked = together(wanted(each.event, each.received_at) for each in waiting)
    said = [
        await _unless_refused("activity", _days(stage, asked)),
        await _unless_refused("customers", _customers(stage, asked)),
        await _unless_refused("GDAP", _privileges(stage, asked)),
    ]
    return "; ".join(each for each in said if each) or "nothing to be read"


async def _unless_refused(name: str, reading: Awaitable[str]) -> str:
    """Go on with the rest where a permission is missing: the event would wait for ever."""
    try:
        return await reading
    except NotAllowed as refused:
        return f"{name}: {refused}"


async def _days(stage: Stage, asked: Wanted) -> str:
    oldest = (stage.now() - activity.OLDEST).date()
    for day in sorted(asked.days):
        if day >= oldest:
            await stage.activity(day)
    return f"{len(asked.days)} days of activity" if asked.days else ""


async def _customers(stage: Stage, asked: Wanted) -> str:
    for each in sorted(asked.customers):
        try:
            seen = await stage.port.customer(each)
        except NoSuchCustomer:
            # Read with the others that are due: that tells if it is one of ours that left.
            await stage.write(lambda s, each=each: queue.touch(s, [each]))
            continue
        await stage.state(rows.customers([seen]))
        await stage.write(lambda s, each=each: _due(s, each, stage.now()))
    return f"{len(asked.customers)} customers" if asked.customers else ""


def _due(session: Session, customer_id: str, now: datetime) -> None:
    queue.seen(session, [customer_id], now)
    queue.touch(session, [customer_id])


async def _privileges(stage: Stage, asked: Wanted) -> str:
    found = [seen for each in sorted(asked.privileges) if (seen := await stage.port.gdap_relationship(each))]
    if not found:
        return ""
    await stage.write(lambda s: gdap.keep(s, found, stage.now()))
    if any(each.status.lower() in rows.ENDED_GDAP for each in found):
        # Another may be in force that we have not heard of: only the whole list tells that nothing is.
        await privileges(stage)
    else:
        await _state(stage, found)
    for each in found:
        await stage.groups(each.id)
    return f"{len(found)} GDAP relationships"


async def _state(stage: Stage, found: Iterable[GdapSeen]) -> None:
    """State the privileges of the customers concerned by all of their relationships, of which the longest counts."""
    customers = {each.customer_id for each in found if each.customer_id}
    every = await stage.database.read(lambda s: gdap.of_customers(s, customers))
    await stage.state(rows.privileges(stage.provider_id, every))
