"""Messages: posting, changing, deleting, ephemerals, threads and the answers sent to response URLs."""

from __future__ import annotations

import secrets
from typing import Any

from bot.local_slack.base.copying import copied
from bot.local_slack.base.elements import with_ids
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Channel, Json, Message
from bot.local_slack.base.state import State
from bot.local_slack.core.announcing import Announcer
from bot.local_slack.core.grants import ResponseUrl

TEXT_CUT = 40_000
CONTENT_KEYS = ("text", "blocks", "attachments", "metadata")


def _block_id() -> str:
    return secrets.token_urlsafe(4)


class Chat:
    """Messages written into channels; callers have validated the content and the right to post."""

    def __init__(self, state: State, announcer: Announcer) -> None:
        self._state = state
        self._announcer = announcer

    def post(self, channel: Channel, author: str, content: Json, **details: Any) -> Message:
        """Append a message; `details` are further `Message` fields."""
        message = Message(self._state.new_ts(), channel.id, author, **_content(content), **details)
        channel.messages[message.ts] = message
        channel.last_read[author] = message.ts
        self._changed("message", message)
        if message.by_app:
            self._announcer.posted(message)
        return message

    def post_ephemeral(self, channel: Channel, viewer: str, author: str, content: Json, **details: Any) -> Message:
        """Show a message to one person only."""
        message = Message(self._state.new_ts(), channel.id, author, visible_to=viewer, **_content(content), **details)
        channel.ephemerals[message.ts] = message
        self._changed("message", message)
        return message

    def change(self, message: Message, content: Json) -> Message:
        """Replace the given parts of a message; parts left out stay, except that new text drops old blocks.

        Source: docs.slack.dev chat.update ("blocks and attachments are removed when only text is given").
        """
        fresh = _content(content)
        before = self._announcer.wire(message) if self._announcer.hears(message) else None
        if "text" in content and "blocks" not in content:
            message.blocks = []
        if "text" in content and "attachments" not in content:
            message.attachments = []
        for key in CONTENT_KEYS:
            if key in content:
                setattr(message, key, fresh[key])
        message.edited = self._state.new_ts()
        self._changed("message", message)
        if before is not None:
            self._announcer.changed(message, before)
        return message

    def delete(self, message: Message) -> None:
        """Remove a message for everyone who saw it."""
        channel = self._state.channels[message.channel]
        channel.messages.pop(message.ts, None)
        channel.ephemerals.pop(message.ts, None)
        self._changed("message_deleted", message)
        self._announcer.deleted(message)

    def find(self, channel: Channel, ts: str) -> Message:
        """Find a message by its time. ApiError message_not_found."""
        message = channel.messages.get(ts)
        if message is None:
            raise ApiError("message_not_found")
        return message

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """Carry out a body posted to a response URL; posting permissions do not matter (docs/slack.md#clocks)."""
        channel = self._state.channels[url.channel]
        original = self._original(channel, url)
        if body.get("delete_original"):
            if original is not None:
                self.delete(original)
        elif body.get("replace_original") and original is not None:
            self.change(original, body)
        else:
            self._respond_anew(channel, url, body)

    def answer(self, channel: Channel, viewer: str, body: Json) -> Message:
        """Post the body of a command's acknowledgement: ephemeral unless `response_type` is `in_channel`."""
        bot = self._state.app.bot_user_id
        if body.get("response_type") == "in_channel":
            return self.post(channel, bot, body, by_app=True)
        return self.post_ephemeral(channel, viewer, bot, body, by_app=True)

    def notice(self, channel: Channel, viewer: str, text: str) -> Message:
        """Show one person a notice of the client itself, such as of a failed command."""
        return self.post_ephemeral(channel, viewer, "USLACKBOT", {"text": text}, subtype="bot_message")

    def thread(self, channel: Channel, ts: str) -> list[Message]:
        """List a parent and its replies, oldest first; empty when there is no such parent."""
        return [m for m in channel.messages.values() if m.ts == ts or m.thread_ts == ts]

    def react(self, message: Message, name: str, user: str) -> None:
        """Add an emoji. ApiError already_reacted."""
        who = message.reactions.setdefault(name, [])
        if user in who:
            raise ApiError("already_reacted")
        who.append(user)
        self._changed("message", message)

    def _respond_anew(self, channel: Channel, url: ResponseUrl, body: Json) -> None:
        bot = self._state.app.bot_user_id
        thread = {"thread_ts": body["thread_ts"]} if body.get("thread_ts") else {}
        if body.get("response_type") == "in_channel":
            self.post(channel, bot, body, by_app=True, **thread)
        else:
            self.post_ephemeral(channel, url.user, bot, body, by_app=True, **thread)

    @staticmethod
    def _original(channel: Channel, url: ResponseUrl) -> Message | None:
        if url.message_ts is None:
            return None
        return channel.messages.get(url.message_ts) or channel.ephemerals.get(url.message_ts)

    def _changed(self, kind: str, message: Message) -> None:
        viewer = {"user": message.visible_to} if message.visible_to else {}
        self._state.publish(kind, channel=message.channel, ts=message.ts, **viewer)


def _content(content: Json) -> Json:
    """Copy the parts of a message body that are stored."""
    return {
        "text": str(content.get("text") or "")[:TEXT_CUT],
        "blocks": with_ids(content.get("blocks"), _block_id),
        "attachments": [_attachment(one) for one in content.get("attachments") or []],
        "metadata": copied(content.get("metadata")),
    }


def _attachment(attachment: Json) -> Json:
    blocks = {"blocks": with_ids(attachment["blocks"], _block_id)} if attachment.get("blocks") else {}
    return copied(attachment) | blocks
