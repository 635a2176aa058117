"""Sign-in: where tokens come from, for a secret, an assertion or a refresh token, and what a refusal looks like."""

from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.local_partner_center.mishaps import through
from bot.local_partner_center.wire import failure, success
from bot.local_partner_center.world import LocalWorld

# What every configuration of a client names; tokens are asked for at the address that this server has in its place.
HOST = "https://login.microsoftonline.com"


class SignIn:
    """Endpoints of one tenant's sign-in."""

    def __init__(self, world: LocalWorld) -> None:
        self._world = world

    def register(self, app: web.Application) -> None:
        """Add the routes of sign-in to an application."""
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovery)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)

    async def _discovery(self, request: web.Request) -> web.StreamResponse:
        return await through(self._world, "discovery", request, self._described)

    async def _described(self, request: web.Request) -> web.Response:
        tenant = request.match_info["tenant"]
        if tenant.lower() != self._world.tenant:
            return self._refused(400, 90002, f"Tenant '{tenant}' not found.", "invalid_tenant")
        at = f"{HOST}/{tenant}"
        said = {
            "token_endpoint": f"{at}/oauth2/v2.0/token",
            "authorization_endpoint": f"{at}/oauth2/v2.0/authorize",
            "issuer": f"{at}/v2.0",
        }
        return success(said, mark=False)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        self._world.counts["token"] += 1
        return await through(self._world, "token", request, self._given)

    async def _given(self, request: web.Request) -> web.Response:
        form = await request.post()
        client, secret = str(form.get("client_id", "")), str(form.get("client_secret", ""))
        if client not in self._world.secrets:
            return self._refused(400, 700016, f"Application '{client}' was not found.", "unauthorized_client")
        if not form.get("client_assertion") and secret != self._world.secrets[client]:
            return self._refused(401, 7000215, "Invalid client secret provided.", "invalid_client")
        audience = "graph" if "graph" in str(form.get("scope", "")) else "partner-center"
        kind = "app" if form.get("grant_type") == "client_credentials" else "user"
        token = f"{kind}-{uuid4()}"
        self._world.tokens[token] = (kind, audience)
        return success({"token_type": "Bearer", "expires_in": 3599, "access_token": token}, mark=False)

    def _refused(self, status: int, code: int, text: str, error: str) -> web.Response:
        return failure(status, refusal(code, text, error, f"{self._world.now():%Y-%m-%d %H:%M:%SZ}"))


def refusal(code: int, text: str, error: str, at: str) -> dict[str, Any]:
    """Return the body of a sign-in that is refused."""
    trace, correlation = str(uuid4()), str(uuid4())
    ids = f"Trace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {at}"
    return {
        "error": error,
        "error_description": f"AADSTS{code}: {text}\r\n{ids}",
        "error_codes": [code],
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": correlation,
    }
