"""The parts of a run, each one a list of Microsoft's brought into our tables, with one line about what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from bot.services.basis import endings
from bot.services.mirror import activity, gdap, partners, queue, rows, runs
from bot.services.mirror.absorbing import absorb
from bot.services.mirror.runs import RunKind, RunSeen
from bot.services.mirror.stages.acceptances import acceptances
from bot.services.mirror.stages.events import events
from bot.services.mirror.stages.privileges import privileges
from bot.services.mirror.stages.reading import Read, SubscriptionReader
from bot.services.mirror.stages.stage import LEFT_OUT, Stage, unread_entries
from bot.services.policy import Actor, system_actor
from bot.services.store import audit

# Customers that a night reads again besides those that are due, and GDAP relationships whose groups a run reads:
# eight minutes each at the limit.
NIGHT_MOST = 4_000
PAGE_OF_IDS = 500
OLD = timedelta(hours=20)


async def customers(stage: Stage) -> str:
    """Read the list of customers; those that it does not hold any more are asked for one by one later."""
    count = unread = new = 0
    async for page in stage.port.customers():
        said = rows.customers(page.items)
        count, unread = count + len(page.items), unread + page.unread + said.refused
        new += (await stage.state(said, done=count, total=max(page.total or 0, count)))[0]
        ids = [each.id for each in page.items]
        await stage.write(lambda s, ids=ids: queue.seen(s, ids, stage.now()))
    missing = await stage.write(lambda s: queue.missing(s, stage.run.started_at))
    return f"{count} customers, {new} new, {missing} not in the list any more{unread_entries(unread)}"


async def resellers(stage: Stage) -> str:
    """Read the indirect resellers, and that there is a partnership with each."""
    count = 0
    async for page in stage.port.indirect_resellers():
        for said in rows.resellers(page.items):
            await stage.state(said)
        count += len(page.items)
    return f"{count} resellers"


async def served(stage: Stage) -> str:
    """Read the customers of each known reseller."""
    known = await stage.database.read(partners.resellers)
    count = ended = 0
    for done, (tenant, _mpn) in enumerate(known, 1):
        ids: set[str] = set()
        async for page in stage.port.customers_of_reseller(tenant):
            found = [each.id for each in page.items]
            ids.update(found)
            await stage.state(rows.served(tenant, found), done=done, total=len(known))
        gone = partial(partners.served_no_more, reseller_id=tenant, customer_ids=ids, now=stage.now())
        ended += await stage.write(gone, done=done, total=len(known))
        count += len(ids)
    return f"{count} relationships of {len(known)} resellers, {ended} ended"


async def subscriptions(stage: Stage) -> str:
    """Read the subscriptions of the customers that are due, and at night of those read longest ago."""
    before = await stage.database.read(lambda s: _before(s, stage.run))
    total = await stage.database.read(lambda s: queue.waiting(s, before))

    async def next_ids(after: str) -> Sequence[str]:
        return await stage.database.read(lambda s: queue.due(s, before, after, PAGE_OF_IDS))

    reader = SubscriptionReader(stage.port, next_ids)
    # One reference, so that what ended is told in one message.
    actor = system_actor("partner-center", audit.new_reference())
    count = done = 0
    async for part in reader.parts():
        done += len(part)
        count += sum(len(each.said) for each in part)
        await stage.write(lambda s, part=part: _keep(s, part, stage, actor), done=done, total=max(total, done))
    left = f"{LEFT_OUT}{reader.unread} customers are left for the next time" if reader.unread else ""
    return f"{count} subscriptions of {done} customers{left}"


def _before(session: Session, seen: RunSeen) -> datetime | None:
    if seen.kind is not RunKind.NIGHT:
        return None
    bound = queue.oldest(session, NIGHT_MOST)
    stale = seen.started_at - OLD
    return min(bound, stale) if bound else stale


def _keep(session: Session, part: Sequence[Read], stage: Stage, actor: Actor) -> None:
    now, scene = stage.now(), stage.scene("")
    said = rows.of_subscriptions([each for read in part for each in read.said])
    absorb(session, said, stage.provider_id, now)
    over = endings.find(session, scene, customers=[read.customer_id for read in part])
    endings.write(session, actor, scene, over.ids)
    queue.was_read(session, [read.customer_id for read in part if read.whole and not read.refused], now)
    for read in part:
        if read.refused:
            queue.is_refused(session, read.customer_id, read.refused, now, stage.run.started_at)


async def partner_ids(stage: Stage) -> str:
    """Have the PartnerIDs on record validated, a batch in a request."""
    ids = await stage.database.read(partners.partner_ids)
    invalid = 0
    for at in range(0, len(ids), partners.BATCH):
        batch = ids[at : at + partners.BATCH]
        found = await stage.port.validate_partner_ids(batch)
        keep = partial(partners.keep_verdicts, verdicts=found, now=stage.now())
        invalid += await stage.write(keep, done=at + len(batch), total=len(ids))
    return f"{len(ids)} PartnerIDs, {invalid} not valid as partner on record"


async def agreements(stage: Stage) -> str:
    """Ask of each known reseller whether it signed the Microsoft Partner Agreement."""
    known = [each for each in await stage.database.read(partners.resellers) if each[1]]
    unsigned = 0
    for done, (tenant, mpn) in enumerate(known, 1):
        found = await stage.port.agreement(mpn)
        unsigned += found.is_signed is False
        keep = partial(partners.keep_agreement, tenant_id=tenant, seen=found)
        await stage.write(keep, done=done, total=len(known))
    return f"{len(known)} resellers, {unsigned} without the agreement"


async def log(stage: Stage) -> str:
    """Read the activity since the last reading, day by day; customers that it names are due."""
    last = await stage.database.read(lambda s: runs.latest(s, *runs.READING, state=runs.RunState.DONE))
    wanted = activity.days(last.started_at if last else None, stage.now())
    new = 0
    for done, day in enumerate(wanted, 1):
        new += await stage.activity(day, done=done, total=len(wanted))
    while await stage.write(lambda s: activity.forget(s, stage.now())):
        pass
    return f"{new} new records of {len(wanted)} days"


async def groups(stage: Stage) -> str:
    """Read the security groups of GDAP relationships in force, those that changed and those not read for a day."""
    count, last = 0, ""
    while count < NIGHT_MOST:
        due = await stage.database.read(partial(gdap.due, now=stage.now(), after=last, most=PAGE_OF_IDS))
        if not due:
            break
        for each in due:
            count += 1
            await stage.groups(each, done=count, total=count)
        last = due[-1]
    return f"groups of {count} GDAP relationships"


Part = Callable[[Stage], Awaitable[str]]
PARTS: dict[str, Part] = {
    "activity": log,
    "customers": customers,
    "resellers": resellers,
    "customers of resellers": served,
    "subscriptions": subscriptions,
    "partners on record": partner_ids,
    "agreements": agreements,
    "GDAP": privileges,
    "GDAP groups": groups,
    "acceptances": acceptances,
    "events": events,
}
_UPDATE = ("activity", "customers", "subscriptions", "GDAP", "GDAP groups", "acceptances")
_EVENTS = ("events", "subscriptions", "acceptances")


def of(kind: RunKind) -> tuple[str, ...]:
    """Return the parts of a kind of run, in their order."""
    some = {RunKind.UPDATE: _UPDATE, RunKind.EVENTS: _EVENTS}
    return some.get(kind) or tuple(name for name in PARTS if name != "events")
