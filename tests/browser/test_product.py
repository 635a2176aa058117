"""The product as `make demo` starts it, clicked through as a person does; the pictures of the README come from here."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.demo import run as demo
from tests.browser.stage import ARTIFACTS, command, opened, pick

GRACE, HUGO, KEIKO, SAM = "U0GRACE000", "U0HUGO0000", "U0KEIKO000", "U0SAM00000"
GENERAL = "C0GENERAL0"
# `make screenshots` sets it: the committed pictures are then drawn anew.
PICTURES = Path(os.environ.get("SCREENSHOTS") or ARTIFACTS / "product")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Workspace, bot process and sample directory; the address to open."""
    folder = tmp_path_factory.mktemp("demo")
    url = demo.prepare(folder)
    async with demo.started(0, folder, url) as (server, _bot):
        yield server.url


async def tab(browser: Browser, url: str, person: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    page.set_default_timeout(15_000)
    await page.goto(f"{url}/?as={person}#/{GENERAL}")
    await page.locator(".composer").wait_for()
    return page


async def shot(page: Page, name: str) -> None:
    await page.screenshot(path=PICTURES / f"{name}.png")


async def test_assign_review_and_close_by_clicking(browser: Browser, product: str) -> None:
    page = await tab(browser, product, GRACE)
    form = await opened(page, "/assign-support", "Assign support contact")
    await pick(page, "Customer", "contoso ib", "Contoso Ibérica S.A.")
    await expect(form.get_by_label("Subscriptions", exact=True)).to_be_visible()
    await pick(page, "Subscriptions", "oficinas", "Office 365 Empresa Estándar (oficinas)")
    await page.keyboard.press("Escape")
    await expect(form.get_by_text("supported by").first).to_be_visible()
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    await shot(page, "assign")
    await form.get_by_role("button", name="Submit", exact=True).click()
    review = page.get_by_role("dialog", name="Review")
    await expect(review.get_by_text("What the customer will see")).to_be_visible()
    await shot(page, "review")
    await review.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.context.close()


async def test_a_missing_reseller_says_why_and_leads_to_the_request(browser: Browser, product: str) -> None:
    page = await tab(browser, product, KEIKO)
    form = await opened(page, "/assign-support", "Assign support contact")
    await pick(page, "Customer", "contoso ib", "Contoso Ibérica S.A.")
    await pick(page, "Subscriptions", "oficinas", "Office 365 Empresa Estándar (oficinas)")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "someone", "Someone else…")
    await expect(form.get_by_label("Which reseller?", exact=True)).to_be_visible()
    await pick(page, "Which reseller?", "adatum", "Adatum Servicios Gestionados")
    await expect(form.get_by_text("cannot be chosen yet")).to_be_visible()
    await shot(page, "why-not")
    await page.context.close()


async def test_who_may_not_is_told_who_may(browser: Browser, product: str) -> None:
    page = await tab(browser, product, SAM)
    await command(page, "/assign-support")
    await expect(page.get_by_text("pc-helpdesk-agents").first).to_be_visible()
    await shot(page, "denied")
    await page.context.close()


async def test_support_contact_in_spanish(browser: Browser, product: str) -> None:
    page = await tab(browser, product, HUGO)
    await command(page, "/support-contact Contoso Ibérica")
    await expect(page.get_by_role("dialog").get_by_text("Contacto").first).to_be_visible()
    await shot(page, "contacts-es")
    await page.context.close()
