"""conversations.info, list, members, open, join, history and replies."""

from __future__ import annotations

from bot.local_slack.api.call import Call, warned
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Channel, Json, Message

FAMILY = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
MAX_GROUP_DM = 8
REPLY_USERS = 5


def channel_object(call: Call, channel: Channel) -> Json:
    """Build a conversation as this app sees it."""
    bot = call.app.bot_user_id
    wire: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
    }
    if channel.kind == "im":
        return wire | {"user": next((m for m in channel.members if m != bot), bot)}
    described = {key: {"value": getattr(channel, key), "creator": "", "last_set": 0} for key in ("topic", "purpose")}
    return wire | {
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "is_general": channel.name == "general",
        "is_member": bot in channel.members,
        **described,
    }


def info(call: Call) -> Json:
    """Return a conversation, with members and locale on request. ApiError missing_scope."""
    channel = call.channel()
    call.require(f"{FAMILY[channel.kind]}:read")
    wire = channel_object(call, channel)
    if call.flag("include_num_members"):
        wire["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        wire["locale"] = "en-US"
    return {"channel": wire}


def listing(call: Call) -> Json:
    """List the conversations the app may know of, by pages. ApiError invalid_types."""
    types = call.names("types") or ["public_channel"]
    if unknown := set(types) - TYPES.keys():
        raise ApiError("invalid_types", detail=",".join(sorted(unknown)))
    kinds = {TYPES[name] for name in types}
    for kind in kinds:
        call.require(f"{FAMILY[kind]}:read")
    page, metadata = call.page([c for c in _known(call) if c.kind in kinds])
    return {"channels": [channel_object(call, channel) for channel in page], **metadata}


def _known(call: Call) -> list[Channel]:
    active_only = call.flag("exclude_archived")
    bot = call.app.bot_user_id
    return [
        channel
        for channel in call.core.state.channels.values()
        if (channel.kind == "channel" or bot in channel.members) and not (active_only and channel.is_archived)
    ]


def members(call: Call) -> Json:
    """List the members of a conversation, by pages."""
    channel = call.channel()
    call.require(f"{FAMILY[channel.kind]}:read")
    page, metadata = call.page(channel.members)
    return {"members": page, **metadata}


def join(call: Call) -> Json:
    """Become a member of a public channel. ApiError is_archived or method_not_supported_for_channel_type."""
    channel = call.channel()
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    known = call.app.bot_user_id in channel.members
    call.core.admin.join(channel.id, call.app.bot_user_id)
    answer = {"channel": channel_object(call, channel)}
    return warned(answer, "already_in_channel") if known else answer


def open_direct(call: Call) -> Json:
    """Open or find a direct or group message with people. See docs/slack.md#people for the errors."""
    if call.text("channel"):
        return {"channel": _opened(call, call.channel())}
    users = call.names("users")
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > MAX_GROUP_DM:
        raise ApiError("too_many_users")
    _check_people(call, users)
    call.require("im:write" if len(users) == 1 else "mpim:write")
    bot = call.app.bot_user_id
    state = call.core.state
    if len(users) > 1:
        return {"channel": _opened(call, call.core.admin.open_group_dm([bot, *users]))}
    known = state.direct(bot, users[0])
    channel = state.open_direct(bot, users[0])
    return {"channel": _opened(call, channel), **({"already_open": True, "no_op": True} if known else {})}


def _check_people(call: Call, users: list[str]) -> None:
    state = call.core.state
    for user_id in users:
        user = state.users.get(user_id)
        if user is None:
            raise ApiError("user_not_found")
        if user.deleted:
            raise ApiError("user_disabled")
        if state.is_external(user) and not state.shares_channel(user.id, call.app.bot_user_id):
            raise ApiError("user_not_visible")
    if call.app.bot_user_id in users:
        raise ApiError("invalid_user_combination")


def _opened(call: Call, channel: Channel) -> Json:
    return channel_object(call, channel) if call.flag("return_im") else {"id": channel.id}


def history(call: Call) -> Json:
    """List messages of a conversation, newest first, by time and pages."""
    channel = _readable(call)
    top_level = [m for m in channel.messages.values() if m.thread_ts in (None, m.ts)]
    chosen = [m for m in reversed(top_level) if _within(call, m)]
    page, metadata = call.page(chosen)
    answer = {"messages": _wires(call, channel, page), "has_more": bool(metadata["response_metadata"]["next_cursor"])}
    return answer | (metadata if answer["has_more"] else {})


def replies(call: Call) -> Json:
    """List a thread, oldest first. ApiError thread_not_found."""
    channel = _readable(call)
    thread = call.core.chat.thread(channel, call.text("ts"))
    if not thread:
        raise ApiError("thread_not_found")
    page, metadata = call.page([m for m in thread if _within(call, m)], default=1000)
    answer = {"messages": _wires(call, channel, page), "has_more": bool(metadata["response_metadata"]["next_cursor"])}
    return answer | (metadata if answer["has_more"] else {})


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.require(f"{FAMILY[channel.kind]}:history")
    if call.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _within(call: Call, message: Message) -> bool:
    inclusive = call.flag("inclusive")
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    at = float(message.ts)
    if inclusive and at in (oldest, latest):
        return True
    return (oldest is None or at > oldest) and (latest is None or at < latest)


def _moment(call: Call, name: str) -> float | None:
    text = call.text(name)
    if text in ("", "0", "now"):
        return None
    try:
        return float(text)
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def _wires(call: Call, channel: Channel, messages: list[Message]) -> list[Json]:
    metadata = call.flag("include_all_metadata")
    replies: dict[str, list[Message]] = {}
    for reply in channel.messages.values():
        if reply.thread_ts not in (None, reply.ts):
            replies.setdefault(str(reply.thread_ts), []).append(reply)
    wires = [call.core.payloads.message(message, with_metadata=metadata) for message in messages]
    return [wire | _parent(wire["ts"], replies.get(wire["ts"])) for wire in wires]


def _parent(ts: str, replies: list[Message] | None) -> Json:
    """Members by which a message tells of its thread."""
    if not replies:
        return {}
    writers = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": ts,
        "reply_count": len(replies),
        "reply_users": writers[:REPLY_USERS],
        "reply_users_count": len(writers),
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


METHODS = {
    "conversations.info": info,
    "conversations.list": listing,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.open": open_direct,
    "conversations.history": history,
    "conversations.replies": replies,
}
