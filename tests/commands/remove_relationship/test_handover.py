"""The review of a handover passes Slack's limits in both languages."""

import pytest

from bot.commands.memory import load
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.local_slack.blockkit import check_message, check_modal
from bot.models import AssignManyState
from bot.services.contacts.eligibility import Condition
from bot.services.handover.jobs import HandoverStanding
from bot.services.handover.review import PER_PAGE, HandoverReview, HandoverRow
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.store.paging import Page
from bot.text import Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import GUID, WORST, strict


@pytest.mark.parametrize("total", [0, 1, 10_000])
def test_the_review_of_a_handover_fits(t: Reader, total: int) -> None:
    rows = [
        HandoverRow(GUID, WORST, WORST, WORST, tuple(Condition)),
        HandoverRow(GUID, WORST, WORST, WORST, ()),
    ]
    shown = tuple((rows * PER_PAGE)[: min(total, PER_PAGE)])
    review = HandoverReview(
        WORST, Page(shown, min(total, PER_PAGE), total), total // 2, dict.fromkeys(Condition, total)
    )
    state = HandoverMemory(
        Handover("REF00001", HandoverScope(GUID, GUID, "REF00002", "U0123456789"), GUID, MONDAY), PER_PAGE, WORST
    )
    view = handover_view.build(t, review, state)
    assert strict(list(check_modal(view))) == []
    assert load(HandoverMemory, view["private_metadata"]) == state
    assert ("submit" in view) is (total > 1)
    assert check_modal(handover_view.started(t, total, WORST)) == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("movable", [0, 1, 9_999])
def test_of_more_contacts_than_are_looked_at_nothing_is_said_that_nobody_knows(language: str, movable: int) -> None:
    t = reader(language, "UTC")
    rows = (HandoverRow(GUID, WORST, WORST, WORST, (Condition.NO_PARTNERSHIP,)),) * PER_PAGE
    refused = {Condition.NO_PARTNERSHIP: 10_000 - movable}
    review = HandoverReview(WORST, Page(rows, 0, 10_000, more=True), movable, refused)
    plan = Handover("REF00001", HandoverScope(GUID, GUID, "REF00002", "U0123456789"), GUID, MONDAY)
    view = handover_view.build(t, review, HandoverMemory(plan))
    assert strict(list(check_modal(view))) == []
    assert view["submit"]["text"] == t.plain("handover-submit-all")
    assert t.mrkdwn("handover-about-many", target=WORST, total=10_000, movable=movable) in str(
        view["blocks"][0]["text"]["text"]
    )


@pytest.mark.parametrize("movable", [0, 1])
def test_where_nobody_can_take_over_the_ways_on_come_before_the_list(t: Reader, movable: int) -> None:
    rows = (HandoverRow(GUID, WORST, WORST, WORST, (Condition.NO_PARTNERSHIP,)),) * 2
    review = HandoverReview("Trey", Page(rows, 0, 2), movable, {Condition.NO_PARTNERSHIP: 2 - movable})
    plan = Handover("REF00001", HandoverScope(GUID, GUID, "REF00002", "U0123456789"), GUID, MONDAY)
    blocks = handover_view.build(t, review, HandoverMemory(plan))["blocks"]
    ways = next(at for at, block in enumerate(blocks) if block.get("block_id") == "ways")
    listed = next(at for at, block in enumerate(blocks) if block["type"] == "context" and "no_entry" in str(block))
    assert (ways < listed) is not bool(movable)


@pytest.mark.parametrize(
    ("movable", "english", "spanish"),
    [(0, "none can", "ninguno puede"), (1, "one can", "uno puede"), (2, "2 can", "2 pueden")],
)
def test_how_many_can_move_agrees_with_its_number(movable: int, english: str, spanish: str) -> None:
    for language, said in (("en", english), ("es", spanish)):
        t = reader(language, "UTC")
        assert t.mrkdwn("handover-about", target="Trey", total=5, movable=movable).endswith(f"; {said}.")


@pytest.mark.parametrize("state", ["running", "done", "cancelled", "stopped"])
@pytest.mark.parametrize("moved", [0, 1, 10**6])
@pytest.mark.parametrize("personal", [True, False])
def test_the_message_fits_and_has_the_button_of_its_moment(t: Reader, state: str, moved: int, personal: bool) -> None:
    job = HandoverStanding("REF00001", AssignManyState(state), WORST, "U0123456789", "U0000000002", moved, 10**6)
    message = handover_view.handed_over(t, job, personal=personal)
    assert check_message({"channel": "C1", "text": str(message.text), "blocks": list(message.blocks)}) == []
    drawn = str(message.blocks)
    assert (handover_view.CANCEL in drawn) is (personal and state == "running")
    assert (handover_view.LEFT in drawn) is (personal and state != "running" and moved < 10**6)
