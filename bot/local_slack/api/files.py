"""File routes: uploads of the bot, downloads with its token."""

from __future__ import annotations

from aiohttp import web

from bot.local_slack.base.state import State


class FileRoutes:
    """`POST /upload/{id}` and `GET /files/{id}/{name}`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def register(self, app: web.Application) -> None:
        app.router.add_post("/upload/{id}", self.upload)
        app.router.add_get("/files/{id}/{name}", self.download)

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file announced by files.getUploadURLExternal; 404 or 400 otherwise."""
        upload = self._state.files.get(request.match_info["id"])
        if upload is None or upload.complete:
            raise web.HTTPNotFound(text="This upload address is unknown or used.")
        content = await _bytes(request)
        if len(content) != upload.length:
            raise web.HTTPBadRequest(text=f"Expected {upload.length} bytes, got {len(content)}.")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """Send the bytes of a file for the bot token with files:read; 403 or 404 otherwise."""
        app = self._state.app
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given != app.bot_token or app.revoked_as or "files:read" not in app.scopes:
            raise web.HTTPForbidden(text="Send the bot token; the app needs the scope files:read.")
        upload = self._state.files.get(request.match_info["id"])
        if upload is None or upload.content is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return web.Response(body=upload.content, content_type=upload.mimetype)


async def _bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
