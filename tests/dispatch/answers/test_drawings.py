"""The order of what quick clicks draw into one view."""

import asyncio

import pytest

from bot.dispatch.answers.drawings import MOST_VIEWS, Drawings
from bot.services.slack.errors import SlackRefused
from bot.services.slack.web import ViewRef


class Slack:
    """One view that refuses a hash it no longer has."""

    def __init__(self) -> None:
        self.hash = "h0"
        self.shows: list[str] = []

    async def update(self, known: str | None, what: str) -> ViewRef:
        await asyncio.sleep(0)
        if known not in (None, self.hash):
            raise SlackRefused("hash_conflict", permanent=True)
        self.shows.append(what)
        return ViewRef("V1", self.changed())

    def changed(self) -> str:
        self.hash = f"h{int(self.hash[1:]) + 1}"
        return self.hash


async def draw(drawings: Drawings, slack: Slack, view_hash: str, acted: int, what: str) -> bool:
    return (
        await drawings.draw("V1", view_hash, f"17{acted:08}.000100", lambda known: slack.update(known, what))
        is not None
    )


async def test_quick_clicks_on_one_view_are_all_drawn_in_turn() -> None:
    drawings, slack = Drawings(), Slack()
    done = await asyncio.gather(*(draw(drawings, slack, "h0", at, f"click {at}") for at in range(4)))
    assert done == [True] * 4
    assert slack.shows == ["click 0", "click 1", "click 2", "click 3"]
    # Made on what the second drew, arriving last.
    assert await draw(drawings, slack, "h2", 5, "click 5")
    assert slack.shows[-1] == "click 5"


async def test_what_came_earlier_is_not_drawn_over_what_came_later() -> None:
    drawings, slack = Drawings(), Slack()
    assert await draw(drawings, slack, "h0", 2, "second")
    assert not await draw(drawings, slack, "h0", 1, "first")
    assert slack.shows == ["second"]


async def test_what_another_replica_drew_is_drawn_over() -> None:
    ours, theirs, slack = Drawings(), Drawings(), Slack()
    assert await draw(theirs, slack, "h0", 1, "pressed")
    ours.learn("V1", "h0", "h1", "1700000001.000100")
    ours.learn("V1", "h0", "h1", "1700000001.000100")
    assert await draw(ours, slack, "h0", 1, "sent")
    theirs.learn("V1", "h1", "h2", "1700000001.000100")
    assert await draw(theirs, slack, "h0", 1, "sent again")
    assert slack.shows == ["pressed", "sent", "sent again"]


async def test_what_another_replica_drew_earlier_is_no_news_after_a_later_click() -> None:
    drawings, slack = Drawings(), Slack()
    slack.hash = "h1"
    assert await draw(drawings, slack, "h1", 2, "a click on what another drew")
    drawings.learn("V1", "h0", "h1", "1700000001.000100")
    assert await draw(drawings, slack, "h1", 3, "the next one")


async def test_what_others_changed_is_still_refused() -> None:
    drawings, slack = Drawings(), Slack()
    assert await draw(drawings, slack, "h0", 1, "ours")
    theirs = slack.changed()
    with pytest.raises(SlackRefused, match="hash_conflict"):
        await draw(drawings, slack, "h0", 2, "ours again")
    assert await draw(drawings, slack, theirs, 3, "made on theirs")
    with pytest.raises(SlackRefused, match="hash_conflict"):
        await draw(drawings, slack, "h0", 4, "made on what is long gone")
    assert slack.shows == ["ours", "made on theirs"]


async def test_a_refused_drawing_does_not_stop_the_next() -> None:
    drawings, slack = Drawings(), Slack()
    with pytest.raises(SlackRefused, match="hash_conflict"):
        await draw(drawings, slack, "gone", 1, "refused")
    assert await draw(drawings, slack, "h0", 2, "next")


async def test_only_so_many_views_are_remembered() -> None:
    drawings, slack = Drawings(), Slack()
    await draw(drawings, slack, "h0", 1, "first")
    for number in range(MOST_VIEWS):
        await drawings.draw(f"V-{number}", "", "", lambda _: slack.update(None, "other"))
    with pytest.raises(SlackRefused, match="hash_conflict"):
        await draw(drawings, slack, "h0", 2, "forgotten")
