"""Lamps of a request that asks for several links at once: one for each link, lit once it is accepted.

See docs/domain.md#several-links. A request of one link has no lamps of its own: its state says everything.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, insert, select, update
from sqlmodel import Session

from bot.models import RelationshipRequest, RequestLink, RequestType
from bot.services.contacts.transitions import IS_OPEN_REQUEST
from bot.services.separation import ours
from bot.services.store.sql import changed, columns, records, run, table

# What may be asked along with a request, in the order in which it has to be accepted.
ALONG: Mapping[RequestType, tuple[RequestType, ...]] = {
    RequestType.CUSTOMER_RESELLER: (RequestType.GDAP,),
    RequestType.CUSTOMER_INDIRECT_RESELLER: (RequestType.CUSTOMER_RESELLER, RequestType.GDAP),
}
# A distributor holds orders that wait for GDAP no longer (docs/domain.md#several-links).
STALLED = timedelta(days=21)
_ORDER = tuple(RequestType)

_K, _R = table(RequestLink), table(RelationshipRequest)


@dataclass(frozen=True)
class Lamp:
    """One link of a request: who invites by it (tenant id), and since when it is accepted."""

    kind: RequestType
    inviter_id: str
    url: str
    accepted_at: datetime | None = None

    @property
    def is_lit(self) -> bool:
        """Tell if the link is accepted."""
        return self.accepted_at is not None


class _Row(NamedTuple):
    request_id: int
    kind: str
    inviter_tenant_id: str
    url: str
    accepted_at: datetime | None


_READ = select(*columns(RequestLink, _Row._fields)).where(_K.c.request_id.in_(bindparam("ids", expanding=True)))
_ADD = insert(_K)
_LIGHT = (
    update(_K)
    .where(_K.c.request_id == bindparam("request"), _K.c.kind == bindparam("link"), _K.c.accepted_at.is_(None))
    .values(accepted_at=bindparam("at"), source=bindparam("by"))
)
# Only of open requests: what ended keeps how it ended.
_DARKEN = (
    update(_K)
    .where(
        _K.c.request_id.in_(
            select(_R.c.id).where(_R.c.customer_id == bindparam("customer"), IS_OPEN_REQUEST, ours(_R.c.customer_id))
        ),
        _K.c.inviter_tenant_id == bindparam("inviter"),
        _K.c.accepted_at.is_not(None),
    )
    .values(accepted_at=None, source=None)
    .returning(_K.c.request_id)
)
_ASKED_ALONG = (
    select(_K.c.request_id)
    .join(_R, _R.c.id == _K.c.request_id)
    .where(
        IS_OPEN_REQUEST,
        _R.c.target_key == bindparam("key"),
        ours(_R.c.customer_id),
        _K.c.kind == bindparam("link"),
        _K.c.inviter_tenant_id == bindparam("inviter"),
        _K.c.accepted_at.is_(None),
    )
    .limit(1)
)


def has_lamps(request_id: Any) -> Any:
    """Say of a column with a request's id that the request asks for several links."""
    return exists(select(1).where(_K.c.request_id == request_id).correlate_except(_K))


def read(session: Session, request_ids: Collection[int]) -> Mapping[int, tuple[Lamp, ...]]:
    """Read the lamps of these requests, in the order of acceptance; absent for those of one link."""
    if not request_ids:
        return {}
    found: dict[int, tuple[Lamp, ...]] = {}
    rows = records(session, _Row, _READ, {"ids": list(request_ids)})
    for row in sorted(rows, key=lambda each: (each.request_id, _ORDER.index(RequestType(each.kind)))):
        lamp = Lamp(RequestType(row.kind), row.inviter_tenant_id, row.url, row.accepted_at)
        found[row.request_id] = (*found.get(row.request_id, ()), lamp)
    return found


def of(session: Session, request: RelationshipRequest) -> tuple[Lamp, ...]:
    """Read the lamps of one stored request; one that asks for a single link is its own."""
    own = Lamp(RequestType(request.type), request.inviter_tenant_id, request.url or "")
    return read(session, [request.id or 0]).get(request.id or 0, (own,))


def add(session: Session, request_id: int, links: Sequence[Lamp], gdap_relationship_id: str | None) -> None:
    """Store the links of a new request, none accepted yet."""
    rows = [
        {
            "request_id": request_id,
            "kind": each.kind.value,
            "inviter_tenant_id": each.inviter_id,
            "url": each.url,
            "gdap_relationship_id": gdap_relationship_id if each.kind is RequestType.GDAP else None,
        }
        for each in links
    ]
    run(session, _ADD, rows)


def light(session: Session, request_id: int, kind: RequestType, at: datetime, source: str) -> bool:
    """Light one lamp; False where it was lit before, or is none of this request."""
    return changed(session, _LIGHT, {"request": request_id, "link": kind.value, "at": at, "by": source}) > 0


def darken(session: Session, customer_id: str | None, inviter_id: str | None) -> list[int]:
    """Put out the lamps of open requests whose relationship ended; return the requests, by id."""
    found = run(session, _DARKEN, {"customer": customer_id, "inviter": inviter_id}).scalars()
    return sorted(set(found))


def asked_along(session: Session, kind: RequestType, inviter_id: str, target_key: str) -> int | None:
    """Return the id of an open request that asks the target for this link along with others, or None."""
    given = {"key": target_key, "link": kind.value, "inviter": inviter_id}
    found: int | None = run(session, _ASKED_ALONG, given).scalar_one_or_none()
    return found


def lacking(lamps: Iterable[Lamp]) -> tuple[Lamp, ...]:
    """Return the lamps that are not lit."""
    return tuple(lamp for lamp in lamps if not lamp.is_lit)


def kinds_of(lamps: Iterable[Lamp], own: RequestType) -> tuple[RequestType, ...]:
    """Return the kinds of links that a request of kind `own` asks for: its lamps', or its own where it has none."""
    return tuple(lamp.kind for lamp in lamps) or (own,)


def kinds_lacking(lamps: Sequence[Lamp], own: RequestType) -> tuple[RequestType, ...]:
    """Return the kinds of links that nobody accepted yet, of a request that is not established."""
    return tuple(lamp.kind for lamp in lacking(lamps)) if lamps else (own,)


def is_partly(lamps: Sequence[Lamp]) -> bool:
    """Tell if some links were accepted and some were not."""
    return 0 < len(lacking(lamps)) < len(lamps)


def is_stalled(kinds: Iterable[RequestType], since: datetime | None, now: datetime) -> bool:
    """Tell if GDAP is among the kinds that lack an answer, 21 days after it was first asked."""
    return RequestType.GDAP in kinds and since is not None and now - since >= STALLED
