"""Subscriptions of which Microsoft has no support contact, and the operator's rule for them.

See docs/domain.md#new-commerce: they are kept here alone, or refused.
"""

from enum import StrEnum
from typing import Protocol

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, func, or_
from sqlmodel import Session

from bot.models import Table

# Session.info key: True where ASSIGN_NEW_COMMERCE=refuse.
REFUSED = "assign_new_commerce_refused"
CSP = "csp"
_S = Table.metadata.tables["subscription"]


class KeptHere(StrEnum):
    """Reason for which Microsoft has no support contact of a subscription, as catalogue keys spell it."""

    NEW_COMMERCE = "new-commerce"
    USAGE = "usage"
    SOFTWARE = "software"


class SubscriptionShape(Protocol):
    """Part of a subscription that says how it was bought; rows and models have it."""

    @property
    def status(self) -> str:
        """Microsoft's word for it."""
        ...

    @property
    def product_type(self) -> str | None:
        """Microsoft's word for it, if the export has one."""
        ...

    @property
    def billing_type(self) -> str | None:
        """Licences or usage, if the export says."""
        ...

    @property
    def channel(self) -> str:
        """The way it was bought, "csp" among others."""
        ...


def is_new_commerce(product_type: str | None) -> bool:
    """Tell a new-commerce seat by its product type, which ends in NCE (docs/domain.md#new-commerce)."""
    return (product_type or "").casefold().endswith("nce")


def kept_here(subscription: SubscriptionShape) -> KeptHere | None:
    """Return why its support contact is kept here alone; None where Microsoft has one, or nothing is known."""
    product = (subscription.product_type or "").casefold()
    if subscription.channel != CSP:
        return None
    if is_new_commerce(product):
        return KeptHere.NEW_COMMERCE
    if product == KeptHere.SOFTWARE:
        return KeptHere.SOFTWARE
    return KeptHere.USAGE if product == "azure" or subscription.billing_type == KeptHere.USAGE else None


def are_refused(session: Session) -> bool:
    """Tell if the operator has new commerce and usage refused, as before this program kept their contacts."""
    return bool(session.info.get(REFUSED))


def is_refused() -> ColumnElement[bool]:
    """Return in SQL what is refused of a row of `subscription`; `refused` is to be bound to `are_refused`."""
    new_commerce = func.coalesce(func.lower(_S.c.product_type), "").like("%nce")
    usage = func.coalesce(func.nullif(_S.c.billing_type, ""), "license") != "license"
    return and_(bindparam("refused", type_=Boolean), _S.c.channel == CSP, or_(new_commerce, usage))
