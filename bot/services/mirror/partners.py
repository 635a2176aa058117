"""What Microsoft says of partners: verdicts about their PartnerIDs, agreements, and customers who came by them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.models import CustomerRelationship, Partner, PartnerIdCheck, PartnerKind, RelationshipState, Subscription
from bot.services.directory.merging import PARTNER_CENTER
from bot.services.mirror.ports import AgreementSeen, PartnerIdVerdict
from bot.services.store.sql import changed, engine_of, records, run, table

# PartnerIDs of one request.
BATCH = 100
MOST = 5_000
_P, _S, _R, _V = table(Partner), table(Subscription), table(CustomerRelationship), table(PartnerIdCheck)


def resellers(session: Session) -> list[tuple[str, str]]:
    """Return tenant id and PartnerID of the indirect resellers that the directory knows, from whatever source."""
    found = select(_P.c.tenant_id, _P.c.mpn_id).where(_P.c.kind == PartnerKind.INDIRECT_RESELLER.value)
    return records(session, lambda tenant, mpn: (tenant, mpn), found.order_by(_P.c.tenant_id).limit(MOST))


def partner_ids(session: Session) -> list[str]:
    """Return the PartnerIDs that are on record of active subscriptions, and those of resellers."""
    on_record = select(_S.c.partner_id).where(_S.c.status == "active", _S.c.partner_id.is_not(None)).distinct()
    found = {*run(session, on_record.limit(MOST)).scalars(), *(mpn for _tenant, mpn in resellers(session))}
    return sorted(found - {""})


def keep_verdicts(session: Session, verdicts: Sequence[PartnerIdVerdict], now: datetime) -> int:
    """Keep verdicts; return how many say no."""
    rows = [
        {
            "partner_id": each.partner_id,
            "is_valid": each.is_valid,
            "code": each.code or None,
            "reason": each.reason or None,
            "checked_at": now,
        }
        for each in verdicts
    ]
    if rows:
        added = (postgresql.insert if engine_of(session) == "postgresql" else sqlite.insert)(_V)
        sets = {name: added.excluded[name] for name in rows[0] if name != "partner_id"}
        run(session, added.on_conflict_do_update(index_elements=["partner_id"], set_=sets), rows)
    return sum(not each.is_valid for each in verdicts)


def keep_agreement(session: Session, tenant_id: str, seen: AgreementSeen) -> None:
    """Note if the partner signed; what Microsoft does not say changes nothing."""
    if seen.is_signed is not None:
        run(session, update(_P).where(_P.c.tenant_id == tenant_id).values(mpa_signed=seen.is_signed))


def served_no_more(session: Session, reseller_id: str, customer_ids: Collection[str], now: datetime) -> int:
    """End the relationships that Microsoft told of and that the reseller's whole list does not hold any more."""
    ours = (_R.c.partner_tenant_id == reseller_id, _R.c.said_by == PARTNER_CENTER)
    standing = select(_R.c.customer_id).where(*ours, _R.c.state == RelationshipState.ESTABLISHED.value)
    gone = [each for each in run(session, standing).scalars() if each not in customer_ids]
    step = update(_R).where(*ours, _R.c.customer_id.in_(gone))
    removed = step.values(state=RelationshipState.REMOVED.value, removed_at=now, said_at=now)
    return changed(session, removed) if gone else 0
