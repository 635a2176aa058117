"""Modals in the browser: stack, loading, errors at the field, confirmation, close and "x", kept input."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from playwright.async_api import Page, Route, expect

from tests.browser import gallery
from tests.browser.stage import ANN, BEN, Stage, command, modal, opened, pick, until


async def fill_order(page: Page, size: str = "Small") -> None:
    await pick(page, "Customer", "ac", "Acme Labs")
    await pick(page, "Size", size, size)
    await page.get_by_label("Note", exact=True).fill("Ring twice")


async def test_a_form_from_command_to_answer(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await expect(page.get_by_label("Customer", exact=True)).to_be_focused()
    await fill_order(page)
    await stage.shot(page, "filled")
    await form.get_by_role("button", name="Order", exact=True).click()
    await expect(form).to_have_count(0)
    await until(lambda: stage.bot.orders)
    order = stage.bot.orders[0]
    assert order["customer"]["customer"]["selected_option"]["value"] == "acme labs"
    assert order["note"]["note"]["value"] == "Ring twice"
    unread = page.get_by_role("link", name="Parcels 1 unread message")
    await unread.click()
    await page.get_by_role("link", name="Messages").click()
    await expect(page.get_by_text("Ordered for")).to_be_visible()
    await expect(page.get_by_role("link", name="Parcels 1 unread message")).to_have_count(0)


async def test_typed_text_that_is_still_on_its_way_is_submitted_too(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await fill_order(page)

    async def slow(route: Route) -> None:
        if '"type"' in (route.request.post_data or ""):
            await asyncio.sleep(0.5)
        await route.continue_()

    await page.route("**/_/act", slow)
    note = page.get_by_label("Note", exact=True)
    await note.fill("Ring three times")
    await note.blur()  # the text leaves here, before the button is pressed
    await form.get_by_role("button", name="Order", exact=True).click()
    await until(lambda: stage.bot.orders)
    assert stage.bot.orders[0]["note"]["note"]["value"] == "Ring three times"


async def test_required_fields_are_asked_for_before_anything_is_sent(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await form.get_by_role("button", name="Order", exact=True).click()
    customer = page.get_by_label("Customer", exact=True)
    await expect(customer).to_be_focused()
    await expect(customer).to_have_attribute("aria-invalid", "true")
    await expect(customer).to_have_accessible_description("Please complete this required field.")
    await expect(form.locator(".field-error")).to_have_count(3)
    assert stage.ws.wire.payloads("view_submission") == []
    await customer.fill("ac")
    await page.get_by_role("option", name="Adatum").or_(page.get_by_role("option", name="Acme Labs")).first.click()
    await expect(form.locator(".field-error")).to_have_count(2)


async def test_what_is_missing_is_said_in_the_readers_language(stage: Stage) -> None:
    page = await stage.tab(BEN)
    form = await opened(page, "/order", "Order a parcel")
    await form.get_by_role("button", name="Order", exact=True).click()
    for label in ("Customer", "Size"):
        field = page.get_by_label(label, exact=True)
        await expect(field).to_have_accessible_description("Completa este campo obligatorio.")


async def test_an_error_stands_at_its_field_and_keeps_what_was_typed(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await fill_order(page, "Extra large")
    await form.get_by_role("button", name="Order", exact=True).click()
    size = page.get_by_label("Size", exact=True)
    await expect(size).to_have_accessible_description("Out of stock: choose a smaller one.")
    await expect(size).to_be_focused()
    await expect(page.get_by_label("Note", exact=True)).to_have_value("Ring twice")
    await expect(page.get_by_label("Customer", exact=True)).to_have_value("Acme Labs")
    await stage.shot(page, "error")


async def test_while_the_bot_thinks_the_form_waits(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await fill_order(page)
    stage.bot.hold.clear()
    submit = form.get_by_role("button", name="Order", exact=True)
    await submit.click()
    await expect(submit).to_be_disabled()
    await expect(submit).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_label("Note", exact=True)).to_be_disabled()
    await stage.shot(page, "loading")
    stage.bot.hold.set()
    await expect(form).to_have_count(0)


async def test_a_late_answer_is_said_and_leads_to_why(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    await fill_order(page)
    stage.bot.hold.clear()
    await form.get_by_role("button", name="Order", exact=True).click()
    await until(lambda: stage.ws.wire.payloads("view_submission"))
    stage.ws.advance(timedelta(seconds=4))
    notice = page.get_by_text("Parcels did not answer within 3 seconds (operation_timeout).")
    await expect(notice).to_be_visible()
    await expect(page.get_by_label("Note", exact=True)).to_have_value("Ring twice")
    await page.get_by_role("button", name="Show why").click()
    await expect(page.get_by_role("complementary", name="Inspector").locator(".wire-row.bad")).to_contain_text(
        "view_submission"
    )


async def test_a_command_that_is_never_answered_says_so_in_the_conversation(stage: Stage) -> None:
    page = await stage.tab(ANN)
    stage.bot.hold.clear()
    await command(page, "/silent")
    await until(lambda: stage.bot.seen)
    stage.ws.advance(timedelta(seconds=4))
    notice = page.locator(".message.ephemeral", has_text='/silent failed with the error "operation_timeout"')
    await expect(notice).to_contain_text("Slackbot")


async def test_modals_lie_on_top_of_each_other(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    for number in (2, 3):
        await page.get_by_role("button", name="Next").click()
        await expect(modal(page).get_by_role("heading", name=f"Step {number}")).to_be_visible()
    await expect(modal(page)).to_have_count(1)
    await stage.shot(page, "stack")
    await page.get_by_role("button", name="Cancel").click()
    await expect(modal(page).get_by_role("heading", name="Step 2")).to_be_visible()
    await page.get_by_role("button", name="Close all").click()
    await expect(modal(page)).to_have_count(0)
    await until(lambda: len(stage.ws.wire.payloads("view_closed")) == 2)
    cancelled, cleared = (record.data["payload"] for record in stage.ws.wire.payloads("view_closed"))
    assert (cancelled["view"]["title"]["text"], cancelled["is_cleared"]) == ("Step 3", False)
    assert (cleared["view"]["title"]["text"], cleared["is_cleared"]) == ("Step 1", True)


async def test_escape_cancels_the_top_modal_and_focus_returns(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    await page.get_by_label("Customer", exact=True).click()
    await page.keyboard.press("Escape")
    await expect(modal(page)).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(modal(page)).to_have_count(0)
    await expect(page.locator(".composer-field")).to_be_focused()


async def test_escape_works_after_an_update_took_the_pressed_button_away(stage: Stage) -> None:
    page = await stage.tab(ANN)
    form = await opened(page, "/order", "Order a parcel")
    view = stage.ws.person(ANN).modal
    assert view is not None
    await form.get_by_role("button", name="Order", exact=True).focus()
    text = {"type": "plain_text", "text": "Nothing to press here"}
    changed = {"type": "modal", "title": view.body["title"], "blocks": [{"type": "section", "text": text}]}
    await stage.bot.client.views_update(view_id=view.id, view=changed)
    await expect(form.get_by_text("Nothing to press here")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_an_update_keeps_typed_text_where_the_ids_stay_and_resets_it_where_they_change(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    await page.get_by_label("Note", exact=True).press_sequentially("Half a wo", delay=5)
    view = stage.ws.person(ANN).modal
    assert view is not None
    changed = gallery.order_form()
    changed["title"]["text"] = "Order two"
    await stage.bot.client.views_update(view_id=view.id, view=changed)
    await expect(page.get_by_role("heading", name="Order two")).to_be_visible()
    note = page.get_by_label("Note", exact=True)
    await expect(note).to_have_value("Half a wo")
    await expect(note).to_be_focused()
    await page.keyboard.type("rd")
    await expect(note).to_have_value("Half a word")
    changed["blocks"][-1]["block_id"] = "another_note"
    await stage.bot.client.views_update(view_id=view.id, view=changed)
    await expect(page.get_by_label("Note", exact=True)).to_have_value("")


async def test_a_reload_loses_nothing(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.locator(".composer-field").fill("half a thought")
    await page.reload()
    await expect(page.locator(".composer-field")).to_have_value("half a thought")
    await opened(page, "/order", "Order a parcel")
    await pick(page, "Size", "med", "Medium")
    await page.get_by_label("Note", exact=True).fill("Kept")
    await page.reload()
    await expect(modal(page)).to_be_visible()
    await expect(page.get_by_label("Size", exact=True)).to_have_value("Medium")
    await expect(page.get_by_label("Note", exact=True)).to_have_value("Kept")


async def test_confirm_dialogs_ask_first(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await command(page, "/blocks")
    back = page.get_by_role("button", name="Send back")
    await back.click()
    dialog = page.get_by_role("alertdialog", name="Send it back?")
    await expect(dialog).to_have_accessible_description("The parcel goes back to Acme.")
    await stage.shot(page, "confirm")
    await dialog.get_by_role("button", name="Keep it").click()
    await expect(dialog).to_have_count(0)
    assert stage.ws.wire.payloads("block_actions") == []
    await expect(back).to_be_focused()
    await back.click()
    await dialog.get_by_role("button", name="Send it back").click()
    # On the wire it is a moment before the bot has it.
    await until(lambda: stage.bot.seen)
    assert stage.bot.seen[-1]["actions"][0]["action_id"] == "back"


async def test_tab_stays_inside_and_the_page_behind_is_out_of_reach(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    for _ in range(15):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.querySelector('.modal').contains(document.activeElement)")
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.querySelector('.modal').contains(document.activeElement)")
    assert await page.evaluate("document.querySelector('.slack-inner').inert")


async def test_a_view_that_slack_refuses_opens_nothing_and_is_explained(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await command(page, "/broken")
    await until(lambda: any("refused" in seen for seen in stage.bot.seen))
    await expect(modal(page)).to_have_count(0)
    await page.get_by_role("button", name="Inspector 1 rule broken").click()
    broken = page.locator(".wire-row.violation.bad")
    await expect(broken).to_contain_text("/view/title/text")
    await stage.shot(page, "violation")
