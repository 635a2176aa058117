"""Whom the cells of a file mean: names, domains, PartnerIDs and ids to our keys, never by guessing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.models import Customer, Partner, Subscription
from bot.services.assign_many.sheet import SheetEntry
from bot.services.assign_many.verdicts import CHUNK, PARTNER_UNKNOWN, SUBSCRIPTION_UNKNOWN, RowWish
from bot.services.search.folding import fold
from bot.services.store.sql import run, table

Index = Mapping[str, frozenset[str]]

_S, _C, _P = table(Subscription), table(Customer), table(Partner)
_CUSTOMERS = select(_C.c.id, _C.c.company_name, _C.c.domain)
_PARTNERS = select(_P.c.tenant_id, _P.c.name, _P.c.mpn_id)
_COLUMNS = select(_S.c.id, _S.c.customer_id, _S.c.friendly_name)
_BY_ID = _COLUMNS.where(_S.c.id.in_(bindparam("keys", expanding=True)))
_BY_CUSTOMER = _COLUMNS.where(_S.c.customer_id.in_(bindparam("keys", expanding=True)))


def wishes(session: Session, entries: Sequence[SheetEntry]) -> tuple[RowWish, ...]:
    """A wish for each entry in order; what cannot be resolved, or is said twice, is among its faults."""
    names = _Names(session, entries)
    return tuple(_without_repeats([_wish(entry, names) for entry in entries]))


class _Names:
    """What the entries of one file can mean, read with a statement for each kind and not for each row."""

    def __init__(self, session: Session, entries: Sequence[SheetEntry]) -> None:
        self.partners = _index((row[0], row) for row in run(session, _PARTNERS))
        named = any(entry.cell("customer") for entry in entries)
        self.customers = _index((row[0], row) for row in run(session, _CUSTOMERS)) if named else {}
        ids = {fold(entry.cell("subscription_id")) for entry in entries} - {""}
        by_name = {found for entry in entries for found in self.customer(entry) if not entry.cell("subscription_id")}
        self.owner = {row.id: row.customer_id for row in _rows(session, _BY_ID, ids)}
        self.subscriptions = _index(
            (row.id, (_key(row.customer_id, row.friendly_name),)) for row in _rows(session, _BY_CUSTOMER, by_name)
        )

    def customer(self, entry: SheetEntry) -> frozenset[str]:
        """Every customer of that name, domain or id."""
        return self.customers.get(fold(entry.cell("customer")), frozenset())

    def of_customer(self, customer_id: str, name: str) -> frozenset[str]:
        """Every subscription of the customer with that friendly name."""
        return self.subscriptions.get(fold(_key(customer_id, name)), frozenset())


def _rows(session: Session, statement: Any, keys: Collection[str]) -> Iterator[Any]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield from run(session, statement, {"keys": ordered[start : start + CHUNK]})


def _index(rows: Iterable[tuple[str, Iterable[Any]]]) -> Index:
    found = defaultdict(set)
    for key, texts in rows:
        for text in texts:
            found[fold(str(text or ""))].add(key)
    found.pop("", None)
    return {text: frozenset(keys) for text, keys in found.items()}


def _key(customer_id: str, name: str) -> str:
    return f"{customer_id}/{name}"


def _wish(entry: SheetEntry, names: _Names) -> RowWish:
    subscription_id, faults = _subscription(entry, names)
    target_id, target_faults = _target(entry, names)
    every = (*entry.faults, *faults, *target_faults)
    return RowWish(entry.line, subscription_id, target_id, entry.said_subscription, entry.said_target, every)


def _subscription(entry: SheetEntry, names: _Names) -> tuple[str | None, tuple[str, ...]]:
    given = fold(entry.cell("subscription_id"))
    if given:
        if given not in names.owner:
            return None, (SUBSCRIPTION_UNKNOWN,)
        customers = names.customer(entry)
        # A row that slipped against its neighbours in a spreadsheet names two different customers.
        slipped = bool(customers) and names.owner[given] not in customers
        return given, ("customer-contradicts",) if slipped else ()
    if not (entry.cell("customer") and entry.cell("subscription")):
        return None, ()
    return _named_subscription(names.customer(entry), entry.cell("subscription"), names)


def _named_subscription(customers: frozenset[str], name: str, names: _Names) -> tuple[str | None, tuple[str, ...]]:
    if len(customers) != 1:
        return None, ("customer-ambiguous" if customers else "customer-unknown",)
    found = names.of_customer(next(iter(customers)), name)
    if len(found) == 1:
        return next(iter(found)), ()
    return None, ("subscription-ambiguous" if found else SUBSCRIPTION_UNKNOWN,)


def _target(entry: SheetEntry, names: _Names) -> tuple[str | None, tuple[str, ...]]:
    given = [fold(entry.cell(column)) for column in ("tenant_id", "mpn_id", "partner") if entry.cell(column)]
    meant = [names.partners.get(text, frozenset()) for text in given]
    if not meant:
        return None, ()
    if not all(meant):
        return None, (PARTNER_UNKNOWN,)
    common = frozenset.intersection(*meant)
    if len(common) == 1:
        return next(iter(common)), ()
    return None, ("partner-ambiguous" if common else "partner-contradicts",)


def _without_repeats(found: Sequence[RowWish]) -> Iterator[RowWish]:
    """The first of equal rows stays; rows that want different contacts for one subscription are all refused."""
    by_subscription = defaultdict(list)
    for wish in found:
        if wish.subscription_id:
            by_subscription[wish.subscription_id].append(wish)
    for wish in found:
        group = by_subscription[wish.subscription_id] if wish.subscription_id else [wish]
        yield replace(wish, faults=(*wish.faults, *_repeat_faults(wish, group)))


def _repeat_faults(wish: RowWish, group: Sequence[RowWish]) -> tuple[str, ...]:
    other = next((each for each in group if each.target_id != wish.target_id), None)
    if other is not None:
        return (f"contradictory:{other.line}",)
    return (f"repeated:{group[0].line}",) if wish.line != group[0].line else ()
