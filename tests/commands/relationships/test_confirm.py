"""The confirmation of an acceptance passes Slack's limits in both languages."""

from dataclasses import replace

import pytest

from bot.commands.relationships import confirm as confirm_view
from bot.commands.relationships.views import ListMemory
from bot.local_slack.blockkit import check_modal
from bot.models import RequestType
from bot.text import Reader
from tests.kit.screens import detail, lamps, summary


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("known", [True, False])
def test_the_confirmation_fits(t: Reader, kind: RequestType, known: bool) -> None:
    found = replace(detail(known=known), summary=summary(kind=kind))
    assert check_modal(confirm_view.build(t, found, ListMemory(request=1))) == []


@pytest.mark.parametrize("lit", [(), (RequestType.CUSTOMER_RESELLER, RequestType.CUSTOMER_INDIRECT_RESELLER)])
def test_the_confirmation_of_several_links_fits(t: Reader, lit: tuple[RequestType, ...]) -> None:
    found = replace(detail(known=False), summary=summary(lamps=lamps(*lit)))
    view = confirm_view.build(t, found, ListMemory(request=1))
    assert check_modal(view) == []
    (box,) = (part["element"] for part in view["blocks"] if str(part.get("block_id")).startswith("links:"))
    assert len(box["options"]) == 3 - len(lit)
    # What is left is one: nobody has to tick it.
    assert ("initial_options" in box) == (len(lit) == 2)
