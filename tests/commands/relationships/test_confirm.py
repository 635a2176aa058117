"""The confirmation of an acceptance passes Slack's limits in both languages."""

from dataclasses import replace

import pytest

from bot.commands.relationships import confirm as confirm_view
from bot.commands.relationships.views import ListMemory
from bot.local_slack.blockkit import check_modal
from bot.models import RequestType
from bot.text import Reader
from tests.kit.screens import detail, summary


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("known", [True, False])
def test_the_confirmation_fits(t: Reader, kind: RequestType, known: bool) -> None:
    found = replace(detail(known=known), summary=summary(kind=kind))
    assert check_modal(confirm_view.build(t, found, ListMemory(request=1))) == []
