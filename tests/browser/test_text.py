"""Markup, times and words: the page reads markup as the workspace's own parser does, in each person's language."""

from __future__ import annotations

import json
import random
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.local_slack.browser.pages import FOLDER
from bot.local_slack.mrkdwn import Code, Date, Emoji, Link, Mention, Pre, Quote, Special, Styled, Text, parse
from tests.browser.stage import ANN, BEN, CHIYO, GENERAL, Stage

KINDS = {
    Text: "text", Styled: "styled", Code: "code", Pre: "pre", Quote: "quote", Link: "link", Mention: "mention",
    Special: "special", Date: "date", Emoji: "emoji",
}  # fmt: skip
RENAMED = {"timestamp": "at"}
PIECES = [
    "*", "_", "~", "`", "```", ":", ":tada:", ":+1::skin-tone-2:", "<", ">", "&lt;", "&gt;", "&amp;", "\n", " ", "a",
    "word", "É", "2", "<@U0ANN>", "<@U9|who>", "<#C0GENERAL|g>", "<!subteam^S1|@x>", "<!here>", "<!date^1^{date}|x>",
    "<!date^1700000000^{time} {ago}^https://e.com|f>", "<https://e.com?a=1&amp;b=2|label>", "<mailto:a@b.c>", ">>>",
    "*bold*", "_it_", "(", ")", ".", "|", "^", "!",
]  # fmt: skip


def as_page(node: Any) -> Any:
    """A node of the Python parser in the shape of the page's."""
    if isinstance(node, tuple):
        return [as_page(child) for child in node]
    if not is_dataclass(node):
        return node
    shape: dict[str, Any] = {"type": KINDS[type(node)]}
    for field in fields(node):
        value = as_page(getattr(node, field.name))
        if value is not None:
            shape[RENAMED.get(field.name, field.name)] = value
    return shape


def samples() -> list[str]:
    """Fixed but unruly texts: any pieces of markup in any order."""
    dice = random.Random(20261122)
    return ["".join(dice.choices(PIECES, k=dice.randint(1, 14))) for _ in range(4000)]


async def test_the_page_reads_markup_as_the_workspace_does(stage: Stage) -> None:
    page = await stage.tab(ANN)
    texts = samples()
    script = (
        "async (texts) => { const {parse} = await import('/js/mrkdwn.js'); return JSON.stringify(texts.map(parse)); }"
    )
    for text, tree in zip(texts, json.loads(await page.evaluate(script, texts)), strict=True):
        assert tree == as_page(parse(text)), text


async def words(page: Page, token: str, at: int, locale: str, tz: str, now: int) -> str:
    script = """async ([format, at, locale, tz, now]) => (await import('/js/time.js')).dateWords(
      {format, at, fallback: 'fallback'}, {locale, tz, now: now * 1000})"""
    return str(await page.evaluate(script, [token, at, locale, tz, now]))


NOON = 1767610800  # 2026-01-05 11:00 UTC, a Monday
DATES = [
    ("{date_num}", "en-US", "UTC", "2026-01-05"),
    ("{date}", "en-US", "UTC", "January 5, 2026"),
    ("{date_short} {time}", "en-US", "America/Los_Angeles", "Jan 5, 2026 3:00 AM"),
    ("{date_long}", "en-US", "Asia/Tokyo", "Monday, January 5, 2026"),
    ("{date_long}", "es-ES", "Europe/Madrid", "lunes, 5 de enero de 2026"),
    ("{date_pretty}", "en-US", "UTC", "today"),
    ("{date_short_pretty}", "es-ES", "UTC", "hoy"),
    ("{time_secs}", "es-ES", "Europe/Madrid", "12:00:00"),
    ("{ago}", "en-US", "UTC", "2 hours ago"),
    ("at {nonsense}", "en-US", "UTC", "fallback"),
    ("{date}", "en-US", "Nowhere/Land", "fallback"),
]


