"""Every screen and notice passes Slack's own limits in both languages, with the worst the directory can hold."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commands.relationships import message
from bot.commands.request_relationship import form as form_view
from bot.commands.request_relationship import views
from bot.commands.request_relationship.form import RequestForm
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_message, check_modal, check_options
from bot.models import RequestState, RequestType
from bot.services.invitations import letter, links
from bot.services.relationships.summaries import RequestSummary
from bot.text import LANGUAGES, Reader, reader
from tests.conftest import MONDAY

WORST = ("<!channel> *bold* & “quotes” `code` :smile: مرحبا 東京 " * 12)[:500]
GUID = "22222222-0000-4000-8000-000000000001"


def summary(**changes: Any) -> RequestSummary:
    """The longest request: names of 500 characters, text and link at their limits."""
    url = links.build(RequestType.CUSTOMER_INDIRECT_RESELLER, links.LinkParts(GUID, "4000001", GUID, dap=True))
    made = RequestSummary(
        id=2**62,
        kind=RequestType.CUSTOMER_INDIRECT_RESELLER,
        state=RequestState.PENDING,
        target=WORST,
        inviter=WORST,
        provider=WORST,
        url=url,
        text=f"{url}\n{'ñ&<' * 1000}"[:3000],
        locale="es",
        dap=True,
        owner="U0123456789",
        created_at=MONDAY,
        recipient=f"{'a' * 64}@{'b' * 180}.example",
        sent_at=MONDAY,
        due_at=MONDAY + timedelta(days=30),
        next_reminder_at=MONDAY + timedelta(days=3),
        resend_count=10**6,
        agreement_ref=WORST[:200],
        note=WORST,
    )
    return replace(made, **changes)


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Reader:
    return reader(request.param, "Europe/Madrid")


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("dap", [None, True, False])
def test_the_form_fits(t: Reader, kind: RequestType, dap: bool | None) -> None:
    long = b.option(WORST, GUID, WORST)
    form = RequestForm(
        tuple(RequestType), kind, long, long, dap, WORST, t.mrkdwn("request-none", query=WORST), "es", WORST
    )
    assert check_modal(form_view.build(t, form)) == []
    assert check_modal(form_view.build(t, RequestForm((kind,), kind))) == []


@pytest.mark.parametrize("state", [RequestState.LINK_READY, RequestState.PENDING])
@pytest.mark.parametrize("text", [None, "x" * 3000])
def test_the_text_fits(t: Reader, state: RequestState, text: str | None) -> None:
    view = views.text_view(t, summary(state=state), text=text)
    assert check_modal(view) == []
    assert len(view["private_metadata"]) <= 3000
    kept = views.memory(view)
    assert kept == views.TextMemory(2**62, views.digest(text or summary().text), state is RequestState.PENDING)


def test_other_screens_fit(t: Reader) -> None:
    for view in (
        form_view.loading(t),
        views.loading(t),
        views.sent_view(t, summary()),
        views.twin_view(t, summary(), MONDAY + timedelta(days=400)),
        views.twin_view(t, summary(state=RequestState.LINK_READY, sent_at=None), MONDAY),
    ):
        assert check_modal(view) == []


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


def test_the_whole_mail_is_offered_where_it_fits(t: Reader) -> None:
    usual = summary(target="Contoso", inviter="Trey", provider="Iberia", recipient=None)
    text = letter.draft(usual.kind, "es", usual.parties, usual.url, dap=True)
    shown = str(views.text_view(t, replace(usual, text=text))["blocks"])
    assert "mailto:?subject=Trey%20y%20Iberia" in shown
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


@pytest.mark.parametrize("typed", ["x", WORST, "東京" * 100, "  a   b  "])
def test_a_name_that_is_in_no_directory_is_a_choice(t: Reader, typed: str) -> None:
    line = form_view.newcomer(t, typed)
    assert check_options({"options": [line]}) == []
    assert len(line["value"]) <= 75
    assert line["value"].startswith(form_view.NEWCOMER)
