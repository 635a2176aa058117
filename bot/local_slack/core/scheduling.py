"""Messages kept to be posted later, by the workspace clock."""

from __future__ import annotations

from bot.local_slack.base.models import Json
from bot.local_slack.base.state import State
from bot.local_slack.core.chat import Chat


class ScheduledMessages:
    """Timers of the messages in `State.scheduled`, which a restart keeps."""

    def __init__(self, state: State, chat: Chat) -> None:
        self._state = state
        self._chat = chat

    def add(self, entry: Json) -> str:
        """Keep a message to post at `entry["post_at"]` (unix seconds); return its id."""
        scheduled_id = self._state.new_id("Q")
        self._state.scheduled[scheduled_id] = entry
        self.arm(scheduled_id)
        return scheduled_id

    def arm(self, scheduled_id: str) -> None:
        """Start the timer of a kept message."""
        clock = self._state.clock
        delay = self._state.scheduled[scheduled_id]["post_at"] - clock.unix()
        clock.call_later(max(0.0, delay), lambda: self._post(scheduled_id))

    def _post(self, scheduled_id: str) -> None:
        entry = self._state.scheduled.pop(scheduled_id, None)
        if entry is not None:
            channel = self._state.channels[entry["channel"]]
            thread = entry.get("thread_ts")
            self._chat.post(channel, self._state.app.bot_user_id, entry["content"], by_app=True, thread_ts=thread)
