"""A workspace with the tests' bot in a browser, and what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Locator, Page

from bot.local_slack import Workspace, serve
from bot.local_slack.people.outcome import Outcome
from tests.browser.bot import SEED, ParcelBot, connected
from tests.browser.tabs import Tabs

ANN, BEN, CHIYO = "U0ANN", "U0BEN", "U0CHI"
GENERAL, BOARD = "C0GENERAL", "C0SECRET"


@dataclass(kw_only=True)
class Stage(Tabs):
    """Stage of a test: tabs of a workspace with the tests' own bot."""

    bot: ParcelBot


@asynccontextmanager
async def staged(
    browser: Browser, name: str, seed: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Stage]:
    """A stage until the block ends; the block fails when `troubles` came up."""
    ws = Workspace(seed or SEED, **options)
    async with serve(ws) as server, connected(server.api_url, ws) as bot:
        stage = Stage(ws=ws, bot=bot, url=server.url, browser=browser, name=name, place=GENERAL)
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
    """Locate the open modal, of which only the top one is on the screen."""
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
    """Return an outcome that must be there."""
    assert outcome is not None
    return outcome
