"""The job itself: check a change of support contacts and submit it (docs/domain.md#assignment-states)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from bot.errors import BotError, Conflict, InvalidInput, LookAgain
from bot.models import AssignmentState
from bot.services.agreements import records as agreements
from bot.services.contacts import changes, form, lookup, submissions
from bot.services.contacts.changes import Decision
from bot.services.contacts.form import ProposalFacts
from bot.services.contacts.lookup import Line
from bot.services.contacts.submissions import Change, Submission
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.search.references import key_of_reference
from bot.services.store import idempotency
from bot.services.store.idempotency import Mark

NUDGE_AFTER = timedelta(days=1)
MOST_AT_ONCE = 40


@dataclass(frozen=True)
class Proposal:
    """Change that a person submits: `expected` holds each contact's version as the form showed it (invariant 22)."""

    customer_id: str
    target_id: str
    subscription_ids: tuple[str, ...]
    expected: Mapping[str, int]
    agreement_ref: str | None = None
    ticket_ref: str | None = None
    message_url: str | None = None

    @property
    def papers(self) -> Mapping[str, Any]:
        """What an assignment names beside its parties, as the values of its columns."""
        return {
            "agreement_ref": self.agreement_ref,
            "agreement_key": self.agreement_ref and key_of_reference(self.agreement_ref),
            "ticket_ref": self.ticket_ref,
            "ticket_key": self.ticket_ref and key_of_reference(self.ticket_ref),
            "message_url": self.message_url,
        }


@dataclass(frozen=True)
class Submitted:
    """A committed submission; `unchanged` counts subscriptions that had the target already."""

    submission: Submission
    unchanged: int

    @property
    def batch_id(self) -> str:
        """Key by which its review, notices and history are found."""
        return self.submission.batch_id

    @property
    def changed(self) -> int:
        """Number of subscriptions that have the target now."""
        return sum(change.state != AssignmentState.CANCELLED for change in self.submission.changes)


def submit(session: Session, actor: Actor, proposal: Proposal, scene: Scene) -> Submitted:
    """Make the target the support contact of every chosen subscription, or of none.

    Raise Denied, InvalidInput (fields `subscriptions`, `contact`), NotFound, or Conflict when a contact is no
    longer the one the form showed. The same delivery again returns the first outcome. Writes with one statement on
    PostgreSQL (`Database.write_one`).
    """
    require(actor, Action.ASSIGN)
    try:
        return _submitted(session, actor, proposal, scene)
    except LookAgain:
        raise
    except BotError:
        # Where it was processed before, what is in its way now is its own effect.
        done = idempotency.find(session, scene.delivery_key)
        if done is None:
            raise
    found = submissions.read(session, done["batch"])
    return Submitted(found, len(proposal.subscription_ids) - len(found.changes))


def _submitted(session: Session, actor: Actor, proposal: Proposal, scene: Scene) -> Submitted:
    found = check(session, proposal, scene)
    lines = found.lines
    if any(line.version != proposal.expected.get(line.subscription_id) for line in lines):
        raise Conflict(changes.MEANWHILE)
    changing = [line for line in lines if line.contact_id != proposal.target_id]
    if not changing:
        raise InvalidInput("contact", "assign-no-change", contact=lines[0].contact_name, count=len(lines))
    named = (proposal.target_id, proposal.customer_id, proposal.agreement_ref)
    last = agreements.last_day(session, scene.provider_id, *named)
    mark = Mark(scene.delivery_key, {"batch": actor.reference})
    ids = apply(session, actor, proposal, scene, changing, batch_id=actor.reference, mark=mark)
    written = _written(actor, proposal, scene, found, zip(ids, changing, strict=True), last)
    return Submitted(written, len(lines) - len(changing))


