"""The list of `/relationships` passes Slack's limits in both languages, with the worst the directory can hold."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.memory import dump, load
from bot.commands.relationships import views
from bot.commands.relationships.views import ListMemory
from bot.local_slack.blockkit import check_modal
from bot.models import RequestState, RequestType
from bot.services.relationships.filters import RequestFilter, RequestScope
from bot.services.relationships.listing import PER_PAGE, RequestPage, RequestRow
from bot.services.store.paging import Page
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST


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


@pytest.mark.parametrize("state", list(RequestState))
def test_the_list_fits(t: Reader, state: RequestState) -> None:
    wanted = RequestFilter(RequestScope.ALL, state if state in views.STATES else None, 9999, "U0123456789", WORST[:100])
    rows = (row(state), row(state, late=True), *[row(state, stopped=True)] * (PER_PAGE - 2))
    shown = RequestPage(Page(rows, 10, 10**6), 10**6)
    view = views.build(t, shown, ListMemory(wanted, 10, 2**62), MONDAY, may_request=True)
    assert check_modal(view) == []
    assert "<!channel>" not in str(view["blocks"][2:])
    assert load(ListMemory, view["private_metadata"]) == ListMemory(wanted, 10, 2**62)


def test_an_empty_list_fits(t: Reader) -> None:
    for wanted in (RequestFilter(), RequestFilter(RequestScope.WAITING), RequestFilter(query="x")):
        assert check_modal(views.build(t, RequestPage(Page(), 0), ListMemory(wanted), MONDAY, may_request=False)) == []


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
    state = ListMemory(wanted, offset, 7)
    assert load(ListMemory, dump(state)) == state
