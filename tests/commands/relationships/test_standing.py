"""The list of relationships: within Slack's limits with the worst names, and each state said in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.relationships import standing
from bot.commands.relationships.standing import StandingMemory
from bot.local_slack.blockkit import check_modal
from bot.models import DelegatedAdmin, RelationshipState
from bot.services.resellers.links import PER_PAGE, LinkKey, LinkPage, LinkRow
from bot.text import Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST

KEY = LinkKey("00000001-0000-4000-8000-000000000001", "00000001-0000-4000-8000-000000000002")
ROW = LinkRow(
    key=KEY,
    customer=WORST,
    partner=WORST,
    direct=False,
    state=RelationshipState.ESTABLISHED,
    since=MONDAY,
    removed_at=None,
    privileges=DelegatedAdmin.GDAP,
    until=MONDAY + timedelta(days=90),
    auto_extend=False,
    said_by="import",
    said_at=MONDAY,
)


@pytest.mark.parametrize("privileges", list(DelegatedAdmin))
@pytest.mark.parametrize("state", list(RelationshipState))
def test_the_worst_fits(t: Reader, privileges: DelegatedAdmin, state: RelationshipState) -> None:
    one = replace(ROW, privileges=privileges, state=state)
    for row in (one, replace(one, since=None, said_by=None, direct=True), replace(one, said_by="partner-center")):
        view = standing.build(t, LinkPage((row,) * PER_PAGE, KEY, more=True), StandingMemory(WORST[:100], *KEY), MONDAY)
        assert check_modal(view) == []
    assert check_modal(standing.build(t, LinkPage(()), StandingMemory(), MONDAY)) == []


def test_ends_and_extension_are_said() -> None:
    t = reader("en", "UTC")
    said = str(standing.build(t, LinkPage((replace(ROW, customer="A", partner="B"),)), StandingMemory(), MONDAY))
    assert "does not extend itself" in said
    assert "*A* with *B*" in said
    kept = str(standing.build(t, LinkPage((replace(ROW, auto_extend=True),)), StandingMemory(), MONDAY))
    assert "extends itself" in kept
    over = MONDAY + timedelta(days=90, seconds=1)
    for extends, words in ((False, "ended <!date"), (True, "was to extend itself <!date")):
        assert words in str(standing.build(t, LinkPage((replace(ROW, auto_extend=extends),)), StandingMemory(), over))
    assert "DAP, without an end" in str(
        standing.build(t, LinkPage((replace(ROW, privileges=DelegatedAdmin.DAP),)), StandingMemory(), MONDAY)
    )


def test_the_first_word_asks_for_it_and_the_rest_is_a_name() -> None:
    assert standing.typed("standing") == StandingMemory()
    assert standing.typed("Vigentes Contoso Ibérica") == StandingMemory("Contoso Ibérica")
    assert standing.typed("contoso standing") is None
