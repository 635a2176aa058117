"""The review of a handover passes Slack's limits in both languages."""

import pytest

from bot.commands.memory import load
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.local_slack.blockkit import check_modal
from bot.services.contacts.eligibility import Condition
from bot.services.relationships.handover import PER_PAGE, Handover, HandoverReview, HandoverRow, HandoverScope
from bot.services.store.paging import Page
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import GUID, WORST, strict


@pytest.mark.parametrize("total", [0, 1, 10_000])
def test_the_review_of_a_handover_fits(t: Reader, total: int) -> None:
    rows = [
        HandoverRow(GUID, GUID, WORST, WORST, WORST, 1, tuple(Condition)),
        HandoverRow(GUID, GUID, WORST, WORST, WORST, 1, ()),
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
    assert check_modal(handover_view.result(t, total, review)) == []
