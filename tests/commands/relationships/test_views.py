"""Every screen of `/relationships` passes Slack's limits in both languages, with the worst the directory can hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.relationships import confirm as confirm_view
from bot.commands.relationships import detail as detail_view
from bot.commands.relationships import views
from bot.commands.relationships.views import ListState
from bot.local_slack.blockkit import check_message, check_modal
from bot.models import AuditEvent, RequestState, RequestType
from bot.services.relationships.filters import RequestFilter, RequestScope
from bot.services.relationships.listing import PER_PAGE, RequestDetail, RequestPage, RequestRow
from bot.text import LANGUAGES, Reader, reader
from tests.commands.request_relationship.test_views import WORST, summary
from tests.conftest import MONDAY

ENDED = (RequestState.ESTABLISHED, RequestState.DECLINED, RequestState.EXPIRED, RequestState.WITHDRAWN)


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Reader:
    return reader(request.param, "Europe/Madrid")


def row(state: RequestState = RequestState.PENDING, *, late: bool = False, stopped: bool = False) -> RequestRow:
    return RequestRow(
        id=2**62,
        kind=RequestType.CUSTOMER_INDIRECT_RESELLER,
        state=state,
        target=WORST,
        reseller=WORST,
        owner="U0123456789",
        created_at=MONDAY,
        sent_at=MONDAY,
        due_at=MONDAY + timedelta(days=30),
        next_reminder_at=MONDAY + timedelta(days=3),
        stopped=stopped,
        resolved_at=MONDAY,
        late=late,
    )


def detail(state: RequestState = RequestState.PENDING, **more: bool) -> RequestDetail:
    resolved = MONDAY if state in ENDED else None
    return RequestDetail(
        summary(state=state, resolved_at=resolved), "c", "r", more.get("stopped", False), more.get("known", True)
    )


@pytest.mark.parametrize("state", list(RequestState))
def test_the_list_fits(t: Reader, state: RequestState) -> None:
    wanted = RequestFilter(RequestScope.ALL, state if state in views.STATES else None, 9999, "U0123456789", WORST[:100])
    shown = RequestPage(
        (row(state), row(state, late=True), *[row(state, stopped=True)] * (PER_PAGE - 2)), 10, 10**6, 10**6
    )
    view = views.build(t, shown, ListState(wanted, 10, 2**62), MONDAY, may_request=True)
    assert check_modal(view) == []
    assert "<!channel>" not in str(view["blocks"][2:])
    assert views.state_of(view) == ListState(wanted, 10, 2**62)


def test_an_empty_list_fits(t: Reader) -> None:
    for wanted in (RequestFilter(), RequestFilter(RequestScope.WAITING), RequestFilter(query="x")):
        assert check_modal(views.build(t, RequestPage((), 0, 0, 0), ListState(wanted), MONDAY, may_request=False)) == []
    assert check_modal(views.loading(t)) == []


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("may_act", [True, False])
def test_the_request_fits(t: Reader, state: RequestState, may_act: bool) -> None:
    said = t.mrkdwn("relationships-snoozed")
    view = detail_view.build(t, detail(state), ListState(request=2**62), may_act=may_act, said=said)
    assert check_modal(view) == []
    assert may_act or "relations.withdraw" not in str(view)


def test_stopped_reminders_offer_no_stop(t: Reader) -> None:
    view = detail_view.build(t, detail(stopped=True), ListState(), may_act=True)
    assert check_modal(view) == []
    assert detail_view.STOP not in str(view)


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("known", [True, False])
def test_the_confirmation_fits(t: Reader, kind: RequestType, known: bool) -> None:
    found = replace(detail(known=known), summary=summary(kind=kind))
    assert check_modal(confirm_view.build(t, found, ListState(request=1))) == []


def event(name: str, actor: str = "U0123456789", actor_name: str | None = WORST) -> AuditEvent:
    return AuditEvent(
        id=1,
        at=MONDAY,
        reference="REF00001",
        actor_id=actor,
        actor_name=actor_name,
        action=f"request.{name}",
        subject_type="relationship_request",
        subject_id="1",
        after={
            "recipient": WORST,
            "owner": "U0OWNER",
            "next_reminder_at": MONDAY.isoformat(),
            "escalated": True,
        },
        reason=f"{WORST}\n{WORST}",
    )


@pytest.mark.parametrize("name", [*sorted(detail_view.EVENTS), WORST])
@pytest.mark.parametrize("actor", ["U0123456789", "system:reminders"])
def test_a_line_of_a_thread_fits_and_rings_only_whom_it_is_handed_to(t: Reader, name: str, actor: str) -> None:
    line = detail_view.line(t, event(name, actor))
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": str(line)}}]
    assert check_message({"channel": "C1", "text": str(line), "thread_ts": "1.2", "blocks": blocks}) == []
    assert "\n" not in line
    assert ("<@U0OWNER>" in line) is (name == "handed_over")
    assert "<@U0123456789>" not in line
    assert ("<!channel>" in line, "REF00001" in line) == (False, False)


def test_who_has_no_name_in_the_history_is_mentioned(t: Reader) -> None:
    assert "<@U0123456789>" in detail_view.line(t, event("snoozed", actor_name=None))


def test_the_history_fits(t: Reader) -> None:
    names = [*detail_view.EVENTS, WORST]
    events = [
        event(names[number % len(names)], "system:reminders" if number % 2 else "U0123456789")
        for number in range(detail_view.MOST_EVENTS + 9)
    ]
    view = detail_view.trail(t, detail(), events)
    assert check_modal(view) == []
    assert "9" in str(view["blocks"][-1])
    assert check_modal(detail_view.trail_loading(t)) == []


@given(
    st.builds(
        RequestFilter,
        st.sampled_from(list(RequestScope)),
        st.none() | st.sampled_from(list(RequestState)),
        st.integers(0, 9999),
        st.none() | st.just("U1"),
        st.text(max_size=100),
    ),
    st.integers(0, 10**6),
)
def test_a_view_remembers_what_it_shows(wanted: RequestFilter, offset: int) -> None:
    state = ListState(wanted, offset, 7)
    assert len(state.dump()) <= 3000
    assert views.state_of({"private_metadata": state.dump()}) == state
