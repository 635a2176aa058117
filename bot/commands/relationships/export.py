"""The list of requests as a file, filtered as it is shown."""

from functools import partial

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.relationships import permitted
from bot.commands.relationships.views import ListMemory
from bot.commands.shared import export
from bot.commands.shared.export import ExportTable, moment
from bot.commands.shared.lamps import link_name
from bot.commands.shared.words import kind_name
from bot.models import RequestState
from bot.services.invitations.lamps import lacking
from bot.services.relationships import listing
from bot.services.relationships.listing import RequestRow
from bot.text import Reader

COLUMNS = (
    *("request", "kind", "state", "target", "asked-as", "customer-id", "reseller", "reseller-id", "owner"),
    *("created", "sent", "due", "resolved", "accepted", "lacking"),
)


async def exported(call: Call) -> Answer:
    """Share the whole list, not just the page ("Export")."""
    wanted, kinds, now = call.memory(ListMemory).filter, permitted.kinds(call), call.bot.clock.now()

    def read(session: Session) -> ExportTable:
        found = listing.page(session, call.actor.user_id, kinds, wanted, now, size=export.MOST).rows
        return ExportTable.of(COLUMNS, found, partial(_cells, call.t))

    return export.push(call, "requests", read)


def _cells(t: Reader, row: RequestRow) -> list[str | None]:
    state = RequestState.LINK_READY if row.state is RequestState.DRAFT else row.state
    what = [str(row.id), kind_name(t, row.kind), t.plain(f"relationships-state-{state.replace('_', '-')}")]
    whose = [row.target, row.asked_as, row.customer_id, row.reseller, row.reseller_id, row.owner]
    lit = [link_name(t, lamp.kind) for lamp in row.lamps if lamp.is_lit]
    dark = [link_name(t, lamp.kind) for lamp in lacking(row.lamps)]
    when = map(moment, (row.created_at, row.sent_at, row.due_at, row.resolved_at))
    return [*what, *whose, *when, ", ".join(lit) or None, ", ".join(dark) or None]
