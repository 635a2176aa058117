"""Ends of agreements, told once before and once at them, to whoever looks after the agreement and the channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.db import Database
from bot.models import SupportAgreement, UtcDateTime
from bot.services import outbox
from bot.services.agreements.records import SUBJECT
from bot.services.agreements.terms import AgreementStanding, Terms
from bot.services.policy import Actor, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import changed, run, table

ENDING, ENDED = "agreement.ending", "agreement.ended"
# Agreements of one transaction.
CHUNK = 20

_T = table(SupportAgreement)
_WHAT = ("id", "customer_id", "first_day", "last_day", "remind_days", "zone", "owner", "due_at")
_DUE = (
    select(*(_T.c[name] for name in _WHAT))
    .where(
        _T.c.due_at <= bindparam("now", type_=UtcDateTime),
        _T.c.provider_tenant_id == bindparam("provider"),
        ours(_T.c.customer_id),
    )
    .order_by(_T.c.due_at, _T.c.id)
    .limit(CHUNK)
)
_CLAIM = (
    update(_T)
    .where(_T.c.id == bindparam("of"), _T.c.due_at == bindparam("seen", type_=UtcDateTime), ours(_T.c.customer_id))
    .values(due_at=bindparam("next", type_=UtcDateTime))
)


def due(session: Session, scene: Scene) -> Sequence[Any]:
    """Read the next CHUNK agreements of which somebody has to be told."""
    return run(session, _DUE, {"now": scene.now, "provider": scene.provider_id}).all()


def tell(session: Session, actor: Actor, scene: Scene, rows: Sequence[Any]) -> int:
    """Claim what nobody else told of meanwhile, note it, and tell of each; return how many."""
    return sum(_told(session, actor, scene, row) for row in rows)


def _told(session: Session, actor: Actor, scene: Scene, row: Any) -> bool:
    terms = Terms.of(row.first_day, row.last_day, row.remind_days, row.zone)
    over = terms.standing(scene.now) is AgreementStanding.OVER
    following = None if over or terms.end is None or terms.end <= row.due_at else terms.end
    if not changed(session, _CLAIM, {"of": row.id, "seen": row.due_at, "next": following}):
        return False
    kind, last = ENDED if over else ENDING, f"{row.last_day}"
    subject = (SUBJECT, row.id)
    audit.record(session, actor, scene.now, f"{kind}_told", subject, customer_id=row.customer_id, after={"to": last})
    readers = outbox.readers(scene, *filter(outbox.is_person, [row.owner]))
    payload = {"agreement": row.id, "provider_id": scene.provider_id, "last": last}
    # A message of its own each time that it is due, for one written over an earlier one reaches nobody.
    outbox.tell(session, scene, kind, f"{kind}:{row.id}:{last}:{row.due_at:%Y-%m-%dT%H:%M}", "", readers, payload)
    return True


@dataclass(frozen=True)
class AgreementSweep:
    """Passes over agreements that are due; several at once tell of each once."""

    database: Database
    scene: SceneNow

    async def run(self) -> int:
        """Tell of all that are due, CHUNK a transaction; return of how many."""
        count, last = 0, None
        while rows := await self.database.read(partial(due, scene=self.scene(""))):
            first: tuple[int, datetime] = (rows[0].id, rows[0].due_at)
            if first == last:
                break
            actor = system_actor("agreements", audit.new_reference())
            count += await self.database.write(partial(tell, actor=actor, scene=self.scene(""), rows=rows))
            last = first
        return count
