"""Charts and data tables on the page: drawn, told to screen readers, sorted and paged, in both colour schemes."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import findings, overflow
from tests.browser.stage import ANN, GENERAL, Stage
from tests.local_slack.blockkit.charted import PIE, bar, data_table


async def posted(stage: Stage) -> Page:
    page = await stage.tab(ANN)
    for text, blocks in (
        ("Two charts", [bar(), PIE]),
        ("Lines", [bar("line"), bar("area")]),
        ("A table", [data_table(12)]),
    ):
        await stage.bot.client.chat_postMessage(channel=GENERAL, text=text, blocks=blocks)
    await page.get_by_role("table", name="Contacts").wait_for()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_charts_are_drawn_and_told(stage: Stage, scheme: Literal["light", "dark"]) -> None:
    page = await posted(stage)
    await page.emulate_media(color_scheme=scheme)
    bars = page.locator("[data-block-id=bar_chart]")
    assert await bars.locator("rect").count() == 4
    heights = [float(await one.get_attribute("height") or 0) for one in await bars.locator("rect").all()]
    assert heights[0] == pytest.approx(2 * heights[1])
    told = bars.get_by_role("table", name="By age")
    await expect(told.get_by_role("row")).to_have_text(["AgePendingWaiting", "< 3 d44", "3–7 d-2-2"])
    await expect(page.get_by_role("table", name="Who supports").get_by_role("row")).to_have_count(3)
    await expect(page.locator("[data-block-id=line_chart] polyline")).to_have_count(2)
    await expect(page.locator("[data-block-id=area_chart] polygon")).to_have_count(2)
    assert await findings(page) == []
    assert await overflow(page) == 0


async def test_a_table_turns_pages_and_sorts(stage: Stage) -> None:
    page = await posted(stage)
    table = page.locator(".data-table")
    names = table.locator("tbody th")
    await expect(names).to_have_text(["R1", "R2", "R3", "R4", "R5"])
    await table.get_by_role("button", name="Next").click()
    await table.get_by_role("button", name="Next").click()
    await expect(names).to_have_text(["R11", "R12"])
    await expect(table.get_by_role("status")).to_have_text("Page 3 of 3")
    await expect(table.get_by_role("button", name="Next")).to_be_disabled()
    sort = table.get_by_role("columnheader", name="Contacts")
    await sort.get_by_role("button").click()
    await expect(names).to_have_text(["R12", "R11", "R10", "R9", "R8"])
    await expect(sort).to_have_attribute("aria-sort", "ascending")
    await sort.get_by_role("button").click()
    await expect(names.first).to_have_text("R1")
    await expect(sort).to_have_attribute("aria-sort", "descending")
