"""The first hour with the product: every step of *Start here*, by whoever opens the printed address."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.product import PATIENCE_MS, Story, dialog, direct, tool, typing_place
from tests.browser.stage import pick
from tests.browser.test_product_relationships import press

NEBULA = "Nébula Sistemas S.L."
PENALTA = "Bodegas Peñalta"


async def start(page: Page) -> Locator:
    """The walkthrough, opened if another panel or none has its place."""
    panel = page.get_by_role("complementary", name="Start here")
    if not await panel.count():
        await tool(page, "Start here")
    return panel


async def send(page: Page, command: str) -> None:
    """Click a command of the walkthrough and press Enter."""
    await press(await start(page), f"Put {command} into the message field").click()
    await expect(page.locator(".composer-field")).to_have_value(command)
    await page.keyboard.press("Enter")


async def checked(page: Page, task: str) -> None:
    done = (await start(page)).get_by_role("listitem").filter(has=page.get_by_role("heading", name=task, exact=True))
    await expect(done).to_contain_text("Done")


async def test_every_step_can_be_taken_and_is_checked_off(story: Story, tmp_path: Path) -> None:
    page = await story.blank(locale="en-US")
    await page.goto(story.url)
    panel = page.get_by_role("complementary", name="Start here")
    await expect(panel.get_by_role("progressbar", name="0 of 9 done")).to_be_visible()
    await story.seen(page, "first-contact")
    await _assigned(page)
    await _refused_and_asked(page)
    await _accepted(story, page)
    await _recalled_and_confirmed(page)
    await _many(page, tmp_path)
    await expect((await start(page)).get_by_text("All done.")).to_be_visible()


async def _assigned(page: Page) -> None:
    await send(page, "/assign-support Contoso Ibérica")
    form = dialog(page, "Assign support contact")
    await pick(page, "Subscriptions", "oficinas", "Office 365 Empresa Estándar (oficinas)")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    await press(form, "Submit").click()
    await press(dialog(page, "Review"), "Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await send(page, "/support-contact Contoso Ibérica")
    contacts = dialog(page, "Support contacts")
    await expect(press(contacts, "More options").first).to_be_visible()
    await press(contacts, "Done").first.click()
    for task in ("Assign a support contact", "Review and close", "See who supports what"):
        await checked(page, task)


async def _refused_and_asked(page: Page) -> None:
    await send(page, "/assign-support Bodegas")
    form = dialog(page, "Assign support contact")
    await pick(page, "Subscriptions", "e1", "Office 365 E1")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "someone", "Someone else…")
    await pick(page, "Which reseller?", "nebula", NEBULA)
    await expect(form.get_by_text("has no established relationship with this customer")).to_be_visible()
    await press(form, "Request a reseller relationship").click()
    await checked(page, "See why a reseller cannot be chosen")
    await press(dialog(page, "Request relationship"), "Next").click()
    text = dialog(page, "Invitation text")
    await text.get_by_role("link", name="Open in e-mail").click()
    mail = page.get_by_role("complementary", name="External pages")
    await expect(mail.get_by_role("heading", name=NEBULA)).to_be_visible()
    await text.get_by_label("Sent to", exact=True).fill("admin@penalta.example")
    await press(text, "Done").click()
    await expect(dialog(page, "Invitation sent")).to_be_visible()
    await press(dialog(page, "Invitation sent"), "Done").click()
    await press(form, "Save and assign later").click()
    await press(dialog(page, "Waiting"), "Close all").click()
    await checked(page, "Invite the customer by e-mail")


async def _accepted(story: Story, page: Page) -> None:
    pages = await tool(page, "External pages")
    await pages.get_by_role("link", name="https://admin.microsoft.com/").click()
    answer = pages.locator(".other-side")
    await expect(answer).to_contain_text(f"{NEBULA} asks {PENALTA} for a reseller relationship")
    await expect(answer).to_contain_text("Iberia Cloud Distribution")
    await expect(answer).to_contain_text("Roles: Global administrator for the admin agents")
    await expect(answer).to_contain_text("Until: you remove it")
    await expect(answer).to_contain_text("Answer by:")
    await story.seen(page, "who-asks")
    await press(pages, "Accept").click()
    await expect(answer).to_contain_text("Mark as accepted")
    await checked(page, "Accept as the customer")


async def _recalled_and_confirmed(page: Page) -> None:
    clock = await tool(page, "Clock")
    await clock.get_by_role("button", name=PENALTA).click()
    await direct(page, PENALTA, "reminder")
    await typing_place(page)
    await checked(page, "Let days pass")
    await send(page, "/relationships Bodegas")
    await press(dialog(page, "Relationship requests"), "Open").click()
    asked = dialog(page, "Relationship request")
    await press(asked, "Mark as accepted").click()
    await press(dialog(page, "Mark as accepted"), "Mark as accepted").click()
    await expect(asked.get_by_text("Established. Everyone concerned is told.")).to_be_visible()
    await press(asked, "Close all").click()
    await checked(page, "Confirm what the customer did")
    told = await direct(page, "can be the designated support contact", PENALTA)
    await expect(press(told, "Review")).to_be_visible()


async def _many(page: Page, tmp_path: Path) -> None:
    await typing_place(page)
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download villasol.csv").click()
    await (await waiting.value).save_as(tmp_path / "villasol.csv")
    await send(page, "/assign-many")
    form = dialog(page, "Assign many")
    await form.get_by_label("The rows of a file").check()
    await form.get_by_label("CSV file", exact=True).set_input_files(tmp_path / "villasol.csv")
    await press(form, "Check").click()
    dry_run = dialog(page, "Dry run")
    await expect(dry_run.get_by_text("3 subscriptions will change.")).to_be_visible()
    await press(dry_run, "Assign 3 contacts").click()
    await press(dialog(page, "Started"), "Done").click()
    await checked(page, "Change many at once")
    await direct(page, "The rows of villasol.csv", "3 subscriptions were changed")
    result = page.locator(".message .chip.file").last.get_by_role("button")
    await expect(result).to_be_visible(timeout=PATIENCE_MS)
    await result.click()
    await expect(page.get_by_role("dialog").get_by_text("4 rows")).to_be_visible()
    await page.keyboard.press("Escape")
