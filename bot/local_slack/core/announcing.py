"""`message` events about conversations the bot is in; its own messages are told too, as Slack does."""

from __future__ import annotations

from bot.local_slack.base.models import Channel, Json, Message
from bot.local_slack.base.state import State
from bot.local_slack.core.delivery import Delivery
from bot.local_slack.core.payloads import Payloads

CHANNEL_TYPES = {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}


class Announcer:
    """Events about messages the app hears of. A bot that answers its own messages must loop here, not in production."""

    def __init__(self, state: State, payloads: Payloads, delivery: Delivery) -> None:
        self._state = state
        self._payloads = payloads
        self._delivery = delivery

    def hears(self, message: Message) -> bool:
        """Tell if the bot sees a message and its app subscribed to that kind of conversation."""
        channel = self._state.channels[message.channel]
        seen = message.visible_to is None and self._state.app.bot_user_id in channel.members
        return seen and self._delivery.subscription_of(_place(channel)) in self._state.app.bot_events

    def event(self, message: Message) -> Json:
        """Build the event about a new message."""
        return self._payloads.message(message) | _place(self._state.channels[message.channel], message.ts)

    def wire(self, message: Message) -> Json:
        """Return a message as it is now, for `previous_message`."""
        return self._payloads.message(message)

    def posted(self, message: Message) -> None:
        """Tell of a message that the app itself posted."""
        if self.hears(message):
            self._delivery.emit(self.event(message))

    def changed(self, message: Message, before: Json) -> None:
        """Tell of a changed message."""
        self._hidden("message_changed", message, {"message": self.wire(message), "previous_message": before})

    def deleted(self, message: Message) -> None:
        """Tell of a deleted message."""
        if self.hears(message):
            details = {"deleted_ts": message.ts, "previous_message": self.wire(message)}
            self._hidden("message_deleted", message, details)

    def _hidden(self, subtype: str, message: Message, details: Json) -> None:
        at = self._state.new_ts()
        place = _place(self._state.channels[message.channel], at)
        self._delivery.emit({"subtype": subtype, "hidden": True, "ts": at, **place, **details})


def _place(channel: Channel, event_ts: str = "") -> Json:
    return {
        "type": "message",
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "event_ts": event_ts,
    }
