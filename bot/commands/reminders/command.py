"""What a click on a reminder does: snooze, stop, ask for new privileges; the message then says who did what."""

import json
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from bot.commands.base import Answer, Call, CloseModal, Nothing, OpenModal, Panel, Route, Say
from bot.commands.reminders import views
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.shared import common
from bot.models import RequestType
from bot.services.people import settings
from bot.services.policy import Action
from bot.services.relationships import followup
from bot.text import Mrkdwn, mention

ASKING = (Action.REQUEST_CUSTOMER, Action.REQUEST_PARTNERSHIP, Action.REQUEST_GDAP)
MORNING = time(9)


async def snooze(call: Call) -> Answer:
    """Silence for an hour or until tomorrow 9:00, each in working hours; or the form to pick a time."""
    chosen = str((call.action.get("selected_option") or {}).get("value") or "")
    key, _, choice = chosen.partition(":")
    now = call.bot.clock.now()
    wish = now + timedelta(hours=1) if choice == views.HOUR else followup.next_morning(now, call.person.zone)
    if not key:
        return Nothing()
    if choice == views.PICK:
        return OpenModal(views.until_view(call.t, json.dumps({"r": int(key)}), wish))
    until = await _snoozed(call, int(key), wish)
    return _said(call, call.t.mrkdwn("reminders-snoozed", by=mention(call.person.user_id), until=until))


async def picked(call: Call) -> Answer:
    """Snooze until the time that was picked; InvalidInput when it has passed or is too far."""
    request_id = int(json.loads(str(call.view.get("private_metadata") or "{}"))["r"])
    chosen = (call.values.get(views.UNTIL) or {}).get("selected_date_time")
    until = await _snoozed(call, request_id, datetime.fromtimestamp(int(chosen or 0), UTC))
    words = call.t.mrkdwn("reminders-snoozed", by=mention(call.person.user_id), until=until)
    return CloseModal(say=views.said(words))


async def stop(call: Call) -> Answer:
    """Nobody is reminded of this request any more."""
    request_id = int(call.action.get("value") or 0)
    await call.bot.db.write(lambda s: followup.stop_reminders(s, call.actor, request_id, common.scene(call)))
    return _said(call, call.t.mrkdwn("reminders-stopped", by=mention(call.person.user_id)))


async def renew(call: Call) -> Answer:
    """The request for new admin privileges, filled in."""
    customer_id, _, partner_id = str(call.action.get("value") or "").partition(":")
    reseller_id = partner_id if partner_id != call.bot.provider_tenant_id else None
    return await request_relationship.open_for(call, RequestType.GDAP, customer_id or None, reseller_id or None)


async def _snoozed(call: Call, request_id: int, wish: datetime) -> datetime:
    """Snooze until the first working moment at or after `wish`, but never past the request's own end."""
    me, zone = call.person.user_id, call.person.zone

    def work(session: Session) -> datetime:
        until = settings.rhythms(session, {me: zone})[me].working(wish) if wish > call.bot.clock.now() else wish
        done = followup.snooze(session, call.actor, request_id, until, common.scene(call))
        return min(until, done.due_at or until)

    return await call.bot.db.write(work)


def _said(call: Call, words: Mrkdwn) -> Answer:
    message = call.payload.get("message") or {}
    return Say(views.settled(message, str(call.action.get("block_id") or ""), words), replace=True)


PANEL = Panel(
    any_of=ASKING,
    actions={
        views.SNOOZE: Route(snooze),
        views.STOP: Route(stop),
        views.PRIVILEGES: Route(renew, Action.REQUEST_GDAP),
    },
    submissions={views.UNTIL_CALLBACK: Route(picked)},
)
