"""Blocks that a workspace does not know are replaced, and nothing else is sent twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from bot.services.images.spec import ChartImage
from bot.services.slack import plainer
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear

NEW, OLD = [{"type": "data_table"}], [{"type": "section"}]


@dataclass(frozen=True)
class Shown:
    blocks: Sequence[dict[str, Any]] = tuple(NEW)
    plainer: Sequence[dict[str, Any]] = tuple(OLD)
    image: ChartImage | None = None


async def send(
    error: SlackError | None, content: Shown, *, placed: str | None = None, refused: SlackError | None = None
) -> list[str]:
    """Send to a workspace that answers new blocks with `error` and images with `refused`; return the types taken.

    `placed` is the file of an image that was uploaded, None where none was.
    """
    taken: list[str] = []

    async def call(blocks: Sequence[dict[str, Any]]) -> str:
        if error and blocks[0]["type"] == "data_table":
            raise error
        if refused and blocks[0]["type"] == "image":
            raise refused
        taken.extend(block["type"] for block in blocks)
        return "ts"

    async def place(image: ChartImage) -> str | None:
        assert image is content.image
        return placed

    assert await plainer.send(call, content, place) == "ts"
    return taken


async def test_what_is_known_is_sent_as_it_is() -> None:
    assert await send(None, Shown()) == ["data_table"]


async def test_what_is_unknown_is_replaced() -> None:
    assert await send(SlackRefused("invalid_blocks", permanent=True), Shown()) == ["section"]


UNKNOWN = SlackRefused("invalid_blocks", permanent=True)
DRAWN = Shown(image=ChartImage("report.png", "Numbers in words", ()))


async def test_an_image_stands_above_what_is_said_in_place_of_charts() -> None:
    assert await send(UNKNOWN, DRAWN, placed="F00000001") == ["image", "section"]


async def test_what_is_known_needs_no_image() -> None:
    assert await send(None, DRAWN, placed="F00000001") == ["data_table"]


async def test_where_there_is_no_image_or_it_is_refused_too_the_words_go_alone() -> None:
    assert await send(UNKNOWN, DRAWN) == ["section"]
    assert await send(UNKNOWN, DRAWN, placed="F00000001", refused=UNKNOWN) == ["section"]


async def test_an_image_of_which_nobody_knows_if_it_came_is_the_callers_to_look_for() -> None:
    with pytest.raises(SlackUnclear):
        await send(UNKNOWN, DRAWN, placed="F00000001", refused=SlackUnclear("timeout"))


@pytest.mark.parametrize(
    ("error", "content"),
    [
        (SlackRefused("invalid_blocks", permanent=True), Shown(plainer=())),
        (SlackRefused("channel_not_found", permanent=True), Shown()),
        (SlackBusy(1.0), Shown()),
        (SlackUnclear("timeout"), Shown()),
    ],
)
async def test_any_other_failure_is_the_callers(error: SlackError, content: Shown) -> None:
    with pytest.raises(type(error)):
        await send(error, content)
