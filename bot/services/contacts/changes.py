"""Decided changes of support contacts, written: assignments, the contacts they set, history and notices."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Executable, bindparam, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.errors import Conflict, LookAgain
from bot.models import ASSIGNMENT_TRANSITIONS, Assignment, AssignmentState, ContactOrigin, OutboxState, SupportContact
from bot.services import outbox
from bot.services.contacts import submissions
from bot.services.contacts.lookup import Line
from bot.services.contacts.transitions import moving
from bot.services.policy import Actor
from bot.services.store import audit, idempotency, references
from bot.services.store.after_commit import announce
from bot.services.store.idempotency import Mark
from bot.services.store.sql import changed, engine_of, insert_for, run, table

# States of an assignment that a later one of the same subscription replaces.
LIVE = tuple(state for state, after in ASSIGNMENT_TRANSITIONS.items() if AssignmentState.SUPERSEDED in after)
LIVE_LIST = ", ".join(f"'{state}'" for state in LIVE)
ACTION, MEANWHILE = "contact.assigned", "assign-changed-meanwhile"

_ROWS, _CONTACTS = table(Assignment), table(SupportContact)
_ADD_ONE, _ADD_MANY = insert(_ROWS).returning(_ROWS.c.id), insert(_ROWS).inline()
_LAST = select(func.coalesce(func.max(_ROWS.c.id), 0))
_REPLACE = (
    moving(LIVE, AssignmentState.SUPERSEDED)
    .where(_ROWS.c.subscription_id.in_(bindparam("ids", expanding=True)))
    .values(next_nudge_at=None)
    .returning(_ROWS.c.batch_id)
)
_HELD = ("support_tenant_id", "origin", "since", "set_by", "assignment_id")
_GIVEN = {
    "batch_id": "text",
    "customer_id": "text",
    "subscription_id": "text",
    "from_tenant_id": "text",
    "to_tenant_id": "text",
    "state": "text",
    "reason": "text",
    "agreement_ref": "text",
    "agreement_key": "text",
    "ticket_ref": "text",
    "ticket_key": "text",
    "message_url": "text",
    "requested_by": "text",
    "requested_at": "timestamptz",
    "applied_at": "timestamptz",
    "next_nudge_at": "timestamptz",
    "apply_when_established": "boolean",
    "reference": "text",
}
_ALL = ", ".join(_GIVEN)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _GIVEN.items())
_TOLD = "dedupe_key, kind, subject, recipient, thread, payload, created_at, due_at, state, attempts, reference"
# One trip instead of seven: on PostgreSQL they are what people wait for most (docs/limits.md#submissions). It is a
# transaction of its own or a part of one. What must not be is refused by the database, so that nothing of it stays: a
# contact that is not the one that was read gets no version, a delivery that was processed has its key. Contacts are
# taken in one order, so that two who want the same ones never wait for each other.
_TOGETHER = f"""
    WITH given AS (
        SELECT nextval('assignment_id_seq') AS id, *
        FROM ROWS FROM (
            jsonb_to_recordset(CAST(:decisions AS jsonb)) AS ({_TYPED}, origin text, version integer)
        ) WITH ORDINALITY ORDER BY ordinality
    ), added AS (
        INSERT INTO assignment (id, {_ALL}) SELECT id, {_ALL} FROM given
    ){{replaced}}, held AS (
        INSERT INTO support_contact (subscription_id, {", ".join(_HELD)}, version)
        SELECT subscription_id, to_tenant_id, '{ContactOrigin.ASSIGNED}', :now, :actor_id, id, version + 1
        FROM given ORDER BY subscription_id
        ON CONFLICT (subscription_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _HELD)},
            version = CASE WHEN support_contact.version = excluded.version - 1 THEN excluded.version END
    ), marked AS (
        INSERT INTO processed_delivery (key, at, outcome)
        SELECT key, :now, CAST(:outcome AS jsonb) FROM (SELECT CAST(:delivery AS text)) AS mark (key)
        WHERE key IS NOT NULL
    ), history AS (
        INSERT INTO audit_event (at, reference, actor_id, actor_name, action, subject_type, subject_id, customer_id,
                                 before, after, reason)
        SELECT :now, :reference, :actor_id, :actor_name, '{ACTION}', 'subscription', subscription_id, customer_id,
               jsonb_build_object('support_tenant_id', from_tenant_id, 'origin', origin),
               jsonb_build_object('support_tenant_id', to_tenant_id, 'assignment_id', id) || CAST(:behalf AS jsonb),
               :reason
        FROM given
    ), told AS (
        INSERT INTO outbox_message ({_TOLD}) SELECT {_TOLD}
        FROM jsonb_populate_recordset(NULL::outbox_message, CAST(:notices AS jsonb))
        ON CONFLICT (dedupe_key) DO NOTHING
    )
    SELECT id FROM given
