"""News of an acceptance pass Slack's limits in both languages."""

import pytest

from bot.commands.relationships import accepted as acceptance
from bot.local_slack.blockkit import check_message
from bot.models import RequestState, RequestType
from bot.services.contacts.eligibility import Condition
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST, sent, summary


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("lacks", [(), tuple(Condition)])
@pytest.mark.parametrize("reseller", [None, WORST])
def test_news_fit(t: Reader, kind: RequestType, lacks: tuple[Condition, ...], reseller: str | None) -> None:
    accepted = summary(kind=kind, state=RequestState.ESTABLISHED, resolved_at=MONDAY, late=True)
    message = acceptance.view(t, AcceptanceMeaning(accepted, reseller, lacks))
    assert check_message(sent(message)) == []
    assert "<!channel>" not in message.text
