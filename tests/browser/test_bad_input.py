"""The page after a crash, after a restart and with odd data: it says so, and loses nothing."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, WebSocketRoute, expect

from bot.local_slack import Workspace, serve
from tests.browser.bot import SEED
from tests.browser.stage import ANN, GENERAL, Stage, command, modal, opened, until


async def test_the_workspace_restarts_under_an_open_page(browser: Browser, tmp_path: Path) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    kept = tmp_path / "state.json"
    first = Workspace(SEED)
    async with serve(first, state_file=kept) as server:
        port = server.port
        await page.goto(f"{server.url}/?as={ANN}#/{GENERAL}")
        first.chat.post(first.state.channels[GENERAL], ANN, {"text": "Before"})
        await expect(page.locator(".message")).to_have_count(1)
        await page.locator(".composer-field").fill("half a thought")
    await expect(page.get_by_text("The workspace is not running. Trying again…")).to_be_visible()
    second = Workspace(SEED)
    async with serve(second, port, state_file=kept):
        await expect(page.get_by_text("The workspace is not running. Trying again…")).to_have_count(0, timeout=10_000)
        second.chat.post(second.state.channels[GENERAL], ANN, {"text": "After"})
        await expect(page.locator(".message")).to_have_count(2)
        await expect(page.locator(".composer-field")).to_have_value("half a thought")
        await context.close()


async def test_what_happens_between_the_document_and_the_connection_is_not_missed(stage: Stage) -> None:
    page = await stage.blank()
    gate = asyncio.Event()

    async def late(route: WebSocketRoute) -> None:
        await gate.wait()
        route.connect_to_server()

    await page.route_web_socket(re.compile("/_/live"), late)
    await page.goto(f"{stage.url}/?as={ANN}#/{GENERAL}")
    await page.locator(".composer").wait_for()
    stage.ws.chat.post(stage.ws.state.channels["C0SECRET"], "U0BEN", {"text": "Did you see this?"})
    stage.ws.admin.change_user("U0BEN", real_name="Ben the Quick")
    gate.set()
    await expect(page.get_by_role("link", name="Ben the Quick")).to_be_visible()
    await expect(page.get_by_role("link", name="private board 1 unread message")).to_be_visible()


async def test_a_modal_that_the_bot_broke_shows_the_rest(stage: Stage) -> None:
    """A view that reached the page in a shape nobody expects is drawn as far as it goes."""
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    view = stage.ws.person(ANN).modal
    assert view is not None
    odd: list[Any] = [
        {"type": "input", "block_id": "i", "label": None, "element": {"type": "mystery", "action_id": "m"}},
        {"type": "actions", "block_id": "a", "elements": [{"type": "lever", "action_id": "l"}]},
        {"type": "section", "block_id": "s"},
        {"type": "table", "block_id": "t"},
        {"type": "rich_text", "block_id": "r", "elements": [{"type": "riddle"}]},
        {"type": "section", "block_id": "z", "text": {"type": "mrkdwn", "text": "Still here"}},
    ]
    view.body["blocks"] = odd
    stage.ws.modals.touched(view)
    await expect(modal(page).get_by_text("Still here")).to_be_visible()
    for name in ("mystery", "lever", "riddle"):
        await expect(modal(page).locator(".raw", has_text=f"Not drawn here: {name}")).to_be_visible()


async def test_a_refusal_of_the_client_is_said(stage: Stage) -> None:
    stage.allowed = ("400 (Bad Request)",)
    page = await stage.tab(ANN)
    await opened(page, "/steps", "Step 1")
    stage.ws.state.stacks.clear()
    await modal(page).get_by_role("button", name="Cancel").click()
    await expect(page.locator(".toast")).to_contain_text("No modal is open")


async def test_a_burst_of_records_and_messages_keeps_the_page_alive(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.get_by_role("button", name="Inspector").click()
    channel = stage.ws.state.channels[GENERAL]
    for number in range(3000):
        stage.ws.wire.add("note", f"noise_{number}", {"number": number})
        if number % 10 == 0:
            stage.ws.chat.post(channel, "U0BEN", {"text": f"Burst {number}"})
    await expect(page.locator(".message", has_text="Burst 2990")).to_be_visible(timeout=15_000)
    await expect(page.locator(".wire-row").first).to_contain_text("noise_2999")
    await command(page, "/whisper still there")
    await until(lambda: stage.ws.person(ANN).ephemerals)
    await expect(page.locator(".message.ephemeral")).to_be_visible()


async def test_very_long_words_do_not_widen_the_page(stage: Stage) -> None:
    page = await stage.tab(ANN, viewport={"width": 390, "height": 780})
    long = "W" * 600
    fields = [{"type": "mrkdwn", "text": f"*{long}*"}, {"type": "plain_text", "text": "ع" * 300}]
    button = {"type": "button", "action_id": "b", "text": {"type": "plain_text", "text": long[:75]}}
    blocks: list[Any] = [
        {"type": "header", "block_id": "h", "text": {"type": "plain_text", "text": long}},
        {"type": "section", "block_id": "s", "fields": fields},
        {
            "type": "section",
            "block_id": "u",
            "text": {"type": "mrkdwn", "text": f"<https://example.com/{long}>"},
            "accessory": button,
        },
        {"type": "context", "block_id": "c", "elements": [{"type": "mrkdwn", "text": long}]},
    ]
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], "U0BEN", {"text": long, "blocks": blocks})
    await page.locator(".block-context").wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    box = page.locator(".messages")
    assert await box.evaluate("(node) => node.scrollWidth - node.clientWidth") == 0
