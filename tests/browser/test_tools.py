"""The tools beside the workspace: people, groups, time, inspector, faults, external pages, guide."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from playwright.async_api import Locator, Page, expect

from bot.local_slack import Moment, Task, Visit
from tests.browser.stage import ANN, GENERAL, Stage, command, modal, opened, pick, until


async def tool(page: Page, name: str) -> Locator:
    await page.get_by_role("toolbar").get_by_role("button", name=name).click()
    panel = page.get_by_role("complementary", name=name)
    await panel.wait_for()
    return panel


async def test_another_person_in_the_same_tab(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await page.get_by_role("button", name="You are Ann Alder. Switch person").click()
    await page.get_by_role("menuitem", name="Benito Brezo").click()
    await expect(page.get_by_role("button", name="Eres Benito Brezo. Cambiar de persona")).to_be_visible()
    assert "as=U0BEN" in page.url


async def test_without_a_name_in_the_address_the_first_person_is_taken(stage: Stage) -> None:
    page = await stage.blank()
    await page.goto(stage.url)
    await expect(page.get_by_role("button", name="You are Ann Alder")).to_be_visible()
    assert "as=U0ANN" in page.url


async def test_an_unknown_person_is_told_who_there_is(stage: Stage) -> None:
    stage.allowed = ("400 (Bad Request)",)
    page = await stage.blank()
    await page.goto(f"{stage.url}/?as=U0NOBODY")
    await expect(page.get_by_text("No active person U0NOBODY")).to_contain_text("U0ANN (ann)")


async def test_language_and_zone_follow_the_person_live(stage: Stage) -> None:
    page = await stage.tab(ANN)
    stage.ws.admin.change_user(ANN, locale="es-ES", tz="America/Mexico_City")
    await expect(page.get_by_role("heading", name="Canales", exact=True)).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "es"
    panel = await tool(page, "Reloj")
    await expect(panel.get_by_text("America/Mexico_City")).to_be_visible()


async def test_moved_out_of_the_group_while_the_form_is_open(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await opened(page, "/order", "Order a parcel")
    await pick(page, "Customer", "ac", "Acme Labs")
    await pick(page, "Size", "small", "Small")
    await page.get_by_label("Note", exact=True).fill("x")
    panel = await tool(page, "User groups")
    await panel.get_by_role("region", name="@buyers").get_by_label("Ann Alder (you)").uncheck()
    await until(lambda: ANN not in stage.ws.state.groups["S0BUYERS"].users)
    await stage.shot(page, "groups")
    await page.get_by_role("button", name="Order", exact=True).click()
    await expect(page.get_by_text("You may not order: ask to join @buyers.")).to_be_visible()
    assert stage.ws.wire.payloads("subteam_members_changed")


async def test_groups_are_disabled_and_gone_on_the_free_plan(stage: Stage) -> None:
    page = await stage.tab(ANN)
    panel = await tool(page, "User groups")
    await panel.get_by_role("button", name="Disable @buyers").click()
    await expect(panel.get_by_text("Disabled: nobody belongs to it.")).to_be_visible()
    await panel.get_by_label("Free plan").click()
    await expect(panel.get_by_label("Free plan")).to_be_checked()
    await until(lambda: not stage.ws.state.team.user_groups)


async def test_time_moves_forward(stage: Stage) -> None:
    page = await stage.tab(ANN)
    before = stage.ws.clock.now()

    async def ahead() -> Sequence[Moment]:
        return [Moment("Parcel 17 is due", before + timedelta(days=10))]

    stage.ws.outside.moments = ahead
    await command(page, "An old message")
    panel = await tool(page, "Clock")
    await panel.get_by_role("button", name="+ 1 day", exact=True).click()
    await until(lambda: stage.ws.clock.now() - before >= timedelta(days=1))
    await panel.get_by_role("button", name="Parcel 17 is due").click()
    await until(lambda: stage.ws.clock.now() - before >= timedelta(days=10))
    await expect(panel.get_by_text("minutes ahead of this machine.")).to_be_visible()
    await expect(panel.get_by_role("button", name="Parcel 17 is due")).to_have_count(0)
    await stage.shot(page, "clock")


async def test_date_tokens_follow_the_clock(stage: Stage) -> None:
    page = await stage.tab(ANN)
    at = int(stage.ws.clock.unix())
    text = f"Due <!date^{at}^{{date_pretty}}|x>"
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"text": text})
    await expect(page.get_by_text("Due today")).to_be_visible()
    stage.ws.advance(timedelta(days=1))
    await expect(page.get_by_text("Due yesterday")).to_be_visible()


async def test_the_inspector_shows_the_exchange_and_copies_it(stage: Stage) -> None:
    page = await stage.tab(ANN, permissions=["clipboard-read", "clipboard-write"])
    await command(page, "/whisper hello")
    await expect(page.locator(".message.ephemeral")).to_be_visible()
    panel = await tool(page, "Inspector")
    ack = panel.locator(".wire-row.ack", has_text="slash_commands")
    await expect(ack.locator(".wire-delay")).to_have_text(json_ms(stage))
    sent = panel.locator(".wire-row.payload", has_text="slash_commands")
    await sent.get_by_role("button").first.click()
    await expect(sent.locator("pre")).to_contain_text('"command": "/whisper"')
    await sent.get_by_role("button", name="Copy JSON").click()
    copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))
    assert copied["payload"]["text"] == "hello"
    await sent.get_by_role("button", name="Only this exchange").click()
    await expect(panel.locator(".wire-row")).to_have_count(2)
    await panel.get_by_role("button", name="Show everything").click()
    await panel.get_by_role("combobox", name="Show").select_option("problems")
    await expect(panel.get_by_text("Nothing yet.")).to_be_visible()


def json_ms(stage: Stage) -> str:
    return f"{round(stage.ws.wire.acks('slash_commands')[0].delay_ms or 0)} ms"


async def test_fault_switches(stage: Stage) -> None:
    page = await stage.tab(ANN)
    panel = await tool(page, "Faults")
    await panel.get_by_label("What goes wrong").select_option("http_500_before")
    await panel.get_by_label("For which method or payload").fill("views.open")
    await panel.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_role("button", name="Faults 1 fault on")).to_be_visible()
    await expect(panel.get_by_text("views.open · once")).to_be_visible()
    await command(page, "/order")
    await until(lambda: any(not record.ok for record in stage.ws.wire.answers("views.open")))
    await expect(modal(page)).to_have_count(0)
    await expect(panel.get_by_text("Nothing: all is well.")).to_be_visible()
    await panel.get_by_label("The app's tokens").select_option("token_revoked")
    await until(lambda: stage.ws.state.app.revoked_as == "token_revoked")
    await panel.get_by_label("The app's tokens").select_option("")
    await panel.get_by_role("button", name="Cut the sockets").click()
    await until(lambda: stage.ws.wire.records("fault", "drop_socket"))
    await until(lambda: len(stage.ws.sockets.connections) == 1, 10)
    await expect(panel.get_by_text("1 Socket Mode connection is open.")).to_be_visible()
    await opened(page, "/order", "Order a parcel")


async def test_a_bot_that_is_gone_is_said_so(stage: Stage) -> None:
    page = await stage.tab(ANN)
    stage.ws.faults.add("refuse_upgrade", times=None)
    await stage.ws.sockets.drop()
    await until(lambda: not stage.ws.sockets.connections)
    await command(page, "/order")
    await expect(page.locator(".message.ephemeral")).to_contain_text("/order failed with the error")
    await expect(
        page.get_by_text("Parcels is not connected or answered with an error (dispatch_failed).")
    ).to_be_visible()
    stage.ws.faults.clear()


async def test_links_to_other_hosts_open_beside_and_never_leave(stage: Stage) -> None:
    page = await stage.tab(ANN)
    await command(page, "/blocks")
    await page.get_by_role("link", name="the parcel").click()
    panel = page.get_by_role("complementary", name="External pages")
    await expect(panel.get_by_text("https://example.com/parcel?id=17")).to_be_visible()
    await expect(panel.get_by_text("Nobody plays this page here.", exact=False)).to_be_visible()
    await panel.get_by_text("The address in parts").click()
    await expect(panel.get_by_role("definition").first).to_have_text("example.com")
    assert page.url.startswith(stage.url)


async def test_the_other_side_is_played_by_the_embedding_program(stage: Stage) -> None:
    visits: list[Visit] = []

    async def portal(visit: Visit) -> dict[str, Any] | None:
        visits.append(visit)
        if visit.action:
            return {"title": "Thank you", "text": f"You chose *{visit.action}*."}
        actions = [{"id": "accept", "label": "Accept", "style": "primary"}, {"id": "decline", "label": "Decline"}]
        return {"title": "Parcel portal", "text": "Take *parcel 17*?", "actions": actions}

    stage.ws.outside.play(portal)
    page = await stage.tab(ANN)
    await command(page, "/blocks")
    await page.get_by_role("button", name="Open page").click()
    panel = page.get_by_role("complementary", name="External pages")
    await panel.get_by_role("button", name="Accept").click()
    await expect(panel.get_by_text("You chose accept.")).to_be_visible()
    await stage.shot(page, "outside")
    assert visits[0].url == "https://example.com/accept?id=17&who=ann"
    assert visits[-1].action == "accept"
    assert visits[-1].viewer == {"id": ANN, "name": "Ann Alder", "locale": "en-US", "tz": "Europe/Madrid"}


async def test_the_guide_checks_off_what_happened(stage: Stage) -> None:
    stage.ws.walkthrough.offer(
        [
            Task("Order", "Type `/order`.", {"name": "view_submission", "view.callback_id": "order"}),
            Task(
                {"en": "Whisper", "es": "Susurra"},
                "Type `/whisper`.",
                {"name": "slash_commands", "command": "/whisper"},
            ),
        ]
    )
    page = await stage.tab(ANN)
    panel = await tool(page, "Start here")
    await expect(panel.get_by_role("progressbar", name="0 of 2 done")).to_be_visible()
    await command(page, "/whisper something")
    await expect(panel.get_by_role("listitem").filter(has_text="Whisper")).to_contain_text("Done")
    await expect(page.get_by_role("button", name="Start here 1 task left")).to_be_visible()
    await stage.shot(page, "guide")
    await page.reload()
    await expect(page.get_by_role("button", name="Start here 1 task left")).to_be_visible()
