"""Eligibility of a partner as support contact: conditions E1 to E10, all that fail and not just the first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partner,
    Partnership,
    PartnershipState,
    RelationshipState,
    Subscription,
)
from bot.services import commerce
from bot.services.commerce import SubscriptionShape
from bot.services.markets import same_region
from bot.services.separation import ours
from bot.services.store.sql import engine_of, record, records, table

# Pairs that one statement asks for.
_AT_ONCE = 500
# What a customer is to the provider that it has a relationship with (E3).
OURS = frozenset({"reseller", "advisor", "syndication"})
PRIVILEGED = (DelegatedAdmin.DAP, DelegatedAdmin.GDAP, DelegatedAdmin.ATTESTED)


class Condition(StrEnum):
    """One way to fail, by the codes of docs/domain.md#conditions; E4 (the provider itself) cannot fail."""

    GONE = "e1-deleted"
    NEW_COMMERCE = "e2-new-commerce"
    NOT_LICENSED = "e2-not-licensed"
    NOT_OUR_CUSTOMER = "e3-not-our-customer"
    NO_PARTNERSHIP = "e5-no-partnership"
    NOT_A_RESELLER = "e5-not-a-reseller"
    MPA_UNSIGNED = "e6-mpa-unsigned"
    INACTIVE = "e6-inactive"
    OTHER_REGION = "e7-other-region"
    NO_RELATIONSHIP = "e8-no-relationship"
    NO_DELEGATED_ADMIN = "e9-no-delegated-admin"
    DELEGATED_ADMIN_EXPIRED = "e9-expired"
    SAME = "e10-same"


@dataclass(frozen=True)
class Pair:
    """A customer and a partner as the conditions need them, at one instant."""

    customer_relationship_to_partner: str
    partner_kind: str
    partner_location: str | None
    provider_location: str | None
    mpa_signed: bool | None
    program_active: bool | None
    partnership_state: str | None
    relationship_state: str | None
    delegated_admin: str | None
    delegated_admin_expires_at: datetime | None


_PARTNER, _PROVIDER = table(Partner), table(Partner).alias("provider")
_CUSTOMER, _LINK, _BOND = table(Customer), table(CustomerRelationship), table(Partnership)
# Columns in the order of Pair's fields.
PAIR_COLUMNS = (
    _CUSTOMER.c.relationship_to_partner,
    _PARTNER.c.kind,
    _PARTNER.c.location,
    _PROVIDER.c.location,
    _PARTNER.c.mpa_signed,
    _PARTNER.c.program_active,
    _BOND.c.state,
    _LINK.c.state,
    _LINK.c.delegated_admin,
    _LINK.c.delegated_admin_expires_at,
)
_PAIRS = (
    select(*PAIR_COLUMNS)
    .select_from(_PARTNER)
    .join(_CUSTOMER, and_(_CUSTOMER.c.id == bindparam("customer"), ours(_CUSTOMER.c.id)))
    .join(_PROVIDER, _PROVIDER.c.tenant_id == bindparam("provider"))
    .outerjoin(
        _BOND,
        and_(_BOND.c.provider_tenant_id == _PROVIDER.c.tenant_id, _BOND.c.reseller_tenant_id == _PARTNER.c.tenant_id),
    )
    .outerjoin(_LINK, and_(_LINK.c.customer_id == _CUSTOMER.c.id, _LINK.c.partner_tenant_id == _PARTNER.c.tenant_id))
)
ONE_PAIR = _PAIRS.where(_PARTNER.c.tenant_id == bindparam("target"))
_PAIRS_BY_PARTNER = _PAIRS.add_columns(_PARTNER.c.tenant_id)
_RELATED_PAIRS = _PAIRS_BY_PARTNER.where(_LINK.c.state == RelationshipState.ESTABLISHED.value)
_SOME_PAIRS = _PAIRS_BY_PARTNER.where(_PARTNER.c.tenant_id.in_(bindparam("ids", expanding=True)))


def with_pairs(query: Select[Any], customer_id: ColumnElement[str], target_id: ColumnElement[str]) -> Select[Any]:
    """Join PAIR_COLUMNS to a query that names a customer and a target in each row; `provider` is to be bound.

    Rows whose customer or target is in no directory (any more) are left out.
    """
    bond = and_(_BOND.c.provider_tenant_id == _PROVIDER.c.tenant_id, _BOND.c.reseller_tenant_id == target_id)
    return (
        query.join(_CUSTOMER, and_(_CUSTOMER.c.id == customer_id, ours(_CUSTOMER.c.id)))
        .join(_PARTNER, _PARTNER.c.tenant_id == target_id)
        .join(_PROVIDER, _PROVIDER.c.tenant_id == bindparam("provider"))
        .outerjoin(_BOND, bond)
        .outerjoin(_LINK, and_(_LINK.c.customer_id == customer_id, _LINK.c.partner_tenant_id == target_id))
    )


def subscription_failures(subscription: SubscriptionShape, *, refused: bool) -> tuple[Condition, ...]:
    """Check E1, and E2 where new commerce is `refused` (`commerce.are_refused`); return every one that fails.

    A subscription bought outside CSP has no commerce shape to check: our rule supports it once E3 holds
    (invariant 12). An unknown billing type counts as licences: exports often leave it out.
    """
    failures = []
    if subscription.status == "deleted":
        failures.append(Condition.GONE)
    if refused and subscription.channel == commerce.CSP:
        if commerce.is_new_commerce(subscription.product_type):
            failures.append(Condition.NEW_COMMERCE)
        elif (subscription.billing_type or "license") != "license":
            failures.append(Condition.NOT_LICENSED)
    return tuple(failures)


