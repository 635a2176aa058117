"""Pages of other hosts, to which links lead and which the embedding program may play."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.local_slack.base.models import Json
from bot.local_slack.transport.http import LOOPBACK

ANSWER_SECONDS = 10
UNKNOWN: Json = {"known": False}


@dataclass(frozen=True, slots=True)
class Visit:
    """Opening of a link (`action` empty) or press of a button on its page.

    `viewer` holds `id`, `name`, `locale` and `tz` of the person whose client it is; `now` is the workspace's time.
    """

    url: str
    action: str
    viewer: dict[str, str]
    now: str


OtherSide = Callable[[Visit], Awaitable[Json | None]]


@dataclass(frozen=True, slots=True)
class Moment:
    """Time worth going to, such as the next reminder; `label` says what happens then."""

    label: str
    at: datetime


Moments = Callable[[], Awaitable[Sequence[Moment]]]


async def _nothing_ahead() -> Sequence[Moment]:
    return ()


class Outside:
    """Asks the embedding program about other hosts and about times ahead; by default it knows of none."""

    def __init__(self) -> None:
        self._side: OtherSide | None = None
        self.moments: Moments = _nothing_ahead

    def play(self, side: OtherSide | str) -> None:
        """Let a coroutine function, or a program at a loopback address, play the other side.

        It is given a `Visit` (a program: the same as JSON by POST) and answers None (or `{"known": false}`) for
        addresses that are not its own, else `{"title": text, "text": markup, "actions": [{"id", "label",
        "style"?}]}`. ValueError for an address on another machine.
        """
        self._side = hook(side) if isinstance(side, str) else side

    async def visit(self, visit: Visit) -> Json:
        """Return the content for a link: `known`, and then `title`, `text` and `actions`."""
        answer = await self._side(visit) if self._side else None
        if not isinstance(answer, dict) or answer.get("known") is False:
            return dict(UNKNOWN)
        return {"known": True, **{key: answer[key] for key in ("title", "text", "actions") if key in answer}}


def hook(address: str) -> OtherSide:
    """Let a program at `address` play the other side; ValueError for another machine."""
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise ValueError(f"{address}: give an http address on 127.0.0.1 or localhost.")

    async def side(visit: Visit) -> Json | None:
        # trust_env stays off: a proxy variable must not take loopback traffic away.
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as session:
            try:
                async with session.post(address, json=asdict(visit)) as answer:
                    return _object(await answer.json(content_type=None)) if answer.status == 200 else None
            except (TimeoutError, ClientError, ValueError) as error:
                raise ValueError(f"The program that plays {visit.url} does not answer: {error!r}") from None

    return side


def _object(value: Any) -> Json | None:
    return value if isinstance(value, dict) else None
