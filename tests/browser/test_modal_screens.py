"""Another screen in a modal begins at its top, with the focus in its first field; one that is redrawn stays put."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import gallery
from tests.browser.gallery import Json
from tests.browser.stage import ANN, Stage, modal, opened

ROWS = 40


def rows(word: str, changed: int = -1) -> list[Json]:
    """Rows of a list, each with a button; the words of one of them may be changed."""
    texts = [f"{word} {number}" + (" is done" if number == changed else "") for number in range(ROWS)]
    return [gallery.section(text, accessory=gallery.button("Done", f"push_{at}")) for at, text in enumerate(texts)]


async def show(stage: Stage, title: str, blocks: list[Json]) -> None:
    """Let the bot replace the open modal."""
    view = stage.ws.person(ANN).modal
    assert view is not None
    screen = gallery.modal(title, blocks, callback_id="list", submit=gallery.plain("Save"))
    await stage.bot.client.views_update(view_id=view.id, view=screen)


async def scrolled(page: Page) -> int:
    return int(await modal(page).locator(".modal-body").evaluate("(node) => Math.round(node.scrollTop)"))


@pytest.fixture(params=["Step 1", "Another title"])
def title(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_form_that_was_loading_gets_the_focus_in_its_first_field(stage: Stage, title: str) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    await expect(modal(page).locator(".modal-body")).to_be_focused()
    await show(stage, title, gallery.order_form()["blocks"])
    await expect(page.get_by_label("Customer", exact=True)).to_be_focused()


@pytest.mark.parametrize(("more", "label"), [({}, "Monday"), ({"initial_option": "fri"}, "Friday")])
async def test_a_group_of_choices_is_a_first_field_too(stage: Stage, more: dict[str, Any], label: str) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    week = [gallery.option("Monday", "mon"), gallery.option("Friday", "fri")]
    chosen = {key: next(day for day in week if day["value"] == value) for key, value in more.items()}
    days = gallery.field("day", {"type": "radio_buttons", "options": week, **chosen}, "Day")
    await show(stage, "Days", [days, *gallery.order_form()["blocks"]])
    await expect(page.get_by_label(label, exact=True)).to_be_focused()


async def test_the_next_tab_leads_into_a_screen_without_fields(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Next")).to_be_focused()


async def listed(stage: Stage) -> tuple[Page, Locator]:
    """A list that was scrolled to its end."""
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    await show(stage, "Parcels", rows("Parcel"))
    last = modal(page).get_by_text(f"Parcel {ROWS - 1}")
    await last.scroll_into_view_if_needed()
    assert await scrolled(page) > 0
    return page, last


async def test_a_screen_of_another_title_starts_at_its_top(stage: Stage) -> None:
    page, _last = await listed(stage)
    await show(stage, "Review", rows("Parcel"))
    await expect(modal(page).get_by_role("heading", name="Review")).to_be_visible()
    assert await scrolled(page) == 0


async def test_another_page_of_a_list_starts_at_its_top(stage: Stage) -> None:
    page, _last = await listed(stage)
    # A click that comes after its button is gone is refused, which the page's console tells.
    async with page.expect_response("**/_/act"):
        await modal(page).get_by_role("button", name="Done").last.click()
    await show(stage, "Parcels", rows("Letter"))
    await expect(modal(page).get_by_text(f"Letter {ROWS - 1}")).to_be_attached()
    assert await scrolled(page) == 0


async def test_a_list_with_a_changed_row_stays_where_it_was(stage: Stage) -> None:
    page, last = await listed(stage)
    before = await scrolled(page)
    await show(stage, "Parcels", rows("Parcel", changed=ROWS - 1))
    await expect(last).to_contain_text("is done")
    assert await scrolled(page) == before
