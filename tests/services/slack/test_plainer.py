"""Blocks that a workspace does not know are replaced, and nothing else is sent twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from bot.services.slack import plainer
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear

NEW, OLD = [{"type": "data_table"}], [{"type": "section"}]


@dataclass(frozen=True)
class Shown:
    blocks: Sequence[dict[str, Any]] = tuple(NEW)
    plainer: Sequence[dict[str, Any]] = tuple(OLD)


async def send(error: SlackError | None, content: Shown) -> list[str]:
    """Send to a workspace that answers new blocks with `error`; return the types that were taken."""
    taken: list[str] = []

    async def call(blocks: Sequence[dict[str, Any]]) -> str:
        if error and blocks[0]["type"] == "data_table":
            raise error
        taken.append(blocks[0]["type"])
        return "ts"

    assert await plainer.send(call, content) == "ts"
    return taken


async def test_what_is_known_is_sent_as_it_is() -> None:
    assert await send(None, Shown()) == ["data_table"]


async def test_what_is_unknown_is_replaced() -> None:
    assert await send(SlackRefused("invalid_blocks", permanent=True), Shown()) == ["section"]


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
