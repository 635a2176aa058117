"""Access for everyone: axe-core on every screen, keyboard alone, phone width, 200 % zoom, reduced motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.axe import findings, overflow
from tests.browser.screens import SCREENS, furnish
from tests.browser.stage import ANN, BEN, Stage, modal, until

PHONE = {"width": 390, "height": 780}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
async def test_axe_finds_nothing(stage: Stage, screen: str, look: str) -> None:
    await furnish(stage)
    page = await stage.tab(BEN if look == "dark" else ANN, **LOOKS[look])
    await SCREENS[screen](stage, page)
    await stage.shot(page, "screen")
    assert await findings(page) == []
    assert await overflow(page) == 0


@pytest.mark.parametrize("screen", ["blocks", "fields", "home", "inspector", "thread"])
async def test_at_200_percent_nothing_is_cut_off(stage: Stage, screen: str) -> None:
    await furnish(stage)
    page = await stage.tab(ANN, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    await SCREENS[screen](stage, page)
    await stage.shot(page, "zoom")
    assert await overflow(page) == 0
    buttons = page.locator(".modal-foot button")
    for at in range(await buttons.count()):
        await expect(buttons.nth(at)).to_be_in_viewport(ratio=1)


async def test_a_whole_order_without_a_mouse(stage: Stage) -> None:
    page = await stage.tab(ANN)
    press = page.keyboard.press
    await press("Tab")
    await expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await press("Enter")
    await expect(page.locator(".composer-field")).to_be_focused()
    await page.keyboard.type("/or")
    await press("Enter")
    await press("Enter")
    await expect(page.get_by_label("Customer", exact=True)).to_be_focused()
    await page.keyboard.type("lit")
    await expect(page.get_by_role("option", name="Litware")).to_be_visible()
    await press("Enter")
    await press("Tab")
    await press("ArrowDown")
    await expect(page.get_by_role("option")).to_have_count(4)
    await press("Enter")
    await press("Tab")
    await page.keyboard.type("ann@example.com")
    await press("Tab")
    await page.keyboard.type("Without a mouse")
    await press("Tab")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await press("Tab")
    await press("Space")
    await expect(modal(page)).to_have_count(0)
    await until(lambda: stage.bot.orders)
    assert stage.bot.orders[0]["email"]["email"]["value"] == "ann@example.com"
    await expect(page.locator(".composer-field")).to_be_focused()


async def test_f6_leads_from_a_modal_to_the_tools_and_back(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.get_by_role("button", name="User groups").click()
    await page.locator(".composer-field").fill("/order")
    await page.locator(".composer-field").press("Enter")
    await expect(page.get_by_label("Customer", exact=True)).to_be_focused()
    await page.keyboard.press("F6")
    assert await page.evaluate("document.activeElement.closest('.tools') !== null")
    await page.keyboard.press("Shift+F6")
    assert await page.evaluate("document.activeElement.closest('.modal') !== null")


async def test_menus_open_move_and_close_by_keyboard(stage: Stage) -> None:
    page = await stage.tab(ANN)
    person = page.get_by_role("button", name="You are Ann Alder")
    await person.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Ann Alder")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Benito Brezo")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(person).to_be_focused()
    await expect(page.get_by_role("menu")).to_have_count(0)


async def test_focus_is_visible(stage: Stage) -> None:
    page = await stage.tab(ANN)
    for _ in range(14):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            "(() => { const it = document.activeElement; const style = getComputedStyle(it);"
            " const row = it.closest('.composer-row');"
            " return style.outlineStyle !== 'none' || (row && getComputedStyle(row).boxShadow !== 'none'); })()"
        )
        assert seen, await page.evaluate("document.activeElement.outerHTML")


async def test_new_messages_are_said_to_a_screen_reader(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.bring_to_front()
    general = stage.ws.state.channels["C0GENERAL"]
    stage.ws.chat.post(general, BEN, {"text": "Can you hear me?"})
    await expect(page.locator("[role=status].sr").last).to_have_text("Benito Brezo: Can you hear me?")


async def test_reduced_motion_moves_nothing_in(stage: Stage) -> None:
    page = await stage.tab(ANN, reduced_motion="reduce")
    await page.locator(".composer-field").fill("/order")
    await page.locator(".composer-field").press("Enter")
    await modal(page).wait_for()
    assert await modal(page).evaluate("(node) => getComputedStyle(node).animationName") == "none"
