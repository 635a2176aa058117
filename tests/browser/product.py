"""The product as `make demo` starts it, in a browser: its people, what they do, and a look at every screen."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.demo import run as demo
from bot.local_slack import Person, Server
from tests.browser.axe import findings
from tests.browser.tabs import ARTIFACTS, ROOT, Tabs

GRACE, HUGO, KEIKO, NORA = "U0GRACE000", "U0HUGO0000", "U0KEIKO000", "U0NORA0000"
SAM, UMA = "U0SAM00000", "U0UMA00000"
GENERAL, DESK = "C0GENERAL0", "C0PARTNERS"
# The bot is another process, and its notices leave one a second for each conversation.
PATIENCE_MS = 15_000
SETTLE_SECONDS = 15.0
# `make screenshots` sets it to the folder of the committed pictures, of which only those in a document are drawn.
COMMITTED = os.environ.get("SCREENSHOTS")


def documents() -> Sequence[Path]:
    """Every document that may show pictures."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def shown() -> set[str]:
    """Names of the pictures that the documents show."""
    return {name for path in documents() for name in re.findall(r"screenshots/([\w-]+)\.png", path.read_text("utf-8"))}


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Server]:
    """Workspace, bot process and sample directory, with whatever they keep in `folder`."""
    url = demo.prepare(folder)
    async with demo.started(0, folder, url) as (server, _bot):
        yield server


@dataclass(kw_only=True)
class Story(Tabs):
    """A test's tabs of the product. What the bot did wrong on the wire since `since` fails the test."""

    since: int = 0

    async def seen(self, page: Page, name: str) -> None:
        """Look at a screen as it is: axe-core finds nothing, and its picture is kept."""
        assert await findings(page) == []
        for button in await page.locator(".modal-foot button").all():
            await expect(button).to_be_in_viewport(ratio=1)
        await page.mouse.move(0, 0)
        folders = [ARTIFACTS / "product", *([ROOT / COMMITTED] if COMMITTED and name in shown() else [])]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=folder / f"{name}.png")

    def broken(self) -> list[str]:
        """Slack's rules that the bot broke."""
        found = [record for record in self.ws.wire.violations() if record.seq > self.since]
        return [f"{record.name} {record.pointer}: {record.data}" for record in found]

    async def put_away(self) -> None:
        """Close what is still open: a modal stays with its person, whichever tab they look from."""
        for user in self.ws.state.users.values():
            if not user.is_bot and self.ws.person(user.id).modal:
                await self.ws.person(user.id).dismiss()

    async def shows(self, person: Person, ref: str) -> None:
        """Wait until the modal on top has the element `ref`."""
        await self.ws.settle(lambda: person.modal and person.surface(ref).matching(ref), timeout=SETTLE_SECONDS)

    async def titled(self, person: Person, title: str) -> None:
        """Wait until the modal on top has this title."""
        await self.ws.settle(lambda: person.modal and person.modal.title == title, timeout=SETTLE_SECONDS)


def dialog(page: Page, title: str) -> Locator:
    """The modal of this title; only the top one is on the screen."""
    return page.get_by_role("dialog", name=title, exact=True)


def message(page: Page, *texts: str) -> Locator:
    """The newest message that holds all of `texts`."""
    found = page.locator(".room-main .message")
    for text in texts:
        found = found.filter(has_text=text)
    return found.last


async def direct(page: Page, *texts: str) -> Locator:
    """Go to the conversation with the bot and wait for a message that holds all of `texts`."""
    await page.get_by_role("navigation", name="Conversations").locator(".rooms").last.get_by_role("link").click()
    await page.get_by_role("link", name="Messages", exact=True).click()
    found = message(page, *texts)
    await expect(found).to_be_visible(timeout=PATIENCE_MS)
    return found


async def channel(page: Page, name: str, *texts: str) -> Locator:
    """Go to a channel and wait for a message that holds all of `texts`."""
    await page.get_by_role("navigation", name="Conversations").get_by_role("link", name=name).first.click()
    found = message(page, *texts)
    await expect(found).to_be_visible(timeout=PATIENCE_MS)
    return found


async def typing_place(page: Page) -> None:
    """Go where commands can be typed: nobody writes to the bot itself."""
    await page.get_by_role("navigation", name="Conversations").get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="# general")).to_be_visible()


async def tool(page: Page, name: str) -> Locator:
    """Open a panel of the top bar."""
    await page.get_by_role("toolbar").get_by_role("button", name=name).click()
    panel = page.get_by_role("complementary", name=name)
    await panel.wait_for()
    return panel
