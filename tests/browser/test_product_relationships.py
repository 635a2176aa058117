"""Relationships in the product, clicked through as people do: ask, remind, establish, remove; Home, many, shortcuts."""

from __future__ import annotations

import csv
import io

from playwright.async_api import FilePayload, Locator, Page, expect

from bot import demo
from tests.browser import before
from tests.browser.product import (
    GENERAL,
    GRACE,
    NORA,
    SAM,
    SETTLE_SECONDS,
    UMA,
    Story,
    channel,
    dialog,
    direct,
    message,
    tool,
    typing_place,
)
from tests.browser.stage import opened, pick

NEBULA = "Nébula Sistemas S.L."
SLOW_MS = 15_000


def press(place: Locator, name: str) -> Locator:
    """A button by its whole name."""
    return place.get_by_role("button", name=name, exact=True)


async def test_why_not_leads_to_the_request_and_the_assignment_waits(story: Story) -> None:
    page = await story.tab(GRACE)
    form = await opened(page, "/assign-support Camión", "Assign support contact")
    await pick(page, "Subscriptions", "e1", "Office 365 E1")
    await page.keyboard.press("Escape")
    await pick(page, "Designated support contact", "someone", "Someone else…")
    await pick(page, "Which reseller?", "nebula", NEBULA)
    await expect(form.get_by_text("has no established relationship with this customer")).to_be_visible()
    await press(form, "Request a reseller relationship").click()
    await _request_filled_in(story, page)
    await _worded_and_sent(story, page)
    await press(dialog(page, "Assign support contact"), "Save and assign later").click()
    await expect(dialog(page, "Waiting").get_by_text("as soon as everything is in place")).to_be_visible()
    await story.seen(page, "waiting")
    await press(dialog(page, "Waiting"), "Close all").click()
    notice = await direct(page, "Camión y Ruta Logística", "sent to compras@camionyruta.example")
    await expect(press(notice, "Resend")).to_be_visible()
    await story.seen(page, "request-told")
    await channel(page, "partner-desk", "Camión y Ruta Logística", "sent to compras@camionyruta.example")
    listed = await opened(page, "/relationships camión", "Relationship requests")
    await expect(listed.get_by_text("1–1 of 1")).to_be_visible()
    await expect(listed.get_by_text("Next: reminder")).to_contain_text("expires")


async def _request_filled_in(story: Story, page: Page) -> None:
    asked = dialog(page, "Request relationship")
    await expect(asked.get_by_label("Customer", exact=True)).to_have_value("Camión y Ruta Logística")
    await expect(asked.get_by_label("Reseller", exact=True)).to_have_value(NEBULA)
    await expect(asked.get_by_label("Customer with reseller and us in one link")).to_be_checked()
    await story.seen(page, "request")
    await press(asked, "Next").click()


async def _worded_and_sent(story: Story, page: Page) -> None:
    """The text cannot lose its link; a new wording is shown for copying before anything counts as sent."""
    written = dialog(page, "Invitation text")
    field = written.get_by_label("E-mail text", exact=True)
    draft = await field.input_value()
    await written.get_by_label("Sent to", exact=True).fill("compras@camionyruta.example")
    await field.fill("Hola, ¿aceptáis?")
    await press(written, "Done").click()
    await expect(written.get_by_text("The link must stay in the text")).to_be_visible()
    await field.fill(f"{draft}\n\nP. D.: llamadme el lunes.")
    await press(written, "Done").click()
    await expect(written.get_by_text("Your text is kept.")).to_be_visible()
    await expect(written.locator("pre").last).to_contain_text("P. D.: llamadme el lunes.")
    await story.seen(page, "request-text")
    await press(written, "Done").click()
    sent = dialog(page, "Invitation sent")
    await expect(sent.get_by_text("on its way, sent to compras@camionyruta.example")).to_be_visible()
    await story.seen(page, "request-sent")
    await press(sent, "Done").click()


