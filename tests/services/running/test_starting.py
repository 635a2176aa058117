"""The start waits for what may pass by itself, says for what, and ends for anything else."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.services.running.doctor import NotReady
from bot.services.running.starting import until_ready
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused
from bot.services.slack.web import Identity

ME = Identity("T1", "Team", "U1", "B1", None, None)


class Scripted:
    """An examiner whose only check raises what is left of a script."""

    app_id = "A1"
    provider = "P1"

    def __init__(self, errors: list[SlackError]) -> None:
        self.identity: Identity | None = None
        self._errors = errors

    def essentials(self) -> Mapping[str, Any]:
        async def token() -> str:
            if self._errors:
                raise self._errors.pop(0)
            self.identity = ME
            return "good"

        return {"Slack bot token": token}


async def test_it_goes_on_trying_with_growing_pauses() -> None:
    errors: list[SlackError] = [SlackBusy(30.0) for _ in range(6)]
    said: list[str] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    learnt = await until_ready(lambda: Scripted(errors), said.append, sleep)  # type: ignore[arg-type, return-value]
    assert (learnt.identity, learnt.app_id) == (ME, "A1")
    assert slept == sorted(slept)
    assert (len(slept), max(slept)) == (6, 3.0)
    assert said[:2] == ["checking the Slack bot token", "waiting for the Slack bot token"]


async def test_what_does_not_pass_by_itself_ends_it() -> None:
    errors: list[SlackError] = [SlackBusy(1.0), SlackRefused("invalid_auth", permanent=False)]

    async def sleep(_seconds: float) -> None:
        pass

    with pytest.raises(NotReady, match="Slack bot token: Slack says invalid_auth"):
        await until_ready(lambda: Scripted(errors), lambda _: None, sleep)  # type: ignore[arg-type, return-value]
