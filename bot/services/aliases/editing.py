"""Aliases that people say: read with those of files and with former names, and changed as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, select, update
from sqlmodel import Session

from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import Customer, OtherName, OtherNameKind, Partner
from bot.services.aliases import parsing
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.search.folding import customer_key, fold, partner_key
from bot.services.separation import our_customer
from bot.services.store import audit, labels
from bot.services.store.sql import columns, insert_into, records, run, table

CHANGED = "names.changed"
# Who says a name that a file holds.
FILE = "import"
FIELD = "names"


class PartyKind(StrEnum):
    """Tables of those who have aliases."""

    CUSTOMER = "customer"
    PARTNER = "partner"


class PartyKey(NamedTuple):
    """One customer or partner."""

    kind: PartyKind
    id: str


@dataclass(frozen=True)
class PartyNames:
    """Names of one party: its label, the aliases that people say, those of files, and those it had, newest first."""

    label: str
    said: tuple[str, ...] = ()
    filed: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


class _Other(NamedTuple):
    folded: str
    kind: str
    name: str
    said_by: str | None


_O = table(OtherName)
_OF = (
    select(*columns(OtherName, _Other._fields))
    .where(_O.c.party == bindparam("party"), _O.c.tenant_id == bindparam("key"))
    # As search keys have them (bot/services/directory/keys.py).
    .order_by(_O.c.kind, _O.c.noted_at.desc(), _O.c.folded)
)
_ONE = and_(_O.c.party == bindparam("party_"), _O.c.tenant_id == bindparam("key_"), _O.c.folded == bindparam("folded_"))
_DROP, _LEAVE_TO_FILE = delete(_O).where(_ONE), update(_O).where(_ONE).values(said_by=FILE)
_LOCKS = {
    PartyKind.CUSTOMER: select(table(Customer).c.id).where(table(Customer).c.id == bindparam("key")).with_for_update(),
    PartyKind.PARTNER: select(table(Partner).c.tenant_id)
    .where(table(Partner).c.tenant_id == bindparam("key"))
    .with_for_update(),
}


def read(session: Session, party: PartyKey) -> PartyNames:
    """Read what a party is called; raise NotFound for one that is not ours to see."""
    _row(session, party)
    others = _others(session, party)
    ours = [one for one in others if one.kind == OtherNameKind.ALIAS]
    return PartyNames(
        label=_label(session, party),
        said=_said(others),
        filed=tuple(one.name for one in ours if one.said_by == FILE),
        former=tuple(one.name for one in others if one.kind == OtherNameKind.FORMER),
    )


def change(session: Session, actor: Actor, party: PartyKey, text: str, shown: Sequence[str], scene: Scene) -> None:
    """Make the aliases that people say those of `text`, where they are still the ones `shown`; files keep theirs.

    Raise Denied for who may not assign, InvalidInput (field `names`), NotFound, and Conflict where somebody else
    changed them meanwhile.
    """
    require(actor, Action.ASSIGN)
    run(session, _LOCKS[party.kind], {"key": party.id})
    row = _row(session, party)
    others = _others(session, party)
    wanted, before = _wanted(text, row, others), _said(others)
    # What is so already is no conflict, not even for the same form sent anew.
    if before == tuple(sorted(wanted.values(), key=fold)):
        return
    if before != tuple(shown):
        raise Conflict("names-changed-meanwhile")
    _write(session, actor, party, row, others, wanted, scene.now)
    after = _others(session, party)
    row.search_key = _key(row, [one.folded for one in after])
    session.add(row)
    # Whoever reads the row next in this transaction reads it anew.
    session.flush()
    audit.record(
        session,
        actor,
        scene.now,
        CHANGED,
        (str(party.kind), party.id),
        customer_id=party.id if party.kind is PartyKind.CUSTOMER else None,
        before={"aliases": list(before)},
        after={"aliases": list(_said(after))},
    )


def _wanted(text: str, row: Customer | Partner, others: Sequence[_Other]) -> Mapping[str, str]:
    try:
        wanted = {fold(name): name for name in parsing.aliases(text)}
    except parsing.AliasFault as fault:
        raise InvalidInput(FIELD, f"names-{fault.what}", name=fault.name, count=fault.count) from None
    known = [_name(row), *(one.name for one in others if one.kind == OtherNameKind.FORMER)]
    if again := next((wanted[folded] for folded in map(fold, known) if folded in wanted), None):
        raise InvalidInput(FIELD, "names-known", name=again)
    return wanted


def _write(
    session: Session,
    actor: Actor,
    party: PartyKey,
    row: Customer | Partner,
    others: Sequence[_Other],
    wanted: Mapping[str, str],
    now: datetime,
) -> None:
    filed = set(map(fold, row.aliases.split(parsing.JOINT)))
    theirs = {one.folded: one.name for one in others if _by_people(one)}
    for folded in theirs.keys() - wanted.keys():
        one = {"party_": party.kind.value, "key_": party.id, "folded_": folded}
        run(session, _LEAVE_TO_FILE if folded in filed else _DROP, one)
    own = {"party": party.kind.value, "tenant_id": party.id}
    for folded, name in wanted.items():
        if theirs.get(folded) != name:
            said = {"name": name, "noted_at": now, "said_by": actor.user_id, "kind": OtherNameKind.ALIAS.value}
            into = insert_into(session, OtherName).values({**own, "folded": folded, **said})
            session.execute(into.on_conflict_do_update(index_elements=["party", "tenant_id", "folded"], set_=said))


def _others(session: Session, party: PartyKey) -> list[_Other]:
    return records(session, _Other, _OF, {"party": party.kind.value, "key": party.id})


def _by_people(one: _Other) -> bool:
    return one.said_by not in (None, FILE)


def _said(others: Sequence[_Other]) -> tuple[str, ...]:
    """Return the aliases of people, in alphabetical order, whoever of them was first."""
    return tuple(sorted((one.name for one in others if _by_people(one)), key=fold))


def _row(session: Session, party: PartyKey) -> Customer | Partner:
    found: Any = (
        our_customer(session, party.id)
        if party.kind is PartyKind.CUSTOMER
        else session.get(Partner, party.id, populate_existing=True)
    )
    if found is None:
        raise NotFound("names-gone")
    return found  # type: ignore[no-any-return]


def _label(session: Session, party: PartyKey) -> str:
    if party.kind is PartyKind.CUSTOMER:
        return labels.read(session, customers=[party.id]).customer(party.id)
    return labels.read(session, partners=[party.id]).partner(party.id)


def _name(row: Customer | Partner) -> str:
    return row.company_name if isinstance(row, Customer) else row.name


def _key(row: Customer | Partner, others: Sequence[str]) -> str:
    if isinstance(row, Customer):
        return customer_key(row.company_name, row.domain, others)
    return partner_key(row.name, row.mpn_id, row.website, row.email, row.other_mpn_ids, others)
