"""First contact: a person of the browser's language, the walkthrough open, commands that a click puts into place."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.local_slack import Task
from tests.browser.stage import ANN, BEN, GENERAL, Stage, modal

TASKS = [
    Task("Order a parcel", "Send `/order Acme`, then look at `this` and at `/nothing`.", {"name": "view_submission"}),
    Task({"en": "Whisper", "es": "Susurra"}, "Send *`/whisper`*.", {"command": "/whisper"}),
]
PHONE: ViewportSize = {"width": 390, "height": 780}


async def arrived(stage: Stage, locale: str = "en-US", viewport: ViewportSize | None = None) -> Page:
    """Open the bare address in a browser of this locale."""
    stage.ws.walkthrough.offer(TASKS)
    page = await stage.blank(locale=locale, **({"viewport": viewport} if viewport else {}))
    await page.goto(stage.url)
    await page.locator(".composer").wait_for(state="attached")
    return page


@pytest.mark.parametrize(
    ("locale", "person", "title"),
    [("en-GB", ANN, "Start here"), ("es-MX", BEN, "Empieza aquí"), ("fr-FR", ANN, "Start here")],
)
async def test_the_page_opens_as_a_person_of_the_browsers_language(
    stage: Stage, locale: str, person: str, title: str
) -> None:
    page = await arrived(stage, locale)
    await expect(page.get_by_role("complementary", name=title)).to_be_visible()
    assert page.url == f"{stage.url}/?as={person}#/{GENERAL}"


async def test_the_walkthrough_stays_open_while_people_are_switched_and_closed_once_it_was_closed(stage: Stage) -> None:
    page = await arrived(stage)
    panel = page.get_by_role("complementary")
    await page.get_by_role("button", name="You are Ann Alder").click()
    await page.get_by_role("menuitem", name="Benito Brezo").click()
    await expect(page.get_by_role("complementary", name="Empieza aquí")).to_be_visible()
    await panel.get_by_role("button", name="Cerrar", exact=True).click()
    await page.reload()
    await expect(page.locator(".composer")).to_be_visible()
    await expect(panel).to_have_count(0)


async def test_without_tasks_nothing_opens(stage: Stage) -> None:
    page = await stage.blank()
    await page.goto(stage.url)
    await page.locator(".composer").wait_for()
    await expect(page.get_by_role("complementary")).to_have_count(0)


async def test_a_command_is_clicked_into_the_field_and_sent(stage: Stage) -> None:
    page = await arrived(stage)
    field = page.locator(".composer-field")
    await expect(page.locator(".command")).to_have_text(["/order Acme", "/whisper"])
    await page.get_by_role("button", name="Put /order Acme into the message field").click()
    await expect(field).to_have_value("/order Acme")
    await expect(field).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(modal(page)).to_be_visible()


@pytest.mark.parametrize("place", ["app", "C0OTHER"], ids=["home tab", "foreign channel"])
async def test_where_there_is_no_field_a_click_leads_to_one(stage: Stage, place: str) -> None:
    page = await arrived(stage)
    await page.evaluate(f"location.hash = '#/{place}'")
    await expect(page.locator(".home, .closed")).to_be_visible()
    await page.get_by_role("button", name="Put /whisper into").click()
    await expect(page.get_by_role("heading", name="# general")).to_be_visible()
    await expect(page.locator(".composer-field")).to_have_value("/whisper")
    await expect(page.locator(".composer-field")).to_be_focused()


async def test_on_a_phone_the_panel_gives_way_to_the_field(stage: Stage) -> None:
    page = await arrived(stage, viewport=PHONE)
    await page.get_by_role("button", name="Put /order Acme into").click()
    await expect(page.get_by_role("complementary")).to_have_count(0)
    await expect(page.locator(".composer-field")).to_be_focused()
