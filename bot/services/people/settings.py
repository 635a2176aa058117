"""Settings that people choose for themselves in App Home: reminder hour, quiet days, language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.db import AFTER_COMMIT, Database
from bot.errors import Conflict, InvalidInput
from bot.models import PersonSetting
from bot.services.people.rhythm import DIGEST_HOUR, Rhythm
from bot.services.policy import Actor, require_any
from bot.services.store import audit, idempotency, replica_messages
from bot.services.store.sql import changed, insert_into, run, table
from bot.text import LANGUAGES

WORKDAYS = range(1, 6)
# The kind of message that tells other replicas of a choice.
LANGUAGE = "language"

_ROWS = table(PersonSetting)
_OF = select(_ROWS).where(_ROWS.c.user_id == bindparam("person"))
_RHYTHMS = select(_ROWS.c.user_id, _ROWS.c.digest_hour, _ROWS.c.quiet_days).where(
    _ROWS.c.user_id.in_(bindparam("people", expanding=True))
)
_SPOKEN = select(_ROWS.c.user_id, _ROWS.c.language).where(_ROWS.c.language.is_not(None))


@dataclass(frozen=True)
class Choices:
    """Settings of one person; None and () mean the default.

    `digest_hour` is 0 to 23 in the person's zone; `quiet_days` are ISO weekdays (1 is Monday) without reminders,
    besides weekends; `language` is one of bot.text.LANGUAGES instead of the Slack profile's.
    """

    digest_hour: int | None = None
    quiet_days: tuple[int, ...] = ()
    language: str | None = None


class Languages:
    """Languages that people chose, in memory, so that no delivery waits for the database to know its words.

    A choice saved by this process counts from the commit on, one saved by another from the next `reload`.
    """

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}
        self._changes = 0

    def of(self, user_id: str) -> str | None:
        """Return the language that a person chose, or None."""
        return self._chosen.get(user_id)

    def choose(self, user_id: str, language: str | None) -> None:
        """Take over a choice that was saved; None goes back to the profile's language."""
        self._changes += 1
        if language is None:
            self._chosen.pop(user_id, None)
        else:
            self._chosen[user_id] = language

    async def reload(self, database: Database) -> None:
        """Read all choices from the database; for the start and a timer."""
        before = self._changes
        rows = await database.read(lambda session: run(session, _SPOKEN).all())
        # A choice saved while we read may not be among the rows; the next reload has it.
        if self._changes == before:
            self._chosen = {row.user_id: row.language for row in rows if row.language in LANGUAGES}


_languages: WeakKeyDictionary[Engine, Languages] = WeakKeyDictionary()


def languages(database: Database) -> Languages:
    """Return the one memory of this database in this process; it is empty until `reload`."""
    return _languages.setdefault(database.writer, Languages())


def read(session: Session, user_id: str) -> Choices:
    """Read a person's settings, with defaults for what was never chosen."""
    return _choices(_row(session, user_id))


def rhythms(session: Session, zones: Mapping[str, str]) -> dict[str, Rhythm]:
    """Read each person's rhythm, from their zone (`zones`: person to IANA) and their settings."""
    chosen = {row.user_id: row for row in run(session, _RHYTHMS, {"people": list(zones)})}
    return {person: _rhythm(zone, chosen.get(person)) for person, zone in zones.items()}


def save(session: Session, actor: Actor, choices: Choices, now: datetime, delivery_key: str) -> Choices:
    """Save the actor's own settings and return them; unchanged ones leave no history. The same delivery counts once.

    Raise Denied for people without any role, InvalidInput (fields `hour`, `quiet`, `language`), or Conflict if the
    same person saves elsewhere at this moment.
    """
    require_any(actor)
    _check(choices)

    def work() -> idempotency.StoredOutcome:
        before = _row(session, actor.user_id)
        if _choices(before) != choices:
            _write(session, actor, before, choices, now)
        return {}

    idempotency.once(session, delivery_key, now, work)
    return read(session, actor.user_id)


def _check(choices: Choices) -> None:
    if choices.digest_hour is not None and choices.digest_hour not in range(24):
        raise InvalidInput("hour", "settings-bad-hour")
    if not set(choices.quiet_days) <= set(range(1, 8)) or set(WORKDAYS) <= set(choices.quiet_days):
        raise InvalidInput("quiet", "settings-all-quiet")
    if choices.language is not None and choices.language not in LANGUAGES:
        raise InvalidInput("language", "settings-bad-language")


def _write(session: Session, actor: Actor, before: Any, choices: Choices, now: datetime) -> None:
    values = {
        "user_id": actor.user_id,
        **asdict(choices),
        "quiet_days": list(choices.quiet_days) or None,
        "updated_at": now,
        "seen": before.updated_at if before else None,
    }
    if not changed(session, _upsert(insert_into(session, PersonSetting)), values):
        raise Conflict("settings-elsewhere")
    audit.record(
        session,
        actor,
        now,
        "settings.saved",
        ("person_setting", actor.user_id),
        before=asdict(_choices(before)),
        after=asdict(choices),
    )
    replica_messages.publish(session, now, LANGUAGE, {"user": actor.user_id, "language": choices.language})
    session.info.setdefault(AFTER_COMMIT, {})["language"] = partial(_spread, session, actor.user_id, choices.language)


def _spread(session: Session, user_id: str, language: str | None) -> None:
    engine = session.get_bind()
    known = _languages.get(engine) if isinstance(engine, Engine) else None
    if known is not None:
        known.choose(user_id, language)


def _upsert(into: sqlite.Insert | postgresql.Insert) -> Any:
    """Write the row as chosen, provided that it still is as it was read."""
    columns = ("digest_hour", "quiet_days", "language", "updated_at")
    return into.values({name: bindparam(name) for name in ("user_id", *columns)}).on_conflict_do_update(
        index_elements=["user_id"],
        set_={name: into.excluded[name] for name in columns},
        where=_ROWS.c.updated_at == bindparam("seen", type_=_ROWS.c.updated_at.type),
    )


def _row(session: Session, user_id: str) -> Any:
    return run(session, _OF, {"person": user_id}).first()


def _choices(row: Any) -> Choices:
    if row is None:
        return Choices()
    return Choices(row.digest_hour, tuple(row.quiet_days or ()), row.language)


def _rhythm(zone: str, chosen: Any) -> Rhythm:
    if chosen is None:
        return Rhythm(zone)
    hour = DIGEST_HOUR if chosen.digest_hour is None else chosen.digest_hour
    return Rhythm(zone, hour, frozenset(chosen.quiet_days or ()))
