"""Publication of App Home: when a person opens it, and again when something changed while they may be looking."""

import hashlib
import json
import logging
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.commands.base import Command, View
from bot.commands.home import command as home
from bot.commands.home import views
from bot.dispatch.gate import Gate
from bot.errors import Denied, Unavailable
from bot.runtime import Runtime
from bot.services.home.parts import Section
from bot.services.policy import Action
from bot.services.roles import denial_mrkdwn
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.web import SlackWeb, ViewRef
from bot.services.store.audit import new_reference
from bot.text import reader

log = logging.getLogger(__name__)

# Slack tells that Home is opened, never that it is left.
LATELY = timedelta(hours=1).total_seconds()
MOST_VIEWERS = 500
# Ages grow and other processes commit without telling this one.
FRESH = 60.0
# views.publish allows 100 a minute for the workspace (docs/slack.md#rate-limits); the rest is for people who wait.
PER_MINUTE = 50
AT_ONCE = 5
DOUBT_SECONDS = 10.0
EXPLAINED = frozenset({"denied-role", "denied-guest"})


@dataclass(frozen=True)
class Viewer:
    """Person who looked lately, at `seen`, and the Home last published for them.

    `hash` is Slack's of that view, `shown` our own fingerprint of it, `drawn` the number of the change it holds,
    `turned` the offsets of its lists.
    """

    seen: float
    turned: Mapping[Section, int]
    hash: str | None = None
    shown: str = ""
    drawn: int = -1


class HomeTab:
    """App Homes of everyone who looked lately, at most MOST_VIEWERS; all times are monotonic seconds."""

    def __init__(self, runtime: Runtime, slack: SlackWeb, gate: Gate, commands: Sequence[Command]) -> None:
        self._runtime = runtime
        self._slack = slack
        self._gate = gate
        self._commands = commands
        self._viewers: OrderedDict[str, Viewer] = OrderedDict()
        self._published: deque[float] = deque()
        self._changes = 0
        self._checked = self._now()
        self._paused_until = float("-inf")

    async def opened(self, body: Mapping[str, Any]) -> None:
        """Publish the first page of the Home that somebody opened; an outsider gets none.

        If Slack is busy or unclear, or another process drew it meanwhile, the next tick tries again.
        """
        event = body.get("event") or {}
        if event.get("tab") != "home":
            return
        user_id = str(event.get("user") or "")
        self._keep(user_id, Viewer(self._now(), {}))
        await self._attempt(user_id)

    def published(self, user_id: str, view: View, ref: ViewRef) -> None:
        """Take note of a Home that a click has drawn; later redraws keep the pages it shows."""
        self._count()
        self._keep(user_id, Viewer(self._now(), views.turned(view), ref.hash, fingerprint(view)))

    def changed(self) -> None:
        """Note that something was committed; safe from any thread, since losing one of two increments does no harm."""
        self._changes += 1

    async def run(self) -> None:
        """Draw Home again for those who looked lately and have not seen the latest change, within Slack's limit."""
        now = self._now()
        if now - self._checked >= FRESH:
            self._checked = now
            self.changed()
        for user_id in self._behind(now)[: self._allowance(now)]:
            if self._now() < self._paused_until:
                return
            await self._attempt(user_id)

    def _behind(self, now: float) -> list[str]:
        for user_id in [user_id for user_id, viewer in self._viewers.items() if now - viewer.seen > LATELY]:
            del self._viewers[user_id]
        return [user_id for user_id, viewer in self._viewers.items() if viewer.drawn < self._changes]

    def _allowance(self, now: float) -> int:
        while self._published and now - self._published[0] >= 60:
            self._published.popleft()
        return max(min(AT_ONCE, PER_MINUTE - len(self._published)), 0)

    async def _attempt(self, user_id: str) -> None:
        viewer = self._viewers[user_id]
        try:
            await self._redraw(user_id, viewer)
        except SlackBusy as busy:
            self._pause(busy.retry_after)
        except SlackUnclear:
            self._replace(user_id, viewer, replace(viewer, hash=None))
            self._pause(DOUBT_SECONDS)
        except SlackRefused as refused:
            # Another process drew it: without a hash the next attempt wins, and it reads what holds by then.
            known = refused.error == "hash_conflict"
            self._replace(user_id, viewer, replace(viewer, hash=None, shown="") if known else None)
            if not known:
                log.warning("Home of %s not published: %s", user_id, refused)
        except Unavailable:
            # Slack did not tell in time who it is: the next tick asks again.
            return
        except Exception as error:
            # One person's failure must not keep the others waiting; opening Home tries again.
            self._replace(user_id, viewer, None)
            log.error("Home of %s could not be drawn: %s: %s", user_id, type(error).__name__, error)

    async def _redraw(self, user_id: str, viewer: Viewer) -> None:
        as_of = self._changes
        view, stays = await self._view(user_id, viewer)
        if view is None:
            self._replace(user_id, viewer, None)
            return
        shown, known = fingerprint(view), viewer.hash
        if shown != viewer.shown:
            self._count()
            known = (await self._slack.publish_home(user_id, view, viewer.hash)).hash
        drawn = replace(viewer, turned=views.turned(view), hash=known, shown=shown, drawn=as_of)
        self._replace(user_id, viewer, drawn if stays else None)

    async def _view(self, user_id: str, viewer: Viewer) -> tuple[View | None, bool]:
        """Return the view to show (None to outsiders), and whether it can change while the person looks."""
        try:
            person = await self._gate.person(user_id)
        except Denied:
            return None, False
        t = reader(person.locale, person.zone)
        try:
            actor = await self._gate.actor(person, tuple(Action), new_reference())
        except Denied as denied:
            return views.refused(t, denial_mrkdwn(t, denied)) if denied.key in EXPLAINED else None, False
        except Unavailable as unreadable:
            return views.refused(t, t.mrkdwn(unreadable.key, **unreadable.args_for_text)), True
        return await home.draw(self._runtime, actor, t, self._commands, viewer.turned), True

    def _keep(self, user_id: str, viewer: Viewer) -> None:
        self._viewers[user_id] = viewer
        self._viewers.move_to_end(user_id)
        while len(self._viewers) > MOST_VIEWERS:
            self._viewers.popitem(last=False)

    def _replace(self, user_id: str, before: Viewer, after: Viewer | None) -> None:
        """Replace `before`, unless the person turned a page or opened Home anew meanwhile: then that is what counts."""
        if self._viewers.get(user_id) is not before:
            return
        if after is None:
            del self._viewers[user_id]
        else:
            self._keep(user_id, after)

    def _count(self) -> None:
        self._published.append(self._now())

    def _pause(self, seconds: float) -> None:
        self._paused_until = self._now() + seconds

    def _now(self) -> float:
        return self._runtime.clock.monotonic()


def fingerprint(view: View) -> str:
    """Return a hash that is equal for views that tell the same, whenever they were drawn."""
    told = [block for block in view["blocks"] if block.get("block_id") not in views.DATED]
    return hashlib.sha256(json.dumps([told, view.get("private_metadata")]).encode()).hexdigest()
