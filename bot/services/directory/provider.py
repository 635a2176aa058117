"""The partner of the directory that runs the bot."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.errors import ConfigurationError
from bot.models import Partner, PartnerKind

_OPERATORS = (PartnerKind.INDIRECT_PROVIDER, PartnerKind.DIRECT_BILL)
_MOST_SHOWN = 5
IMPORT = "python -m bot directory import PATH"


def resolve_provider(session: Session, configured: str | None) -> str:
    """Tenant id of the operator: the configured one, else the only provider or direct-bill partner there is.

    Raises ConfigurationError with the line to act on when the directory is empty, lacks the configured one, or
    leaves a choice.
    """
    if configured:
        return _configured(session, configured.lower())
    rows = session.execute(
        select(col(Partner.tenant_id), col(Partner.name))
        .where(col(Partner.kind).in_(_OPERATORS))
        .order_by(col(Partner.name))
    ).all()
    if len(rows) == 1:
        return str(rows[0].tenant_id)
    raise ConfigurationError(_choice(rows) if rows else _none(session))


def _configured(session: Session, tenant_id: str) -> str:
    if session.get(Partner, tenant_id) is None:
        line = (
            f"PROVIDER_TENANT_ID: {tenant_id} is not in the directory; give it a row in partners.csv and run {IMPORT}"
        )
        raise ConfigurationError(line)
    return tenant_id


def _none(session: Session) -> str:
    if session.execute(select(col(Partner.tenant_id)).limit(1)).first() is None:
        return f"The directory is empty; fill it with: {IMPORT}"
    return (
        "PROVIDER_TENANT_ID: the directory holds no indirect_provider or direct_bill partner; "
        f"give yours a row in partners.csv and run {IMPORT}"
    )


def _choice(rows: Sequence[Any]) -> str:
    shown = ", ".join(f"{row.tenant_id} ({row.name})" for row in rows[:_MOST_SHOWN])
    rest = f" and {len(rows) - _MOST_SHOWN} more" if len(rows) > _MOST_SHOWN else ""
    return f"PROVIDER_TENANT_ID: the directory holds {len(rows)} providers; set it to one of {shown}{rest}"
