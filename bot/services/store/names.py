"""Names of what the history has ids of, as the directory knows them at the moment."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from bot.models import Customer, Partner, RelationshipRequest, Subscription
from bot.services.store.sql import run, table

_SOURCES: Mapping[str, tuple[type[SQLModel], str, str]] = {
    "subscription": (Subscription, "id", "friendly_name"),
    "support_contact": (Subscription, "id", "friendly_name"),
    "customer": (Customer, "id", "company_name"),
    "partner": (Partner, "tenant_id", "name"),
    "relationship_request": (RelationshipRequest, "id", "target_name"),
}
# What a contact's change holds of both sides.
_CONTACT = "support_tenant_id"
# Fields that an exported event has beside its own, each after the one whose id it names.
BESIDE = {
    "subject_id": "subject_name",
    "customer_id": "customer_name",
    "before": "contact_before",
    "after": "contact_after",
}
_Key = tuple[str, str]


def with_names(session: Session, events: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Give each event the names BESIDE its ids; None where the directory has none (any more)."""
    keys = [_keys(event) for event in events]
    known = _known(session, {key for each in keys for key in each.values()})
    for event, named in zip(events, keys, strict=True):
        yield {**event, **{field: known.get(named[field]) if field in named else None for field in BESIDE.values()}}


def _keys(event: Mapping[str, Any]) -> Mapping[str, _Key]:
    found = {"subject_name": (event["subject_type"], event["subject_id"])}
    if event["customer_id"]:
        found["customer_name"] = ("customer", event["customer_id"])
    for side in ("before", "after"):
        if tenant_id := (event[side] or {}).get(_CONTACT):
            found[f"contact_{side}"] = ("partner", str(tenant_id))
    return found


def _known(session: Session, keys: Iterable[_Key]) -> Mapping[_Key, str]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    return {
        (kind, key): name for kind in by_kind.keys() & _SOURCES for key, name in _read(session, kind, by_kind[kind])
    }


def _read(session: Session, kind: str, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    model, key, name = _SOURCES[kind]
    columns: Any = table(model).c
    # A request's id is a number; the history has every id as text.
    wanted = [int(each) for each in keys if each.isdecimal()] if model is RelationshipRequest else list(keys)
    query = select(columns[key], columns[name]).where(columns[key].in_(bindparam("ids", expanding=True)))
    rows: Iterable[Any] = run(session, query, {"ids": wanted})
    return [(str(found), said) for found, said in rows]
