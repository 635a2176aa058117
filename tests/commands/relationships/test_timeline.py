"""The line of time of a request fits, in both languages, with everything that can happen to one."""

from datetime import timedelta

import pytest

from bot.commands.relationships import detail as detail_view
from bot.commands.relationships import timeline
from bot.commands.relationships.views import ListMemory
from bot.local_slack.blockkit import check_modal
from bot.models import RequestState, RequestType
from bot.services.trails.milestones import ASKED, STEPS, Milestone
from bot.text import Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import detail, summary

EACH = (ASKED, *STEPS)


def steps(*, many: int = 1) -> tuple[Milestone, ...]:
    kinds, who = tuple(RequestType), "U0123456789"
    return tuple(
        Milestone(step, MONDAY + timedelta(days=number), who, number + 1, kinds, who)
        for _ in range(many)
        for number, step in enumerate(EACH)
    )


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("many", [1, 12])
def test_it_fits_beside_the_rest(t: Reader, state: RequestState, many: int) -> None:
    view = detail_view.build(t, detail(state), ListMemory(), MONDAY, may_act=True, steps=steps(many=many))
    assert check_modal(view) == []
    assert t.mrkdwn("timeline-title") in str(view)


def test_each_step_is_a_line_in_plain_words_and_what_is_to_come_is_marked() -> None:
    (block,) = timeline.build(reader("en", "UTC"), summary(), steps())
    lines = block["text"]["text"].split("\n")
    assert [line[0] for line in lines] == ["*", *"●" * len(EACH), "○", "○"]
    assert "*Reminded*, 4 times by then · <@U0123456789> · On behalf of: <@U0123456789>" in lines[4]
    assert "*Expired* · On behalf" in lines[8]


def test_what_ended_has_nothing_to_come() -> None:
    (block,) = timeline.build(reader("en", "UTC"), summary(state=RequestState.DECLINED), steps())
    assert "○" not in block["text"]["text"]
    assert timeline.build(reader("en", "UTC"), summary(), ()) == []
