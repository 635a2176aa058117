"""The list of `/relationships`: filters on top, then requests with what each waits for, open ones first."""

import json
import zlib
from dataclasses import asdict, dataclass, field
from datetime import datetime

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump
from bot.commands.relationships import standing
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import lamps_line, stalled
from bot.commands.shared.words import asked_for, kind_name
from bot.models import RequestState
from bot.services.invitations.lamps import is_partly, kinds_lacking
from bot.services.relationships.filters import AGES, LONGEST_QUERY, RequestFilter, RequestScope
from bot.services.relationships.listing import RequestPage, RequestRow
from bot.text import Mrkdwn, Reader, clip, mention

CALLBACK = "relations.list"
SCOPE, STATE, AGE, OWNER, QUERY = (f"relations.{name}" for name in ("scope", "state", "age", "owner", "query"))
PREVIOUS, NEXT, CLEAR, REQUEST, EXPORT = (
    f"relations.{name}" for name in ("previous", "next", "clear", "request", "export")
)
ANY = "any"
NAME = 100
STATES = (
    RequestState.PENDING,
    RequestState.LINK_READY,
    RequestState.ESTABLISHED,
    RequestState.DECLINED,
    RequestState.EXPIRED,
    RequestState.WITHDRAWN,
    RequestState.SUPERSEDED,
)


@dataclass(frozen=True)
class ListMemory:
    """Memory of the list: filter and page; `request` is the one opened from it, 0 for none."""

    filter: RequestFilter = field(default_factory=RequestFilter)
    offset: RowNumber = 0
    request: RowNumber = 0


def build(
    t: Reader, page: RequestPage, state: ListMemory, now: datetime, *, may_request: bool, boards: bool = True
) -> View:
    """Draw a page of the list; without rows it says why and what to do."""
    parts = [*_filters(t, page, state.filter), b.section(_summary(t, page, state.filter))]
    for row in page.rows.items:
        parts += _row(t, row, now)
    parts += _pager(t, page, state, may_request)
    if boards:
        parts += [buttons.boards(t), standing.door(t)]
    return b.modal(
        t.plain("relationships-title"),
        parts,
        callback_id=CALLBACK,
        close=t.plain("button-done"),
        # For people who do not press Enter in the search field.
        submit=t.plain("button-show"),
        metadata=dump(state),
    )


def _filters(t: Reader, page: RequestPage, wanted: RequestFilter) -> list[Block]:
    """Draw menus and a search field; ids are new with each filter, or Slack would show what was chosen before."""
    key = f"{zlib.crc32(json.dumps(asdict(wanted)).encode()):08x}"
    menus = [b.menu(SCOPE, [(scope.value, _scope(t, page, scope)) for scope in RequestScope], wanted.scope.value)]
    states = [(state.value, t.plain(f"relationships-state-{state.value.replace('_', '-')}")) for state in STATES]
    menus.append(b.menu(STATE, [(ANY, t.plain("relationships-any-state")), *states], wanted.state or ANY))
    older = [(str(days), t.plain("relationships-older", days=days)) for days in ages(wanted)]
    menus.append(b.menu(AGE, [(ANY, t.plain("relationships-any-age")), *older], str(wanted.older_than or ANY)))
    if wanted.scope is RequestScope.ALL:
        menus.append(_owner(t, wanted.owner))
    name = b.text_input(QUERY, initial=wanted.query, most=LONGEST_QUERY)
    search = b.input_block(t.plain("relationships-search"), name, block_id=f"query:{key}", optional=True, dispatch=True)
    return [b.actions(*menus, block_id=f"filters:{key}"), search]


def ages(wanted: RequestFilter) -> list[int]:
    """Return the ages on offer in days: the usual ones, and the one that was typed."""
    return sorted({*AGES, *filter(None, [wanted.older_than])})


def _scope(t: Reader, page: RequestPage, scope: RequestScope) -> str:
    return t.plain(f"relationships-scope-{scope.value}", count=page.waiting)


def _owner(t: Reader, owner: str | None) -> Block:
    element: Block = {
        "type": "users_select",
        "action_id": OWNER,
        "placeholder": b.plain(t.plain("relationships-owner-placeholder"), 150),
    }
    return element | ({"initial_user": owner} if owner else {})


def _summary(t: Reader, page: RequestPage, wanted: RequestFilter) -> Mrkdwn:
    if not page.rows.items:
        return t.mrkdwn("relationships-none" if wanted == RequestFilter(wanted.scope) else "relationships-none-fit")
    rows = page.rows
    more = "yes" if rows.more else "no"
    return t.mrkdwn("relationships-range", first=rows.first, last=rows.last, total=rows.total, more=more)


def _row(t: Reader, row: RequestRow, now: datetime) -> list[Block]:
    button = b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(row.id))
    late = stalled(t, kinds_lacking(row.lamps, row.kind), row.state, row.first_sent_at, now)
    said = [_facts(t, row, now), what_next(t, row), *lamps_line(t, row.lamps), *late]
    return [b.section(_headline(t, row), accessory=button), b.context(*said)]


def _headline(t: Reader, row: RequestRow) -> Mrkdwn:
    target, reseller = asked_for(t, row), clip(row.reseller or "", NAME)
    state = t.mrkdwn(f"relationships-mark-{_state(row)}")
    about = t.mrkdwn("relationships-between", target=target, reseller=reseller) if reseller else None
    return t.mrkdwn(
        "relationships-row",
        state=state,
        about=about or t.mrkdwn("relationships-target", target=target),
        kind=kind_name(t, row.kind),
    )


def _facts(t: Reader, row: RequestRow, now: datetime) -> Mrkdwn:
    days = max((now - (row.sent_at or row.created_at)).days, 0)
    return t.mrkdwn("relationships-facts", days=days, owner=mention(row.owner))


def what_next(t: Reader, row: RequestRow) -> Mrkdwn:
    """Say what happens next, or what a person has to do."""
    match row.state:
        case RequestState.DRAFT | RequestState.LINK_READY:
            return t.mrkdwn("relationships-next-draft")
        case RequestState.PENDING:
            due = row.due_at or row.created_at
            if row.stopped or row.next_reminder_at is None:
                return t.mrkdwn("relationships-next-stopped", due=due)
            return t.mrkdwn("relationships-next-pending", reminder=row.next_reminder_at, due=due)
    return t.mrkdwn(f"relationships-next-{_state(row)}", at=row.resolved_at or row.created_at)


def _state(row: RequestRow) -> str:
    if row.state is RequestState.PENDING and is_partly(row.lamps):
        return "partly"
    return "late" if row.late else row.state.value.replace("_", "-")


def _pager(t: Reader, page: RequestPage, state: ListMemory, may_request: bool) -> list[Block]:
    others = [b.button(t.plain("relationships-clear"), CLEAR)] if state.filter != RequestFilter() else []
    others += [b.button(t.plain("request-shortcut"), REQUEST)] if may_request else []
    others += [b.button(t.plain("export-button"), EXPORT)] if page.rows.items else []
    return b.pager(t, page.rows, PREVIOUS, NEXT, *others, labels="relationships", above=b.divider())
