"""Lines of App Home, and the cutting of a page out of several lists that follow one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session

from bot.models import AssignmentState, RequestState, RequestType
from bot.services.invitations.lamps import Lamp
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import run

T = TypeVar("T")


class Section(StrEnum):
    """Lists of Home that have pages; the values are kept in the view."""

    WAITING = "w"
    ASKED = "a"
    EXPIRING = "e"


PER_PAGE: Mapping[Section, int] = {Section.WAITING: 10, Section.ASKED: 5, Section.EXPIRING: 5}
# Counting stops here, or a Home would cost as much as everything that was ever left undone. Multiples of the page.
COUNTED: Mapping[Section, int] = {Section.WAITING: 1000, Section.ASKED: 500, Section.EXPIRING: 100}


@dataclass(frozen=True)
class LostContacts:
    """Subscription whose contact, assigned at `since`, lost its basis (invalidated)."""

    subscription_id: str
    subscription: str
    customer: str
    contact: str
    since: datetime


@dataclass(frozen=True)
class SubmissionGroup:
    """Subscriptions of one submission that go to one contact and are in one state."""

    batch_id: str
    customer: str
    contact: str
    count: int
    since: datetime
    state: AssignmentState


@dataclass(frozen=True)
class EndedJob:
    """Job of `/assign-many` that ended at `since` with `count` contacts changed, and is reviewed as a whole."""

    job_id: str
    count: int
    since: datetime


@dataclass(frozen=True)
class AskedRequest:
    """Open request, or one that expired unanswered, sent at `since`, or drafted then; `owner` is a Slack user id.

    `target` is today's name, `asked_as` the one that was asked for where that is another; `reseller` is to be related
    with it, where that is not ourselves. `lamps` are the links of one that asks for several.
    """

    id: int
    kind: RequestType
    state: RequestState
    target: str
    owner: str
    since: datetime
    due_at: datetime | None
    first_sent_at: datetime | None = None
    asked_as: str | None = None
    reseller: str | None = None
    lamps: tuple[Lamp, ...] = ()


@dataclass(frozen=True)
class ExpiringPrivileges:
    """Privileges (GDAP) that end at `ends_at` and on which the contacts of `count` subscriptions rest."""

    customer_id: str
    customer: str
    partner_id: str
    partner: str
    ends_at: datetime
    count: int


@dataclass(frozen=True)
class Happening:
    """Something that the team did: `count` rows of history in one line; `what` is the history's action.

    `about` are the customers or targets concerned, `asked_as` is the former name of a target, `contact` the partner it
    is about, mostly as support contact.
    """

    at: datetime
    what: str
    by: str
    about: tuple[str, ...]
    contact: str | None
    count: int
    asked_as: str | None = None


@dataclass(frozen=True)
class PartSource(Generic[T]):
    """List that can be counted and read in pieces; `total` has the parameter `counted`, `rows` `most` and `skip`."""

    total: Select[Any]
    rows: Select[Any]
    make: Callable[[Any], T]


def source(statement: Select[Any], make: Callable[[Any], T], *, grouped: bool = False) -> PartSource[T]:
    """Make both statements of a list, once for all; `grouped` if a line stands for several rows.

    The count keeps the order where an index gives it: only then does it end at `counted` rows.
    """
    looked_at = statement.order_by(None) if grouped else statement.with_only_columns(1, maintain_column_froms=True)
    counted = select(func.count()).select_from(looked_at.limit(bindparam("counted")).subquery())
    return PartSource(counted, statement.limit(bindparam("most")).offset(bindparam("skip")), make)


def part(
    session: Session, sources: Sequence[PartSource[Any]], section: Section, offset: int, parameters: Mapping[str, Any]
) -> Page[Any]:
    """Read the page of `section` that holds `offset`, or the last page if the offset is past the end.

    The page is cut out of all sources as if they were one list.
    """
    size, most = PER_PAGE[section], COUNTED[section]
    totals = [run(session, each.total, {**parameters, "counted": most + 1}).scalar_one() for each in sources]
    total = min(sum(totals), most)
    start = page_start(offset, total, size)
    items: list[Any] = []
    skip = start
    for each, count in zip(sources, totals, strict=True):
        if len(items) < size and skip < count:
            wanted = {**parameters, "most": size - len(items), "skip": skip}
            items += [each.make(row) for row in run(session, each.rows, wanted)]
        skip = max(skip - count, 0)
    return Page(tuple(items), start, total, more=sum(totals) > most)
