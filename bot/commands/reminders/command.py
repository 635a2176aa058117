"""Handlers of the buttons under a reminder: snooze, stop, ask for new privileges; the message then says so."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.commands.base import Answer, Call, CloseModal, Nothing, OpenModal, Panel, Route, Say
from bot.commands.payload import number_of
from bot.commands.reminders import views
from bot.commands.request_relationship.entry import ASKING, renew
from bot.commands.shared.scene import scene_of
from bot.services.people import settings
from bot.services.policy import Action
from bot.services.relationships import followup, requests
from bot.text import Mrkdwn, mention


async def snooze(call: Call) -> Answer:
    """Snooze for an hour or until tomorrow 9:00, moved into working hours; or open the form to pick a moment."""
    key, _, choice = (call.clicked.option or "").partition(":")
    request_id = number_of(key)
    now = call.bot.clock.now()
    wish = now + timedelta(hours=1) if choice == views.HOUR else followup.next_morning(now, call.person.zone)
    if not request_id:
        return Nothing()
    if choice == views.PICK:
        return OpenModal(views.until_view(call.t, request_id, wish))
    until = await _snoozed(call, request_id, wish)
    return _said(call, call.t.mrkdwn("reminders-snoozed", by=mention(call.person.user_id), until=until))


async def picked(call: Call) -> Answer:
    """Snooze until the moment that was picked; InvalidInput when it has passed or is too far."""
    request_id = call.memory(views.SnoozeMemory).request_id
    until = await _snoozed(call, request_id, call.element(views.UNTIL).moment or call.bot.clock.now())
    words = call.t.mrkdwn("reminders-snoozed", by=mention(call.person.user_id), until=until)
    return CloseModal(say=views.said(words))


async def stop(call: Call) -> Answer:
    """Stop the reminders of a request for everybody."""
    request_id = call.row_id
    await call.bot.db.write(lambda s: followup.stop_reminders(s, call.actor, request_id, scene_of(call)))
    return _said(call, call.t.mrkdwn("reminders-stopped", by=mention(call.person.user_id)))


async def let_go(call: Call) -> Answer:
    """Leave a request that expired as it is."""
    request_id = call.row_id
    await call.bot.db.write(lambda s: requests.let_go(s, call.actor, request_id, scene_of(call)))
    return _said(call, call.t.mrkdwn("reminders-let-go", by=mention(call.person.user_id)))


async def _snoozed(call: Call, request_id: int, wish: datetime) -> datetime:
    """Snooze until the first working moment at or after `wish` and return it; the request's own end comes first."""
    me, zone = call.person.user_id, call.person.zone

    def work(session: Session) -> datetime:
        until = settings.rhythms(session, {me: zone})[me].working(wish) if wish > call.bot.clock.now() else wish
        done = followup.snooze(session, call.actor, request_id, until, scene_of(call))
        return min(until, done.due_at or until)

    return await call.bot.db.write(work)


def _said(call: Call, words: Mrkdwn) -> Answer:
    return Say(views.settled(call.message, call.clicked.block_id, words), replace=True)


PANEL = Panel(
    any_of=ASKING,
    actions={
        views.SNOOZE: Route(snooze),
        views.STOP: Route(stop),
        views.LET_GO: Route(let_go),
        views.PRIVILEGES: Route(renew, Action.REQUEST_GDAP),
    },
    submissions={views.UNTIL_CALLBACK: Route(picked)},
)
