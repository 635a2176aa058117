"""Every screen there is, reached by clicking: what is checked for accessibility and photographed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from playwright.async_api import Page

from bot.local_slack import Moment, Task, Visit
from tests.browser.stage import ANN, BEN, CHIYO, GENERAL, Stage, command, modal, opened, until

Screen = Callable[[Stage, Page], Awaitable[None]]
TALK = [
    (BEN, "Morning all :wave: the *Acme* boxes are ready"),
    (BEN, "They leave at `10:30`"),
    (CHIYO, "Thanks <@U0BEN>! See <https://example.com/parcel?id=17|parcel 17>"),
    (ANN, "Great :tada:\n&gt; They leave at 10:30\nI will be there"),
]
TASKS = [
    Task(
        {"en": "Order a parcel", "es": "Pide un paquete"},
        {"en": "Type `/order` and fill in the form.", "es": "Escribe `/order` y rellena el formulario."},
        {"name": "view_submission"},
    ),
    Task(
        {"en": "Whisper", "es": "Susurra"},
        {"en": "Type `/whisper hello`.", "es": "Escribe `/whisper hola`."},
        {"command": "/whisper"},
    ),
    Task(
        {"en": "Take a parcel", "es": "Acepta un paquete"},
        {"en": "Press *Accept*.", "es": "Pulsa *Accept*."},
        {"name": "block_actions"},
    ),
]


async def furnish(stage: Stage) -> None:
    """Some talk, tasks, another side and a moment ahead, so that no screen is empty."""
    for user, text in TALK:
        stage.ws.chat.post(stage.ws.state.channels[GENERAL], user, {"text": text})
    stage.ws.walkthrough.offer(TASKS)
    stage.ws.outside.play(_portal)
    due = stage.ws.clock.now() + timedelta(days=3)

    async def ahead() -> Sequence[Moment]:
        return [Moment("Reminder: parcel 17 waits", due)]

    stage.ws.outside.moments = ahead


async def _portal(visit: Visit) -> dict[str, Any]:
    actions = [{"id": "accept", "label": "Accept", "style": "primary"}, {"id": "decline", "label": "Decline"}]
    return {"title": "Parcel portal", "text": "Do you take *parcel 17* from Acme?", "actions": actions}


async def talk(stage: Stage, page: Page) -> None:
    await page.locator(".message").first.wait_for()


async def blocks(stage: Stage, page: Page) -> None:
    await command(page, "/blocks")
    await page.locator(".block-table").wait_for()


async def suggestions(stage: Stage, page: Page) -> None:
    await page.locator(".composer-field").fill("/")
    await page.locator(".suggestions").wait_for()


async def ephemeral(stage: Stage, page: Page) -> None:
    await command(page, "/whisper hello")
    await page.locator(".message.ephemeral").wait_for()


async def thread(stage: Stage, page: Page) -> None:
    parent = next(iter(stage.ws.state.channels[GENERAL].messages))
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"text": "On my way"}, thread_ts=parent)
    await page.evaluate(f"location.hash = '#/{GENERAL}/{parent}'")
    await page.locator(".thread .message").nth(1).wait_for()


async def file(stage: Stage, page: Page) -> None:
    ben = stage.ws.person(BEN)
    rows = b"customer,boxes,note\nAcme,3,ring twice\nWingtip,1,\n"
    await ben.say(GENERAL, "The boxes", files=[ben.attach("boxes.csv", rows)])
    await page.locator(".chip .link").click()
    await page.locator(".viewer td").first.wait_for()


async def form(stage: Stage, page: Page) -> None:
    await opened(page, "/order", "Order a parcel")


async def errors(stage: Stage, page: Page) -> None:
    await form(stage, page)
    await modal(page).locator("[type=submit]").click()
    await modal(page).locator(".field-error").first.wait_for()


async def listing(stage: Stage, page: Page) -> None:
    await form(stage, page)
    await modal(page).locator("[data-action-id=size]").click()
    await page.locator("[role=option]").first.wait_for()


async def fields(stage: Stage, page: Page) -> None:
    await opened(page, "/every", "Every field")
    await modal(page).locator("[data-action-id=tags]").fill("red")
    await page.locator("[role=option]").first.click()
    await modal(page).locator(".chip").wait_for()


async def confirm(stage: Stage, page: Page) -> None:
    await blocks(stage, page)
    await page.locator("[data-action-id=back]").click()
    await page.locator("[role=alertdialog]").wait_for()


async def stack(stage: Stage, page: Page) -> None:
    await opened(page, "/steps", "Step 1")
    await modal(page).locator("[data-action-id=push]").click()
    await modal(page).get_by_role("heading", name="Step 2").wait_for()


async def home(stage: Stage, page: Page) -> None:
    await page.evaluate("location.hash = '#/app'")
    await page.locator("[data-action-id=open_order]").wait_for()


async def notice(stage: Stage, page: Page) -> None:
    await command(page, "/nonsense")
    await page.locator(".toast").wait_for()


async def tool(page: Page, at: int) -> None:
    await page.locator(".tool").nth(at).click()
    await page.locator(".tools").wait_for()


async def guide(stage: Stage, page: Page) -> None:
    await ephemeral(stage, page)
    await tool(page, 0)


async def inspector(stage: Stage, page: Page) -> None:
    await command(page, "/broken")
    await until(lambda: stage.ws.wire.violations())
    await tool(page, 1)
    await page.locator(".wire-row.violation.bad button").first.click()


async def faults(stage: Stage, page: Page) -> None:
    stage.ws.faults.add("slow", "views.open", times=2)
    await tool(page, 2)
    await page.locator(".fault").wait_for()


async def clock(stage: Stage, page: Page) -> None:
    await tool(page, 3)
    await page.locator(".moment").wait_for()


async def groups(stage: Stage, page: Page) -> None:
    await tool(page, 4)


async def outside(stage: Stage, page: Page) -> None:
    await page.locator(".message a[href^='https']").click()
    await page.locator(".other-side").wait_for()


async def people(stage: Stage, page: Page) -> None:
    await page.locator(".person").click()
    await page.locator("[role=menuitem]").first.wait_for()


SCREENS: dict[str, Screen] = {
    screen.__name__: screen
    for screen in (
        talk,
        blocks,
        suggestions,
        ephemeral,
        thread,
        file,
        form,
        errors,
        listing,
        fields,
        confirm,
        stack,
        home,
        notice,
        guide,
        inspector,
        faults,
        clock,
        groups,
        outside,
        people,
    )
}
