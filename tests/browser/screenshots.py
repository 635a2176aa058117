"""Writes docs/screenshots: `python -m tests.browser.screenshots [NAME…]`; needs Chromium."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from bot.local_slack import ManualClock
from tests.browser import chromium, screens
from tests.browser.stage import ANN, BEN, Stage, staged
from tests.browser.tabs import ROOT, WIDE

FOLDER = ROOT / "docs" / "screenshots"
PHONE = {"width": 390, "height": 780}


@dataclass(frozen=True)
class Picture:
    """One file: who looks at which screens, reached one after the other, in what kind of window."""

    name: str
    path: tuple[screens.Screen, ...]
    person: str = ANN
    window: dict[str, Any] = field(default_factory=lambda: {"viewport": WIDE})


PICTURES = (
    Picture("workspace-conversation", (screens.guide,)),
    Picture("workspace-blocks", (screens.blocks,)),
    Picture("workspace-commands", (screens.suggestions,)),
    Picture("workspace-modal", (screens.listing,)),
    Picture("workspace-errors", (screens.errors, screens.groups)),
    Picture("workspace-inspector", (screens.inspector,)),
    Picture("workspace-dark", (screens.thread,), BEN, {"viewport": WIDE, "color_scheme": "dark"}),
    Picture("workspace-phone", (screens.form,), BEN, {"viewport": PHONE, "color_scheme": "dark"}),
)


async def photograph(stage: Stage, picture: Picture, folder: Path = FOLDER) -> Path:
    """Open the picture's screens on a furnished stage and write `folder`/NAME.png."""
    page = await stage.tab(picture.person, **picture.window)
    for screen in picture.path:
        await screen(stage, page)
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(300)
    target = folder / f"{picture.name}.png"
    await page.screenshot(path=target)
    return target


async def take(browser: Browser, picture: Picture) -> Path:
    """One picture of the tests' own bot, at a time that does not move."""
    async with staged(browser, picture.name, clock=ManualClock()) as stage:
        await screens.furnish(stage)
        return await photograph(stage, picture)


async def main(names: list[str]) -> int:
    """All pictures, or the named ones; 1 when there is no browser or no such picture."""
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    if not chromium.path() or not wanted:
        print(
            f"There is no such picture; known are {', '.join(p.name for p in PICTURES)}."
            if not wanted
            else chromium.HOW
        )
        return 1
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        for picture in wanted:
            print((await take(browser, picture)).relative_to(ROOT))
        await browser.close()
    return 0


if __name__ == "__main__":
    for variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
        # Loopback must be reached directly.
        del os.environ[variable]
    sys.exit(asyncio.run(main(sys.argv[1:])))
