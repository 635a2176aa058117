"""Tables that hold the history to what it was: seals over its rows, and people whose data is being erased."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from bot.models.base import Table, UtcDateTime
from bot.models.work import ROW_ID


class AuditSeal(Table, table=True):
    """Seal over some history rows; `hash` covers it and, by `previous`, every seal before it.

    `root` is the hash of the digests of its `events` rows. `erasure` is the pseudonym of whoever's rows were sealed
    anew; None for rows sealed the first time. The database itself refuses UPDATE and DELETE.
    """

    __tablename__ = "audit_seal"

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    at: datetime = Field(sa_type=UtcDateTime)
    events: int
    last_event: int = Field(sa_type=BigInteger)
    root: str
    erasure: str | None = None
    previous: str = Field(unique=True)
    hash: str


class SealedEvent(Table, table=True):
    """Digest of one history row under a seal; where the row was sealed anew, the former digest stays without its salt.

    A digest without its salt proves nothing about anybody: nobody can try out whose row it was.
    """

    __tablename__ = "audit_sealed_event"
    __table_args__ = (Index("ix_audit_sealed_event_seal_id", "seal_id", "event_id"),)

    event_id: int = Field(primary_key=True, sa_type=ROW_ID)
    seal_id: int = Field(primary_key=True, foreign_key="audit_seal.id", sa_type=ROW_ID)
    digest: str
    salt: str | None = None


class Erasure(Table, table=True):
    """Erasure of a person's data; `user_id` is known until it has ended, so that a broken one can go on."""

    __tablename__ = "erasure"

    pseudonym: str = Field(primary_key=True)
    user_id: str | None = None
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
