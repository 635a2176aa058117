"""Bolt application, whose last middleware hands every delivery to the dispatcher."""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch.delivery import Malformed, kind_of, read
from bot.dispatch.dispatcher import Dispatcher
from bot.services.slack.web import Identity

log = logging.getLogger(__name__)


def build_app(client: AsyncWebClient, identity: Identity, dispatcher: Dispatcher) -> AsyncApp:
    """Build an application that trusts its transports, which check signatures on the raw bytes (docs/limits.md#faults).

    It has no listeners, and so neither Bolt's 10 ms poll for the acknowledgement nor the window in which that is lost
    (docs/slack.md#lost-acknowledgement). The fixed authorization removes auth.test from the first requests.
    """
    known = AuthorizeResult(
        enterprise_id=identity.enterprise_id,
        team_id=identity.team_id,
        bot_id=identity.bot_id,
        bot_user_id=identity.user_id,
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(
        name="support-contact",  # without a name, Bolt reads the sources of all callers to find one
        client=client,
        logger=_quiet(),
        authorize=authorize,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        # Unhandled requests come to `_failed` as errors; Bolt's own warning prints whole payloads.
        raise_error_for_unhandled_request=True,
    )
    app.use(_Deliveries(dispatcher))
    app.error(_failed)
    return app


def _quiet() -> logging.Logger:
    """Return a logger for Bolt that drops its warnings: they print whole payloads and tell of tokens.

    This module logs what matters of them.
    """
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)
    return logger


async def respond(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Return Bolt's response to a request from either transport; whatever it contains, Slack gets a 200."""
    try:
        return await app.async_dispatch(request)
    except Exception as error:
        log.warning("unreadable delivery: %s", type(error).__name__)
        return BoltResponse(status=200)


class _Deliveries(AsyncMiddleware):
    """Middleware that answers every kind of delivery itself; Bolt would ask one listener after another, 30 us each."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        """Return the acknowledgement of a delivery; anything else goes on to `next` and ends as unhandled."""
        kind = kind_of(req.body)
        if kind is None:
            return await next()
        # Returned rather than sent with ack(), so that there is exactly one and it comes last.
        answer = await self._dispatcher.handle(read(kind, req.body, req.context["arrived"]))
        return BoltResponse(status=200, body=dict(answer) if answer else "")


async def _failed(error: Exception) -> BoltResponse:
    """Acknowledge what Bolt or the dispatcher could not digest; else Slack would send it again."""
    if isinstance(error, BoltUnhandledRequestError | Malformed | KeyError | TypeError | AttributeError):
        log.warning("not a delivery this bot knows: %s", type(error).__name__)
    else:
        log.error("a delivery failed outside its handler: %s", type(error).__name__, exc_info=error)
    return BoltResponse(status=200)
