"""Tables of the connection to Partner Center: its call budgets."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from bot.models.base import Table


class CallBudget(Table, table=True):
    """Requests that may be made to one part of Microsoft for one tenant, shared by all replicas.

    `next_at`, in milliseconds since 1970, is the earliest moment of the next request that nobody has claimed;
    whoever claims moves it on.
    """

    __tablename__ = "call_budget"

    name: str = Field(primary_key=True)
    next_at: int = Field(sa_type=BigInteger)