@pytest.mark.parametrize(("token", "locale", "tz", "wanted"), DATES)
async def test_date_tokens(stage: Stage, token: str, locale: str, tz: str, wanted: str) -> None:
    page = await stage.tab(ANN)
    now = NOON + 2 * 3600
    assert (await words(page, token, NOON, locale, tz, now)).replace("\u202f", " ") == wanted


async def test_a_day_begins_where_the_reader_is(stage: Stage) -> None:
    page = await stage.tab(ANN)
    late = 1767659400  # 2026-01-06 00:30 UTC
    now = 1767639600  # 2026-01-05 19:00 UTC
    assert await words(page, "{date_pretty}", late, "en-US", "UTC", now) == "tomorrow"
    assert await words(page, "{date_pretty}", late, "en-US", "America/Los_Angeles", now) == "today"


async def test_wall_clock_values_survive_a_zone_with_summer_time(stage: Stage) -> None:
    page = await stage.tab(ANN)
    script = """async (moments) => { const {localInput, fromLocalInput} = await import('/js/time.js');
      return moments.map((at) => fromLocalInput(localInput(at, 'Europe/Madrid'), 'Europe/Madrid')); }"""
    moments = [NOON, 1774749600 - 7200, 1774749600 + 7200, 1782900000, 1792976400 + 10800]
    assert await page.evaluate(script, moments) == moments


async def test_each_person_reads_the_time_of_their_own_zone(stage: Stage) -> None:
    text = "Due <!date^1767610800^{date_long} {time}|x>"
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"text": text})
    for person, wanted in (
        (ANN, "Due Monday, January 5, 2026 12:00 PM"),
        (BEN, "Due lunes, 5 de enero de 2026 12:00"),
        (CHIYO, "Due Monday, January 5, 2026 8:00 PM"),
    ):
        page = await stage.tab(person)
        await expect(page.locator(".message-text").first).to_have_text(wanted)


async def test_nothing_in_a_text_becomes_markup_of_the_page(stage: Stage) -> None:
    page = await stage.tab(ANN)
    evil = (
        "<img src=x onerror=alert(1)> <script>alert(1)</script> &lt;b&gt; javascript:alert(1) <javascript:alert(1)|x>"
    )
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": evil}}, {"type": "markdown", "text": evil}]
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"text": evil, "blocks": blocks})
    message = page.locator(".message").first
    await expect(message).to_contain_text("<b>")
    assert await message.locator("img, script").count() == 0
    await message.get_by_role("link", name="x").first.click()
    await expect(page.get_by_role("complementary", name="External pages")).to_be_visible()


async def test_markdown_blocks(stage: Stage) -> None:
    page = await stage.tab(ANN)
    text = (
        "# Title\nSome **bold**, *it*, ~~gone~~, `x` and [a link](https://example.com)\n\n- one\n- two\n\n"
        "1. first\n\n> quoted\n\n```\ncode\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    )
    stage.ws.chat.post(stage.ws.state.channels[GENERAL], ANN, {"blocks": [{"type": "markdown", "text": text}]})
    shown = page.locator(".md")
    await expect(shown.locator("strong")).to_have_text("bold")
    await expect(shown.locator("li")).to_have_text(["one", "two", "first"])
    await expect(shown.locator("pre")).to_have_text("code")
    await expect(shown.get_by_role("cell", name="2")).to_be_visible()
    await expect(shown.get_by_role("link", name="a link")).to_be_visible()


@pytest.mark.parametrize("language", ["es"])
def test_catalogues_hold_the_same_words(language: str) -> None:
    english = json.loads((FOLDER / "i18n" / "en.json").read_text("utf-8"))
    other = json.loads((FOLDER / "i18n" / f"{language}.json").read_text("utf-8"))
    assert set(english) == set(other)
    for key, value in english.items():
        assert type(value) is type(other[key]), key


def test_modules_stay_small_and_say_what_they_are() -> None:
    for path in sorted(Path(FOLDER / "js").glob("*.js")):
        text = path.read_text("utf-8")
        assert text.startswith("/**"), path.name
        assert len(text.splitlines()) <= 300, path.name
        assert "http://" not in text, path.name
