"""The notice of contacts that ended is two lines and a way on; the list behind it passes Slack's limits."""

import pytest

from bot.commands.support_contact import ended
from bot.local_slack.blockkit import check_message, check_modal
from bot.services.basis.ended import EndedContact, EndedContacts
from bot.services.basis.endings import EndReason
from bot.text import LANGUAGES, reader
from tests.kit.screens import AT, NASTY, sent, strict

ONE = EndedContact("4" * 36, "Office 365", "Contoso", "Trey Research", AT, "deleted")


def test_one_leads_to_what_follows_it_and_several_to_a_list() -> None:
    t = reader("en", "UTC")
    alone = ended.notice(t, EndedContacts((ONE,), 1), "REF")
    assert "*Trey Research no longer supports Office 365* (Contoso), since " in alone.text
    assert ("assign.successors" in str(alone.blocks), ended.OPEN in str(alone.blocks)) == (True, False)
    several = ended.notice(t, EndedContacts((ONE, ONE, ONE), 7), "REF")
    assert "*7 support contacts ended with their subscriptions*" in several.text
    assert "5 more" in several.text
    assert ("assign.successors" in str(several.blocks), ended.OPEN in str(several.blocks)) == (False, True)


@pytest.mark.parametrize("may_change", [True, False])
def test_only_who_may_assign_is_led_on_from_the_list(may_change: bool) -> None:
    view = ended.build(reader("en", "UTC"), EndedContacts((ONE,), 1), may_change)
    assert ("accessory" in str(view)) is may_change


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("why", EndReason)
def test_the_worst_names_fit(language: str, name: str, why: EndReason) -> None:
    t = reader(language, "Europe/Madrid")
    found = EndedContacts((EndedContact("4" * 36, name, name, name, AT, why),) * ended.LISTED, 10**6)
    assert check_modal(ended.build(t, found, True)) == []
    for notice in (ended.notice(t, found, "R" * 8), ended.notice(t, EndedContacts(found.shown[:1], 1), "R" * 8)):
        assert strict(list(check_message(sent(notice)))) == []