def subscription_fails() -> ColumnElement[bool]:
    """Return the same checks of a row of `subscription` in SQL; `refused` is to be bound."""
    return or_(table(Subscription).c.status == "deleted", commerce.is_refused())


def pair_failures(pair: Pair, now: datetime) -> tuple[Condition, ...]:
    """Check E3 and E5 to E9; return every one that fails. Unknown (None) flags pass: only Microsoft could say."""
    is_reseller = pair.partner_kind == "indirect_reseller"
    privileged = pair.delegated_admin in PRIVILEGED
    expires = pair.delegated_admin_expires_at
    conditions = (
        (is_ours(pair.customer_relationship_to_partner), Condition.NOT_OUR_CUSTOMER),
        (is_reseller, Condition.NOT_A_RESELLER),
        (not is_reseller or pair.partnership_state == PartnershipState.ACTIVE, Condition.NO_PARTNERSHIP),
        (pair.mpa_signed is not False, Condition.MPA_UNSIGNED),
        (pair.program_active is not False, Condition.INACTIVE),
        (same_region(pair.partner_location, pair.provider_location) is not False, Condition.OTHER_REGION),
        (pair.relationship_state == RelationshipState.ESTABLISHED, Condition.NO_RELATIONSHIP),
        (privileged, Condition.NO_DELEGATED_ADMIN),
        (not privileged or expires is None or expires > now, Condition.DELEGATED_ADMIN_EXPIRED),
    )
    return tuple(check for holds, check in conditions if not holds)


def failures_of(pair: Pair, is_provider: bool, now: datetime) -> tuple[Condition, ...]:
    """Return what keeps the pair's partner from supporting its customer; the provider always may (E4)."""
    if is_provider:
        return () if is_ours(pair.customer_relationship_to_partner) else (Condition.NOT_OUR_CUSTOMER,)
    return pair_failures(pair, now)


def is_ours(relationship_to_partner: str) -> bool:
    """Check E3: only a customer with a relationship to the provider can be supported through it."""
    return relationship_to_partner in OURS


def target_failures(
    session: Session, provider_id: str, customer_id: str, target_id: str, now: datetime
) -> tuple[Condition, ...]:
    """Return every condition that keeps `target_id` from supporting the customer; the provider always may (E4)."""
    wanted = {"provider": provider_id, "customer": customer_id, "target": target_id}
    pair = record(session, Pair, ONE_PAIR, wanted)
    if pair is None:
        raise gone(provider_id, target_id)
    return failures_of(pair, target_id == provider_id, now)


def failures_by_partner(
    session: Session, provider_id: str, customer_id: str, tenant_ids: Sequence[str], now: datetime
) -> Mapping[str, tuple[Condition, ...]]:
    """Return what keeps each of these partners from supporting the customer; who left the directory is left out."""
    wanted = {"provider": provider_id, "customer": customer_id, "ids": list(tenant_ids)}
    found = records(session, _related, _SOME_PAIRS, wanted)
    return {tenant_id: failures_of(pair, tenant_id == provider_id, now) for pair, tenant_id in found}


def failures_by_pair(
    session: Session, provider_id: str, pairs: Sequence[tuple[str, str]], now: datetime
) -> Mapping[tuple[str, str], tuple[Condition, ...]]:
    """Return what fails of each (customer id, partner id), a statement for hundreds; who left is left out."""
    found: dict[tuple[str, str], tuple[Condition, ...]] = {}
    statement = _given_pairs(engine_of(session))
    for start in range(0, len(pairs), _AT_ONCE):
        wanted = {"provider": provider_id, "pairs": json.dumps(pairs[start : start + _AT_ONCE])}
        for key, pair in records(session, _between, statement, wanted):
            found[key] = failures_of(pair, key[1] == provider_id, now)
    return found


@cache
def _given_pairs(engine: str) -> Select[Any]:
    """Return the statement for pairs that are given as a JSON text of lists of two ids."""
    if engine == "sqlite":
        given: Any = func.json_each(bindparam("pairs")).table_valued("value", name="given")
        ids = [func.json_extract(given.c.value, f"$[{place}]") for place in (0, 1)]
    else:
        given = func.jsonb_array_elements(cast(bindparam("pairs", type_=Text), JSONB)).table_valued(
            "value", name="given"
        )
        ids = [given.c.value.op("->>")(place) for place in (0, 1)]
    return with_pairs(select(*ids, *PAIR_COLUMNS).select_from(given), ids[0], ids[1])


def gone(provider_id: str, target_id: str) -> NotFound:
    """Return the error for a pair that is not found: the provider stays in its directory, so the customer left it."""
    return NotFound("error-customer-gone" if target_id == provider_id else "error-partner-gone")


def eligible_resellers(session: Session, provider_id: str, customer_id: str, now: datetime) -> tuple[str, ...]:
    """Find the tenant ids of all resellers that pass E3 and E5 to E9 for the customer (invariant 6)."""
    found = records(session, _related, _RELATED_PAIRS, {"provider": provider_id, "customer": customer_id})
    return tuple(tenant_id for pair, tenant_id in found if not pair_failures(pair, now))


def _between(customer_id: str, partner_id: str, *pair: Any) -> tuple[tuple[str, str], Pair]:
    return (customer_id, partner_id), Pair(*pair)


def _related(*columns: Any) -> tuple[Pair, str]:
    *pair, tenant_id = columns
    return Pair(*pair), tenant_id
