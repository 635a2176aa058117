"""Slack's Web API, called only here: typed calls, each under a deadline and with three kinds of failure."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.services.proxies import proxy_for
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear, from_answer, from_network
from bot.services.slack.types import (
    CallCounts,
    Identity,
    Json,
    MessagePage,
    PastMessage,
    SlackFile,
    UploadPlace,
    ViewRef,
)
from bot.services.store.spans import span
from bot.settings import LOOPBACK
from bot.text import clip

T = TypeVar("T")
Blocks = Sequence[dict[str, Any]]
TIMEOUT, OPEN_TIMEOUT = 10.0, 2.5
READ_TRIES, LONGEST_READ_WAIT = 3, 30.0
_UPDATE_TEXT = 4000

__all__ = ["CallCounts", "Identity", "MessagePage", "PastMessage", "SlackBusy", "SlackError", "SlackRefused"]
__all__ += ["SlackUnclear", "SlackWeb", "ViewRef"]


class SlackWeb:
    """Typed calls; each raises SlackRefused, SlackBusy or SlackUnclear and takes at most 10 s (opening a modal: 2.5 s).

    Only auth_test, app_of, user_info and groups, reads that nobody else schedules, are repeated here: up to three
    tries, after a Retry-After of at most 30 s each. Waits are in real seconds; tests may replace `sleep`.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        clock: Clock,
        counts: CallCounts | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.client = client
        self.clock = clock
        self.counts = counts or CallCounts()
        self._sleep = sleep
        self._loopback = urlsplit(client.base_url).hostname in LOOPBACK

    async def auth_test(self) -> Identity:
        """Ask whose token this is; the scopes come from the x-oauth-scopes header."""
        answer = await self._read(lambda: self._call("auth.test", params={}))
        scopes = answer.headers.get("x-oauth-scopes")
        return Identity(
            team_id=answer["team_id"],
            team=answer.get("team") or "",
            user_id=answer["user_id"],
            bot_id=answer.get("bot_id") or "",
            enterprise_id=answer.get("enterprise_id"),
            scopes=None if scopes is None else frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
            date=answer.headers.get("Date", ""),
        )

    async def is_refused(self) -> bool:
        """Tell if Slack says that it does not take our token (any more); no answer says nothing."""
        try:
            await self._call("auth.test", params={})
        except SlackRefused:
            return True
        except SlackError:
            return False
        return False

    async def app_of(self, bot_id: str) -> str:
        """Return the app id of a bot id, empty if unknown; payloads name it, and auth.test does not tell it."""
        answer = await self._read(lambda: self._call("bots.info", params={"bot": bot_id}, verb="GET"))
        return str(answer["bot"].get("app_id") or "")

    async def app_connection(self, app_token: str) -> str:
        """Ask for a Socket Mode address, which proves the app-level token; connecting uses the address up."""
        answer = await self._call("apps.connections.open", params={"token": app_token})
        return str(answer["url"])

    async def open_view(self, trigger_id: str, view: Json) -> ViewRef:
        """Open a modal; never repeated, since a trigger works once and for 3 s (docs/slack.md#clocks)."""
        return _view(await self._call("views.open", {"trigger_id": trigger_id, "view": view}, deadline=OPEN_TIMEOUT))

    async def push_view(self, trigger_id: str, view: Json) -> ViewRef:
        """Put a modal on top of the open one; never repeated, as `open_view`."""
        return _view(await self._call("views.push", {"trigger_id": trigger_id, "view": view}, deadline=OPEN_TIMEOUT))

    async def update_view(self, view_id: str, hash_: str | None, view: Json, external_id: str | None = None) -> ViewRef:
        """Replace the view with this external id, else with this id.

        SlackRefused hash_conflict if it changed since `hash_` (None: replace it anyway).
        """
        named = {"external_id": external_id} if external_id else {"view_id": view_id}
        return _view(await self._call("views.update", {**named, "hash": hash_, "view": view}))

    async def publish_home(self, user_id: str, view: Json, hash_: str | None = None) -> ViewRef:
        """Set a person's App Home; SlackRefused hash_conflict if it changed since `hash_` (None: set it anyway)."""
        return _view(await self._call("views.publish", {"user_id": user_id, "hash": hash_, "view": view}))

    async def post(
        self, channel: str, text: str, blocks: Blocks = (), thread_ts: str | None = None, metadata: Json | None = None
    ) -> str:
        """Post a message, in the thread of `thread_ts` if given, and return its ts."""
        body = {"channel": channel, "thread_ts": thread_ts, "metadata": metadata} | _content(text, blocks)
        return str((await self._call("chat.postMessage", body | {"unfurl_links": False}))["ts"])

    async def update(self, channel: str, ts: str, text: str, blocks: Blocks = ()) -> None:
        """Replace a message; `channel` must be a channel or D… id, not a person's (docs/slack.md#people)."""
        # chat.update refuses what chat.postMessage took: msg_too_long above 4,000 characters (docs/slack.md#messages).
        body = {"channel": channel, "ts": ts} | _content(clip(text, _UPDATE_TEXT), blocks)
        await self._call("chat.update", body)

    async def open_dm(self, user_id: str) -> str:
        """Open the direct message with a person and return its D… id; opening it twice gives the same."""
        answer = await self._call("conversations.open", params={"users": user_id})
        return str(answer["channel"]["id"])

    async def permalink(self, channel: str, ts: str) -> str:
        """Ask for the address of a message; Slack refuses where the bot is not in the conversation."""
        asked = {"channel": channel, "message_ts": ts}
        answer = await self._call("chat.getPermalink", params=asked, verb="GET", deadline=OPEN_TIMEOUT)
        return str(answer["permalink"])

    async def history(
        self, channel: str, oldest: str, latest: str | None = None, cursor: str | None = None
    ) -> MessagePage:
        """Read messages after `oldest` (a ts), with metadata, without the replies in threads; 200 to a page."""
        return await self._page("conversations.history", channel=channel, oldest=oldest, latest=latest, cursor=cursor)

    async def replies(self, channel: str, ts: str, oldest: str, cursor: str | None = None) -> MessagePage:
        """Read the thread under `ts` after `oldest`, oldest first; SlackRefused thread_not_found without such a ts."""
        return await self._page("conversations.replies", channel=channel, ts=ts, oldest=oldest, cursor=cursor)

    async def user_info(self, user_id: str) -> Json:
        """Read Slack's user object with `locale`, which people of other organisations do not have.

        See docs/slack.md#people.
        """
        asked = {"user": user_id, "include_locale": True}
        answer = await self._read(lambda: self._call("users.info", params=asked, verb="GET"))
        user: Json = answer["user"]
        return user

    async def groups(self) -> Sequence[Json] | None:
        """Read all user groups with members, disabled ones too; None if the plan has no user groups."""
        asked = {"include_users": True, "include_disabled": True}
        try:
            answer = await self._read(lambda: self._call("usergroups.list", params=asked, verb="GET"))
        except SlackRefused as refused:
            if refused.error == "plan_upgrade_required":
                return None
            raise
        groups: Sequence[Json] = answer.get("usergroups") or []
        return groups

    async def file(self, file_id: str) -> SlackFile:
        """Look up a file that people dropped or we uploaded; SlackRefused file_not_found until the upload is whole."""
        found = (await self._call("files.info", params={"file": file_id}, verb="GET"))["file"]
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        name, kind = str(found.get("name") or ""), str(found.get("mimetype") or "")
        return SlackFile(str(found["id"]), name, int(found.get("size") or 0), url, kind)

    async def download(self, url: str, most: int) -> bytes:
        """Read the bytes of a file, cut after `most` + 1.

        The token goes only to Slack's hosts; ValueError for a URL of another one.
        """
        headers = {"Authorization": f"Bearer {self.client.token}"}
        return await self._bytes("files.download", "GET", url, most, headers=headers)

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Announce a file of `length` bytes; nobody sees it before `share_file`."""
        answer = await self._call("files.getUploadURLExternal", params={"filename": name, "length": length})
        return UploadPlace(str(answer["file_id"]), str(answer["upload_url"]))

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Send the bytes of an announced file, as many as were announced."""
        await self._bytes("files.upload", "POST", place.url, 80, data=content)

    async def share_file(self, file_id: str, title: str, channel: str | None) -> None:
        """Show an uploaded file in a channel or D…, or to nobody but the bot; works once per file."""
        shared = {"channel_id": channel} if channel else {}
        asked = {"files": json.dumps([{"id": file_id, "title": title}]), **shared}
        await self._call("files.completeUploadExternal", params=asked)

    async def respond(self, response_url: str, text: str, blocks: Blocks = (), *, replace: bool = False) -> None:
        """Answer by response_url, for the person alone; ValueError for a URL that is not Slack's."""
        body = {"response_type": "ephemeral", "replace_original": replace} | _content(text, blocks)
        await self._bytes("response_url", "POST", response_url, 80, json=body)

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._loopback and host in LOOPBACK:
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and host.endswith((".slack.com", ".slack-gov.com"))

    async def _bytes(self, name: str, verb: str, url: str, most: int, **request: Any) -> bytes:
        if not self._is_slacks(url):
            raise ValueError("the URL is not an address of Slack")
        return await self._guarded(name, lambda: self._send(verb, url, most, **request), TIMEOUT)

    async def _send(self, verb: str, url: str, most: int, **request: Any) -> bytes:
        session = self.client.session
        if session is None:
            raise RuntimeError("the client has no shared session; make it with make_client")
        # A redirect would take the token, or what was said to one person, to another address.
        given = {"proxy": proxy_for(url), "allow_redirects": False, **request}
        async with session.request(verb, url, **given) as answer:
            said = b""
            while len(said) <= most and (piece := await answer.content.read(most + 1 - len(said))):
                said += piece
            if answer.status != 200:
                raise from_answer(answer.status, said, answer.headers)
            return said

    async def _call(
        self,
        method: str,
        body: Json | None = None,
        *,
        params: Json | None = None,
        verb: str = "POST",
        deadline: float = TIMEOUT,
    ) -> AsyncSlackResponse:
        sent = None if body is None else {name: value for name, value in body.items() if value is not None}
        asked = None if params is None else dict(params)
        return await self._guarded(
            method, lambda: self.client.api_call(method, http_verb=verb, json=sent, params=asked), deadline
        )

    async def _guarded(self, method: str, call: Callable[[], Awaitable[T]], deadline: float) -> T:
        self.counts.calls[method] += 1
        began = self.clock.monotonic()
        try:
            with span("slack", method=method):
                async with asyncio.timeout(deadline):
                    return await call()
        except Exception as error:
            narrowed = _narrow(error)
            self.counts.errors[method, narrowed.error] += 1
            raise narrowed from None
        finally:
            self.counts.seconds[method] += self.clock.monotonic() - began

    async def _page(self, method: str, **asked: str | None) -> MessagePage:
        answer = await self._call(method, params=asked | {"limit": 200, "include_all_metadata": True}, verb="GET")
        more = (answer.get("response_metadata") or {}).get("next_cursor")
        return MessagePage(tuple(_past(message) for message in answer.get("messages") or ()), more or None)

    async def _read(self, call: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(1, READ_TRIES):
            try:
                return await call()
            except SlackBusy as busy:
                if busy.retry_after > LONGEST_READ_WAIT:
                    raise
                await self._sleep(busy.retry_after)
            except SlackUnclear:
                await self._sleep(0.5 * attempt)
        return await call()


def _content(text: str, blocks: Blocks) -> dict[str, Any]:
    return {"text": text} | ({"blocks": list(blocks)} if blocks else {})


def _view(answer: AsyncSlackResponse) -> ViewRef:
    return ViewRef(answer["view"]["id"], answer["view"].get("hash") or "")


def _past(message: Json) -> PastMessage:
    metadata = message.get("metadata") or {}
    return PastMessage(message["ts"], metadata.get("event_type") or "", metadata.get("event_payload") or {})


def _narrow(error: Exception) -> SlackError:
    match error:
        case SlackApiError(response=AsyncSlackResponse(status_code=int(status), data=data, headers=headers)):
            return from_answer(status, data, headers)
    # slack_sdk raises whatever its parser raises for answers that are no JSON, a proxy's error page for example.
    return from_network(error) or SlackUnclear("unreadable_answer")