def _written(
    actor: Actor,
    proposal: Proposal,
    scene: Scene,
    found: ProposalFacts,
    changes: Iterable[tuple[int, Line]],
    agreement_last: date | None,
) -> Submission:
    """Make what `submissions.read` would read now, which is a tenth of what people wait for."""
    return Submission(
        batch_id=actor.reference,
        customer_id=proposal.customer_id,
        customer_name=found.customer_name,
        target=found.target,
        by=actor.user_id,
        reason=actor.reason,
        agreement_ref=proposal.agreement_ref,
        ticket_ref=proposal.ticket_ref,
        message_url=proposal.message_url,
        agreement_last=agreement_last,
        changes=tuple(
            Change(
                key,
                line.subscription_id,
                line.label,
                line.contact_name,
                AssignmentState.APPLIED,
                scene.now,
                kept_here=line.kept_here,
            )
            for key, line in changes
        ),
        closed_by=None,
        closed_at=None,
        country=found.country,
    )


def check(session: Session, proposal: Proposal, scene: Scene) -> ProposalFacts:
    """Check all conditions of docs/domain.md#conditions at this moment; return the chosen lines and both sides.

    InvalidInput names the first that fails, at the field `subscriptions` (E1, E2) or `contact` (E3, E5 to E9).
    """
    _check_count(proposal)
    ids = proposal.subscription_ids
    found = form.read_proposal(session, scene.provider_id, proposal.customer_id, proposal.target_id, ids, scene.now)
    if found is None:
        raise _gone()
    _check_lines(found.lines, proposal)
    if found.failures:
        raise InvalidInput("contact", f"check-{found.failures[0]}", partner=found.target.label)
    return found


def chosen_lines(session: Session, proposal: Proposal, scene: Scene) -> tuple[Line, ...]:
    """Read the chosen lines; InvalidInput (field `subscriptions`) when one cannot have a contact at all (E1, E2)."""
    _check_count(proposal)
    lines = lookup.lines(session, scene.provider_id, proposal.customer_id, proposal.subscription_ids)
    _check_lines(lines, proposal)
    return lines


def _check_count(proposal: Proposal) -> None:
    if not 0 < len(proposal.subscription_ids) <= MOST_AT_ONCE:
        raise InvalidInput("subscriptions", "assign-how-many", most=MOST_AT_ONCE)


def _gone() -> InvalidInput:
    return InvalidInput("subscriptions", "assign-subscription-gone")


def _check_lines(lines: Sequence[Line], proposal: Proposal) -> None:
    if len(lines) != len(proposal.subscription_ids):
        raise _gone()
    for line in lines:
        if line.failures:
            raise InvalidInput("subscriptions", f"check-{line.failures[0]}-for", subscription=line.label)


def apply(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    scene: Scene,
    lines: Sequence[Line],
    *,
    batch_id: str,
    mark: Mark | None = None,
    quiet: bool = False,
) -> Sequence[int]:
    """Write contacts, assignments, history and (unless `quiet`) notices of one decision in the caller's transaction.

    Return the ids of the assignments, in the order of `lines`.
    """
    decisions = [Decision(line, _assignment(actor, proposal, scene, line, batch_id)) for line in lines]
    told = () if quiet else submissions.notices(scene, batch_id, "applied", actor.user_id)
    return changes.write(session, actor, scene.now, decisions, *told, mark=mark)


def _assignment(actor: Actor, proposal: Proposal, scene: Scene, line: Line, batch_id: str) -> Mapping[str, Any]:
    return {
        "batch_id": batch_id,
        "customer_id": proposal.customer_id,
        "subscription_id": line.subscription_id,
        "from_tenant_id": line.contact_id,
        "to_tenant_id": proposal.target_id,
        # The embedded backend writes and reads back in this very transaction: proposed, ready and
        # submitted have no duration in which anyone could see them.
        "state": AssignmentState.APPLIED,
        "reason": actor.reason,
        **proposal.papers,
        "requested_by": actor.user_id,
        "requested_at": scene.now,
        "applied_at": scene.now,
        "next_nudge_at": scene.now + NUDGE_AFTER,
        "apply_when_established": False,
        "reference": actor.reference,
    }
