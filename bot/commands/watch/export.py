"""The boards as files."""

from functools import partial
from typing import Any

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.shared import export
from bot.commands.shared.export import MOST, ExportTable, moment
from bot.commands.shared.words import health_name
from bot.commands.watch import access as access_view
from bot.commands.watch.memory import BoardMemory
from bot.services.watch import access, record
from bot.services.watch.access import AccessRow
from bot.services.watch.keyset import BoardPage, Cursor
from bot.services.watch.record import MOST_COUNTED, RefusedPartner, RefusedSubscription
from bot.text import Reader

ACCESS = ("state", "customer", "customer-id", "reseller", "reseller-id", "owner", "at", "request")
PARTNERS = ("on-record", "on-record-id", "record-health", "record-at", "count")
SUBSCRIPTIONS = ("customer", "customer-id", "subscription", "subscription-id", *PARTNERS[:4], "renewal")
# Readings of a piece: each looks at a fixed number of rows.
READINGS = 30


async def exported(call: Call) -> Answer:
    """Share the board that is shown, from its beginning ("Export")."""
    state, t = call.memory(BoardMemory), call.t
    if state.number is not None:
        return export.push(call, "partner-on-record", partial(_subscriptions, t, state.number))
    if state.record:
        return export.push(call, "partners-on-record", partial(_partners, t, call.bot.provider_tenant_id))
    return export.push(call, "access", partial(_access, call, state))


def _access(call: Call, state: BoardMemory, session: Session, place: Cursor | None) -> ExportTable:
    now = call.bot.clock.now()
    until = access_view.until(call.t, state, now)
    found = access.page(session, state.state, place or Cursor(), now, until, size=MOST, readings=READINGS)
    return _table(ACCESS, found, [_access_cells(call.t, row) for row in found.rows])


def _access_cells(t: Reader, row: AccessRow) -> list[str | None]:
    state = t.plain(f"watch-state-{access_view.key_of(row.state)}")
    whose = [row.customer, row.customer_id, row.partner, row.partner_id, row.owner]
    return [state, *whose, moment(row.at), str(row.request_id) if row.request_id else None]


def _partners(t: Reader, provider_id: str, session: Session, place: Cursor | None) -> ExportTable:
    found = record.partners(session, provider_id, place or Cursor(), size=MOST, readings=READINGS)
    return _table(PARTNERS, found, [[*_partner(t, row), _count(row)] for row in found.rows])


def _count(row: RefusedPartner) -> str:
    """Write how many subscriptions there are, or that there are more than were counted."""
    return f"{MOST_COUNTED}+" if row.count > MOST_COUNTED else str(row.count)


def _subscriptions(t: Reader, number: str, session: Session, place: Cursor | None) -> ExportTable:
    of = record.partner(session, number)
    found = record.subscriptions(session, number, place or Cursor(), size=MOST, readings=READINGS)
    return _table(SUBSCRIPTIONS, found, [_cells(t, of, row) for row in found.rows])


def _cells(t: Reader, of: RefusedPartner, row: RefusedSubscription) -> list[str | None]:
    return [row.customer, row.customer_id, row.name, row.id, *_partner(t, of), moment(row.renews_at)]


def _partner(t: Reader, row: RefusedPartner) -> list[str | None]:
    return [row.name, row.number, health_name(t, row.state), moment(row.state.as_of)]


def _table(columns: tuple[str, ...], found: BoardPage[Any], rows: list[list[str | None]]) -> ExportTable:
    return ExportTable(columns, rows, following=found.following)
