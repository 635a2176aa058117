"""Digests and news pass Slack's own limits in both languages, with the worst the directory can hold."""

from datetime import timedelta

import pytest

from bot.commands.reminders import views
from bot.local_slack.blockkit import check_message, check_modal
from bot.models import AssignmentState, RequestState
from bot.services.contacts.lookup import PartnerSummary
from bot.services.contacts.submissions import Change, Submission
from bot.services.departures.listing import DepartureRow
from bot.services.reminders.agenda import SHOWN, Agenda, Reminder
from bot.services.reminders.endings import EndingPrivileges
from bot.text import Reader, mention
from tests.conftest import MONDAY
from tests.kit.screens import GUID, WORST, sent, summary

CHANGE = Change(1, GUID, WORST, WORST, AssignmentState.APPLIED, MONDAY)


def batch(number: int) -> Submission:
    target = PartnerSummary(GUID, WORST, "4000001")
    return Submission(f"BATCH{number}", GUID, WORST, target, "U0123456789", WORST, WORST, (CHANGE,) * 40, None, None)


def agenda(each: int, more: int = 0) -> Agenda:
    """`each` entries of every kind, half as many departures, and `more` that are only counted."""
    ends = MONDAY + timedelta(days=1)
    return Agenda(
        MONDAY + timedelta(days=29),
        tuple(Reminder(summary(id=2**62 + n), 10**6, late=True) for n in range(each)),
        tuple(summary(id=2**61 + n, state=RequestState.EXPIRED, resolved_at=MONDAY) for n in range(each)),
        tuple(batch(n) for n in range(each)),
        tuple(
            EndingPrivileges(GUID, f"{GUID[:-2]}{n:02}", WORST, WORST, ends, 10**6, (GUID, GUID, ""))
            for n in range(each)
        ),
        4 * each + each // 2 + more,
        departures=tuple(
            DepartureRow(n, WORST, True, True, "U0123456789", MONDAY, None, None, 1, 8) for n in range(each // 2)
        ),
    )


@pytest.mark.parametrize("personal", [True, False])
@pytest.mark.parametrize(("each", "more"), [(1, 0), (2, 0), (SHOWN, 0), (SHOWN, 99_000)])
def test_digests_fit_and_say_everything_in_their_text(t: Reader, each: int, more: int, personal: bool) -> None:
    found = agenda(each, more)
    message = views.digest(t, found, personal=personal)
    assert check_message(sent(message)) == []
    assert len(message.text) <= 3900
    assert "<!channel>" not in message.text
    assert ("button" in str(message.blocks)) is personal
    left = found.count - SHOWN
    assert ("/relationships" in message.text) is (left > 0)
    if left > 0:
        assert t.mrkdwn("reminders-more", count=left) in str(message.blocks)


def test_an_old_digest_has_one_line_and_an_emptied_one_says_so(t: Reader) -> None:
    assert views.digest(t, Agenda(MONDAY, is_old=True), personal=True).text == t.mrkdwn("reminders-old")
    assert views.digest(t, Agenda(MONDAY), personal=True).text == t.mrkdwn("reminders-done")


def test_each_entry_has_its_own_buttons(t: Reader) -> None:
    message = views.digest(t, agenda(2), personal=True)
    ids = [part["block_id"] for part in message.blocks if part["type"] == "actions"]
    assert len(ids) == len(set(ids)) == 9


def test_what_is_settled_loses_its_buttons_and_says_who(t: Reader) -> None:
    message = sent(views.digest(t, agenda(2), personal=True))
    words = t.mrkdwn("reminders-snoozed", by=mention("U1"), until=MONDAY)
    after = views.settled(message, f"reminder:{2**62}", words)
    assert check_message(sent(after)) == []
    assert str(after.blocks).count("reminders.snooze") == str(message["blocks"]).count("reminders.snooze") - 1
    assert words in [part["elements"][0]["text"] for part in after.blocks if part["type"] == "context"]
    assert words in after.text
    assert len(after.text) <= 3900


def test_the_form_to_pick_a_time_fits(t: Reader) -> None:
    assert check_modal(views.until_view(t, 2**62, MONDAY)) == []
