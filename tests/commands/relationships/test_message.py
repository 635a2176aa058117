"""Messages about a request pass Slack's own limits in both languages and say everything in their text."""

import pytest

from bot.commands.relationships import message
from bot.commands.shared import action_ids
from bot.local_slack.blockkit import check_message
from bot.models import RequestState, RequestType
from bot.services.contacts.eligibility import Condition
from bot.services.invitations.rules import OPEN
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST, lamps, sent, summary


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("late", [True, False])
def test_notices_fit_and_say_everything_in_their_text(t: Reader, state: RequestState, late: bool) -> None:
    resolved = None if state in (RequestState.DRAFT, RequestState.LINK_READY, RequestState.PENDING) else MONDAY
    built = message.build(t, summary(state=state, resolved_at=resolved, late=late, unanswered=True))
    assert check_message({"channel": "C1", "text": str(built.text), "blocks": list(built.blocks)}) == []
    assert "&lt;!channel&gt;" in built.text
    assert "<!channel>" not in built.text
    assert "<@U0123456789>" in built.text
    first = {RequestState.PENDING: [action_ids.RESEND_REQUEST], RequestState.EXPIRED: [action_ids.REQUEST_AGAIN]}.get(
        state, []
    )
    buttons = built.blocks[-1]["elements"]
    assert [button["action_id"] for button in buttons] == [*first, action_ids.OPEN_REQUEST]
    assert {button["value"] for button in buttons} == {str(summary().id)}


def test_what_expired_asks_for_nothing_once_somebody_dealt_with_it(t: Reader) -> None:
    over = message.build(t, summary(state=RequestState.EXPIRED, resolved_at=MONDAY))
    assert [button["action_id"] for button in over.blocks[-1]["elements"]] == [action_ids.OPEN_REQUEST]
    waits = message.build(t, summary(state=RequestState.EXPIRED, resolved_at=MONDAY, unanswered=True))
    assert over.text != waits.text


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("lacks", [(), tuple(Condition)])
@pytest.mark.parametrize("reseller", [None, WORST])
def test_the_message_of_an_acceptance_fits(
    t: Reader, kind: RequestType, lacks: tuple[Condition, ...], reseller: str | None
) -> None:
    accepted = summary(kind=kind, state=RequestState.ESTABLISHED, resolved_at=MONDAY, late=True)
    built = message.accepted(t, AcceptanceMeaning(accepted, reseller, lacks))
    assert check_message(sent(built)) == []
    assert "<!channel>" not in built.text
    assert built.text.count("\n") <= 1


def test_a_request_names_the_reseller_with_whom(t: Reader) -> None:
    gdap = summary(kind=RequestType.GDAP, target="Contoso", reseller="Trey Research")
    assert t.plain("request-with", target="Contoso", reseller="Trey Research") in message.build(t, gdap).text


def test_what_was_agreed_is_told_on_the_screen_of_the_request_alone(t: Reader) -> None:
    known = summary(agreement_ref="AGR-7", note="Met in Lisbon")
    assert "AGR-7" not in message.build(t, known).text
    assert {"AGR-7", "Met in Lisbon"} <= {line.split(": ", 1)[1] for line in message.told(t, known).splitlines()[1:]}


THREE = {"asker": "U0ASKER", "sender": "U0SENDER", "owner": "U0OWNER"}


@pytest.mark.parametrize(
    ("state", "named"),
    [
        (RequestState.LINK_READY, {"U0ASKER", "U0OWNER"}),
        (RequestState.PENDING, {"U0SENDER", "U0OWNER"}),
        *((state, {"U0ASKER"}) for state in RequestState if state not in OPEN),
    ],
)
def test_sender_asker_and_owner_are_three(t: Reader, state: RequestState, named: set[str]) -> None:
    built = message.build(t, summary(state=state, resolved_at=MONDAY, **THREE))
    assert {person for person in THREE.values() if f"<@{person}>" in built.text} == named


def test_whoever_sent_it_and_looks_after_it_is_named_once(t: Reader) -> None:
    assert message.build(t, summary()).text.count("<@U0123456789>") == 1


def test_a_new_owner_reads_who_handed_it_over_and_nothing_that_passes(t: Reader) -> None:
    told = message.given(t, summary(**THREE), "U0GIVER")
    assert check_message({"channel": "D1", "text": str(told.text), "blocks": list(told.blocks)}) == []
    assert "<@U0GIVER>" in told.text
    assert "U0ASKER" not in told.text
    # This message stays as it is, while reminders and owners go on.
    assert "<!date" not in str(told.blocks)


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("lit", [(), (RequestType.CUSTOMER_RESELLER,)])
def test_several_links_fit_and_only_an_open_request_lacks_some(
    t: Reader, state: RequestState, lit: tuple[RequestType, ...]
) -> None:
    resolved = None if state in OPEN else MONDAY
    built = message.build(t, summary(state=state, resolved_at=resolved, unanswered=True, lamps=lamps(*lit)))
    assert check_message({"channel": "C1", "text": str(built.text), "blocks": list(built.blocks)}) == []
    assert built.text.count(":white_circle:") == 3 - len(lit)
    assert (":large_yellow_circle:" in built.text) == (bool(lit) and state in OPEN)


def test_an_acceptance_in_part_names_what_was_accepted(t: Reader) -> None:
    found = summary(lamps=lamps(RequestType.CUSTOMER_RESELLER))
    built = message.accepted(t, AcceptanceMeaning(found, None, ()))
    assert built.text.count(":large_green_circle:") == 1
    assert t.plain("lamp-name-gdap") in built.text
