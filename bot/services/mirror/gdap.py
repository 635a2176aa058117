"""GDAP relationships and their security groups, as Graph has them, in tables of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.models import GdapGroup, GdapRelationship
from bot.services.mirror.ports import AccessSeen, GdapSeen
from bot.services.mirror.rows import ACTIVE_GDAP
from bot.services.store.sql import engine_of, run, table

KEPT = timedelta(days=90)
STALE = timedelta(days=1)
_G, _A = table(GdapRelationship), table(GdapGroup)
_SAID = ("id", "name", "status", "customer_id", "customer_name", "auto_extend", "provider_id", "consent_pending")
_TIMES = ("created_at", "activated_at", "ends_at", "changed_at")


def keep(session: Session, seen: Sequence[GdapSeen], now: datetime) -> None:
    """Insert or update relationships; one that changed since has its groups read anew."""
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "status": each.status,
            "customer_id": each.customer_id or None,
            "customer_name": each.customer_name or None,
            "auto_extend": each.auto_extend or None,
            "created_at": each.created_at,
            "activated_at": each.activated_at,
            "ends_at": each.ends_at,
            "changed_at": each.changed_at,
            "provider_id": each.provider_id or None,
            "consent_pending": each.consent_pending,
            "seen_at": now,
        }
        for each in seen
    ]
    _renew(session, rows)
    _upsert(session, _G, rows, ["id"])


def _renew(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    stale = _G.c.changed_at != bindparam("changed")
    step = update(_G).where(_G.c.id == bindparam("key"), stale).values(groups_read_at=None)
    dated = [{"key": row["id"], "changed": row["changed_at"]} for row in rows if row["changed_at"]]
    if dated:
        run(session, step, dated)


def _upsert(session: Session, into: Table, rows: Sequence[Mapping[str, Any]], key: list[str]) -> None:
    if not rows:
        return
    insert = postgresql.insert if engine_of(session) == "postgresql" else sqlite.insert
    added = insert(into)
    sets = {name: added.excluded[name] for name in rows[0] if name not in key}
    run(session, added.on_conflict_do_update(index_elements=key, set_=sets), list(rows))


def due(session: Session, now: datetime, after: str, most: int) -> list[str]:
    """Return relationships in force whose groups are unknown or were read over a day ago, by id."""
    stale = or_(_G.c.groups_read_at.is_(None), _G.c.groups_read_at < now - STALE)
    found = select(_G.c.id).where(_G.c.status.in_(sorted(ACTIVE_GDAP)), stale, _G.c.id > bindparam("after"))
    return list(run(session, found.order_by(_G.c.id).limit(most), {"after": after}).scalars())


def of_customers(session: Session, customer_ids: Iterable[str]) -> list[GdapSeen]:
    """Return all relationships of customers as they were read last."""
    found = select(*(_G.c[name] for name in (*_SAID, *_TIMES))).where(_G.c.customer_id.in_(list(customer_ids)))
    return [
        GdapSeen(
            id=row.id,
            name=row.name,
            status=row.status,
            customer_id=row.customer_id,
            customer_name=row.customer_name or "",
            duration="",
            auto_extend=row.auto_extend or "",
            created_at=row.created_at,
            activated_at=row.activated_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            provider_id=row.provider_id or "",
            consent_pending=row.consent_pending,
        )
        for row in run(session, found)
    ]


def keep_groups(session: Session, relationship_id: str, seen: Iterable[AccessSeen], now: datetime) -> None:
    """Replace what is known of a relationship's groups, after its whole list was read."""
    rows = [
        {
            "relationship_id": relationship_id,
            "id": each.id,
            "group_id": each.group_id,
            "status": each.status,
            "roles": list(each.roles),
        }
        for each in seen
    ]
    gone = delete(_A).where(_A.c.relationship_id == relationship_id, _A.c.id.not_in([row["id"] for row in rows]))
    run(session, gone)
    _upsert(session, _A, rows, ["relationship_id", "id"])
    run(session, update(_G).where(_G.c.id == relationship_id).values(groups_read_at=now))


def forget(session: Session, now: datetime) -> None:
    """Drop relationships that no list has held for 90 days."""
    old = select(_G.c.id).where(_G.c.seen_at < now - KEPT)
    run(session, delete(_A).where(_A.c.relationship_id.in_(old)))
    run(session, delete(_G).where(_G.c.seen_at < now - KEPT))
