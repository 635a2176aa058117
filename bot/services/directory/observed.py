"""Support contacts as Partner Center has them: only a changed one moves ours (docs/domain.md#assignment-states)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlmodel import Session

from bot.models import ContactOrigin
from bot.services import outbox
from bot.services.basis import endings, told
from bot.services.basis.told import SHOWN, ToldContact
from bot.services.contacts import submissions
from bot.services.contacts.changes import LIVE_LIST
from bot.services.directory.files import DirectoryFile
from bot.services.directory.store import Store
from bot.services.policy import Actor
from bot.services.scene import Scene
from bot.services.separation import not_elsewhere
from bot.services.store import audit
from bot.services.store.labels import Labels

OBSERVED, DRIFTED = "contact.observed", "contact.drifted"
_REPLACED = f"state IN ({LIVE_LIST}) AND subscription_id IN (SELECT id FROM moved)"  # noqa: S608 - states of our own
# Nobody supports what is over (bot/services/basis/endings.py).
_HELD = f"NOT IN ({', '.join(repr(status) for status in endings.OVER)})"
_PAGE = 1_000


@dataclass(frozen=True)
class Drifted:
    """One contact, in labels, that somebody (`by`, a Slack user id) assigned and that is another one outside."""

    subscription_id: str
    subscription: str
    customer: str
    former: str
    contact: str
    by: str


@dataclass(frozen=True)
class Drift:
    """Contacts that one import moved away from assignments: the first SHOWN of `total`."""

    shown: tuple[Drifted, ...]
    total: int


def note(store: Store, source: DirectoryFile, provider: str) -> None:
    """Before the rows are merged: which contacts the file moves, and which it brings with new subscriptions.

    The provider is what a missing value means, so both are the same observation.
    """
    store.run(
        "UPDATE staged_subscription SET imported_support_tenant_id = NULL WHERE imported_support_tenant_id = ?",
        provider,
    )
    store.run("DELETE FROM moved")
    store.run("DELETE FROM fresh")
    store.run(
        "INSERT INTO moved SELECT t.id, coalesce(s.imported_support_tenant_id, ?), "
        "coalesce(c.support_tenant_id, ?), coalesce(c.version, 0), s.customer_id, "
        "CASE WHEN c.origin = ? THEN c.assignment_id END "
        "FROM staged_subscription s JOIN subscription t ON t.id = s.id "
        "LEFT JOIN support_contact c ON c.subscription_id = t.id WHERE s.file = ? "
        "AND t.imported_support_tenant_id {differs} s.imported_support_tenant_id AND s.status {held} "
        "AND coalesce(c.support_tenant_id, ?) <> coalesce(s.imported_support_tenant_id, ?)",
        provider,
        provider,
        ContactOrigin.ASSIGNED,
        source.number,
        provider,
        provider,
        held=_HELD,
    )
    store.run(
        "INSERT INTO fresh SELECT s.id, s.imported_support_tenant_id FROM staged_subscription s "
        "WHERE s.file = ? AND s.imported_support_tenant_id IS NOT NULL AND s.status {held} "
        "AND NOT EXISTS (SELECT 1 FROM subscription t WHERE t.id = s.id)",
        source.number,
        held=_HELD,
    )


def write(store: Store, session: Session, actor: Actor, scene: Scene) -> int:
    """After the rows are merged: set the noted contacts; how many of known subscriptions moved.

    Each move is in the history and replaces the assignment it contradicts, of which the team and whoever assigned it
    are told once; contacts of new subscriptions are part of the import's own event.
    """
    now = scene.now
    replaced = list(store.fetch("SELECT DISTINCT batch_id FROM assignment WHERE {which}", which=_REPLACED))
    # Seen now: for how long it was so already, no file says.
    at = store.instant(now)
    _set_contacts(store, "SELECT id, support, '{origin}', {at}, 1 FROM fresh WHERE true", at)
    _set_contacts(store, "SELECT id, support, '{origin}', {at}, version + 1 FROM moved WHERE true", at)
    store.run("UPDATE assignment SET state = 'superseded', next_nudge_at = NULL WHERE {which}", which=_REPLACED)
    moved = _record(store, session, actor, now)
    submissions.redraw(session, now, [row[0] for row in replaced], actor.reference)
    _tell(store, session, actor, scene)
    return moved


def drift(session: Session, reference: str, owner: str | None = None, most: int = SHOWN) -> Drift:
    """Read what an import moved away from assignments, under its reference, of one owner (Slack user id) or of all.

    Names are read of the first `most`.
    """
    found = told.read(session, OBSERVED, reference, owner, most, only_assigned=True)
    return Drift(tuple(_drifted(one, found.named) for one in found.first), found.total)


def _drifted(one: ToldContact, named: Labels) -> Drifted:
    former, contact = (named.partner(side["support_tenant_id"]) for side in (one.before, one.after))
    subscription, customer = named.subscription(one.subscription_id), named.customer(one.customer_id)
    return Drifted(one.subscription_id, subscription, customer, former, contact, one.owner or "")


def _set_contacts(store: Store, rows: str, *parameters: Any) -> None:
    store.run(
        "INSERT INTO support_contact (subscription_id, support_tenant_id, origin, since, version) " + rows + " "
        "ON CONFLICT (subscription_id) DO UPDATE SET support_tenant_id = excluded.support_tenant_id, "
        "origin = excluded.origin, since = excluded.since, version = excluded.version, set_by = NULL, "
        "assignment_id = NULL",
        *parameters,
        origin=ContactOrigin.OBSERVED,
        at="?" if store.sqlite else "CAST(? AS timestamptz)",
    )


def _record(store: Store, session: Session, actor: Actor, now: datetime) -> int:
    told, last = 0, ""
    while page := list(islice(_page(store, last), _PAGE)):
        for row_id, support, before, customer_id, assignment_id in page:
            assigned = {"assignment_id": assignment_id} if assignment_id else {}
            audit.record(
                session,
                actor,
                now,
                OBSERVED,
                ("subscription", row_id),
                customer_id=customer_id,
                before={"support_tenant_id": before, **assigned},
                after={"support_tenant_id": support, "origin": ContactOrigin.OBSERVED},
            )
        session.flush()
        session.expunge_all()
        told, last = told + len(page), page[-1][0]
    return told


def _page(store: Store, after: str) -> Iterator[Sequence[Any]]:
    columns = "SELECT id, support, before, customer_id, assignment_id FROM moved WHERE id > ? ORDER BY id LIMIT ?"
    return store.fetch(columns, after, _PAGE)


def _tell(store: Store, session: Session, actor: Actor, scene: Scene) -> None:
    """Reading the file again moves nothing, so that nobody is told twice."""
    owners = [
        row[0]
        for row in store.fetch(
            "SELECT DISTINCT a.requested_by FROM moved JOIN assignment a ON a.id = moved.assignment_id "
            "WHERE {ours} ORDER BY 1",
            ours=not_elsewhere("a.customer_id"),
        )
    ]
    if owners:
        readers = outbox.readers(scene, *filter(outbox.is_person, owners))
        outbox.tell(session, scene, DRIFTED, f"drift:{actor.reference}", "", readers, {"reference": actor.reference})
