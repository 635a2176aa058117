"""Renewals that come near while the partner on record is refused: told once each, to owner and channel.

See docs/domain.md#partner-on-record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import String, bindparam, select, text, tuple_, update
from sqlmodel import Session

from bot.db import Database
from bot.models import AuditEvent, Customer, Subscription, SupportContact, UtcDateTime
from bot.services import outbox
from bot.services.on_record import health
from bot.services.policy import Actor, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.labels import customer_label, subscription_label
from bot.services.store.sql import among, records, run, table

KIND, TOLD = "record.renewing", "record.renewal_told"
AHEAD = timedelta(days=30)
# Rows that one reading looks at, and subscriptions of one transaction and message.
LOOKED_AT, CHUNK, SHOWN = 2_000, 100, 5

_S, _K, _E, _C = table(Subscription), table(SupportContact), table(AuditEvent), table(Customer)
_UNTOLD = _S.c.record_told_for.is_distinct_from(_S.c.commitment_end_date)
_LOOKED = (
    select(_S.c.id, _S.c.commitment_end_date, _S.c.partner_id, _S.c.channel, _S.c.record_told_for)
    .where(
        # In these very words, or the partial index is not used.
        text("subscription.status = 'active'"),
        tuple_(_S.c.commitment_end_date, _S.c.id)
        > tuple_(bindparam("since", type_=UtcDateTime), bindparam("after", type_=String())),
        _S.c.commitment_end_date <= bindparam("until", type_=UtcDateTime),
        ours(_S.c.customer_id),
    )
    .order_by(_S.c.commitment_end_date, _S.c.id)
    .limit(LOOKED_AT)
)
_CLAIM = (
    update(_S)
    .where(
        among(_S.c.id, "ids"),
        health.is_bad(),
        _UNTOLD,
        _S.c.commitment_end_date.between(bindparam("now", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)),
        ours(_S.c.customer_id),
    )
    .values(record_told_for=_S.c.commitment_end_date)
    .returning(_S.c.id, _S.c.customer_id, _S.c.commitment_end_date, _S.c.partner_id)
)
_OWNERS = select(_K.c.set_by).where(among(_K.c.subscription_id, "ids"), _K.c.set_by.is_not(None)).distinct()
_RENEWING = (
    select(
        _S.c.id,
        subscription_label(_S).label("name"),
        customer_label(_C).label("customer"),
        _S.c.partner_id,
        _S.c.commitment_end_date,
        _K.c.set_by,
    )
    .join_from(_E, _S, _S.c.id == _E.c.subject_id)
    .join(_C, _C.c.id == _S.c.customer_id)
    .outerjoin(_K, _K.c.subscription_id == _S.c.id)
    .where(_E.c.reference == bindparam("reference"), _E.c.action == TOLD, health.is_bad(), ours(_S.c.customer_id))
    .order_by(_S.c.commitment_end_date, _S.c.id)
    .limit(CHUNK)
)


@dataclass(frozen=True)
class Renewing:
    """Subscription that renews while its partner on record is refused; names are labels."""

    id: str
    name: str
    customer: str
    partner_id: str
    renews_at: datetime
    owner: str | None


@dataclass(frozen=True)
class RenewalLook:
    """Subscriptions found by one reading, and the instant and id that it came to; None at the end."""

    ids: Sequence[str]
    reached: tuple[datetime, str] | None


def find(session: Session, scene: Scene, since: tuple[datetime, str]) -> RenewalLook:
    """Find those to be told among the next renewals behind `since`, an instant and the id of a subscription."""
    place = {"since": since[0], "after": since[1]}
    rows = run(session, _LOOKED, {**place, "until": scene.now + AHEAD}).all()
    bad = set(health.bad(session, scene.provider_id))
    ids = [
        row.id
        for row in rows
        if row.partner_id in bad and row.channel == "csp" and row.record_told_for != row.commitment_end_date
    ]
    last = (rows[-1].commitment_end_date, rows[-1].id) if len(rows) == LOOKED_AT else None
    return RenewalLook(ids, last)


def tell(session: Session, actor: Actor, scene: Scene, ids: Sequence[str]) -> int:
    """Claim what nobody else told of meanwhile, note it, and tell each owner and the channel in one message."""
    bad = health.bad(session, scene.provider_id)
    given = {"ids": list(ids), "bad": bad, "now": scene.now, "until": scene.now + AHEAD}
    claimed = run(session, _CLAIM, given).all()
    for row in claimed:
        after = {"renews": row.commitment_end_date.isoformat(), "partner_id": row.partner_id}
        subject = ("subscription", row.id)
        audit.record(session, actor, scene.now, TOLD, subject, customer_id=row.customer_id, after=after)
    if claimed:
        owners = run(session, _OWNERS, {"ids": [row.id for row in claimed]}).scalars().all()
        readers = outbox.readers(scene, *filter(outbox.is_person, sorted(owners)))
        told = {"reference": actor.reference, "provider_id": scene.provider_id}
        outbox.tell(session, scene, KIND, f"renewing:{actor.reference}", "", readers, told)
    return len(claimed)


def renewing(session: Session, provider_id: str, reference: str, owner: str | None = None) -> tuple[Renewing, ...]:
    """Read what was told under a reference and is refused still, of one owner or of all; soonest first."""
    given = {"reference": reference, "bad": health.bad(session, provider_id)}
    found = records(session, Renewing, _RENEWING, given)
    return tuple(one for one in found if owner is None or one.owner == owner)


@dataclass(frozen=True)
class RenewalSweep:
    """Passes over the renewals of the next 30 days; several at once tell of each once."""

    database: Database
    scene: SceneNow

    async def run(self) -> int:
        """Look at all in readers, piece by piece, and tell of what is found; return of how many."""
        scene, count = self.scene(""), 0
        since: tuple[datetime, str] | None = (scene.now, "")
        while since is not None:
            found = await self.database.read(partial(find, scene=scene, since=since))
            for start in range(0, len(found.ids), CHUNK):
                few, actor = found.ids[start : start + CHUNK], system_actor("renewals", audit.new_reference())
                count += await self.database.write(partial(tell, actor=actor, scene=scene, ids=few))
            since = found.reached
        return count
