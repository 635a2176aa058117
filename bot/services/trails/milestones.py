"""The line of time of a request: when it was asked, sent, reminded, accepted and ended, and by whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlmodel import Session

from bot.models import RequestState, RequestType
from bot.services.invitations.lamps import Lamp
from bot.services.relationships.summaries import RequestSummary
from bot.services.relationships.transitions import SUBJECT
from bot.services.store import audit
from bot.services.store.audit import RecordedEvent

ASKED = "asked"
# Events of the history that are a step; others are work around it.
STEPS = (
    "pending",
    "resent",
    "reminded",
    "link_accepted",
    "established",
    "declined",
    "expired",
    "withdrawn",
    "superseded",
    "let_go",
)
# The newest of them; a request that was sent and reminded more often has its first ones left out.
MOST = 100
_ACTIONS = [f"request.{step}" for step in STEPS]
_REPEATED = frozenset({"resent", "reminded"})


@dataclass(frozen=True)
class Milestone:
    """One step: ASKED or one of STEPS, taken `count` times in a row, the last time at `at`.

    `by` is the actor's id, of a reminder the Slack user id of whoever was reminded. `links` are those accepted by it,
    where a request asks for several.
    """

    step: str
    at: datetime
    by: str
    count: int = 1
    links: tuple[RequestType, ...] = ()
    on_behalf_of: str | None = None


def read(session: Session, summary: RequestSummary) -> tuple[Milestone, ...]:
    """Read the steps of a request, oldest first; what follows itself is one."""
    events = audit.newest(session, SUBJECT, str(summary.id), _ACTIONS, MOST)
    asked = Milestone(ASKED, summary.created_at, summary.asker)
    return (asked, *_joined(_milestone(event, summary.lamps) for event in reversed(events)))


def _milestone(event: RecordedEvent, lamps: Iterable[Lamp]) -> Milestone:
    after, step = event.after or {}, event.action.removeprefix("request.")
    links = tuple(kind for kind in RequestType if kind in after.get("links", ()))
    if step == RequestState.ESTABLISHED:
        # Of the last links the history only says that the request is established.
        links = tuple(lamp.kind for lamp in lamps if lamp.accepted_at == event.at)
    by = after.get("owner", event.actor_id) if step == "reminded" else event.actor_id
    return Milestone(step, event.at, by, 1, links, after.get(audit.ON_BEHALF_OF))


def _joined(steps: Iterable[Milestone]) -> Iterator[Milestone]:
    """Make one of sendings and of reminders that follow one another."""
    for step, following in groupby(steps, key=attrgetter("step")):
        alike = list(following)
        if step in _REPEATED:
            yield replace(alike[-1], count=len(alike))
        else:
            yield from alike
