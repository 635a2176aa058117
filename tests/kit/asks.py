"""Requests that ask for several links at once, and what is stored of them."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from bot.db import Database
from bot.models import CustomerRelationship, RequestLink, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.policy import POLICIES, Role
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from tests.kit.relationships import CLOCKWORK, GLO, NORTHWIND
from tests.kit.world import TREY, scene

K = RequestType
# Both may ask for relationships, ANA alone for GDAP.
ANA = replace(GLO, user_id="UANA", name="Ana", roles=frozenset({Role.ADMIN_AGENT}))
SALLY = replace(GLO, user_id="USAL", roles=frozenset({Role.SALES_AGENT}), matrix=POLICIES["partner-center-2023"])


def everything(customer_id: str | None = NORTHWIND, **more: object) -> RequestWish:
    """Wish for the combined link, our own relationship and GDAP of TREY in one request."""
    wish = RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id, TREY, also=(K.CUSTOMER_RESELLER, K.GDAP))
    return replace(wish, **more)  # type: ignore[arg-type]


def lit(database: Database, request_id: int) -> dict[str, bool]:
    """Read which lamps of the request are lit, by kind."""
    query = select(RequestLink).where(RequestLink.request_id == request_id).order_by(col(RequestLink.kind))
    return {row.kind: row.accepted_at is not None for row in database.read_now(lambda s: s.exec(query).all())}


def accept(database: Database, at: datetime, request_id: int, *kinds: RequestType) -> None:
    """Let Microsoft's lists say that these links were accepted; none stands for all."""
    acceptance = Acceptance(AcceptanceSource.WEBHOOK, links=frozenset(kinds))
    database.write_now(lambda s: confirm_established(s, CLOCKWORK, request_id, scene(at, f"{kinds}{at}"), acceptance))


def held(database: Database, customer_id: str = NORTHWIND, partner_id: str = TREY) -> tuple[str, str] | None:
    """Read (state, delegated admin) of the relationship; None where there is none."""
    row = database.read_now(lambda s: s.get(CustomerRelationship, (customer_id, partner_id)))
    return None if row is None else (row.state, row.delegated_admin)
