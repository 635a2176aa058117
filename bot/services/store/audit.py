"""The append-only history: who did what to what, before, after, when and why."""

import csv
import io
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Insert, Select, Text, and_, bindparam, func, insert, literal, or_, select
from sqlmodel import Session, col

from bot.errors import ConfigurationError
from bot.models import AuditEvent, UtcDateTime
from bot.services.policy import Actor
from bot.services.store.after_commit import announce
from bot.services.store.names import BESIDE, with_names
from bot.services.store.sql import among, columns, records, run, table

PAGE = 1000
# Names, in what stands after, the absent person for whom the actor stood in.
ON_BEHALF_OF = "on_behalf_of"
TOPIC = "history"
_STORED = (
    "id",
    "at",
    "reference",
    "actor_id",
    "actor_name",
    "action",
    "subject_type",
    "subject_id",
    "customer_id",
    "before",
    "after",
    "reason",
    "ms_correlation_id",
)
# Names stand beside the ids that they are of.
EXPORTED = tuple(field for own in _STORED for field in (own, BESIDE.get(own)) if field)
# The last four are what a spreadsheet with a Japanese keyboard takes for the first four.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Line = Callable[[Mapping[str, Any]], None]


class RecordedEvent(NamedTuple):
    """Event as it was recorded, without what is only exported."""

    id: int
    at: datetime
    action: str
    actor_id: str
    reference: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str | None


# Inline: nobody asks for the new id.
_T = table(AuditEvent)
_ADD = insert(_T).inline()
_RECORDED = select(*columns(AuditEvent, RecordedEvent._fields)).where(
    _T.c.subject_type == bindparam("kind"), among(_T.c.action, "actions")
)
_NEWEST = _RECORDED.where(_T.c.subject_id == bindparam("key")).order_by(_T.c.id.desc()).limit(bindparam("most"))
_ABOUT = _RECORDED.where(among(_T.c.subject_id, "keys"))
_FIXED = ("reference", "actor_id", "actor_name", "action", "subject_type", "reason")
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Make a short id a person can read out loud; it ties an error text, the log and the audit rows together."""
    return "".join(_LETTERS[byte & 31] for byte in secrets.token_bytes(8))


def record(
    session: Session,
    actor: Actor,
    at: datetime,
    action: str,
    subject: tuple[str, str | int],
    *,
    customer_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one event to the caller's transaction; `subject` is (table, key), `action` dotted like contact.assigned.

    Whoever listens for TOPIC (bot.services.store.after_commit) is called after the commit.
    """
    add(session, [event(actor, at, action, subject, customer_id=customer_id, before=before, after=after)])


