"""Places where a person's id stands beside the history, and their texts without it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, bindparam, cast, delete, or_, select, tuple_, update
from sqlmodel import Session, SQLModel

from bot.models import (
    Absence,
    AssignManyJob,
    Assignment,
    Departure,
    DepartureStep,
    MailMessage,
    OtherName,
    OutboxLane,
    OutboxMessage,
    PersonSetting,
    ProcessedDelivery,
    RelationshipRequest,
    ReplicaMessage,
    SupportAgreement,
    SupportContact,
)
from bot.services.store.sql import changed, run, table

AT_ONCE = 500


@dataclass(frozen=True)
class Pseudonymising:
    """Puts a pseudonym in the place of a Slack user id, and of the person's `names` in what they wrote."""

    user_id: str
    pseudonym: str
    names: Sequence[str] = field(default=())

    def value(self, value: Any) -> Any:
        """Replace the id in a text, or in all texts of a JSON value."""
        match value:
            case str():
                return re.sub(rf"<@{self.user_id}(\|[^>]*)?>|\b{self.user_id}\b", self.pseudonym, value)
            case list():
                return [self.value(one) for one in value]
            case dict():
                return {self.value(key): self.value(one) for key, one in value.items()}
        return value

    def own(self, text: str | None) -> str | None:
        """Replace the id and the names in a text that the person wrote or signed."""
        if text is None:
            return None
        for name in self.names:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", self.pseudonym, text)
        return str(self.value(text))


@dataclass(frozen=True)
class PersonalColumns:
    """Columns of a table: `ids` hold the id alone, `mentions` may hold it inside, `texts` are the person's words."""

    model: type[SQLModel]
    ids: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


CHANGED = (
    PersonalColumns(RelationshipRequest, ("created_by", "owner", "sent_by"), texts=("email_text", "note")),
    PersonalColumns(Assignment, ("requested_by", "closed_by"), texts=("reason",)),
    PersonalColumns(SupportContact, ("set_by",)),
    PersonalColumns(SupportAgreement, ("owner",)),
    PersonalColumns(
        AssignManyJob,
        ("created_by", "confirmed_by", "ended_by", "closed_by", "loss_owner"),
        ("owners",),
        ("reason", "actor_name"),
    ),
    PersonalColumns(OutboxMessage, mentions=("payload", "subject", "dedupe_key", "last_error")),
    PersonalColumns(Departure, ("opened_by", "owner", "closed_by"), texts=("reason", "remark")),
    PersonalColumns(DepartureStep, ("done_by",), texts=("remark",)),
    PersonalColumns(MailMessage, ("by",), texts=("title", "body")),
    PersonalColumns(OtherName, ("said_by",)),
)
# What is the person's alone, or goes by itself within a day.
DROPPED = (
    PersonalColumns(Absence, ("user_id", "stand_in")),
    PersonalColumns(PersonSetting, ("user_id",)),
    PersonalColumns(OutboxMessage, ("recipient",)),
    PersonalColumns(OutboxLane, ("key",)),
    PersonalColumns(ProcessedDelivery, mentions=("key", "outcome")),
    PersonalColumns(ReplicaMessage, mentions=("payload",)),
)


def drop(session: Session, place: PersonalColumns, user_id: str) -> int:
    """Drop rows that hold the id, AT_ONCE at most; return how many."""
    of = table(place.model)
    (key,) = of.primary_key
    found = select(key).where(holding(of, place.ids, place.mentions, user_id)).limit(AT_ONCE)
    return changed(session, delete(of).where(key.in_(found)))


def replace(session: Session, place: PersonalColumns, pseudonymising: Pseudonymising, after: Any) -> tuple[int, Any]:
    """Put the pseudonym into the next AT_ONCE rows behind the key `after` (None: all) that may hold the id.

    Return how many held it, and the last key; None after the last row.
    """
    of = table(place.model)
    keys = tuple(of.primary_key)
    names = (*place.ids, *place.mentions, *place.texts)
    found = holding(of, place.ids, (*place.mentions, *place.texts), pseudonymising.user_id)
    wanted = select(*keys, *(of.c[name] for name in names)).where(found).order_by(*keys).limit(AT_ONCE)
    if after is not None:
        wanted = wanted.where(tuple_(*keys) > tuple_(*after))
    rows = [row._mapping for row in run(session, wanted.with_for_update())]
    # Another id may begin with this one.
    given = [values for row in rows if (values := _replaced(row, place, keys, pseudonymising))]
    if given:
        run(session, _writing(of, keys, names), given)
    return len(given), tuple(rows[-1][key.name] for key in keys) if rows else None


def holding(of: Table, ids: Sequence[str], mentions: Sequence[str], user_id: str) -> ColumnElement[bool]:
    """Find rows in which a column is the id, or mentions it."""
    exact = [of.c[name] == user_id for name in ids]
    return or_(*exact, *(cast(of.c[name], Text).contains(user_id, autoescape=True) for name in mentions))


def _replaced(
    row: Mapping[Any, Any], place: PersonalColumns, keys: Sequence[Column[Any]], pseudonymising: Pseudonymising
) -> Mapping[str, Any] | None:
    """Return the row's key and new values for `_writing`; None if they are the old ones."""
    values = {name: pseudonymising.value(row[name]) for name in (*place.ids, *place.mentions)}
    values |= {name: pseudonymising.own(row[name]) for name in place.texts}
    if all(row[name] == value for name, value in values.items()):
        return None
    key_values = {f"row_{key.name}": row[key.name] for key in keys}
    return {**key_values, **{f"new_{name}": value for name, value in values.items()}}


def _writing(of: Table, keys: Sequence[Column[Any]], names: Sequence[str]) -> Any:
    values = {name: bindparam(f"new_{name}", type_=of.c[name].type) for name in names}
    return update(of).where(*(key == bindparam(f"row_{key.name}") for key in keys)).values(values)
