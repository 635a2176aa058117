"""The hand-over room of one departure as it stands: its steps, what is left of each, who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import Departure, DepartureState, DepartureStep, StepKind
from bot.services.departures import facts
from bot.services.departures.facts import BY_WORD, Leaver
from bot.services.policy import Action, Actor, may_any, require
from bot.services.separation import is_ours, ours
from bot.services.store import labels
from bot.services.store.sql import columns, records, run, table

# Whoever may do any of it keeps the room: opens it, ticks, closes.
KEEPING = (Action.REMOVE_CUSTOMER, Action.REMOVE_PARTNERSHIP, Action.ASSIGN)


class StepRow(NamedTuple):
    """Step as its row has it."""

    kind: str
    at_start: int
    remaining: int
    done_at: datetime | None
    done_by: str | None
    remark: str | None


@dataclass(frozen=True)
class StepStanding:
    """Step as it stands: `left` of `at_start` things, counted up to MOST_COUNTED + 1; done, by whom and when.

    `noted` of them as its row has it; of what has turned since, who did it and when is not known yet. `done_by` is a
    Slack user id, or the bot's.
    """

    kind: StepKind
    at_start: int
    left: int
    done_at: datetime | None
    done_by: str | None
    remark: str | None
    noted: int

    @property
    def has_turned(self) -> bool:
        """True for what ended or began anew since it was noted."""
        return bool(self.left) != bool(self.noted)

    @property
    def is_done(self) -> bool:
        """True while nothing of it is left."""
        return not self.left

    @property
    def is_by_word(self) -> bool:
        """True where only people can tell."""
        return self.kind in BY_WORD


@dataclass(frozen=True)
class DepartureRoom:
    """One departure; `name` is the label of whoever leaves."""

    id: int
    leaver: Leaver
    name: str
    state: DepartureState
    owner: str
    reason: str | None
    opened_by: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    remark: str | None
    steps: tuple[StepStanding, ...]

    @property
    def is_open(self) -> bool:
        """True while it is under way."""
        return self.state is DepartureState.OPEN

    @property
    def done(self) -> int:
        """Number of steps of which nothing is left."""
        return sum(step.is_done for step in self.steps)

    @property
    def undone(self) -> tuple[StepStanding, ...]:
        """Steps of which something is left."""
        return tuple(step for step in self.steps if not step.is_done)

    @property
    def is_noted(self) -> bool:
        """False if facts have changed that the rows do not say yet."""
        return all(step.left == step.noted for step in self.steps)

    @property
    def digest(self) -> str:
        """What is left, so that whoever confirms it sees when it changed."""
        return " ".join(f"{step.kind}:{step.left}" for step in self.undone)

    def step(self, kind: StepKind) -> StepStanding:
        """Return one step; NotFound for one that this departure does not have."""
        found = next((step for step in self.steps if step.kind is kind), None)
        if found is None:
            raise NotFound("error-view-outdated")
        return found


_D, _T = table(Departure), table(DepartureStep)
_STEPS = select(*columns(DepartureStep, StepRow._fields)).where(_T.c.departure_id == bindparam("departure"))
_OPEN = select(_D.c.id).where(_D.c.state == DepartureState.OPEN.value, ours(_D.c.customer_id))
_OF_RESELLER = _OPEN.where(_D.c.reseller_tenant_id == bindparam("key"))
_OF_CUSTOMER = _OPEN.where(_D.c.customer_id == bindparam("key"))


def may_keep(actor: Actor) -> bool:
    """Tell if the actor may open departures, take their steps and close them."""
    return may_any(actor, KEEPING)


def require_sight(actor: Actor) -> None:
    """Raise Denied for whoever may not see departures."""
    require(actor, Action.VIEW, *KEEPING)


def find(session: Session, leaver: Leaver) -> int | None:
    """Find the departure under way of whoever leaves."""
    statement = _OF_RESELLER if leaver.reseller_id else _OF_CUSTOMER
    found: int | None = run(session, statement, {"key": leaver.reseller_id or leaver.customer_id}).scalar()
    return found


def load(session: Session, departure_id: int, *, lock: bool = False) -> Departure:
    """Read the row as the database holds it now; NotFound for an id nobody opened.

    `lock` holds it until the end of the transaction: steps change only under it.
    """
    held = True if lock else None
    found = session.get(Departure, departure_id, populate_existing=True, with_for_update=held)
    if found is None or not is_ours(session, found.customer_id):
        raise NotFound("departure-gone-away")
    return found


def leaver_of(row: Departure) -> Leaver:
    """Return whoever leaves."""
    return Leaver(row.reseller_tenant_id, row.customer_id)


def read(session: Session, departure_id: int, provider_id: str, now: datetime) -> DepartureRoom:
    """Read a departure: one under way by the facts of this moment, a closed one as it was closed."""
    return of(session, load(session, departure_id), provider_id, now)


def of(session: Session, row: Departure, provider_id: str, now: datetime) -> DepartureRoom:
    """Read the room of a row."""
    leaver, rows = leaver_of(row), records(session, StepRow, _STEPS, {"departure": row.id})
    is_open = row.state == DepartureState.OPEN
    counted = facts.remaining(session, leaver, provider_id, now) if is_open else {}
    return DepartureRoom(
        id=row.id or 0,
        leaver=leaver,
        name=name_of(session, leaver),
        state=DepartureState(row.state),
        owner=row.owner,
        reason=row.reason,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        remark=row.remark,
        steps=_steps(leaver, rows, counted),
    )


def name_of(session: Session, leaver: Leaver) -> str:
    """Return the label of whoever leaves, told apart always: there is no way back."""
    customer, reseller = leaver.customer_id, leaver.reseller_id
    customers, partners = [customer] if customer else [], [reseller] if reseller else []
    named = labels.read(session, customers=customers, partners=partners, always=True)
    return named.customer(customer) if customer else named.partner(reseller or "")


def _steps(leaver: Leaver, rows: Sequence[StepRow], counted: Mapping[StepKind, int]) -> tuple[StepStanding, ...]:
    by_kind = {row.kind: row for row in rows}
    return tuple(_step(by_kind[kind], counted) for kind in leaver.kinds if kind in by_kind)


def _step(row: StepRow, counted: Mapping[StepKind, int]) -> StepStanding:
    kind = StepKind(row.kind)
    left = counted.get(kind, row.remaining)
    step = StepStanding(kind, row.at_start, left, row.done_at, row.done_by, row.remark, row.remaining)
    return replace(step, done_at=None, done_by=None) if step.has_turned else step
