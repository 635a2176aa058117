"""The boards are valid Block Kit in both languages with the worst that a directory can hold; pages turn both ways."""

from dataclasses import replace

import pytest

from bot.commands.memory import dump, load
from bot.commands.watch import access as access_view
from bot.commands.watch import notices
from bot.commands.watch import record as record_view
from bot.commands.watch.memory import REMEMBERED, BoardMemory
from bot.commands.watch.panel import typed
from bot.local_slack.blockkit import check_message, check_modal
from bot.local_slack.text_view import render_view
from bot.services.on_record.health import RecordHealth, RecordState
from bot.services.policy import POLICIES, Actor, Role
from bot.services.watch.access import AccessRow, AccessState
from bot.services.watch.keyset import BoardPage, Cursor
from bot.services.watch.record import RefusedPartner, RefusedSubscription
from bot.services.watch.renewals import Renewing
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST, sent

GUID = "22222222-0000-4000-8000-000000000001"
ADMIN = Actor("UGLO", "Gloria", frozenset({Role.GLOBAL_ADMIN}), POLICIES["partner-center-2020"], "REF00001")
VIEWER = replace(ADMIN, roles=frozenset({Role.HELPDESK_AGENT}))
FULL = BoardMemory(before=((7, f"{MONDAY.isoformat()} {GUID}:{GUID}"),) * REMEMBERED, after=f"x {GUID}:{GUID}")


def access_rows(name: str) -> tuple[AccessRow, ...]:
    rows = [AccessRow(state, name, name, "UANN", MONDAY, GUID, GUID) for state in AccessState]
    rows += [AccessRow(AccessState.PENDING, name, None, None, None, None, None, 7)] * 4
    return tuple(rows)


@pytest.mark.parametrize("name", [WORST, "Contoso"])
def test_the_worst_board_of_access_fits(t: Reader, name: str) -> None:
    page = BoardPage(access_rows(name), Cursor(7, f"{MONDAY.isoformat()} {GUID}:{GUID}"))
    assert check_modal(access_view.build(t, page, FULL, ADMIN, MONDAY)) == []
    for state in AccessState:
        empty = access_view.build(t, BoardPage((), None), BoardMemory(state=state), ADMIN, MONDAY)
        assert check_modal(empty) == []


@pytest.mark.parametrize("name", [WORST, "Contoso"])
def test_the_worst_board_of_partners_fits(t: Reader, name: str) -> None:
    partners = tuple(
        RefusedPartner("1" * 20, name, RecordState(health, MONDAY, True, name), 1_001) for health in RecordHealth
    )
    page = BoardPage(partners, Cursor(0, "#" + "1" * 20))
    memory = replace(FULL, record=True)
    assert check_modal(record_view.build(t, page, memory)) == []
    assert check_modal(record_view.build(t, BoardPage((), None), BoardMemory(record=True))) == []
    sold = BoardPage((RefusedSubscription(GUID, name, GUID, name, MONDAY),) * 10, Cursor(0, GUID))
    for partner in (*partners, replace(partners[0], number="", name=None)):
        assert check_modal(record_view.listed(t, partner, sold, replace(memory, number=partner.number))) == []


def test_only_who_may_ask_is_offered_to(t: Reader) -> None:
    page = BoardPage((AccessRow(AccessState.ENDING, "Contoso", "Trey", None, MONDAY, GUID, GUID),), None)
    assert access_view.RENEW in str(access_view.build(t, page, BoardMemory(), ADMIN, MONDAY))
    assert access_view.RENEW not in str(access_view.build(t, page, BoardMemory(), VIEWER, MONDAY))


def test_pages_turn_both_ways_and_far_ones_go_back_to_the_first() -> None:
    state = BoardMemory()
    for number in range(REMEMBERED + 3):
        state = state.turned(1, str(number))
    assert load(BoardMemory, dump(state)) == state
    for number in reversed(range(2, REMEMBERED + 2)):
        state = state.turned_back()
        assert state.after == str(number)
    assert state.turned_back() == BoardMemory()


def test_a_page_is_empty_only_where_all_was_looked_at(t: Reader) -> None:
    seen = render_view(access_view.build(t, BoardPage((), Cursor(0, "x")), BoardMemory(), ADMIN, MONDAY), width=200)
    assert t.plain("watch-access-none-more") in seen.replace("\n", " ")


@pytest.mark.parametrize("word", ["access", "Acceso", " ACCESOS "])
def test_a_board_goes_by_one_word(word: str) -> None:
    assert typed(word) == BoardMemory()
    assert typed("registro") == typed("record") == BoardMemory(record=True)
    assert typed("access mine") is None


@pytest.mark.parametrize("name", [WORST, "Office 365"])
@pytest.mark.parametrize("count", [1, 100])
def test_the_worst_notice_of_renewals_fits(t: Reader, name: str, count: int) -> None:
    told = notices.notice(t, (Renewing(GUID, name, name, "4000002", MONDAY, "UANN"),) * count)
    assert check_message(sent(told)) == []
    assert "4000002" in told.text
