"""Table of e-mails on their way."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.models.base import Table, UtcDateTime, part_index
from bot.models.enums import OutboxState
from bot.models.work import ROW_ID


class MailMessage(Table, table=True):
    """E-mail to send and what became of it; `about` names what it tells of, `by` the Slack user who had it sent.

    The text is kept as it was approved. `answer` is what the server said last, without anything of ours in it.
    `doubted_at` is when a backup was restored in which it still waited: by then it may have left.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        part_index("ix_mail_message_due", "due_at", where="state IN ('pending', 'sending')"),
        Index("ix_mail_message_about", "about", "id"),
        Index("ix_mail_message_created_at", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    dedupe_key: str = Field(unique=True)
    about: str
    recipient: str
    title: str
    body: str
    by: str
    state: str = OutboxState.PENDING
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    answer: str | None = None
    reference: str | None = None
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
