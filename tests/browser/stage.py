"""A workspace with the tests' bot and browser tabs of its people, watched for errors and foreign requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page

from bot.workspace import Workspace, serve
from bot.workspace.outcome import Outcome
from tests.browser.bot import SEED, ParcelBot, connected

ANN, BEN, CHIYO = "U0ANN", "U0BEN", "U0CHI"
GENERAL, BOARD = "C0GENERAL", "C0SECRET"
ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "browser"
WIDE = {"width": 1360, "height": 860}
PATIENCE_MS = 8_000


@dataclass
class Stage:
    """What a test acts on. `troubles` must stay empty: script errors, console errors, requests to other hosts."""

    ws: Workspace
    bot: ParcelBot
    url: str
    browser: Browser
    name: str
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    failed: bool = False

    async def tab(self, person: str, place: str = GENERAL, **context: Any) -> Page:
        """A tab of its own as one person, ready for use."""
        page = await self.blank(**context)
        await page.goto(f"{self.url}/?as={person}#/{place}")
        await page.locator(".composer, .home, .closed").first.wait_for()
        return page

    async def blank(self, **context: Any) -> Page:
        """An empty tab that is watched."""
        made = await self.browser.new_context(**{"viewport": WIDE, **context})
        made.set_default_timeout(PATIENCE_MS)
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


@asynccontextmanager
async def staged(
    browser: Browser, name: str, seed: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Stage]:
    """A stage until the block ends; the block fails when `troubles` came up."""
    ws = Workspace(seed or SEED, **options)
    async with serve(ws) as server, connected(server.api_url, ws) as bot:
        stage = Stage(ws, bot, server.url, browser, name)
        try:
            yield stage
        except BaseException:
            stage.failed = True
            raise
        finally:
            await stage.close()
        assert not stage.troubles, "\n".join(stage.troubles)


async def command(page: Page, text: str) -> None:
    """Type into the conversation's field and press Enter."""
    await page.locator(".room-main .composer-field").fill(text)
    await page.keyboard.press("Enter")


def modal(page: Page) -> Locator:
    """The open modal."""
    return page.locator(".modal[role=dialog]")


async def opened(page: Page, text: str, title: str) -> Locator:
    """Type a command that opens a modal, and wait until it is there."""
    await command(page, text)
    await modal(page).get_by_role("heading", name=title).wait_for()
    return modal(page)


async def pick(page: Page, label: str, typed: str, option: str) -> None:
    """Search in a type-ahead field and click an option."""
    await page.get_by_label(label, exact=True).fill(typed)
    await page.get_by_role("option", name=option, exact=False).first.click()


async def until(what: Any, seconds: float = 5.0) -> None:
    """Wait until `what()` is true, for things that happen on the workspace's side."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - the bot may do things that the workspace does not see
            await asyncio.sleep(0.01)


def was(outcome: Outcome | None) -> Outcome:
    """An outcome that must be there."""
    assert outcome is not None
    return outcome
