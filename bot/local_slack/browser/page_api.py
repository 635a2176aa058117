"""Routes for the page alone: threads, files, other hosts' pages played by the embedding program, times ahead."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.models import Json
from bot.local_slack.base.wire import Wire
from bot.local_slack.browser.client_state import ClientState
from bot.local_slack.browser.control import json_body, refusing
from bot.local_slack.browser.outside import Outside, Visit
from bot.local_slack.people.registry import People


class PageApi:
    """Routes under `/_/` beside those of `Control`."""

    def __init__(
        self, people: People, client: ClientState, external: Outside, clock: WorkspaceClock, wire: Wire
    ) -> None:
        self._people = people
        self._client = client
        self._external = external
        self._clock = clock
        self._wire = wire

    def register(self, app: web.Application) -> None:
        app.router.add_get("/_/thread", refusing(self.thread))
        app.router.add_get("/_/file", refusing(self.file))
        app.router.add_get("/_/moments", refusing(self.moments))
        app.router.add_post("/_/outside", refusing(self.outside))

    def state_of(self, person: str) -> Json:
        """Return the first state of a person's page, messages left out. NotVisible for an unknown person."""
        return self._client.seen_by(self._people.find(person), 0)

    async def thread(self, request: web.Request) -> web.Response:
        """Answer `?as=U…&id=C…&ts=…` with a message and all its replies."""
        person = self._people.find(request.query.get("as", ""))
        messages = self._client.thread(person, request.query.get("id", ""), request.query.get("ts", ""))
        return web.json_response({"messages": messages})

    async def file(self, request: web.Request) -> web.Response:
        """Answer `?as=U…&id=F…` with the bytes of a file this person sees, always as a download."""
        upload = self._people.find(request.query.get("as", "")).file(request.query.get("id", ""))
        # A document that somebody shared must not run as a page of this host.
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(upload.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=upload.content, content_type=upload.mimetype, headers=headers)

    async def moments(self, _request: web.Request) -> web.Response:
        """List times the embedding program says are worth going to, soonest first."""
        ahead = sorted(await self._external.moments(), key=lambda moment: moment.at)
        shown = [{"label": moment.label, "at": moment.at.isoformat()} for moment in ahead]
        return web.json_response({"moments": shown})

    async def outside(self, request: web.Request) -> web.Response:
        """Answer `{"as": "U…", "url": "https://…", "action": "", "again": false}` with the page at a link.

        `action` is a button of it that was pressed; `again` asks for a page that is open already.
        """
        body = await json_body(request)
        user = self._people.find(str(body.get("as", ""))).user
        viewer = {"id": user.id, "name": user.real_name or user.name, "locale": user.locale, "tz": user.tz}
        visit = Visit(str(body.get("url", "")), str(body.get("action", "")), viewer, self._clock.now().isoformat())
        page = await self._external.visit(visit)
        if visit.action or not body.get("again"):
            done = {"url": visit.url, "scheme": urlsplit(visit.url).scheme, "action": visit.action, "person": user.id}
            self._wire.add("note", "outside", done)
        return web.json_response(page)
