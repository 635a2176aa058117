"""Handlers of `/relationships`: list and open requests; resend, snooze, hand over, confirm, ask again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.commands.base import (
    Answer,
    Call,
    Command,
    Message,
    Nothing,
    OpenModal,
    PushModal,
    Route,
    SayLater,
    UpdateModal,
    View,
)
from bot.commands.departures import panel as departures
from bot.commands.relationships import confirm as confirm_view
from bot.commands.relationships import detail as detail_view
from bot.commands.relationships import export, permitted, standing, views
from bot.commands.relationships import followup as followup_view
from bot.commands.relationships import report as report_view
from bot.commands.relationships.views import ListMemory
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.request_relationship.entry import ASKING
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.scene import scene_of
from bot.commands.watch import panel as watch
from bot.errors import Denied, InvalidInput
from bot.services.invitations.permission import may_ask, require_kinds
from bot.services.policy import Action, may, require
from bot.services.relationships import establish, followup, listing, requests
from bot.services.relationships.filters import RequestFilter, RequestScope, is_report, parse
from bot.services.relationships.listing import PER_PAGE, RequestDetail
from bot.services.report import overview
from bot.services.scene import Scene
from bot.services.trails import milestones
from bot.text import Mrkdwn

Step = Callable[[Session, int, Scene], object]


async def run(call: Call) -> Answer:
    """Open the list or the board that the text after the command asks for, or say the report."""
    if is_report(call.text):
        return SayLater(lambda: _report(call))
    if standing_list := standing.typed(call.text):
        return standing.opened(call, standing_list)
    if board := watch.typed(call.text):
        return watch.opened(call, board)
    if departures.typed(call.text):
        return departures.opened_list(call)
    state = ListMemory(parse(call.text))
    return OpenModal(_loading(call), lambda: _list(call, state))


async def _report(call: Call) -> Message:
    provider, now = call.bot.provider_tenant_id, call.bot.clock.now()
    found = await call.bot.db.read(lambda s: overview.of_now(s, call.actor, provider, now))
    return report_view.message(call.t, found)


async def shortcut(call: Call) -> Answer:
    """Open the list of everything, open requests first."""
    return OpenModal(_loading(call), lambda: _list(call, ListMemory()))


async def filtered(call: Call) -> Answer:
    """Show the first page of what fits the menus and the search field now."""
    return UpdateModal(await _list(call, ListMemory(_chosen(call))))


async def cleared(call: Call) -> Answer:
    """Show everything again, without any filter ("Show all")."""
    return UpdateModal(await _list(call, ListMemory()))


async def opened(call: Call) -> Answer:
    """Show a request in place of the list, or, from a message, in a new modal ("Open" beside it)."""
    request_id = call.row_id
    if not call.view:
        return OpenModal(_loading(call), lambda: _detail(call, ListMemory(request=request_id)))
    return UpdateModal(await _detail(call, replace(call.memory(ListMemory), request=request_id)))


async def back(call: Call) -> Answer:
    """Show the list again at the page where it was left ("Back to the list")."""
    return UpdateModal(await _list(call, replace(call.memory(ListMemory), request=0)))


async def trail(call: Call) -> Answer:
    """Open the trail of a request on top of it ("Full history")."""
    request_id, provider = call.row_id, call.bot.provider_tenant_id

    async def fill() -> View:
        detail = await call.bot.db.read(lambda s: listing.detail(s, request_id, provider))
        permitted.check_visible(call, detail)
        events = await call.bot.db.read(lambda s: listing.trail(s, request_id))
        return detail_view.trail(call.t, detail, events)

    return PushModal(b.loading(call.t, "relationships-trail-title", close="button-back"), fill)


async def shown(call: Call) -> Answer:
    """Show the request again in place of a form about it ("Back")."""
    return UpdateModal(await _detail(call, call.memory(ListMemory)))


async def more(call: Call) -> Answer:
    """Do what was chosen in the menu beside the decisions: snooze, stop reminders, or show the form it needs."""
    now = call.bot.clock.now()
    match call.clicked.option:
        case detail_view.HOUR:
            return await _snooze(call, now + timedelta(hours=1))
        case detail_view.MORNING:
            return await _snooze(call, followup.next_morning(now, call.person.zone))
        case detail_view.AT:
            proposed = followup.next_morning(now, call.person.zone)
            return await _form(call, lambda found, state: followup_view.until(call.t, found, state, proposed))
        case detail_view.STOP:
            return await _stop(call)
        case detail_view.GIVE:
            return await _form(call, lambda found, state: followup_view.hand_over(call.t, found, state))
    return Nothing()


async def snoozed(call: Call) -> Answer:
    """Snooze the reminders of a request until the moment that was picked; InvalidInput where it makes no sense."""
    return await _snooze(call, call.element(followup_view.UNTIL).moment or call.bot.clock.now())


async def decline(call: Call) -> Answer:
    """Note that the invited side said no."""
    return await _act(call, "relationships-declined", lambda s, key, at: requests.decline(s, call.actor, key, at))


async def withdraw(call: Call) -> Answer:
    """Take a request back."""
    return await _act(call, "relationships-withdrawn", lambda s, key, at: requests.withdraw(s, call.actor, key, at))


async def give(call: Call) -> Answer:
    """Hand a request to the chosen person; InvalidInput at the field for whoever may not make such requests."""
    chosen = call.element(followup_view.OWNER).user
    if not chosen:
        raise InvalidInput("owner", "relationships-give-placeholder")
    try:
        to = await call.bot.actor_of(chosen, call.reference)
    except Denied:
        raise InvalidInput("owner", "relationships-owner-may-not") from None
    return await _act(call, "relationships-given", lambda s, key, at: followup.hand_over(s, call.actor, to, key, at))


async def confirm(call: Call) -> Answer:
    """Show the form for what only a person knows ("Mark as accepted")."""
    return await _form(call, lambda found, state: confirm_view.build(call.t, found, state))


async def confirmed(call: Call) -> Answer:
    """Enter the relationship that was established; everyone concerned is told."""
    detail = await _read(call, call.memory(ListMemory).request)
    accepted = confirm_view.acceptance(call, detail.summary)
    left = set(detail.summary.lacks) - accepted.links if accepted.links else ()
    return await _act(
        call,
        "relationships-confirmed-partly" if left else "relationships-confirmed",
        lambda s, key, at: establish.confirm_established(s, call.actor, key, at, accepted),
    )


async def let_go(call: Call) -> Answer:
    """Leave a request that expired as it is ("Let it go")."""
    return await _act(call, "relationships-let-go", lambda s, key, at: requests.let_go(s, call.actor, key, at))


async def again(call: Call) -> Answer:
    """Open a new request with everything filled in ("Request again")."""
    return await request_relationship.ask_again(call, await _read(call, call.memory(ListMemory).request))


async def request(call: Call) -> Answer:
    """Open the empty form of a request on top of the list ("Request relationship")."""
    require(call.actor, next((action for action in ASKING if may(call.actor, action)), ASKING[0]))
    return await request_relationship.shortcut(call)


async def _snooze(call: Call, until: datetime) -> Answer:
    return await _act(call, "relationships-snoozed", lambda s, key, at: followup.snooze(s, call.actor, key, until, at))


async def _stop(call: Call) -> Answer:
    return await _act(call, "relationships-stopped", lambda s, key, at: followup.stop_reminders(s, call.actor, key, at))


async def _form(call: Call, draw: Callable[[RequestDetail, ListMemory], View]) -> Answer:
    """Show a form in place of the request, for whoever may act on it."""
    state = call.memory(ListMemory)
    found = await _read(call, state.request)
    require_kinds(call.actor, found.summary.kinds)
    return UpdateModal(draw(found, state))


async def _act(call: Call, said: str, step: Step) -> Answer:
    """Take the step, then show the request as it stands with the words of the key `said`."""
    state = call.memory(ListMemory)
    await call.bot.db.write(lambda s: step(s, state.request, scene_of(call)))
    return UpdateModal(await _detail(call, state, call.t.mrkdwn(said)))


def _loading(call: Call) -> View:
    return b.loading(call.t, "relationships-title")


async def _list(call: Call, state: ListMemory) -> View:
    now, kinds = call.bot.clock.now(), permitted.kinds(call)
    page = await call.bot.db.read(lambda s: listing.page(s, call.actor.user_id, kinds, state.filter, now, state.offset))
    may_request = any(may(call.actor, action) for action in ASKING)
    shown = replace(state, offset=page.rows.offset)
    boards = may(call.actor, Action.VIEW)
    return views.build(call.t, page, shown, now, may_request=may_request, boards=boards)


async def _detail(call: Call, state: ListMemory, said: Mrkdwn | None = None) -> View:
    detail = await _read(call, state.request)
    steps = await call.bot.db.read(lambda s: milestones.read(s, detail.summary))
    may_act, now = may_ask(call.actor, detail.summary.kinds), call.bot.clock.now()
    return detail_view.build(call.t, detail, state, now, may_act=may_act, steps=steps, said=said)


async def _read(call: Call, request_id: int) -> RequestDetail:
    provider = call.bot.provider_tenant_id
    detail = await call.bot.db.read(lambda s: listing.detail(s, request_id, provider))
    permitted.check_visible(call, detail)
    return detail


def _chosen(call: Call) -> RequestFilter:
    """Read the filter from menus and field; what the view does not show keeps its value."""
    before = call.memory(ListMemory).filter
    scope = call.chosen_among(views.SCOPE, RequestScope) or before.scope
    days = call.chosen_among(views.AGE, map(str, views.ages(before)))
    return RequestFilter(
        scope=scope,
        state=call.chosen_among(views.STATE, views.STATES),
        older_than=int(days or 0),
        owner=call.element(views.OWNER).user if scope is RequestScope.ALL else None,
        query=call.typed(views.QUERY) or "",
    )


def _turn(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(ListMemory)
        return UpdateModal(await _list(call, replace(state, offset=state.offset + pages * PER_PAGE)))

    return Route(handle)


COMMAND = Command(
    name="/relationships",
    key="relationships",
    action=Action.VIEW,
    any_of=(Action.VIEW, *ASKING),
    run=run,
    shortcut=shortcut,
    actions={
        **dict.fromkeys((views.SCOPE, views.STATE, views.AGE, views.OWNER, views.QUERY), Route(filtered)),
        **standing.ACTIONS,
        views.CLEAR: Route(cleared),
        views.PREVIOUS: _turn(-1),
        views.NEXT: _turn(1),
        action_ids.OPEN_REQUEST: Route(opened),
        views.REQUEST: Route(request),
        views.EXPORT: Route(export.requested),
        standing.EXPORT: Route(export.standing),
        detail_view.BACK: Route(back),
        detail_view.TRAIL: Route(trail),
        detail_view.MORE: Route(more),
        followup_view.SHOW: Route(shown),
        detail_view.DECLINE: Route(decline),
        detail_view.WITHDRAW: Route(withdraw),
        detail_view.LET_GO: Route(let_go),
        detail_view.CONFIRM: Route(confirm),
        detail_view.AGAIN: Route(again),
    },
    submissions={
        views.CALLBACK: Route(filtered),
        standing.CALLBACK: Route(standing.filtered),
        confirm_view.CALLBACK: Route(confirmed),
        followup_view.SNOOZE: Route(snoozed),
        followup_view.GIVE: Route(give),
    },
)
