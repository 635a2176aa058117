"""Conversations in the browser: live messages, unread marks, threads, ephemerals, commands, several people."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser.bot import MANIFEST, SEED
from tests.browser.stage import ANN, BEN, BOARD, CHIYO, GENERAL, Stage, command, modal, staged, until


async def post(stage: Stage, channel: str, user: str, text: str, **more: Any) -> str:
    message = stage.ws.chat.post(stage.ws.state.channels[channel], user, {"text": text}, **more)
    return message.ts


async def test_two_tabs_are_two_people(stage: Stage) -> None:
    ann, ben = await stage.tab(ANN), await stage.tab(BEN)
    await command(ann, "Hello @ben, see *this* :tada:")
    heard = ben.locator(".message", has_text="Hello")
    await expect(heard.locator(".mention.mine")).to_have_text("@Benito Brezo")
    await expect(heard.locator("strong")).to_have_text("this")
    await expect(ann.locator(".message .mention").last).not_to_have_class("mention mine")
    await expect(ben.get_by_role("link", name="board")).to_have_count(0)
    await expect(ann.get_by_role("link", name="private board")).to_have_count(1)
    await expect(ben.get_by_role("button", name="Inspector")).to_have_count(1)
    await expect(ben.get_by_role("heading", name="Canales", exact=True)).to_be_visible()
    await stage.shot(ben, "spanish")


async def test_unread_marks_come_and_go_live(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await post(stage, BOARD, BEN, "News")
    await post(stage, BOARD, BEN, "More news")
    unread = page.get_by_role("link", name="private board 2 unread messages")
    await expect(unread).to_be_visible()
    await unread.click()
    await expect(page.get_by_text("More news")).to_be_visible()
    await expect(page.get_by_role("separator", name="New")).to_be_visible()
    await expect(page.get_by_role("link", name="private board 2 unread messages")).to_have_count(0)
    await until(lambda: stage.ws.person(ANN).unread(BOARD) == 0)
    await page.reload()
    await expect(page.get_by_role("link", name="private board", exact=True)).to_be_visible()


async def test_only_what_names_the_reader_is_counted_in_red(stage: Stage) -> None:
    page = await stage.tab(ANN)
    red, calm = (page.locator(f".side .badge{kind}") for kind in (":not(.info)", ".info"))
    await post(stage, BOARD, BEN, "For all")
    await expect(page.get_by_role("link", name="private board 1 unread message")).to_have_class("room unread")
    await expect(red.or_(calm)).to_have_count(0)
    await post(stage, "D0ANNBEN", BEN, "For you")
    await expect(calm).to_have_text(["1"])
    await post(stage, BOARD, BEN, "<@U0ANN>, look")
    await post(stage, BOARD, BEN, "<!subteam^S0BUYERS>, look")
    await expect(page.get_by_role("link", name="private board 3 unread messages, 2 mentions")).to_be_visible()
    await expect(red).to_have_text(["2"])
    await page.reload()
    await expect(red).to_have_text(["2"])
    await expect(calm).to_have_text(["1"])
    await stage.shot(page, "mentions")
    await page.get_by_role("link", name="private board").click()
    await expect(red).to_have_count(0)


async def test_an_answer_for_one_is_seen_by_one(stage: Stage) -> None:
    ann, ben = await stage.tab(ANN), await stage.tab(BEN)
    await command(ann, "/whisper to @ben & <co>")
    said = ann.locator(".message.ephemeral")
    await expect(said).to_contain_text("Only visible to you")
    await expect(said.locator(".message-body")).to_have_text("You said: to @Benito Brezo & <co> 👀")
    await post(stage, GENERAL, CHIYO, "For all")
    await expect(ben.get_by_text("For all", exact=True)).to_be_visible()
    await expect(ben.locator(".message.ephemeral")).to_have_count(0)


async def test_a_message_changes_and_goes_live(stage: Stage) -> None:
    ann, ben = await stage.tab(ANN), await stage.tab(BEN)
    await command(ann, "/blocks")
    await ben.get_by_role("button", name="Accept").click()
    for page in (ann, ben):
        await expect(page.locator(".message", has_text="Accepted by")).to_contain_text("@Benito Brezo")
        await expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    message = next(iter(stage.ws.state.channels[GENERAL].messages.values()))
    stage.ws.chat.delete(message)
    await expect(ann.locator(".message", has_text="Accepted by")).to_have_count(0)


async def test_threads(stage: Stage) -> None:
    page = await stage.tab(ANN)
    parent = await post(stage, GENERAL, BEN, "Who takes this?")
    message = page.locator(".message", has_text="Who takes this?")
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    await thread.get_by_label("Reply in general").fill("Me")
    await page.keyboard.press("Enter")
    await expect(thread.locator(".message")).to_have_count(2)
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(page.locator(".room-main .message", has_text="Me")).to_have_count(0)
    await post(stage, GENERAL, CHIYO, "Thanks", thread_ts=parent)
    await expect(thread.get_by_text("Thanks")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("complementary", name="Thread").locator(".message")).to_have_count(3)
    await page.get_by_role("complementary", name="Thread").get_by_label("Reply in general").fill("/order")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Commands cannot be used in threads.")).to_be_visible()


async def test_a_thread_whose_parent_is_long_past_shows_whole(stage: Stage) -> None:
    parent = await post(stage, GENERAL, BEN, "Long ago")
    await post(stage, GENERAL, ANN, "An old reply", thread_ts=parent)
    for number in range(150):
        await post(stage, GENERAL, BEN, f"Later {number}")
    page = await stage.tab(ANN, f"{GENERAL}/{parent}")
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.locator(".message")).to_have_count(2)
    await expect(thread.get_by_text("An old reply")).to_be_visible()


async def test_commands_complete_from_the_manifest(stage: Stage) -> None:
    page = await stage.tab(ANN)
    field = page.locator(".composer-field")
    await field.press_sequentially("/")
    suggestions = page.get_by_role("listbox", name="Suggestions")
    await expect(suggestions.get_by_role("option")).to_have_count(7)
    await expect(suggestions.get_by_role("option").first).to_contain_text("/order [customer]Order a parcel")
    await stage.shot(page, "suggestions")
    await field.press_sequentially("wh")
    await expect(suggestions.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("/whisper ")
    await field.fill("/nonsense now")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("/nonsense is not a command of this app.")).to_be_visible()
    await expect(field).to_have_value("/nonsense now")


async def test_people_and_channels_complete(stage: Stage) -> None:
    page = await stage.tab(ANN)
    field = page.locator(".composer-field")
    await field.press_sequentially("Ask @chi")
    await page.get_by_role("option", name="Chiyo Sato").click()
    await field.press_sequentially("in #gen")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("Ask @chiyo in #general ")
    await page.keyboard.press("Enter")
    sent = page.locator(".message", has_text="Ask")
    await expect(sent.locator(".mention")).to_have_text(["@Chiyo Sato", "#general"])


async def test_shortcuts_from_the_field_and_from_a_message(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Order a parcel").click()
    await expect(modal(page)).to_be_visible()
    await page.get_by_role("button", name="Cancel").click()
    await post(stage, GENERAL, BEN, "Two boxes please")
    message = page.locator(".message", has_text="Two boxes")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Order from this").click()
    await expect(modal(page)).to_be_visible()
    sent = stage.ws.wire.payloads("message_action")[0].data["payload"]
    assert sent["message"]["text"] == "Two boxes please"


async def home_tab(stage: Stage) -> Page:
    page = await stage.tab(ANN, "app")
    await page.get_by_role("button", name="Order one").wait_for()
    return page


async def test_the_home_tab_is_published_and_works(stage: Stage) -> None:
    page = await home_tab(stage)
    await stage.shot(page, "home")
    await expect(page.get_by_role("heading", name="Your parcels")).to_be_visible()
    await page.get_by_role("button", name="Order one").click()
    await expect(modal(page)).to_be_visible()
    opened = stage.ws.wire.payloads("app_home_opened")[0].data["payload"]["event"]
    assert (opened["user"], opened["tab"]) == (ANN, "home")


async def test_every_block_is_drawn_and_an_unknown_one_shows_its_json(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await command(page, "/blocks")
    message = page.locator(".message", has_text="Parcel 17")
    await expect(message.get_by_role("heading", name="Parcel 17")).to_be_visible()
    await expect(message.get_by_role("img", name="A speech bubble")).to_be_visible()
    await expect(message.get_by_role("button", name="A far picture")).to_be_visible()
    await expect(message.get_by_role("cell", name="4.20")).to_be_visible()
    await expect(message.get_by_role("listitem").filter(has_text="Step two")).to_be_visible()
    await expect(message.get_by_text("Due Monday, January 5, 2026 at 10:00 AM :not_an_emoji_name:")).to_be_visible()
    await stage.shot(page, "blocks")
    odd = [{"type": "hologram", "block_id": "h", "shape": "cube"}]
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], BEN, {"text": "odd", "blocks": odd})
    raw = page.locator(".raw")
    await expect(raw).to_contain_text("Not drawn here: hologram")
    await expect(raw).to_contain_text('"shape": "cube"')


async def test_what_was_chosen_in_a_message_survives_a_reload(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await command(page, "/blocks")
    await page.get_by_role("combobox", name="Priority").click()
    await page.get_by_role("option", name="Low").click()
    await until(lambda: stage.ws.wire.payloads("block_actions"))
    await page.reload()
    await expect(page.get_by_role("combobox", name="Priority")).to_have_value("Low")


async def test_somebody_taken_out_of_a_channel_sees_it_go(stage: Stage) -> None:
    page = await stage.tab(ANN, BOARD)
    stage.ws.admin.leave(BOARD, ANN)
    await expect(page.get_by_role("link", name="private board")).to_have_count(0)
    await expect(page.get_by_role("heading", name="# general")).to_be_visible()


async def test_an_archived_channel_and_a_foreign_one_take_no_messages(stage: Stage) -> None:
    page = await stage.tab(ANN, "C0OTHER")
    await expect(page.get_by_text("You are not a member of this channel.")).to_be_visible()
    stage.ws.admin.archive(BOARD)
    await page.get_by_role("link", name="private board").click()
    await expect(page.get_by_text("This conversation is archived.")).to_be_visible()


async def test_an_app_that_reads_nothing_has_no_field_to_write_in(browser: Browser) -> None:
    features = MANIFEST["features"]
    app_home = features["app_home"] | {"messages_tab_read_only_enabled": True}
    manifest = MANIFEST | {"features": features | {"app_home": app_home}}
    async with staged(browser, "read-only", SEED | {"app": {"manifest": manifest}}) as stage:
        room = stage.ws.state.open_direct(ANN, stage.ws.app.bot_user_id)
        parent = await post(stage, room.id, stage.ws.app.bot_user_id, "Parcel 17 is late", by_app=True)
        page = await stage.tab(ANN, f"{room.id}/{parent}")
        off = page.get_by_text("Sending messages to this app has been turned off.")
        await expect(off).to_have_count(2)
        await expect(page.locator(".composer")).to_have_count(0)
        await page.get_by_role("link", name="general").click()
        await expect(page.locator(".composer")).to_have_count(1)
