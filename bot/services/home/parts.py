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
    """List that can be counted and read in pieces; `total` has the parameter `counted`, `rows` `most` and `skip`.

    Without `total` it is a short one, of which `rows` gives all.
    """

    total: Select[Any] | None
    rows: Select[Any]
    make: Callable[[Any], T]


def source(
    statement: Select[Any], make: Callable[[Any], T], *, is_short: bool = False, is_indexed: bool = True
) -> PartSource[T]:
    """Make both statements of a list, once for all; `is_indexed` if an index gives its order.

    The count keeps such an order, or it would not end at `counted` rows; to sort for a count is in vain.
    """
    if is_short:
        return PartSource(None, statement, make)
    counted = statement.with_only_columns(1, maintain_column_froms=True)
    counted = (counted if is_indexed else counted.order_by(None)).limit(bindparam("counted"))
    total = select(func.count()).select_from(counted.subquery())
    return PartSource(total, statement.limit(bindparam("most")).offset(bindparam("skip")), make)


def part(
    session: Session, sources: Sequence[PartSource[Any]], section: Section, offset: int, parameters: Mapping[str, Any]
) -> Page[Any]:
    """Read the page of `section` that holds `offset`, or the last page if the offset is past the end.

    The page is cut out of all sources as if they were one list.
    """
    size, most = PER_PAGE[section], COUNTED[section]
    read = [_counted(session, each, parameters, most + 1) for each in sources]
    total = min(sum(count for count, _rows in read), most)
    start = page_start(offset, total, size)
    items: list[Any] = []
    skip = start
    for each, (count, rows) in zip(sources, read, strict=True):
        left = size - len(items)
        if left and skip < count:
            wanted = {**parameters, "most": left, "skip": skip}
            piece = run(session, each.rows, wanted).all() if rows is None else rows[skip : skip + left]
            items += map(each.make, piece)
        skip = max(skip - count, 0)
    return Page(tuple(items), start, total, more=sum(count for count, _rows in read) > most)


def _counted(
    session: Session, one: PartSource[Any], parameters: Mapping[str, Any], most: int
) -> tuple[int, Sequence[Any] | None]:
    """Count a list, `most` at most; a short one comes with its rows."""
    if one.total is None:
        rows = run(session, one.rows, parameters).all()
        return len(rows), rows
    return int(run(session, one.total, {**parameters, "counted": most}).scalar_one()), None
