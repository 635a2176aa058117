"""The product as `make demo` starts it, clicked through: assign, review, close, and what is refused."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.product import GRACE, HUGO, KEIKO, SAM, Story, dialog, tool
from tests.browser.stage import command, opened, pick

OFFICES = "Office 365 Empresa Estándar (oficinas)"


async def test_assign_review_and_close_by_clicking(story: Story) -> None:
    page = await story.tab(GRACE)
    form = await opened(page, "/assign-support", "Assign support contact")
    await pick(page, "Customer", "contoso ib", "Contoso Ibérica S.A.")
    await expect(form.get_by_label("Subscriptions", exact=True)).to_be_visible()
    await pick(page, "Subscriptions", "oficinas", OFFICES)
    await page.keyboard.press("Escape")
    await expect(form.get_by_text("supported by").first).to_be_visible()
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    await story.seen(page, "assign")
    await form.get_by_role("button", name="Submit", exact=True).click()
    review = dialog(page, "Review")
    await expect(review.get_by_text("What the customer will see")).to_be_visible()
    await story.seen(page, "review")
    await review.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_missing_reseller_says_why(story: Story) -> None:
    page = await story.tab(KEIKO)
    form = await opened(page, "/assign-support", "Assign support contact")
    await pick(page, "Customer", "contoso ib", "Contoso Ibérica S.A.")
    await pick(page, "Subscriptions", "oficinas", OFFICES)
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "adatum", "Adatum Servicios Gestionados")
    await expect(form.get_by_text("cannot be chosen yet")).to_be_visible()
    await story.seen(page, "why-not")


async def test_who_may_not_is_told_who_may(story: Story) -> None:
    page = await story.tab(SAM)
    await command(page, "/assign-support")
    await expect(page.get_by_text("pc-helpdesk-agents").first).to_be_visible()
    await story.seen(page, "denied")


async def test_support_contact_in_spanish(story: Story) -> None:
    page = await story.tab(HUGO)
    await command(page, "/support-contact Contoso Ibérica")
    await expect(page.get_by_role("dialog").get_by_text("Contacto").first).to_be_visible()
    await story.seen(page, "contacts-es")


async def test_moved_out_of_the_group_while_the_form_is_open(story: Story) -> None:
    page = await story.tab(KEIKO)
    form = await opened(page, "/assign-support Contoso Ibérica", "Assign support contact")
    await pick(page, "Subscriptions", "almac", "Exchange Online (almacén)")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    panel = await tool(page, "User groups")
    keiko = panel.get_by_role("region", name="@pc-helpdesk-agents").get_by_label("Keiko Mori")
    await keiko.uncheck()
    await story.ws.settle(lambda: story.ws.wire.acks("subteam_members_changed"))
    await form.get_by_role("button", name="Submit", exact=True).click()
    refused = page.get_by_role("dialog")
    await expect(refused.get_by_text("You cannot do this.")).to_contain_text("Helpdesk agent")
    await expect(refused.get_by_role("button", name="Submit")).to_have_count(0)
    await story.seen(page, "denied-meanwhile")
    await keiko.check()
    await story.ws.settle(lambda: len(story.ws.wire.acks("subteam_members_changed")) > 1)
    await refused.get_by_role("button", name="Back", exact=True).click()
    await opened(page, "/assign-support Contoso Ibérica", "Assign support contact")


async def test_the_guided_start_checks_itself_off(story: Story) -> None:
    story.ws.walkthrough.done = []
    page = await story.tab(GRACE)
    panel = await tool(page, "Start here")
    tasks = panel.get_by_role("listitem")
    await expect(panel.get_by_role("progressbar", name="0 of 9 done")).to_be_visible()
    form = await opened(page, "/assign-support Textil", "Assign support contact")
    await pick(page, "Subscriptions", "e3", "Office 365 E3")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    await form.get_by_role("button", name="Submit", exact=True).click()
    await expect(tasks.filter(has_text="Assign a support contact")).to_contain_text("Done")
    await dialog(page, "Review").get_by_role("button", name="Close", exact=True).click()
    await expect(tasks.filter(has_text="Review and close")).to_contain_text("Done")
    await expect(panel.get_by_role("progressbar", name="2 of 9 done")).to_be_visible()
    await story.seen(page, "guide")
    await opened(page, "/support-contact Textil", "Support contacts")
    await expect(tasks.filter(has_text="See who supports what")).to_contain_text("Done")


async def test_new_commerce_is_kept_here_and_the_customer_told(story: Story) -> None:
    page = await story.tab(GRACE)
    form = await opened(page, "/assign-support Contoso Ibérica", "Assign support contact")
    await pick(page, "Subscriptions", "E5", "Microsoft 365 E5")
    await page.keyboard.press("Escape")
    await expect(form.get_by_text("Microsoft has no support contact for new commerce").first).to_be_visible()
    await pick(page, "Designated support contact", "trey", "Trey Research Consultores")
    await expect(form.get_by_text("Su contacto de soporte para Microsoft 365 E5")).to_be_visible()
    await story.seen(page, "assign-new-commerce")
    await form.get_by_role("button", name="Submit", exact=True).click()
    review = dialog(page, "Review")
    await expect(review.get_by_text("Microsoft shows them nothing of it")).to_be_visible()
    await story.seen(page, "review-new-commerce")
    await review.get_by_role("button", name="Close", exact=True).click()
    page = await story.tab(HUGO)
    await command(page, "/support-contact Contoso Ibérica")
    await expect(page.get_by_role("dialog").get_by_text("solo aquí (nuevo comercio)").first).to_be_visible()
    await story.seen(page, "contacts-new-commerce-es")
