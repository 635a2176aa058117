"""Messages about a request pass Slack's own limits in both languages and say everything in their text."""

import pytest

from bot.commands.relationships import message
from bot.commands.shared import action_ids
from bot.local_slack.blockkit import check_message
from bot.models import RequestState, RequestType
from bot.services.contacts.eligibility import Condition
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST, sent, summary


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("late", [True, False])
def test_notices_fit_and_say_everything_in_their_text(t: Reader, state: RequestState, late: bool) -> None:
    resolved = None if state in (RequestState.DRAFT, RequestState.LINK_READY, RequestState.PENDING) else MONDAY
    built = message.build(t, summary(state=state, resolved_at=resolved, late=late))
    assert check_message({"channel": "C1", "text": str(built.text), "blocks": list(built.blocks)}) == []
    assert "&lt;!channel&gt;" in built.text
    assert "<!channel>" not in built.text
    assert "<@U0123456789>" in built.text
    first = {RequestState.PENDING: [action_ids.RESUME_REQUEST], RequestState.EXPIRED: [action_ids.REQUEST_AGAIN]}.get(
        state, []
    )
    buttons = built.blocks[-1]["elements"]
    assert [button["action_id"] for button in buttons] == [*first, action_ids.OPEN_REQUEST]
    assert {button["value"] for button in buttons} == {str(summary().id)}


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