"""  # noqa: S608 - names of our own
_REPLACED = f""", replaced AS (
        UPDATE assignment SET state = '{AssignmentState.SUPERSEDED}', next_nudge_at = NULL
        WHERE subscription_id = ANY(:replaced) AND state IN ({LIVE_LIST})
        RETURNING batch_id
    ), redrawn AS (
        INSERT INTO outbox_message ({_TOLD})
        SELECT DISTINCT o.subject || ':again:' || o.recipient || ':' || CAST(:redraw AS text),
               o.kind, o.subject, o.recipient,
               CAST(NULL AS text), jsonb_build_object('batch_id', r.batch_id),
               CAST(:now AS timestamptz), CAST(:now AS timestamptz), '{OutboxState.PENDING}', 0,
               CAST(:trace AS text)
        FROM (SELECT DISTINCT batch_id FROM replaced) AS r
        JOIN outbox_message AS o ON o.subject IN ('batch:' || r.batch_id, 'waiting:' || r.batch_id)
        WHERE o.thread IS NULL
        ON CONFLICT (dedupe_key) DO NOTHING
    )"""  # noqa: S608
_FIRST_TIME, _AGAIN = (text(_TOGETHER.format(replaced=part)).columns(id=BigInteger) for part in ("", _REPLACED))


@dataclass(frozen=True)
class Decision:
    """One contact to be set: the line as it was read, and the values of the assignment that sets it."""

    line: Line
    assignment: Mapping[str, Any]


def write(
    session: Session,
    actor: Actor,
    now: datetime,
    decisions: Sequence[Decision],
    *notices: outbox.Notice,
    mark: Mark | None = None,
) -> Sequence[int]:
    """Write the decisions, each about another subscription; return the ids of the assignments in their order.

    Raise LookAgain or Conflict when somebody wrote a contact since its line was read, or processed the delivery of
    `mark`; the caller's transaction must then end.
    """
    if engine_of(session) == "postgresql":
        return _together(session, actor, now, decisions, notices, mark)
    if mark and idempotency.earlier(session, mark.key, now, mark.outcome) is not None:
        raise LookAgain(MEANWHILE)
    supersede(session, now, [decision.line for decision in decisions], _key(decisions))
    ids = _add(session, [decision.assignment for decision in decisions])
    hold(session, actor, now, list(zip(decisions, ids, strict=True)))
    outbox.enqueue(session, now, *notices)
    return ids


def _add(session: Session, assignments: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Add assignments on SQLite and return their ids in the same order.

    It gives the ids of many only one by one; as there is one writer, they can be numbered beforehand.
    """
    if len(assignments) == 1:
        return list(run(session, _ADD_ONE, assignments[0]).scalars())
    first = int(run(session, _LAST).scalar_one()) + 1
    ids = range(first, first + len(assignments))
    run(session, _ADD_MANY, [{**row, "id": key} for row, key in zip(assignments, ids, strict=True)])
    return ids


def supersede(session: Session, now: datetime, lines: Sequence[Line], key: str) -> None:
    """End what set these contacts before, and draw its messages again, once per `key`: they say that it is in force."""
    if again := _set_before(lines):
        replaced = run(session, _REPLACE, {"ids": again}).scalars()
        submissions.redraw(session, now, dict.fromkeys(replaced), key)