def event(
    actor: Actor,
    at: datetime,
    action: str,
    subject: tuple[str, str | int],
    *,
    customer_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the event of `record` as a table row, for those who add many at once."""
    return {
        "at": at,
        "reference": actor.reference,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "action": action,
        "subject_type": subject[0],
        "subject_id": str(subject[1]),
        "customer_id": customer_id,
        "before": dict(before) if before is not None else None,
        "after": _after(actor, after),
        "reason": actor.reason,
    }


def _after(actor: Actor, after: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if actor.on_behalf_of is None:
        return None if after is None else dict(after)
    return {**(after or {}), ON_BEHALF_OF: actor.on_behalf_of}


def add(session: Session, events: Sequence[Mapping[str, Any]]) -> None:
    """Add events as `event` makes them to the caller's transaction."""
    if events:
        run(session, _ADD, events)
        announce(session, TOPIC)


def adding(subjects: Select[Any]) -> Insert:
    """Make the INSERT of an event for each row of a query over (subject_id, customer_id, before, after), in its order.

    One statement however many they are, to be made once; `document` makes what stands before and after.
    """
    fixed = {
        "at": bindparam("event_at", type_=UtcDateTime),
        **{name: bindparam(f"event_{name}", type_=Text()) for name in _FIXED},
    }
    names = [*fixed, "subject_id", "customer_id", "before", "after"]
    return insert(_T).inline().from_select(names, select(*[*fixed.values(), *subjects.subquery().c]))


def add_each(
    session: Session,
    actor: Actor,
    at: datetime,
    action: str,
    subject_type: str,
    statement: Insert,
    parameters: Mapping[str, Any],
) -> None:
    """Run a statement of `adding`, whose query is bound by `parameters`."""
    fixed = (actor.reference, actor.user_id, actor.name, action, subject_type, actor.reason)
    given = {f"event_{name}": value for name, value in zip(_FIXED, fixed, strict=True)}
    run(session, statement, {"event_at": at, **given, **parameters})
    announce(session, TOPIC)


def document(engine: str, **values: ColumnElement[Any] | str | None) -> ColumnElement[Any]:
    """Make a JSON object in the database (`engine` as of `sql.engine_of`) of columns and given texts."""
    make = func.json_object if engine == "sqlite" else func.jsonb_build_object
    pairs = [
        part
        for name, value in values.items()
        for part in (literal(name, Text), value if isinstance(value, ColumnElement) else literal(value, Text))
    ]
    return make(*pairs)


def trail(session: Session, *subjects: tuple[str, str | int]) -> tuple[AuditEvent, ...]:
    """Read every event about any of the (table, key) pairs, newest first."""
    keys = defaultdict(set)
    for kind, key in subjects:
        keys[kind].add(str(key))
    if not keys:
        return ()
    about = [and_(col(AuditEvent.subject_type) == kind, col(AuditEvent.subject_id).in_(keys[kind])) for kind in keys]
    order = (col(AuditEvent.at).desc(), col(AuditEvent.id).desc())
    return tuple(session.scalars(select(AuditEvent).where(or_(*about)).order_by(*order)))


def newest(session: Session, kind: str, key: str, actions: Sequence[str], most: int) -> list[RecordedEvent]:
    """Read the last `most` of these actions on one (table, key), newest first."""
    return records(session, RecordedEvent, _NEWEST, {"kind": kind, "key": key, "actions": actions, "most": most})


def about(session: Session, kind: str, keys: Sequence[str], actions: Sequence[str]) -> list[RecordedEvent]:
    """Read all of these actions on some rows of a table, in no order."""
    return records(session, RecordedEvent, _ABOUT, {"kind": kind, "keys": keys, "actions": actions}) if keys else []


def export(
    session: Session,
    *,
    since: datetime | None = None,
    format: Literal["csv", "json"] = "csv",
    write: Callable[[str], None],
) -> int:
    """Write the history from `since` (aware) on, oldest first, piece by piece; return the number of events.

    Both formats have the same fields in the same order (EXPORTED), times as ISO 8601 UTC, names as of now. `json` is
    one object per line. `csv` is RFC 4180 with a header row; `before` and `after` are JSON texts, and a cell that a
    spreadsheet would run as a formula has an apostrophe put in front. Memory does not grow with the history.
    """
    start = _FORMATS.get(format)
    if start is None:
        raise ConfigurationError(f"format: {format!r} is not known; use csv or json")
    line = start(write)
    count = 0
    for row in _events(session, since):
        line(row)
        count += 1
    return count


def _events(session: Session, since: datetime | None) -> Iterator[Mapping[str, Any]]:
    """Read page by page: a server-side cursor would need a transaction that PostgreSQL's readers do not have."""
    events = table(AuditEvent)
    columns = [events.c[name] for name in _STORED]
    wanted = select(*columns).order_by(events.c.id).limit(PAGE)
    if since is not None:
        wanted = wanted.where(events.c.at >= since)
    last = 0 if since is None else _first(session, since) - 1
    while rows := session.execute(wanted.where(events.c.id > last)).all():
        last = rows[-1].id
        yield from with_names(session, [_event(row._mapping) for row in rows])


def _first(session: Session, since: datetime) -> int:
    """Find the least id of events from that instant on by the index of `at`; with none, the one that comes next."""
    # Offset, or PostgreSQL looks for the least id from the beginning of the history.
    found = select(_T.c.id).where(_T.c.at >= since).offset(0).subquery()
    last = select(func.coalesce(func.max(_T.c.id), 0) + 1).scalar_subquery()
    return int(run(session, select(func.coalesce(func.min(found.c.id), last))).scalar_one())


def _event(row: Mapping[Any, Any]) -> Mapping[str, Any]:
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    # PostgreSQL's JSONB forgets the order of keys, inner ones too; exports from both databases should compare equal.
    return {**row, "at": at, **{name: _sorted(row[name]) for name in ("before", "after")}}


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return {key: _sorted(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _json_lines(write: Callable[[str], None]) -> Line:
    return lambda event: write(_json({name: event[name] for name in EXPORTED}) + "\n")


def _csv(write: Callable[[str], None]) -> Line:
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def put(cells: Iterator[str]) -> None:
        writer.writerow(cells)
        write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()

    put(iter(EXPORTED))
    return lambda event: put(_cell(event[name]) for name in EXPORTED)


def _cell(value: object) -> str:
    """Make the text of a cell; spreadsheets run what begins like a formula, even in a file one only looks at."""
    if value is None:
        return ""
    text = _json(value) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_FORMATS: Mapping[str, Callable[[Callable[[str], None]], Line]] = {"csv": _csv, "json": _json_lines}
