"""Small forms about one request, in its place: when to be reminded again, and who looks after it from now on."""

from datetime import datetime

from bot.commands.base import Block, View
from bot.commands.memory import dump
from bot.commands.relationships.views import ListMemory
from bot.commands.shared import blocks as b
from bot.commands.shared.words import request_about
from bot.services.relationships.listing import RequestDetail
from bot.text import Reader, mention

SNOOZE, GIVE, SHOW = "relations.snooze", "relations.give", "relations.show"
UNTIL, OWNER = "relations.until", "relations.new_owner"


def until(t: Reader, detail: RequestDetail, state: ListMemory, proposed: datetime) -> View:
    """Draw the form that asks when to be reminded again; it begins with `proposed`."""
    element = {"type": "datetimepicker", "action_id": UNTIL, "initial_date_time": int(proposed.timestamp())}
    field = b.input_block(t.plain("reminders-snooze-until"), element, block_id="until")
    parts = [b.section(request_about(t, detail.summary)), field, way_back(t)]
    return b.modal(
        t.plain("reminders-snooze-title"),
        parts,
        callback_id=SNOOZE,
        submit=t.plain("button-done"),
        close=t.plain("button-cancel"),
        metadata=dump(state),
    )


def hand_over(t: Reader, detail: RequestDetail, state: ListMemory) -> View:
    """Draw the form that asks who looks after the request from now on."""
    element: Block = {
        "type": "users_select",
        "action_id": OWNER,
        "placeholder": b.plain(t.plain("relationships-give-placeholder"), 150),
    }
    parts = [
        b.section(request_about(t, detail.summary)),
        b.context(t.mrkdwn("relationships-give-about", owner=mention(detail.summary.owner))),
        b.input_block(t.plain("relationships-give-to"), element, block_id="owner"),
        way_back(t),
    ]
    return b.modal(
        t.plain("relationships-give-title"),
        parts,
        callback_id=GIVE,
        submit=t.plain("handover-title"),
        close=t.plain("button-cancel"),
        metadata=dump(state),
    )


def way_back(t: Reader) -> Block:
    """Return the button of a form in place of a request that shows the request again, with nothing changed."""
    return b.actions(b.button(t.plain("button-back"), SHOW), block_id="back")
