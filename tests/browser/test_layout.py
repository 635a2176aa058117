"""Room on the screen: one pane at the right where two would leave no conversation, menus as high as the window."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.bot import SEED
from tests.browser.stage import ANN, GENERAL, Stage, staged
from tests.browser.test_tools import tool

NARROW: list[ViewportSize] = [
    {"width": 1024, "height": 768},
    {"width": 1280, "height": 800},
    {"width": 1499, "height": 900},
]
WIDE: ViewportSize = {"width": 1500, "height": 900}
# Enough for a message with its picture and a line of some forty letters.
READABLE_PX = 400
MANY = 13


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Inspector")


async def conversation_px(page: Page) -> float:
    box = await page.locator(".room-main").bounding_box()
    assert box is not None
    return box["width"]


def address(stage: Stage) -> str:
    """A place in the address with a thread open."""
    parent = stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"text": "Who takes this?"})
    return f"{GENERAL}/{parent.ts}"


@pytest.mark.parametrize("window", NARROW, ids=lambda window: str(window["width"]))
async def test_a_narrow_window_has_one_pane_at_the_right(stage: Stage, window: ViewportSize) -> None:
    page = await stage.tab(ANN, address(stage), viewport=window)
    await expect(thread(page)).to_be_visible()
    await tool(page, "Inspector")
    await expect(thread(page)).to_have_count(0)
    assert await conversation_px(page) >= READABLE_PX
    await panel(page).get_by_role("button", name="Close").click()
    await expect(thread(page)).to_be_visible()
    assert await conversation_px(page) >= READABLE_PX


async def test_a_thread_that_is_opened_takes_the_place_of_a_tool(stage: Stage) -> None:
    address(stage)
    page = await stage.tab(ANN, viewport=NARROW[0])
    await tool(page, "Inspector")
    await page.locator(".message").hover()
    await page.get_by_role("button", name="Reply in thread").click()
    await expect(thread(page)).to_be_visible()
    await expect(panel(page)).to_have_count(0)


async def test_a_wide_window_has_both(stage: Stage) -> None:
    page = await stage.tab(ANN, address(stage), viewport=WIDE)
    await tool(page, "Inspector")
    await expect(thread(page)).to_be_visible()
    assert await conversation_px(page) >= READABLE_PX
    await page.set_viewport_size(NARROW[0])
    await expect(thread(page)).to_have_count(0)
    await expect(panel(page)).to_be_visible()


async def test_the_menu_of_people_shows_everyone_at_once(browser: Browser) -> None:
    crowd = [{"id": f"U0{n:03}", "name": f"p{n}", "real_name": f"Person {n}", "title": "Clerk"} for n in range(MANY)]
    async with staged(browser, "crowd", SEED | {"people": [*SEED["people"], *crowd[len(SEED["people"]) :]]}) as stage:
        page = await stage.tab(ANN, viewport=NARROW[0])
        await page.get_by_role("button", name="You are Ann Alder").click()
        people = page.get_by_role("menuitem")
        await expect(people).to_have_count(MANY)
        for person in (people.first, people.last):
            await expect(person).to_be_in_viewport(ratio=1)
        menu = page.get_by_role("menu")
        assert await menu.evaluate("(node) => node.scrollHeight <= node.clientHeight")
