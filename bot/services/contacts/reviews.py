"""The end of an assignment: a person reviews it and closes it, or hands the subscriptions back."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Update
from sqlmodel import Session, col

from bot.errors import Conflict, InvalidInput, LookAgain
from bot.models import Assignment, AssignmentState
from bot.services.absences import standing
from bot.services.contacts import assignments, changes, lookup, submissions
from bot.services.contacts.assignments import Proposal
from bot.services.contacts.eligibility import target_failures
from bot.services.contacts.submissions import Submission
from bot.services.contacts.transitions import moving
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.store import audit, idempotency
from bot.services.store.sql import changed, run


@dataclass(frozen=True)
class HandedBack:
    """Result of "not right": `restored` subscriptions have their former contact again.

    `kept` names those that could not go back: changed again since, or the former contact is not eligible now.
    """

    batch_ids: tuple[str, ...]
    restored: tuple[str, ...]
    kept: tuple[str, ...]


def close(session: Session, actor: Actor, batch_id: str, scene: Scene) -> Submission:
    """End the review of every applied change of a submission; harmless when already closed or replaced.

    Return the submission as it is afterwards. Raise Denied or NotFound.
    """
    require(actor, Action.ASSIGN)
    found = submissions.read(session, batch_id)
    if not changed(session, _closing(actor, batch_id, scene)):
        return found
    audit.record(
        session,
        standing.acting(session, actor, found.by, scene.now),
        scene.now,
        "contact.reviewed",
        ("batch", batch_id),
        customer_id=found.customer_id,
        before={"state": AssignmentState.APPLIED},
        after={"state": AssignmentState.CLOSED, "assignments": [change.assignment_id for change in found.changes]},
    )
    submissions.tell(session, scene, batch_id, "closed", found.by)
    # What waited before says it in a message of its own, too.
    submissions.redraw(session, scene.now, [batch_id], "closed", [submissions.WAITING])
    return submissions.read(session, batch_id)


def _closing(actor: Actor, batch_id: str, scene: Scene) -> Update:
    closing = moving([AssignmentState.APPLIED], AssignmentState.CLOSED).where(col(Assignment.batch_id) == batch_id)
    return closing.values(closed_by=actor.user_id, closed_at=scene.now, next_nudge_at=None)


def hand_back(session: Session, actor: Actor, batch_id: str, scene: Scene) -> HandedBack:
    """Give each subscription of a submission its former contact back, where that is still possible.

    Each former contact gets a submission of its own; the handed-back one becomes superseded. Raise Denied, NotFound,
    or Conflict when nothing of the submission is in force any more.
    """
    require(actor, Action.ASSIGN)

    def work() -> idempotency.StoredOutcome:
        result = _hand_back(session, actor, submissions.read(session, batch_id), scene)
        return {"batches": result.batch_ids, "restored": result.restored, "kept": result.kept}

    outcome = idempotency.once(session, scene.delivery_key, scene.now, work)
    return HandedBack(tuple(outcome["batches"]), tuple(outcome["restored"]), tuple(outcome["kept"]))


def _hand_back(session: Session, actor: Actor, found: Submission, scene: Scene) -> HandedBack:
    actor = standing.acting(session, actor, found.by, scene.now)
    in_force = {c.subscription_id for c in found.changes if c.state in changes.LIVE}
    if not in_force:
        raise Conflict("assign-replaced-already")
    former = defaultdict(list)
    for row in submissions.rows_of(session, found.batch_id):
        if row.subscription_id in in_force:
            former[row.from_tenant_id].append(row.subscription_id)
    made: list[str] = []
    restored: dict[str, str] = {}
    for number, (tenant_id, ids) in enumerate(former.items(), start=1):
        if target_failures(session, scene.provider_id, found.customer_id, tenant_id, scene.now):
            continue
        lines = lookup.lines(session, scene.provider_id, found.customer_id, ids)
        if any(line.contact_id != found.target.tenant_id for line in lines):
            # Somebody's commit came between the two reads.
            raise LookAgain(changes.MEANWHILE)
        back = f"{actor.reference}-{number}"
        proposal = Proposal(found.customer_id, tenant_id, tuple(ids), {})
        assignments.apply(session, actor, proposal, scene, lines, batch_id=back)
        # Whoever put it back has looked: nobody is to review that once more.
        run(session, _closing(actor, back, scene))
        made.append(back)
        restored |= {line.subscription_id: line.label for line in lines}
    if not made:
        raise InvalidInput("contact", "assign-former-not-eligible")
    submissions.tell(session, scene, found.batch_id, "handed-back", found.by)
    kept = tuple(c.subscription_name for c in found.changes if c.subscription_id not in restored)
    return HandedBack(tuple(made), tuple(restored.values()), kept)
