"""Browser tabs of a workspace's people, watched for script errors and for requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page

from bot.local_slack import Workspace

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "artifacts" / "browser"
WIDE = {"width": 1360, "height": 860}
PATIENCE_MS = 8_000


@dataclass(kw_only=True)
class Tabs:
    """Tabs of a workspace's people, as a test uses them.

    `troubles` must stay empty: script errors, console errors, requests to other hosts; messages that hold one of
    `allowed` are none.
    """

    ws: Workspace
    url: str
    browser: Browser
    name: str
    place: str
    patience_ms: float = PATIENCE_MS
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    failed: bool = False

    async def tab(self, person: str, place: str = "", **context: Any) -> Page:
        """A tab of its own as one person, ready for use; `place` is a channel, else the first one."""
        page = await self.blank(**context)
        await page.goto(f"{self.url}/?as={person}#/{place or self.place}")
        await page.locator(".composer, .home, .closed").first.wait_for()
        return page

    async def blank(self, **context: Any) -> Page:
        """An empty tab that is watched."""
        made = await self.browser.new_context(**{"viewport": WIDE, **context})
        made.set_default_timeout(self.patience_ms)
        self.contexts.append(made)
        page = await made.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("console", lambda said: self._console(said.type, said.text))
        page.on("request", lambda request: self._request(request.url))
        self.pages.append(page)
        return page

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(part in text for part in self.allowed):
            self.troubles.append(f"console {kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith(("data:", "blob:", "about:")) and urlsplit(url).netloc != urlsplit(self.url).netloc:
            self.troubles.append(f"request to another host: {url}")

    async def shot(self, page: Page, name: str) -> None:
        """Keep a picture of a screen among the artifacts."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"{self.name}-{name}.png")

    async def close(self) -> None:
        """Close all tabs, with a picture of each after a failure."""
        failed = self.failed or self.troubles
        for number, page in enumerate(self.pages):
            if failed and not page.is_closed():
                await self.shot(page, f"failed-{number}")
        for context in self.contexts:
            await context.close()
