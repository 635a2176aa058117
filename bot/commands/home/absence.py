"""Absence in the settings of App Home, and the notices about it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.base import Block, Call, Message
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.errors import Denied, InvalidInput
from bot.services.absences import standing
from bot.services.absences.noting import AbsenceWish
from bot.services.absences.standing import AwayUntil
from bot.services.outbox.ports import Rendering
from bot.services.policy import Actor
from bot.text import Reader, mention

STAND_IN, FIRST, LAST = "home.stand_in", "home.first", "home.last"


def inputs(t: Reader, away: AwayUntil | None) -> list[Block]:
    """Draw who stands in and from when until when; all empty means that the person is here."""
    person: Block = {
        "type": "users_select",
        "action_id": STAND_IN,
        "placeholder": b.plain(t.plain("relationships-give-placeholder"), 150),
    } | ({"initial_user": away.stand_in} if away else {})
    first, last = _days(t, away)
    hint = t.plain("absence-stand-in-hint")
    return [
        b.input_block(t.plain("absence-stand-in"), person, block_id="stand_in", hint=hint, optional=True),
        b.input_block(t.plain("absence-first"), _day(FIRST, first), block_id="first", optional=True),
        b.input_block(t.plain("absence-last"), _day(LAST, last), block_id="last", optional=True),
    ]


def wish(call: Call) -> AbsenceWish | None:
    """Read the fields; without any, the person is here. InvalidInput where only some are filled in."""
    stand_in, first, last = call.element(STAND_IN).user, call.element(FIRST).day, call.element(LAST).day
    if not (stand_in or last):
        return None
    if not stand_in:
        raise InvalidInput("stand_in", "absence-whom")
    if last is None:
        raise InvalidInput("last", "absence-bad-last")
    today = call.bot.clock.now().astimezone(ZoneInfo(call.person.zone)).date()
    return AbsenceWish(stand_in, first or today, last, call.person.zone)


async def stand_in_of(call: Call, wished: AbsenceWish | None) -> Actor | None:
    """Return the stand-in with the roles of this moment, None for one who may do nothing; raises Unavailable."""
    if wished is None:
        return None
    try:
        return await call.bot.actor_of(wished.stand_in, call.reference)
    except Denied:
        return None


def own(t: Reader, away: AwayUntil | None) -> list[Block]:
    """Say in Home who stands in for the reader."""
    if away is None:
        return []
    return [b.context(t.mrkdwn("absence-own", by=mention(away.stand_in), first=away.from_at, last=_last(away)))]


def instead(t: Reader, away: AwayUntil, count: int) -> Block:
    """Say in Home for whom the reader stands in, and how much waits for them."""
    said = t.mrkdwn("absence-instead", owner=mention(away.user_id), last=_last(away), count=count)
    return b.section(said)


async def named(database: Database, rendering: Rendering) -> Message | None:
    """Tell a stand-in for whom and how long; None when that is over or was changed."""
    person = str(rendering.payload["person"])
    found = await database.read(lambda s: standing.of(s, person, rendering.due_at))
    if found is None or found.stand_in != rendering.recipient:
        return None
    t = await rendering.naming(person)
    text = t.mrkdwn("absence-named", owner=t.person(person), first=found.from_at, last=_last(found))
    return Message(text, [b.section(text)])


async def refused(database: Database, rendering: Rendering) -> Message | None:
    """Tell that a stand-in may not act any more; None once the absence would be over."""
    if datetime.fromisoformat(str(rendering.payload["until"])) <= rendering.due_at:
        return None
    person, stand_in = str(rendering.payload["person"]), str(rendering.payload["stand_in"])
    t = await rendering.naming(person, stand_in)
    text = t.mrkdwn("absence-refused", owner=t.person(person), by=t.person(stand_in))
    return Message(text, [b.section(text)])


def _last(away: AwayUntil) -> datetime:
    return away.until_at - timedelta(seconds=1)


def _days(t: Reader, away: AwayUntil | None) -> tuple[date | None, date | None]:
    if away is None:
        return None, None
    zone = ZoneInfo(t.zone)
    return away.from_at.astimezone(zone).date(), _last(away).astimezone(zone).date()


def _day(action_id: str, initial: date | None) -> Block:
    return {"type": "datepicker", "action_id": action_id} | ({"initial_date": f"{initial}"} if initial else {})