def _key(decisions: Sequence[Decision]) -> str:
    """Return what tells this write apart: each submission is written once."""
    return str(decisions[0].assignment["batch_id"])


def _set_before(lines: Iterable[Line]) -> list[str]:
    """Find the subscriptions that can have assignments to replace: a contact that was once written has a version."""
    return [line.subscription_id for line in lines if line.version]


def hold(session: Session, actor: Actor, now: datetime, held: Sequence[tuple[Decision, int]]) -> None:
    """Write contacts from the versions of their lines, for (decision, id of its assignment), with a history row each.

    Conflict when someone was quicker with any of them.
    """
    if changed(session, _set(engine_of(session)), [_contact(actor, now, *each) for each in held]) < len(held):
        raise Conflict(MEANWHILE)
    audit.add(session, [_event(actor, now, *each) for each in held])


def _contact(actor: Actor, now: datetime, decision: Decision, assignment_id: int) -> dict[str, Any]:
    return {
        "subscription_id": decision.line.subscription_id,
        "support_tenant_id": decision.assignment["to_tenant_id"],
        "origin": ContactOrigin.ASSIGNED,
        "since": now,
        "set_by": actor.user_id,
        "version": decision.line.version + 1,
        "assignment_id": assignment_id,
    }


def _event(actor: Actor, now: datetime, decision: Decision, assignment_id: int) -> dict[str, Any]:
    line, target_id = decision.line, decision.assignment["to_tenant_id"]
    return audit.event(
        actor,
        now,
        ACTION,
        ("subscription", line.subscription_id),
        customer_id=decision.assignment["customer_id"],
        before={"support_tenant_id": line.contact_id, "origin": line.origin},
        after={"support_tenant_id": target_id, "assignment_id": assignment_id},
    )


@cache
def _set(engine: str) -> Executable:
    """Make the write of a contact: nobody's has no row yet, one that was set has a version to be set from."""
    new = insert_for(engine, SupportContact)
    values = {name: new.excluded[name] for name in (*_HELD, "version")}
    as_read = _CONTACTS.c.version == new.excluded.version - 1
    return new.inline().on_conflict_do_update(index_elements=["subscription_id"], set_=values, where=as_read)


def _together(
    session: Session,
    actor: Actor,
    now: datetime,
    decisions: Sequence[Decision],
    notices: Sequence[outbox.Notice],
    mark: Mark | None,
) -> Sequence[int]:
    wanted = [
        {**decision.assignment, "origin": decision.line.origin, "version": decision.line.version}
        for decision in decisions
    ]
    given = {
        "decisions": _json(wanted),
        "notices": _json(outbox.rows(now, notices)),
        "now": now,
        "reference": actor.reference,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "reason": actor.reason,
        "behalf": _json({audit.ON_BEHALF_OF: actor.on_behalf_of} if actor.on_behalf_of else {}),
        "delivery": mark and mark.key,
        "outcome": mark and _json(mark.outcome),
    }
    again = _set_before(decision.line for decision in decisions)
    replaced = {"replaced": again, "redraw": _key(decisions), "trace": references.current()}
    try:
        added = run(session, _AGAIN, given | replaced) if again else run(session, _FIRST_TIME, given)
    except IntegrityError as error:
        if _is_meant(error):
            raise LookAgain(MEANWHILE) from error
        raise
    announce(session, audit.TOPIC)
    if notices or again:
        announce(session, outbox.TOPIC)
    return added.scalars().all()


def _json(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> str:
    return json.dumps(rows, default=datetime.isoformat)


def _is_meant(error: IntegrityError) -> bool:
    """Tell if one of the two rules was broken that `_together` leaves to the database."""
    about = getattr(error.orig, "diag", None)
    broken = about and (about.table_name, about.column_name)
    return broken in (("processed_delivery", None), ("support_contact", "version"))