async def test_the_other_side_accepts_and_what_waited_is_reviewed(story: Story) -> None:
    await before.waiting(story, GRACE, "Bodegas", "Office 365 E1", NEBULA)
    page = await story.tab(GRACE)
    await press(await direct(page, "Bodegas Peñalta", "sent to"), "Resend").click()
    await _accepted(story, page)
    await press(dialog(page, "Resend invitation"), "Close all").click()
    await _confirmed(story, await story.tab(NORA))
    told = await direct(page, "can be the designated support contact", "Bodegas Peñalta")
    await story.seen(page, "established")
    await press(told, "Review").click()
    await expect(dialog(page, "Review").get_by_text("What the customer will see")).to_be_visible()
    await press(dialog(page, "Review"), "Submit").click()
    await expect(dialog(page, "Review").get_by_text(f"{NEBULA} is now the designated support contact")).to_be_visible()
    await press(dialog(page, "Review"), "Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await direct(page, f"{NEBULA} is now", "Bodegas Peñalta", "Reviewed and closed by")


async def _accepted(story: Story, page: Page) -> None:
    """Accept as the customer: open the e-mail, follow its link, accept on the page behind it."""
    await dialog(page, "Resend invitation").get_by_role("link", name="mail").click()
    panel = page.get_by_role("complementary", name="External pages")
    await expect(panel.get_by_role("heading", name=NEBULA)).to_be_visible()
    await story.seen(page, "invitation-mail")
    await panel.get_by_role("link", name="https://admin.microsoft.com/").click()
    await expect(panel.get_by_role("heading", name="Partner authorization")).to_be_visible()
    await expect(panel.locator(".other-side")).to_contain_text(NEBULA)
    await story.seen(page, "other-side")
    await press(panel, "Accept").click()
    await expect(panel.get_by_role("heading", name="Accepted")).to_be_visible()


async def _confirmed(story: Story, page: Page) -> None:
    """Confirm as the partner's Global admin, who sees the relationship in Partner Center."""
    listed = await opened(page, "/relationships bodegas", "Relationship requests")
    await press(listed, "Open").click()
    asked = dialog(page, "Relationship request")
    await story.seen(page, "relationship")
    await press(asked, "Mark as accepted").click()
    await press(dialog(page, "Mark as accepted"), "Mark as accepted").click()
    await expect(asked.get_by_text("Established. Everyone concerned is told.")).to_be_visible()
    await press(asked, "Full history").click()
    trail = dialog(page, "Full history")
    for event in ("Established", "Sent", "Created"):
        await expect(trail.get_by_text(event, exact=True)).to_be_visible()
    await story.seen(page, "relationship-history")


async def test_time_passes_and_a_digest_comes(story: Story) -> None:
    for customer in ("Academia", "Panadería", "Muralla"):
        await before.asked(story, NORA, customer, NEBULA)
    await story.ws.settle(lambda: len(story.ws.person(NORA).dms) >= 3, timeout=SETTLE_SECONDS)
    page = await story.tab(NORA)
    panel = await tool(page, "Clock")
    await panel.get_by_role("button", name="Academia Atlántica de Idiomas").click()
    await expect(panel.get_by_text("minutes ahead of this machine.")).to_be_visible()
    digest = await direct(page, "things wait for you", "Academia Atlántica de Idiomas", "Seguros La Muralla")
    await story.seen(page, "digest")
    await digest.get_by_label("Snooze").first.click()
    await page.get_by_role("option", name="Until tomorrow 9:00").click()
    await expect(digest.get_by_text("Snoozed by")).to_be_visible(timeout=SLOW_MS)
    await panel.get_by_role("button", name="Academia Atlántica de Idiomas").click()
    again = await direct(page, "Academia Atlántica de Idiomas", "reminder 2")
    await press(again, "Stop reminders").click()
    await press(page.get_by_role("alertdialog", name="Stop reminders"), "Stop reminders").click()
    await expect(again.get_by_text("Reminders stopped by")).to_be_visible(timeout=SLOW_MS)
    await press(page.get_by_role("complementary", name="Clock"), "Close").click()
    await typing_place(page)
    listed = await opened(page, "/relationships mine", "Relationship requests")
    await expect(listed.get_by_text("No reminders; expires")).to_have_count(1)
    await expect(listed.get_by_text("Next: reminder")).to_have_count(2)
    await story.seen(page, "relationships")


async def test_removing_says_what_it_blocks_and_does_and_hands_back(story: Story) -> None:
    await before.assigned(story, GRACE, "Energía Solar", "Dynamics 365 Sales Enterprise", NEBULA)
    page = await story.tab(NORA)
    form = await opened(page, "/remove-relationship Energía Solar", "Remove relationship")
    await press(form, "Next").click()
    await expect(form.get_by_text("stand in the way")).to_be_visible()
    await expect(press(form, "Remove")).to_have_count(0)
    await story.seen(page, "remove-blocked")
    await press(form, "Cancel").click()
    form = await opened(page, "/remove-relationship Energía Solar", "Remove relationship")
    await pick(page, "What", "reseller's", "A reseller's relationship with a customer")
    await expect(form.get_by_label("Reseller", exact=True)).to_be_visible()
    await expect(form.get_by_label("Customer", exact=True)).to_have_value("Energía Solar Mediterránea (esmed.example)")
    await pick(page, "Reseller", "nebula", NEBULA)
    await press(form, "Next").click()
    await expect(form.get_by_text("One support contact rests on it.")).to_be_visible()
    await story.seen(page, "remove")
    await press(form, "Remove").click()
    await expect(form.get_by_text("One support contact lost its basis; whoever set it is told.")).to_be_visible()
    owner = await story.tab(GRACE)
    await direct(owner, "A support contact lost its basis", "Energía Solar Mediterránea", "still needs action")
    await press(form, "Hand all back").click()
    await press(dialog(page, "Hand over"), "Hand over 1").click()
    await expect(page.get_by_text("It goes through one support contact")).to_be_visible()
    await direct(owner, "A support contact lost its basis", "Energía Solar Mediterránea", "All of it is settled.")
    await typing_place(owner)
    contacts = await opened(owner, "/support-contact Energía Solar", "Support contacts")
    await expect(contacts.get_by_text("3 us")).to_be_visible()
    await expect(contacts.locator(".block", has_text="Dynamics 365 Sales Enterprise").last).to_contain_text("assigned")
    await story.seen(owner, "handed-back")


async def test_home_lists_what_waits_and_takes_another_language(story: Story) -> None:
    await before.partnership_asked(story, UMA, "Wide World")
    page = await story.tab(UMA)
    await page.get_by_role("navigation", name="Conversations").locator(".rooms").last.get_by_role("link").click()
    home = page.get_by_role("region", name="Home")
    await expect(home.get_by_role("heading", name="Waiting for me (1)")).to_be_visible()
    await expect(home.get_by_text("Wide World Tecnología").first).to_be_visible()
    await story.seen(page, "home")
    await press(home, "Settings").click()
    settings = dialog(page, "My settings")
    await settings.get_by_label("Español").check()
    await story.seen(page, "settings")
    await press(settings, "Save").click()
    await expect(home.get_by_role("heading", name="Pendiente de mí (1)")).to_be_visible(timeout=SLOW_MS)
    await expect(press(home, "Ajustes")).to_be_visible()
    await story.seen(page, "home-es")


def sheet() -> FilePayload:
    """Villasol's mailboxes to Nébula, and two rows that cannot be done."""
    with (demo.DIRECTORY / "subscriptions.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["friendlyName"]: row["id"] for row in csv.DictReader(lines)}
    names = ("Exchange Online – Alcaldía", "Exchange Online – Urbanismo", "Visio Plan 2")
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["subscriptionId", "mpnId"])
    table.writerows([*((rows[name], "4617305") for name in names), ("00000000-0000-4000-8000-000000000000", "4617305")])
    return {"name": "villasol.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}


async def test_many_from_a_file(story: Story) -> None:
    page = await story.tab(GRACE)
    form = await opened(page, "/assign-many", "Assign many")
    await form.get_by_label("The rows of a file").check()
    await form.get_by_label("CSV file", exact=True).set_input_files(sheet())
    await expect(form.get_by_text("villasol.csv")).to_be_visible()
    await story.seen(page, "many")
    await press(form, "Check").click()
    checked = dialog(page, "Dry run")
    await expect(checked.get_by_text("2 subscriptions will change.")).to_be_visible()
    await expect(checked.get_by_text("2 cannot be done.")).to_be_visible()
    await expect(checked.get_by_text("has no established relationship with this customer")).to_be_visible()
    await expect(checked.get_by_text("There is no such subscription in the directory.")).to_be_visible()
    await story.seen(page, "dry-run")
    await press(checked, "Assign 2 contacts").click()
    await press(dialog(page, "Started"), "Done").click()
    done = await direct(page, "The rows of villasol.csv", "is done", "2 subscriptions were changed")
    await expect(page.locator(".message .chip").last).to_contain_text(".csv", timeout=SLOW_MS)
    await story.seen(page, "many-done")
    await _result_opened(story, page)
    await press(done, "Close").click()
    await expect(message(page, "The rows of villasol.csv", "Reviewed and closed by")).to_be_visible(timeout=SLOW_MS)


async def _result_opened(story: Story, page: Page) -> None:
    """Open the result file on the page; it tells what came of each row."""
    await page.locator(".message .chip").last.get_by_role("button").click()
    viewer = page.get_by_role("dialog")
    await expect(viewer.get_by_text("4 rows")).to_be_visible()
    await expect(viewer.get_by_role("cell", name="Exchange Online – Alcaldía")).to_be_visible()
    await story.seen(page, "many-result")
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)


async def test_a_request_begins_at_a_message(story: Story) -> None:
    words = "Farmacéutica Íñiguez would like Nébula Sistemas S.L. to look after them"
    await story.ws.person(SAM).say(GENERAL, words)
    page = await story.tab(GRACE)
    said = message(page, words)
    await said.hover()
    await press(said, "More actions").click()
    await page.get_by_role("menuitem", name="Request from message").click()
    form = dialog(page, "Request relationship")
    await expect(form.get_by_text("The message names")).to_be_visible()
    await expect(form.get_by_label("Customer", exact=True)).to_have_value("Farmacéutica Íñiguez")
    await expect(form.get_by_label("Reseller", exact=True)).to_have_value(NEBULA)
    await expect(form.get_by_label("Note")).to_have_value(f"“{words}”")
    await story.seen(page, "request-from-message")
    await press(form, "Next").click()
    await press(dialog(page, "Invitation text"), "Later").click()
    listed = await opened(page, "/relationships farmacéutica", "Relationship requests")
    await expect(listed.get_by_text("Next: send it and press Done")).to_be_visible()
