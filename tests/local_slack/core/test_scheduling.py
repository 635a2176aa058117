"""Messages posted later."""

from __future__ import annotations

from datetime import timedelta

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN


async def test_scheduled_messages_follow_the_clock(api: Api) -> None:
    now = int(api.ws.clock.unix())
    one = await api("chat.scheduleMessage", channel=ANN, text="later", post_at=now + 60)
    two = await api("chat.scheduleMessage", channel=ANN, text="never", post_at=now + 60)
    dropped = {"channel": two["channel"], "scheduled_message_id": two["scheduled_message_id"]}
    assert (await api("chat.deleteScheduledMessage", **dropped))["ok"]
    assert await api.error("chat.deleteScheduledMessage", **dropped) == "invalid_scheduled_message_id"
    assert await api.error("chat.scheduleMessage", channel=ANN, text="x", post_at=now) == "time_in_past"
    assert await api.error("chat.scheduleMessage", channel=ANN, text="x", post_at=now + 10**8) == "time_too_far"
    assert await api.error("chat.scheduleMessage", channel=ANN, text="x", post_at="noon") == "invalid_time"
    assert api.ws.person(ANN).dms == []
    api.ws.advance(timedelta(seconds=61))
    assert [message.text for message in api.ws.person(ANN).dms] == ["later"]
    assert one["post_at"] == now + 60
