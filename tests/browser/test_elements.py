"""Every input element by pointer and keyboard, compared with what the workspace then holds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import ANN, BEN, GENERAL, Stage, modal, opened, pick, until


def held(stage: Stage, name: str) -> Any:
    """Return the value that the open modal holds for a field, without its type."""
    view = stage.ws.person(ANN).modal
    assert view is not None
    entry = dict(view.values[name][name])
    entry.pop("type")
    return next(iter(entry.values()))


async def becomes(stage: Stage, name: str, wanted: Any) -> None:
    try:
        await until(lambda: held(stage, name) == wanted, 3)
    except TimeoutError:
        pytest.fail(f"{name} holds {held(stage, name)!r}, not {wanted!r}")


async def form(stage: Stage) -> Page:
    page = await stage.tab(ANN)
    await opened(page, "/every", "Every field")
    return page


async def test_text_fields(stage: Stage) -> None:
    page = await form(stage)
    for label, typed in (("Line", "Words"), ("Address", "https://example.com"), ("Number", "7")):
        await page.get_by_label(f"{label}").first.fill(typed)
        await becomes(stage, label.lower(), typed)
    await page.get_by_label("Line", exact=True).fill("A text of 22 letters!!")
    await expect(page.get_by_text("-2 characters left")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Line", exact=True)).to_have_accessible_description(
        "Please enter at most 20 characters."
    )
    await page.get_by_label("Number (optional)").fill("12")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Number (optional)")).to_have_accessible_description(
        "Please enter a number of at most 9."
    )


async def test_choices(stage: Stage) -> None:
    page = await form(stage)
    days = page.get_by_role("group", name="Days")
    await days.get_by_label("Friday").check()
    await days.get_by_label("Monday").check()
    await until(lambda: [day["value"] for day in held(stage, "days")] == ["mon", "fri"])
    await days.get_by_label("Friday").uncheck()
    await until(lambda: [day["value"] for day in held(stage, "days")] == ["mon"])
    await page.get_by_role("radio", name="Sunday").check()
    await until(lambda: (held(stage, "day") or {}).get("value") == "sun")


async def test_dates_are_in_the_persons_zone(stage: Stage) -> None:
    page = await form(stage)
    await page.get_by_label("Date (optional)").fill("2026-07-01")
    await page.get_by_label("Time (optional)").fill("09:30")
    await page.get_by_label("Moment (optional)").fill("2026-07-01T12:00")
    await becomes(stage, "date", "2026-07-01")
    await becomes(stage, "time", "09:30")
    await becomes(stage, "moment", 1782900000)


async def test_a_static_menu_filters_groups_and_takes_the_keyboard(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    size = page.get_by_label("Size", exact=True)
    await size.focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("group", name="By truck")).to_be_visible()
    await expect(page.get_by_role("option")).to_have_count(4)
    await page.keyboard.press("ArrowDown")
    await expect(size).to_have_attribute(
        "aria-activedescendant", await page.get_by_role("option", name="Medium").get_attribute("id") or ""
    )
    await page.keyboard.type("LAR")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(size).to_have_value("Extra large")
    assert held(stage, "size")["value"] == "extra-large"
    await page.keyboard.type("zzz")
    await expect(page.get_by_text("No results")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(size).to_have_value("Extra large")


async def test_an_external_menu_asks_the_bot_and_drops_overtaken_answers(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    customer = page.get_by_label("Customer", exact=True)
    await customer.click()
    await expect(page.get_by_text("Type 1 character to search.")).to_be_visible()
    stage.bot.slow_options = {"a": asyncio.Event()}
    await customer.fill("a")
    await until(lambda: stage.ws.wire.payloads("block_suggestion"))
    await customer.fill("wing")
    await expect(page.get_by_role("option")).to_have_text(["WingtipCustomer 8"])
    stage.bot.slow_options["a"].set()
    await until(lambda: len(stage.ws.wire.acks("block_suggestion")) == 2)
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(customer).to_have_value("Wingtip")
    await until(lambda: stage.ws.wire.payloads("block_actions"))


async def test_several_choices_become_chips(stage: Stage) -> None:
    page = await form(stage)
    await pick(page, "Tags (optional)", "red", "Red")
    await pick(page, "Tags (optional)", "blue", "Blue")
    await until(lambda: [tag["value"] for tag in held(stage, "tags")] == ["red", "blue"])
    await page.get_by_label("Tags (optional)").fill("g")
    await expect(page.get_by_text("At most 2 can be chosen.")).to_be_visible()
    await page.get_by_role("button", name="Remove Red").click()
    await until(lambda: [tag["value"] for tag in held(stage, "tags")] == ["blue"])
    await page.get_by_label("Tags (optional)").focus()
    await page.keyboard.press("Backspace")
    await becomes(stage, "tags", [])


async def test_chosen_external_options_stay_when_another_search_no_longer_lists_them(stage: Stage) -> None:
    page = await form(stage)
    await pick(page, "Clients (optional)", "acme", "Acme Labs")
    await pick(page, "Clients (optional)", "wing", "Wingtip")
    await until(lambda: [client["value"] for client in held(stage, "clients")] == ["acme labs", "wingtip"])


async def test_people_and_conversations(stage: Stage) -> None:
    page = await form(stage)
    await pick(page, "Owner (optional)", "benito", "Benito Brezo")
    await becomes(stage, "owner", BEN)
    await page.get_by_role("button", name="Clear Owner").click()
    await becomes(stage, "owner", None)
    await pick(page, "Team (optional)", "chi", "Chiyo Sato")
    await becomes(stage, "team", ["U0CHI"])
    await pick(page, "Room (optional)", "gen", "general")
    await becomes(stage, "room", GENERAL)
    await pick(page, "Rooms (optional)", "gen", "general")
    await becomes(stage, "rooms", [GENERAL])


async def test_files_are_chosen_and_named(stage: Stage, tmp_path: Path) -> None:
    page = await form(stage)
    content = bytes(range(256))
    (tmp_path / "scan.pdf").write_bytes(content)
    await page.get_by_label("Papers (optional)").set_input_files(tmp_path / "scan.pdf")
    await expect(modal(page).get_by_text("scan.pdf")).to_be_visible()
    await until(lambda: held(stage, "papers"))
    assert stage.ws.state.files[held(stage, "papers")[0]["id"]].content == content
    await page.get_by_role("button", name="Remove scan.pdf").click()
    await becomes(stage, "papers", [])


async def test_what_was_entered_arrives_with_the_submission(stage: Stage) -> None:
    page = await form(stage)
    await page.get_by_label("Line", exact=True).fill("All of it")
    await page.get_by_label("Rich (optional)").fill("Rich words")
    await page.get_by_role("button", name="Save").click()
    await until(lambda: stage.bot.orders)
    values = stage.bot.orders[0]
    assert values["line"]["line"]["value"] == "All of it"
    assert values["rich"]["rich"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "Rich words"
