"""Step 1 of `/request-relationship` passes Slack's own limits in both languages, and takes names of no directory."""

from dataclasses import replace

import pytest

from bot.commands.request_relationship import form as form_view
from bot.commands.request_relationship.form import RequestForm
from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_modal, check_options
from bot.models import RequestType
from bot.services.invitations.lamps import ALONG
from bot.text import Reader
from tests.kit.screens import GUID, WORST


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("dap", [None, True, False])
def test_the_form_fits(t: Reader, kind: RequestType, dap: bool | None) -> None:
    long = b.option(WORST, GUID, WORST)
    form = RequestForm(
        tuple(RequestType), kind, long, long, dap, WORST, t.mrkdwn("request-none", query=WORST), "es", WORST
    )
    assert check_modal(form_view.build(t, form)) == []
    assert check_modal(form_view.build(t, RequestForm((kind,), kind))) == []


@pytest.mark.parametrize("typed", ["x", WORST, "東京" * 100, "  a   b  "])
def test_a_name_that_is_in_no_directory_is_a_choice(t: Reader, typed: str) -> None:
    line = form_view.newcomer(t, typed)
    assert check_options({"options": [line]}) == []
    assert len(line["value"]) <= 75
    assert line["value"].startswith(form_view.NEWCOMER)


@pytest.mark.parametrize("dap", [None, True])
def test_what_may_be_asked_along_is_one_field(t: Reader, dap: bool | None) -> None:
    along = ALONG[RequestType.CUSTOMER_INDIRECT_RESELLER]
    form = RequestForm((RequestType.CUSTOMER_INDIRECT_RESELLER,), RequestType.CUSTOMER_INDIRECT_RESELLER, dap=dap)
    view = form_view.build(t, replace(form, along=along, also=(RequestType.GDAP,)))
    assert check_modal(view) == []
    (box,) = (part["element"] for part in view["blocks"] if part.get("block_id", "").startswith("also:"))
    values = [option["value"] for option in box["options"]]
    assert values == [*(["dap"] if dap else []), "customer_reseller", "gdap"]
    assert [option["value"] for option in box["initial_options"]] == [*(["dap"] if dap else []), "gdap"]
