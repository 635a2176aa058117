"""Every screen of step 2 passes Slack's own limits in both languages, with the worst the directory can hold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.memory import load
from bot.commands.request_relationship import views
from bot.local_slack.blockkit import check_modal
from bot.models import RequestState, RequestType
from bot.services.invitations import letter
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import lamps, summary


@pytest.mark.parametrize("state", [RequestState.LINK_READY, RequestState.PENDING])
@pytest.mark.parametrize("text", [None, "x" * 3000])
def test_the_text_fits(t: Reader, state: RequestState, text: str | None) -> None:
    view = views.text_view(t, summary(state=state), text=text)
    assert check_modal(view) == []
    assert len(view["private_metadata"]) <= 3000
    kept = load(views.TextMemory, view["private_metadata"])
    assert kept == views.TextMemory(2**62, views.digest(text or summary().text), state is RequestState.PENDING)


def test_what_to_do_with_a_changed_text_stands_beside_its_field(t: Reader) -> None:
    blocks = views.text_view(t, summary(state=RequestState.LINK_READY), text="mine")["blocks"]
    field = next(at for at, block in enumerate(blocks) if str(block.get("block_id")).startswith("text:"))
    assert blocks[field + 1]["text"]["text"] == t.plain("request-text-changed")


def test_why_a_changed_text_is_not_sent_yet_stands_beside_the_button_too(t: Reader) -> None:
    known = summary(state=RequestState.LINK_READY)
    for text in ("mine", None):
        blocks = views.text_view(t, known, text=text)["blocks"]
        at = next(at for at, block in enumerate(blocks) if str(block.get("block_id")).startswith("recipient:"))
        assert (blocks[at - 1]["text"]["text"] == t.mrkdwn("request-text-unsent")) is (text is not None)


def test_screens_name_the_reseller_of_a_request(t: Reader) -> None:
    known = summary(reseller="Proseware")
    views_of_it = (views.sent_view(t, known), views.twin_view(t, known, MONDAY))
    drafted = views.twin_view(t, replace(known, state=RequestState.LINK_READY, sent_at=None), MONDAY)
    for view in (*views_of_it, drafted):
        assert "Proseware" in str(view["blocks"])


@pytest.mark.parametrize("state", [RequestState.LINK_READY, RequestState.PENDING])
def test_only_what_was_never_sent_goes_back_to_step_one(t: Reader, state: RequestState) -> None:
    shown = str(views.text_view(t, summary(state=state)))
    assert (views.BACK in shown) is (state is RequestState.LINK_READY)


def test_other_screens_fit(t: Reader) -> None:
    for view in (
        views.sent_view(t, summary()),
        views.twin_view(t, summary(), MONDAY + timedelta(days=400)),
        views.twin_view(t, summary(state=RequestState.LINK_READY, sent_at=None), MONDAY),
    ):
        assert check_modal(view) == []


def test_the_whole_mail_is_offered_where_it_fits(t: Reader) -> None:
    usual = summary(target="Contoso", inviter="Trey", provider="Iberia", recipient=None)
    text = letter.draft(usual.kind, "es", usual.parties, usual.url, dap=True)
    shown = str(views.text_view(t, replace(usual, text=text))["blocks"])
    assert "mailto:?subject=Trey%20e%20Iberia" in shown
    assert "&amp;body=Hola" in shown
    too_long = str(views.text_view(t, summary())["blocks"])
    assert "&amp;body=" not in too_long
    assert "mailto:aaaa" in too_long


def test_what_is_copied_is_what_was_written(t: Reader) -> None:
    text = f"*a* <b> & :c: {summary().url}"
    view = views.text_view(t, summary(text=text))
    codes = [block["elements"][0]["elements"][0]["text"] for block in view["blocks"] if block["type"] == "rich_text"]
    assert codes == [summary().url, text]


def test_slack_trimming_the_text_is_no_change() -> None:
    assert views.digest(" a\r\nb \n") == views.digest("a\nb")
    assert views.digest("a b") != views.digest("ab")


@pytest.mark.parametrize("lit", [(), (RequestType.CUSTOMER_RESELLER,)])
def test_several_links_and_the_domain_fit(t: Reader, lit: tuple[RequestType, ...]) -> None:
    known = summary(lamps=lamps(*lit), newcomer=True, domain="x" * 254)
    view = views.text_view(t, known)
    assert check_modal(view) == []
    codes = [part for part in view["blocks"] if part["type"] == "rich_text"]
    assert len(codes) == 3 - len(lit) + 1
    assert any(part.get("block_id") == "domain" for part in view["blocks"])
