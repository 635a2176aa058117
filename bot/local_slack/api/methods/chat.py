"""chat.* and reactions.add (docs/slack.md#messages)."""

from __future__ import annotations

import re

from bot.local_slack.api.call import Call
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Channel, Json, Message
from bot.local_slack.core.chat import CONTENT_KEYS
from bot.local_slack.core.validation import refuse_message, refused_here

SCHEDULE_LIMIT_SECONDS = 120 * 24 * 3600
TIMESTAMP = re.compile(r"\d+\.\d+")
OVERRIDES = ("username", "icon_emoji", "icon_url")


def post_message(call: Call) -> Json:
    """Post to a channel, a direct message or a person."""
    channel = _target(call)
    content = _content(call)
    message = _post(call, channel, content)
    return {"channel": channel.id, "ts": message.ts, "message": call.core.payloads.message(message)}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation. ApiError user_not_in_channel."""
    channel = _target(call)
    viewer = call.text("user")
    if viewer not in channel.members:
        raise ApiError("user_not_in_channel")
    thread = call.text("thread_ts") or None
    bot = call.app.bot_user_id
    message = call.core.chat.post_ephemeral(channel, viewer, bot, _content(call), by_app=True, thread_ts=thread)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change one of the app's own messages; needs the conversation's id, not a person's."""
    channel = call.channel()
    message = call.core.chat.find(channel, call.text("ts"))
    if not message.by_app:
        raise ApiError("cant_update_message")
    call.core.chat.change(message, _content(call, update=True))
    wire = call.core.payloads.message(message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": wire}


def delete(call: Call) -> Json:
    """Delete one of the app's own messages."""
    channel = call.channel()
    message = call.core.chat.find(channel, call.text("ts"))
    if not message.by_app:
        raise ApiError("cant_delete_message")
    call.core.chat.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = call.core.chat.find(channel, call.text("message_ts"))
    address = f"{call.core.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


def schedule(call: Call) -> Json:
    """Post later. ApiError time_in_past, time_too_far, invalid_time."""
    channel = _target(call)
    content = _content(call)
    post_at = call.number("post_at", 0, "invalid_time")
    ahead = post_at - call.core.clock.unix()
    if ahead <= 0:
        raise ApiError("time_in_past")
    if ahead > SCHEDULE_LIMIT_SECONDS:
        raise ApiError("time_too_far")
    entry = {"channel": channel.id, "post_at": post_at, "content": content, "thread_ts": call.args.get("thread_ts")}
    scheduled_id = call.core.scheduled.add(entry)
    return {"channel": channel.id, "scheduled_message_id": scheduled_id, "post_at": post_at, "message": content}


def unschedule(call: Call) -> Json:
    """Drop a scheduled message. ApiError invalid_scheduled_message_id."""
    channel = call.channel()
    entry = call.core.state.scheduled.get(call.text("scheduled_message_id"))
    if entry is None or entry["channel"] != channel.id:
        raise ApiError("invalid_scheduled_message_id")
    del call.core.state.scheduled[call.text("scheduled_message_id")]
    return {}


def react(call: Call) -> Json:
    """Add an emoji to a message."""
    channel = call.channel()
    if not TIMESTAMP.fullmatch(call.text("timestamp")):
        raise ApiError("bad_timestamp")
    name = call.text("name").strip(":")
    if not name.replace("_", "").replace("-", "").replace("+", "").isalnum():
        raise ApiError("invalid_name")
    call.core.chat.react(call.core.chat.find(channel, call.text("timestamp")), name, call.app.bot_user_id)
    return {}


def _target(call: Call) -> Channel:
    """Find the conversation to post to.

    ApiError channel_not_found, not_in_channel, is_archived, messages_tab_disabled.
    """
    user = call.core.state.users.get(call.text("channel"))
    channel = _direct_with(call, user.id) if user else call.channel(by_name=True)
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not call.app.home_flag("messages_tab_enabled", default=True):
        raise ApiError("messages_tab_disabled")
    joined = call.app.bot_user_id in channel.members
    if not joined and not (call.method == "chat.postMessage" and "chat:write.public" in call.scopes):
        raise ApiError("not_in_channel")
    return channel


def _direct_with(call: Call, user_id: str) -> Channel:
    state = call.core.state
    user = state.users[user_id]
    unmet = state.is_external(user) and not state.shares_channel(user_id, call.app.bot_user_id)
    if user.deleted or unmet or user_id == call.app.bot_user_id:
        raise ApiError("channel_not_found")
    return state.open_direct(call.app.bot_user_id, user_id)


def _content(call: Call, *, update: bool = False) -> Json:
    if "markdown_text" in call.args and (call.args.get("text") or call.args.get("blocks")):
        raise ApiError("markdown_text_conflict")
    content = {key: call.args[key] for key in CONTENT_KEYS if key in call.args}
    if "markdown_text" in call.args:
        content["text"] = call.text("markdown_text")
    strict = call.core.validator.message(content, call.method, call.ref, update=update)
    strict = strict or refused_here(call.core.state, call.core.faults, content)
    if strict:
        raise refuse_message(strict)
    return content


def _post(call: Call, channel: Channel, content: Json) -> Message:
    thread = call.text("thread_ts") or None
    if thread is not None:
        _check_parent(call, channel, thread)
    overrides = {key: call.args[key] for key in OVERRIDES if call.args.get(key)}
    if overrides and "chat:write.customize" not in call.scopes:
        raise ApiError("missing_scope", needed="chat:write.customize", provided=",".join(sorted(call.scopes)))
    return call.core.chat.post(
        channel, call.app.bot_user_id, content, by_app=True, thread_ts=thread, overrides=overrides
    )


def _check_parent(call: Call, channel: Channel, thread: str) -> None:
    parent = channel.messages.get(thread)
    if parent is None:
        raise ApiError("cannot_reply_to_message")
    if parent.thread_ts not in (None, thread):
        advice = f"thread_ts {thread} is itself a reply; use its thread_ts, {parent.thread_ts}."
        call.core.validator.note(
            call.method, "reply_to_reply", advice, ref=call.ref, pointer="/thread_ts", strict=False
        )


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": unschedule,
    "reactions.add": react,
}
