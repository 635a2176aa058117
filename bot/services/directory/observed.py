"""Support contacts as Partner Center has them: only a changed one moves ours (docs/domain.md#assignment-states)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlmodel import Session

from bot.models import ContactOrigin
from bot.services.contacts.changes import LIVE_LIST
from bot.services.directory.files import DirectoryFile
from bot.services.directory.store import Store
from bot.services.policy import Actor
from bot.services.store import audit

_PAGE = 1_000


def note(store: Store, source: DirectoryFile, provider: str, now: datetime) -> None:
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
        "coalesce(c.support_tenant_id, ?), coalesce(c.version, 0), s.customer_id "
        "FROM staged_subscription s JOIN subscription t ON t.id = s.id "
        "LEFT JOIN support_contact c ON c.subscription_id = t.id WHERE s.file = ? "
        "AND t.imported_support_tenant_id {differs} s.imported_support_tenant_id "
        "AND coalesce(c.support_tenant_id, ?) <> coalesce(s.imported_support_tenant_id, ?)",
        provider,
        provider,
        source.number,
        provider,
        provider,
    )
    store.run(
        "INSERT INTO fresh SELECT s.id, s.imported_support_tenant_id, coalesce(s.creation_date, ?) "
        "FROM staged_subscription s WHERE s.file = ? AND s.imported_support_tenant_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM subscription t WHERE t.id = s.id)",
        store.instant(now),
        source.number,
    )


def write(store: Store, session: Session, actor: Actor, now: datetime) -> int:
    """After the rows are merged: set the noted contacts; how many of known subscriptions moved.

    Each move is in the history and replaces the assignment it contradicts; contacts of new subscriptions are
    part of the import's own event.
    """
    _set_contacts(store, "SELECT id, support, '{origin}', since, 1 FROM fresh WHERE true")
    at = store.instant(now)
    _set_contacts(store, "SELECT id, support, '{origin}', {at}, version + 1 FROM moved WHERE true", at)
    store.run(
        "UPDATE assignment SET state = 'superseded', next_nudge_at = NULL "
        "WHERE state IN ({live}) AND subscription_id IN (SELECT id FROM moved)",
        live=LIVE_LIST,
    )
    return _tell(store, session, actor, now)


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


def _tell(store: Store, session: Session, actor: Actor, now: datetime) -> int:
    told, last = 0, ""
    while page := list(islice(_page(store, last), _PAGE)):
        for row_id, support, before, customer_id in page:
            audit.record(
                session,
                actor,
                now,
                "contact.observed",
                ("subscription", row_id),
                customer_id=customer_id,
                before={"support_tenant_id": before},
                after={"support_tenant_id": support, "origin": ContactOrigin.OBSERVED},
            )
        session.flush()
        session.expunge_all()
        told, last = told + len(page), page[-1][0]
    return told


def _page(store: Store, after: str) -> Iterator[Sequence[Any]]:
    columns = "SELECT id, support, before, customer_id FROM moved WHERE id > ? ORDER BY id LIMIT ?"
    return store.fetch(columns, after, _PAGE)
