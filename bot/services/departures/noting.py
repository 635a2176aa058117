"""What becomes of a departure, noted: history rows, and steps that the facts end or begin anew."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session

from bot.models import Departure, DepartureState, DepartureStep, StepKind
from bot.services import outbox
from bot.services.absences import standing
from bot.services.departures import deeds, room
from bot.services.departures.room import DepartureRoom
from bot.services.policy import Actor, is_system, system_actor
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.audit import new_reference
from bot.services.store.sql import run, table

SUBJECT, CHANGED = "departure", "departure.changed"
OPENED, CLOSED, TAKEN = "departure.opened", "departure.closed", "departure.taken"
DONE, REOPENED = "departure.step_done", "departure.step_reopened"
# Who looks after one hears of it once a week.
EVERY = timedelta(days=7)
# Whoever is named for what nobody of ours did.
BOT = system_actor("departures", "").user_id
_T = table(DepartureStep)
STEP = update(_T).where(_T.c.departure_id == bindparam("departure"), _T.c.kind == bindparam("step"))


def note(session: Session, departure_id: int, scene: Scene) -> bool:
    """Note what the facts have ended or begun anew since somebody looked; False when nothing changed."""
    row = room.load(session, departure_id, lock=True)
    return row.state == DepartureState.OPEN and not noted(session, row, scene).is_noted


def noted(session: Session, row: Departure, scene: Scene) -> DepartureRoom:
    """Note the same of one that is locked and under way; return it as it was found."""
    found = room.of(session, row, scene.provider_id, scene.now)
    turned = [step for step in found.steps if step.has_turned]
    done = deeds.read(session, row, scene.provider_id) if turned else ()
    actor = system_actor("departures", new_reference())
    for step in found.steps:
        values: dict[str, Any] = {"remaining": step.left}
        if step.has_turned:
            by = deeds.doer(done, step.kind) or BOT
            values |= {"done_at": scene.now, "done_by": by} if step.is_done else {"done_at": None, "done_by": None}
            note_step(session, actor, scene, row, step.kind, values)
        if step.left != step.noted:
            run(session, STEP.values(**values), {"departure": row.id, "step": step.kind.value})
    if turned:
        tell(session, scene, row)
    return found


def note_step(
    session: Session, actor: Actor, scene: Scene, row: Departure, kind: StepKind, values: Mapping[str, Any]
) -> None:
    """Write the history row of a step that is done, or to be done again."""
    is_done = values["done_at"] is not None
    after = {"step": kind.value, "left": values["remaining"]}
    after |= {"by": values["done_by"]} if is_done and is_system(actor.user_id) else {}
    after |= {"remark": values["remark"]} if values.get("remark") else {}
    record(session, actor, scene, DONE if is_done else REOPENED, row, after=after)


def record(
    session: Session,
    actor: Actor,
    scene: Scene,
    action: str,
    row: Departure,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write one history row about a departure, on behalf of its owner where the actor stands in."""
    acting = standing.acting(session, actor, row.owner, scene.now)
    subject, customer = (SUBJECT, row.id or 0), row.customer_id
    audit.record(session, acting, scene.now, action, subject, customer_id=customer, before=before, after=after)


def tell(session: Session, scene: Scene, row: Departure, *people: str) -> None:
    """Draw its one message anew for whoever has it, its owner, the team's channel, and `people`."""
    subject = f"{SUBJECT}:{row.id}"
    readers = dict.fromkeys((*outbox.readers(scene, row.owner, *people), *outbox.told(session, subject)))
    event = f"{scene.now.isoformat()}:{scene.delivery_key}"
    outbox.tell(session, scene, CHANGED, subject, event, readers, {SUBJECT: row.id})
