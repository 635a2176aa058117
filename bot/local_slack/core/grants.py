"""Short-lived permissions handed to the bot: trigger ids, response URLs, OAuth codes (docs/slack.md#clocks)."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.errors import ApiError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5
KEPT = 20_000


@dataclass(slots=True)
class Trigger:
    """Permission to open one modal for one person; `view_id` is the view that was clicked in."""

    id: str
    user: str
    issued: float
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Permission to answer in one conversation; `message_ts` is the message it belongs to, if any."""

    id: str
    user: str
    channel: str
    issued: float
    message_ts: str | None = None
    ephemeral: bool = True
    uses: int = 0


class Grants:
    """Triggers, response URLs and OAuth codes, issued and checked; of the first two only the newest are remembered."""

    def __init__(self, clock: WorkspaceClock) -> None:
        self._clock = clock
        self._triggers: OrderedDict[str, Trigger] = OrderedDict()
        self._urls: OrderedDict[str, ResponseUrl] = OrderedDict()
        self._oauth_codes: set[str] = set()
        self._serial = 0

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Issue a trigger id, good for one use within 3 s from now."""
        self._serial += 1
        trigger_id = f"{self._serial}.{int(self._clock.unix())}.{secrets.token_hex(8)}"
        self._triggers[trigger_id] = Trigger(trigger_id, user, self._clock.monotonic(), view_id)
        if len(self._triggers) > KEPT:
            self._triggers.popitem(last=False)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up. ApiError invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, user: str, channel: str, message_ts: str | None = None, *, ephemeral: bool = True) -> str:
        """Issue the id of a response URL, good for 5 uses within 30 minutes."""
        url_id = secrets.token_urlsafe(18)
        self._urls[url_id] = ResponseUrl(url_id, user, channel, self._clock.monotonic(), message_ts, ephemeral)
        if len(self._urls) > KEPT:
            self._urls.popitem(last=False)
        return url_id

    def use_url(self, url_id: str) -> ResponseUrl:
        """Count one use. ApiError expired_url or used_url."""
        url = self._urls.get(url_id)
        if url is None or self._clock.monotonic() - url.issued > RESPONSE_URL_SECONDS:
            raise ApiError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        url.uses += 1
        return url

    def oauth_code(self) -> str:
        """Issue a code as the install page hands out, good for one `oauth.v2.access`."""
        code = secrets.token_urlsafe(12)
        self._oauth_codes.add(code)
        return code

    def redeem_oauth_code(self, code: str) -> bool:
        """Use a code up; False when it is unknown or used."""
        known = code in self._oauth_codes
        self._oauth_codes.discard(code)
        return known
