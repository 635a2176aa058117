"""Tables of requests that ask for several links at once."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.models.base import Table, UtcDateTime
from bot.models.work import ROW_ID


class RequestLink(Table, table=True):
    """One link of a request that asks for several; a request of one link has no such rows, and is its own.

    `accepted_at` is None until Microsoft's directory, or a person, says that the link was accepted; `source` is which.
    """

    __tablename__ = "request_link"
    __table_args__ = (Index("ix_request_link_inviter", "kind", "inviter_tenant_id"),)

    request_id: int = Field(primary_key=True, sa_type=ROW_ID)
    kind: str = Field(primary_key=True)
    inviter_tenant_id: str
    url: str
    gdap_relationship_id: str | None = None
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str | None = None
