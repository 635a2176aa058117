"""The lists of requests and of relationships as files, filtered as they are shown."""

from functools import partial

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.relationships import permitted
from bot.commands.relationships.standing import StandingMemory
from bot.commands.relationships.views import ListMemory
from bot.commands.shared import export
from bot.commands.shared.export import ExportTable, moment
from bot.commands.shared.lamps import link_name
from bot.commands.shared.words import kind_name
from bot.models import RequestState
from bot.services.invitations.lamps import lacking
from bot.services.relationships import listing
from bot.services.relationships.listing import RequestRow
from bot.services.resellers import links
from bot.services.resellers.links import LinkKey, LinkRow
from bot.text import Reader

COLUMNS = (
    *("request", "kind", "state", "target", "asked-as", "customer-id", "reseller", "reseller-id", "owner"),
    *("created", "sent", "due", "resolved", "accepted", "lacking"),
)
RELATIONSHIPS = (
    *("customer", "customer-id", "partner", "partner-id", "link-state", "since", "removed"),
    *("privileges", "privileges-until", "auto-extend", "said-by", "said-at"),
)


async def requested(call: Call) -> Answer:
    """Share all requests that fit, not just the page ("Export")."""
    wanted, kinds, now = call.memory(ListMemory).filter, permitted.kinds(call), call.bot.clock.now()

    def read(session: Session, place: int | None) -> ExportTable:
        how = {"size": export.MOST, "most": export.LONGEST}
        found = listing.page(session, call.actor.user_id, kinds, wanted, now, place or 0, **how).rows
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


async def standing(call: Call) -> Answer:
    """Share all relationships that fit the words, by customer ("Export")."""
    query, provider = call.memory(StandingMemory).query, call.bot.provider_tenant_id

    def read(session: Session, place: LinkKey | None) -> ExportTable:
        found = links.page(session, provider, query, place or LinkKey(), export.MOST)
        rows = [_link(row) for row in found.rows]
        return ExportTable(RELATIONSHIPS, rows, not found.more, found.following)

    return export.push(call, "relationships", read)


def _link(row: LinkRow) -> list[str | None]:
    """Write states and privileges as files of the directory have them."""
    whose = [row.customer, row.key.customer_id, row.partner, row.key.partner_id, row.state.value]
    held = [row.privileges.value, moment(row.until), None if row.until is None else str(row.auto_extend).lower()]
    return [*whose, *map(moment, (row.since, row.removed_at)), *held, row.said_by, moment(row.said_at)]
