"""Buttons that several commands show, each with the one word for where it leads."""

from collections.abc import Iterable, Mapping

from bot.commands.base import Block
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.models import RequestState, RequestType
from bot.services.contacts.eligibility import Condition
from bot.text import Reader

# The request that mends a failed condition; conditions without one are only explained.
REMEDIES: Mapping[Condition, RequestType] = {
    Condition.NOT_OUR_CUSTOMER: RequestType.CUSTOMER_RESELLER,
    Condition.NO_PARTNERSHIP: RequestType.PARTNERSHIP,
    Condition.NO_RELATIONSHIP: RequestType.CUSTOMER_INDIRECT_RESELLER,
    Condition.NO_DELEGATED_ADMIN: RequestType.GDAP,
    Condition.DELEGATED_ADMIN_EXPIRED: RequestType.GDAP,
}
_WORDS: Mapping[RequestType, str] = {
    RequestType.CUSTOMER_RESELLER: "assign-request-customer",
    RequestType.CUSTOMER_INDIRECT_RESELLER: "assign-request-relationship",
    RequestType.PARTNERSHIP: "assign-request-partnership",
    RequestType.GDAP: "assign-request-gdap",
}


def go_on(t: Reader, state: RequestState, request_id: int, *, style: str | None = None) -> Block:
    """Return the button to an open request's text: sent already it is resent, else the first sending continues."""
    if state is RequestState.PENDING:
        return b.button(t.plain("request-resend"), action_ids.RESEND_REQUEST, str(request_id), style=style)
    return b.button(t.plain("request-continue"), action_ids.RESUME_REQUEST, str(request_id), style=style)


def ask(t: Reader, kind: RequestType, action_id: str, value: str = "") -> Block:
    """Return the button to the form of a request of this kind; `action_id` says where it is pressed."""
    return b.button(t.plain(_WORDS[kind]), action_id, value)


def boards(t: Reader) -> Block:
    """Return the row of buttons to the boards of what needs a look."""
    doors = {action_ids.ACCESS_WATCH: "watch-access-title", action_ids.RECORD_WATCH: "watch-record-title"}
    return b.actions(*(b.button(t.plain(key), door) for door, key in doors.items()), block_id="boards")


def departures(t: Reader) -> Block:
    """Return the button to the list of whoever leaves."""
    return b.button(t.plain("departure-list"), action_ids.DEPARTURES)


def remedies(failures: Iterable[Condition]) -> tuple[RequestType, ...]:
    """Return the kinds of requests that would mend the failed conditions, each once."""
    return tuple(dict.fromkeys(REMEDIES[check] for check in failures if check in REMEDIES))
