"""Whom requests invite and with which reseller: names of today, told apart from namesakes, and the one asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session

from bot.models import Customer, Partner, RelationshipRequest, RequestType
from bot.services.search.folding import fold
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label
from bot.services.store.sql import among, run, table

_R, _C, _P = table(RelationshipRequest), table(Customer), table(Partner)
_WITH = _P.alias("reseller")
_PARTNERSHIP = _R.c.type == RequestType.PARTNERSHIP.value


@dataclass(frozen=True)
class RequestTarget:
    """Name of today as a label, or the one asked for while nobody knows which tenant it is.

    `asked_as` is the name that was asked for where it is another one by now, else None. `reseller`, a label too, is to
    be related with the target; None where that is ourselves, and where the target is the reseller.
    """

    label: str
    asked_as: str | None = None
    reseller: str | None = None


def read(session: Session, request_ids: Collection[int], *, always: bool = False) -> Mapping[int, RequestTarget]:
    """Read whom these requests invite, by request id; `always` tells them apart from namesakes that there are not."""
    if not request_ids:
        return {}
    rows: Any = run(session, _asked(always), {"ids": list(request_ids)}).all()
    return {key: _target(*names) for key, *names in rows}


@cache
def _asked(always: bool) -> Select[Any]:
    labels = (customer_label(_C, always=always), partner_label(_P, always=always))
    named = (_R.c.id, _R.c.target_name, func.coalesce(_C.c.company_name, _P.c.name), func.coalesce(*labels))
    return (
        select(*named, partner_label(_WITH))
        .select_from(_R)
        .outerjoin(_C, and_(_C.c.id == _R.c.customer_id, ~_PARTNERSHIP))
        .outerjoin(_P, and_(_P.c.tenant_id == _R.c.reseller_tenant_id, _PARTNERSHIP))
        .outerjoin(_WITH, and_(_WITH.c.tenant_id == _R.c.reseller_tenant_id, ~_PARTNERSHIP))
        .where(among(_R.c.id, "ids"), ours(_R.c.customer_id))
    )


def _target(said: str, name: str | None, label: str | None, reseller: str | None) -> RequestTarget:
    if name is None or label is None:
        return RequestTarget(said, reseller=reseller)
    return RequestTarget(label, said if fold(said) != fold(name) else None, reseller)
