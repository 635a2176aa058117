"""Every emoji that the bot writes is one that the demo's page draws."""

import re
from pathlib import Path

import bot
from bot.demo import story
from bot.text import LANGUAGES, parse_catalogue

TABLE = Path(bot.__file__).parent / "local_slack" / "page" / "js" / "emoji.js"
# Not `12:30:05`, `{ $a }:b:`, nor the middle of a word.
NAMED = re.compile(r"(?<![\w:}]):([a-z0-9_+'-]+):(?![\w:])")


def drawn() -> set[str]:
    """Return the names of the page's table, a text of names and characters in turn."""
    table = TABLE.read_text("utf-8").partition("const TABLE =")[2].partition(";")[0]
    return set(" ".join(re.findall(r'"([^"]*)"', table)).split()[::2])


def written() -> set[str]:
    """Return the names in all catalogues and in the demo's pages."""
    catalogues = [source for language in LANGUAGES for source in parse_catalogue(language).values()]
    return set(NAMED.findall("\n".join([*catalogues, Path(story.__file__).read_text("utf-8")])))


def test_the_page_draws_every_emoji_of_the_catalogues() -> None:
    assert len(written()) > 20
    assert sorted(written() - drawn()) == []
