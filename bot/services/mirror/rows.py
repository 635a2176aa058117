"""What Microsoft says as rows of the directory, read by the same rules as the cells of its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.models import DelegatedAdmin, PartnerKind, PartnershipState, RelationshipState
from bot.services.directory.cells import LONGEST, BadCell, UnknownWord
from bot.services.directory.formats import (
    CUSTOMERS,
    PARTNERS,
    PARTNERSHIPS,
    RELATIONSHIPS,
    SUBSCRIPTIONS,
    Column,
    FileFormat,
)
from bot.services.mirror.ports import CustomerSeen, GdapSeen, ResellerSeen, SubscriptionSeen
from bot.services.search.folding import fold

Said = Mapping[str, str]
ACTIVE_GDAP = frozenset({"active", "expiring"})
ENDED_GDAP = frozenset({"terminated", "expired"})
# Graph's words for what was never in force; any other that is not an end may mean that it is.
UNAPPROVED_GDAP = frozenset({"created", "approvalpending"})


@dataclass(frozen=True)
class Statement:
    """Rows of one table as Microsoft states them, with the columns that it speaks of; `refused` could not be read."""

    format: FileFormat
    present: frozenset[str]
    rows: tuple[tuple[Any, ...], ...]
    refused: int = 0


def statement(fmt: FileFormat, said: Sequence[Said]) -> Statement:
    """Turn what is said, as text by column of the table, into rows that can be staged; the last of a key counts."""
    present = frozenset(said[0]) if said else frozenset()
    rows: dict[Any, tuple[Any, ...]] = {}
    for each in said:
        row = _row(fmt, each)
        if row is not None:
            rows[tuple(row[fmt.targets.index(name)] for name in fmt.own_key)] = row
    unread = sum(_row(fmt, each) is None for each in said) if len(rows) < len(said) else 0
    staged = tuple(
        (1, line, *row, *fmt.derive(dict(zip(fmt.targets, row, strict=True))))
        for line, row in enumerate(rows.values(), 1)
    )
    return Statement(fmt, present, staged, unread)


def _row(fmt: FileFormat, said: Said) -> tuple[Any, ...] | None:
    """Read one row; None if a column without which there is no row cannot be read."""
    try:
        return tuple(_value(column, said.get(column.target)) for column in fmt.columns)
    except BadCell:
        return None


def _value(column: Column, text: str | None) -> Any:
    if text is None:
        return column.default
    try:
        return column.read(text)
    except UnknownWord as unknown:
        return unknown.value
    except BadCell:
        if column.required and not column.blank:
            raise
        return column.default


def _line(text: str) -> str:
    """Return a text that fits a cell: on one line, without what cannot be seen, and not too long."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST]


def _name(*candidates: str) -> str:
    """Return the first of the texts in which there is something to see."""
    return next((line for each in candidates if fold(line := _line(each))), "")


def customers(seen: Sequence[CustomerSeen]) -> Statement:
    """State customers of a list; one without a name goes by its domain, or by its id."""
    return statement(
        CUSTOMERS,
        [
            {
                "id": each.id,
                "company_name": _name(each.company_name, each.domain, each.id),
                "domain": _line(each.domain),
                "relationship_to_partner": each.relationship,
            }
            for each in seen
        ],
    )


def subscriptions(customer_id: str, seen: Sequence[SubscriptionSeen]) -> list[Said]:
    """Say what one customer has."""
    return [
        {
            "id": each.id,
            "customer_id": customer_id,
            "friendly_name": _name(each.friendly_name, each.id),
            "offer_name": _line(each.offer_name),
            "product_type": _line(each.product_type),
            "billing_type": each.billing_type,
            "quantity": "" if each.quantity is None else str(each.quantity),
            "status": each.status,
            "partner_id": each.partner_id,
            "creation_date": _instant(each.created_at),
            "commitment_end_date": _instant(each.commitment_ends_at),
        }
        for each in seen
    ]


def of_subscriptions(said: Sequence[Said]) -> Statement:
    """State subscriptions of several customers."""
    return statement(SUBSCRIPTIONS, said)


def resellers(seen: Sequence[ResellerSeen]) -> tuple[Statement, Statement]:
    """State resellers as partners, and the partnerships with them."""
    partners = [
        {
            "tenant_id": each.tenant_id,
            "mpn_id": each.mpn_id,
            "name": _name(each.name, each.tenant_id),
            "kind": PartnerKind.INDIRECT_RESELLER.value,
            "location": each.location,
        }
        for each in seen
    ]
    known = {each.tenant_id for each in seen}
    links = [
        {"reseller_tenant_id": each.tenant_id, "state": each.state or PartnershipState.ACTIVE}
        for each in seen
        if each.tenant_id in known
    ]
    return statement(PARTNERS, partners), statement(PARTNERSHIPS, links)


def served(reseller_id: str, customer_ids: Sequence[str]) -> Statement:
    """State that customers came by a reseller; of its privileges nothing is known."""
    established, unknown = RelationshipState.ESTABLISHED.value, DelegatedAdmin.UNKNOWN.value
    said = [
        {
            "customer_id": each,
            "partner_tenant_id": reseller_id,
            "state": established,
            "delegated_admin": unknown,
        }
        for each in customer_ids
    ]
    return statement(RELATIONSHIPS, said)


def privileges(provider_id: str, seen: Sequence[GdapSeen]) -> Statement:
    """State the provider's own GDAP with each customer: of several the one that lasts longest."""
    longest: dict[str, GdapSeen] = {}
    for each in seen:
        if each.status.lower() in ACTIVE_GDAP and each.customer_id and not each.provider_id:
            longest[each.customer_id] = max(longest.get(each.customer_id, each), each, key=_lasting)
    said = [
        {
            "customer_id": each.customer_id,
            "partner_tenant_id": provider_id,
            "state": RelationshipState.ESTABLISHED.value,
            "delegated_admin": DelegatedAdmin.GDAP.value,
            "delegated_admin_expires_at": _instant(each.ends_at),
            "auto_extend": each.auto_extend or "false",
        }
        for each in longest.values()
    ]
    return statement(RELATIONSHIPS, said)


def _lasting(each: GdapSeen) -> tuple[bool, float]:
    extends = any(letter in "123456789" for letter in each.auto_extend)
    return extends, each.ends_at.timestamp() if each.ends_at else float("inf")


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""
