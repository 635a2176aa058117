"""Files in messages: opened on the page as a table, text or picture, and saved on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import findings
from tests.browser.stage import ANN, BEN, GENERAL, Stage

ROWS = 'customer,"boxes, open",note\r\nAcme,3,"Ring ""twice"",\r\nthen wait"\r\n=Wingtip,,ñ\r\n'
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'


async def shared(stage: Stage, name: str, content: str) -> Page:
    """Ann's tab, after Ben put a file into #general."""
    ben = stage.ws.person(BEN)
    await ben.say(GENERAL, "Here it is", files=[ben.attach(name, content.encode())])
    return await stage.tab(ANN)


async def test_a_table_opens_with_its_rows(stage: Stage) -> None:
    page = await shared(stage, "open boxes.csv", "\ufeff" + ROWS)
    opener = page.get_by_role("button", name="open boxes.csv", exact=True)
    await opener.click()
    viewer = page.get_by_role("dialog", name="open boxes.csv")
    await expect(viewer.get_by_text("2 rows")).to_be_visible()
    await expect(viewer.get_by_role("columnheader")).to_have_text(["customer", "boxes, open", "note"])
    assert await viewer.get_by_role("cell").all_inner_texts() == [
        *("Acme", "3", 'Ring "twice",\r\nthen wait'),
        *("=Wingtip", "", "ñ"),
    ]
    assert await findings(page) == []
    await stage.shot(page, "table")
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_long_table_says_how_much_of_it_is_shown(stage: Stage) -> None:
    page = await shared(stage, "all.csv", "n\n" + "\n".join(str(number) for number in range(1, 1202)))
    await page.get_by_role("button", name="all.csv", exact=True).click()
    await expect(page.get_by_text("The first 1000 of 1201 rows; download the file for all of them.")).to_be_visible()
    await expect(page.get_by_role("dialog").get_by_role("row")).to_have_count(1001)


@pytest.mark.parametrize(
    ("name", "content", "selector"),
    [
        ("notes.txt", "One line\n<b>another</b>", "pre:has-text('<b>another</b>')"),
        ("dot.svg", DOT, "img[alt='dot.svg']"),
        ("box.bin", "\x00", "p:has-text('This kind of file is not shown here')"),
    ],
)
async def test_other_files_are_shown_as_what_they_are(stage: Stage, name: str, content: str, selector: str) -> None:
    page = await shared(stage, name, content)
    await page.get_by_role("button", name=name, exact=True).click()
    shown = page.get_by_role("dialog", name=name).locator(selector)
    await expect(shown).to_be_visible()
    if selector.startswith("img"):
        assert await shown.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 9


async def test_a_file_is_saved_byte_for_byte(stage: Stage, tmp_path: Path) -> None:
    page = await shared(stage, "cajas ñ.csv", ROWS)
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download cajas ñ.csv").click()
    download = await waiting.value
    assert download.suggested_filename == "cajas ñ.csv"
    await download.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == ROWS.encode()
