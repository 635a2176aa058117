"""Meaning of the cells of a file: names, domains, PartnerIDs and ids to our keys, never by guessing."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bot.models import Subscription
from bot.services.assign_many.sheet import TARGETS, SheetEntry
from bot.services.assign_many.verdicts import CHUNK, PARTNER_UNKNOWN, SUBSCRIPTION_UNKNOWN, RowWish
from bot.services.search import exact
from bot.services.search.folding import fold, hosts
from bot.services.separation import ours
from bot.services.store.sql import among, run, table

# Of the rows that a text could mean, so many are listed.
MOST_CANDIDATES = 5

_S = table(Subscription)
_BY_ID = select(_S.c.id, _S.c.customer_id, _S.c.friendly_name, _S.c.quantity, _S.c.creation_date).where(
    among(_S.c.id, "keys"), ours(_S.c.customer_id)
)


def wishes(session: Session, entries: Sequence[SheetEntry], provider_id: str) -> tuple[RowWish, ...]:
    """A wish for each entry in order; what cannot be resolved, or is said twice, is among its faults."""
    names = _Names(session, entries)
    return tuple(_without_repeats([_wish(entry, names, provider_id) for entry in entries]))


class _Names:
    """Rows that the entries of one file can mean, and no others, read with a few statements for hundreds of texts."""

    def __init__(self, session: Session, entries: Sequence[SheetEntry]) -> None:
        said = _texts(entries, *TARGETS)
        others = exact.other_names(session, "partner", said)
        self.partner_rows = exact.partners(session, said | others.keys())
        self.partners = exact.Meanings(self.partner_rows.values(), others)
        said = _texts(entries, "customer")
        others = exact.other_names(session, "customer", said)
        self.customer_rows = exact.customers(session, said.union(map(_customer_text, said), others))
        self.customers = exact.Meanings(self.customer_rows.values(), others)
        self._meant: dict[tuple[str, ...], tuple[frozenset[str], bool]] = {}
        self.targets: dict[tuple[tuple[str, ...], ...], tuple[str | None, tuple[str, ...]]] = {}
        ids = {fold(text) for text in _texts(entries, "subscription_id")}
        self.owner = {row.id: row.customer_id for row in _rows(session, ids)}
        found = exact.subscriptions(session, set(self._named(entries)))
        self.subscription_rows = {row.id: row for row in _rows(session, found)}
        self.subscriptions: dict[str, set[str]] = defaultdict(set)
        for key, row in self.subscription_rows.items():
            self.subscriptions[fold(_key(row.customer_id, row.friendly_name))].add(key)

    def _named(self, entries: Sequence[SheetEntry]) -> Iterator[tuple[str, str]]:
        """Name the subscriptions of entries that give no id and mean one customer."""
        for entry in entries:
            if not entry.cell("subscription_id") and len(owners := self.customer(entry)[0]) == 1:
                (owner,) = owners
                yield from ((self.customer_rows[owner].company_name, text) for text in entry.texts("subscription"))

    def customer(self, entry: SheetEntry) -> tuple[frozenset[str], bool]:
        """Every customer that all known names, domains and ids of the entry mean, and whether any text means one.

        Many rows name the same ones.
        """
        texts = entry.texts("customer")
        if texts not in self._meant:
            known = [found for text in texts if (found := self.customers.of(_customer_text(text)))]
            self._meant[texts] = (frozenset.intersection(*known) if known else frozenset(), bool(known))
        return self._meant[texts]

    def of_customer(self, customer_id: str, name: str) -> frozenset[str]:
        """Every subscription of the customer with that friendly name."""
        return frozenset(self.subscriptions.get(fold(_key(customer_id, name)), ()))


def _customer_text(text: str) -> str:
    """Fold a text; an e-mail address or a `www.` host stands for its domain."""
    return hosts(fold(text))


def _texts(entries: Sequence[SheetEntry], *columns: str) -> set[str]:
    return {text for entry in entries for column in columns for text in entry.texts(column)}


def _rows(session: Session, keys: Collection[str]) -> Iterator[Any]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield from run(session, _BY_ID, {"keys": ordered[start : start + CHUNK]}).all()


def _key(customer_id: str, name: str) -> str:
    return f"{customer_id}/{name}"


def _coded(code: str, *facts: object) -> str:
    """A reason with what its words need: candidates, or which advice was not followed yet."""
    return f"{code}:{json.dumps(facts, ensure_ascii=False)}"


def _wish(entry: SheetEntry, names: _Names, provider_id: str) -> RowWish:
    subscription_id, faults = _subscription(entry, names)
    target_id, target_faults = _target(entry, names, provider_id)
    every = (*entry.faults, *faults, *target_faults)
    said = (entry.said_subscription, entry.said_target)
    ticket = entry.cell("ticket") or None
    return RowWish(entry.line, subscription_id, target_id, *said, every, unasked=entry.empty, ticket=ticket)


def _subscription(entry: SheetEntry, names: _Names) -> tuple[str | None, tuple[str, ...]]:
    given = {fold(text) for text in entry.texts("subscription_id")}
    if len(given) > 1:
        return None, ("subscription-differs",)
    customers, known = names.customer(entry)
    if known and not customers:
        return None, ("customer-differs",)
    if given:
        (key,) = given
        if key not in names.owner:
            return None, (SUBSCRIPTION_UNKNOWN,)
        # A row that slipped against its neighbours in a spreadsheet names two different customers.
        slipped = bool(customers) and names.owner[key] not in customers
        return key, ("customer-contradicts",) if slipped else ()
    if not (entry.cell("customer") and entry.cell("subscription")):
        return None, ()
    return _named_subscription(entry, customers, names)


def _named_subscription(
    entry: SheetEntry, customers: frozenset[str], names: _Names
) -> tuple[str | None, tuple[str, ...]]:
    if len(customers) != 1:
        return None, (_unclear_customer(entry, customers, names) if customers else "customer-unknown",)
    (customer,) = customers
    found = frozenset.intersection(*(names.of_customer(customer, text) for text in entry.texts("subscription")))
    if len(found) == 1:
        return next(iter(found)), ()
    if not found:
        return None, (SUBSCRIPTION_UNKNOWN,)
    rows = sorted((names.subscription_rows[key] for key in found), key=lambda row: row.id)
    candidates = [(row.id, row.quantity, _day(row.creation_date)) for row in rows[:MOST_CANDIDATES]]
    return None, (_coded("subscription-ambiguous", candidates, len(rows)),)


def _day(instant: Any) -> str | None:
    return instant.date().isoformat() if instant else None


def _unclear_customer(entry: SheetEntry, found: frozenset[str], names: _Names) -> str:
    """Say what several customers share, and who they are."""
    said = set(map(_customer_text, entry.texts("customer")))
    rows = sorted((names.customer_rows[key] for key in found), key=lambda row: (row.company_name, row.id))
    by = "domain" if any(fold(row.domain) in said for row in rows) else "name"
    candidates = [(row.company_name, row.id) for row in rows[:MOST_CANDIDATES]]
    return _coded(f"customer-ambiguous-{by}", candidates, len(rows))


def _target(entry: SheetEntry, names: _Names, provider_id: str) -> tuple[str | None, tuple[str, ...]]:
    """Find the contact that an entry names; most rows of a file name the same few."""
    said = tuple(map(entry.texts, TARGETS))
    if said not in names.targets:
        names.targets[said] = _meant_target(entry, names, provider_id)
    return names.targets[said]


def _meant_target(entry: SheetEntry, names: _Names, provider_id: str) -> tuple[str | None, tuple[str, ...]]:
    given = {column: [fold(text) for text in entry.texts(column)] for column in TARGETS if entry.cell(column)}
    choices = [names.partners.of(text) for texts in given.values() for text in texts]
    if not choices:
        return None, ()
    if not all(choices):
        return None, (PARTNER_UNKNOWN,)
    common = frozenset.intersection(*choices)
    if len(common) != 1:
        return None, (_unclear_partner(given, common, names) if common else "partner-contradicts",)
    (found,) = common
    # A usage file states our own PartnerID in every row: that hands nothing back.
    return found, ("mpn-own",) if found == provider_id and list(given) == ["mpn_id"] else ()


def _unclear_partner(given: Mapping[str, object], found: frozenset[str], names: _Names) -> str:
    by = "mpn" if {"mpn_id", "support_mpn_id"} & given.keys() else "name"
    rows = sorted((names.partner_rows[key] for key in found), key=lambda row: (row.name, row.tenant_id))
    candidates = [(row.name, row.tenant_id) for row in rows[:MOST_CANDIDATES]]
    return _coded(f"partner-ambiguous-{by}", candidates, len(rows))


def _without_repeats(found: Sequence[RowWish]) -> Iterator[RowWish]:
    """The first of equal rows stays; rows that want different contacts for one subscription are all refused."""
    by_subscription = defaultdict(list)
    for wish in found:
        if wish.subscription_id and not wish.unasked:
            by_subscription[wish.subscription_id].append(wish)
    for wish in found:
        group = by_subscription.get(wish.subscription_id or "", [wish])
        repeats = () if wish.unasked else _repeat_faults(wish, group)
        yield replace(wish, faults=(*wish.faults, *repeats)) if repeats else wish


def _repeat_faults(wish: RowWish, group: Sequence[RowWish]) -> tuple[str, ...]:
    other = next((each for each in group if each.target_id != wish.target_id), None)
    if other is not None:
        return (f"contradictory:{other.line}",)
    return (f"repeated:{group[0].line}",) if wish.line != group[0].line else ()
