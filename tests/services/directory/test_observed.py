"""Support contacts that an import observes: only a change moves ours, and people's work is not undone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Assignment, OutboxMessage, SupportContact
from bot.services.directory import observed
from bot.services.directory.observed import Drift, Drifted
from tests.conftest import MONDAY, PROVIDER
from tests.kit.files import CONTOSO, LITWARE, OFFICE, TREY, VISIO, contents, get, load, swap, write
from tests.kit.store.rivals import statements

HEADER = "id,customerId,friendlyName,supportTenantId"


def with_contact(folder: Path, **contacts: str) -> Path:
    """The small directory with OFFICE and VISIO supported by the given tenants ("" for the default)."""
    rows = [
        f"{key},{CONTOSO},{name},{contacts[name]}"
        for name, key in (("office", OFFICE), ("visio", VISIO))
        if name in contacts
    ]
    return write(folder, subscriptions=[HEADER, *rows])


def assign(database: Database, subscription: str, partner: str, version: int, state: str = "applied") -> None:
    """Write the rows that an assignment by the bot leaves behind."""
    assignment = Assignment(
        batch_id="B",
        customer_id=CONTOSO,
        subscription_id=subscription,
        from_tenant_id=PROVIDER,
        to_tenant_id=partner,
        state=state,
        requested_by="UANN",
        requested_at=MONDAY,
        reference="R",
        next_nudge_at=MONDAY,
    )

    def work(session: Any) -> None:
        session.add(assignment)
        session.flush()
        contact = SupportContact(
            subscription_id=subscription,
            support_tenant_id=partner,
            since=MONDAY,
            set_by="UANN",
            version=version,
            assignment_id=assignment.id,
        )
        session.merge(contact)

    database.write_now(work)


def states(database: Database) -> list[str]:
    return list(
        database.read_now(lambda s: s.execute(text("SELECT state FROM assignment ORDER BY id")).scalars().all())
    )


def notices(database: Database, kind: str) -> list[OutboxMessage]:
    return database.read_now(lambda s: list(s.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == kind))))


def history(database: Database) -> list[tuple[Any, ...]]:
    sql = "SELECT subject_id, actor_id, customer_id FROM audit_event WHERE action = 'contact.observed' ORDER BY id"
    return [tuple(row) for row in database.read_now(lambda s: s.execute(text(sql)).all())]


def test_the_same_observation_again_undoes_nothing(database: Database, tmp_path: Path) -> None:
    folder = with_contact(tmp_path / "d", office=TREY, visio="")
    load(database, folder)
    assign(database, OFFICE, PROVIDER, 2)
    assign(database, VISIO, LITWARE, 1)
    before = contents(database)
    report = load(database, folder)
    assert (report.changed, report.moved) == (False, 0)
    assert contents(database) == before


@pytest.mark.parametrize("state", ["applied", "closed", "invalidated"])
def test_a_changed_observation_moves_the_contact_and_replaces_the_assignment(
    database: Database, tmp_path: Path, state: str
) -> None:
    load(database, with_contact(tmp_path / "d", office="", visio=""))
    assign(database, OFFICE, TREY, 1, state)
    later = ManualClock(MONDAY + timedelta(days=2))
    assert load(database, with_contact(tmp_path / "d", office=LITWARE, visio=""), clock=later).moved == 1
    contact = get(database, SupportContact, OFFICE)
    assert (contact.support_tenant_id, contact.origin, contact.version) == (LITWARE, "observed", 2)
    assert (contact.since, contact.set_by) == (later.now(), None)
    # LITWARE's partnership is removed: what was observed gets an assignment that carries the flag
    # (docs/domain.md#assignment-states).
    assert states(database) == ["superseded", "invalidated"]
    nudges = database.read_now(lambda s: s.execute(text("SELECT next_nudge_at FROM assignment")).scalars().all())
    assert nudges == [None, None]
    assert history(database) == [(OFFICE, "import", CONTOSO)]


def test_observed_contact_that_is_no_longer_stated_returns_to_the_provider(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office=TREY, visio=TREY))
    without = write(tmp_path / "n", {"subscriptions.csv": [HEADER.rsplit(",", 1)[0], f"{VISIO},{CONTOSO},visio"]})
    load(database, with_contact(tmp_path / "d", office="", visio=TREY))
    assert get(database, SupportContact, OFFICE).support_tenant_id == PROVIDER
    assert get(database, SupportContact, OFFICE).version == 2
    load(database, without)
    assert get(database, SupportContact, VISIO).support_tenant_id == PROVIDER
    assert [row[0] for row in history(database)] == [OFFICE, VISIO]


def test_an_observation_that_people_already_made_true_moves_nothing(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office=""))
    assign(database, OFFICE, TREY, 1)
    report = load(database, with_contact(tmp_path / "d", office=TREY))
    assert (report.changed, report.moved) == (True, 0)
    assert get(database, SupportContact, OFFICE).origin == "assigned"
    assert states(database) == ["applied"]
    assert history(database) == []


def test_the_provider_by_name_is_the_default(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office=PROVIDER))
    assert get(database, SupportContact, OFFICE) is None
    assert not load(database, with_contact(tmp_path / "d", office="")).changed


def test_other_changes_leave_the_contact_alone(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    assign(database, OFFICE, TREY, 1)
    newer = swap("subscriptions", "4567001", "999")
    renamed = [row.replace("Office 365 E3", "Oficina") for row in newer]
    assert load(database, write(tmp_path / "d", subscriptions=renamed)).moved == 0
    assert get(database, SupportContact, OFFICE).support_tenant_id == TREY
    assert get(database, SupportContact, VISIO).version == 1
    assert states(database) == ["applied"]


def test_many_moves_are_each_told(database: Database, tmp_path: Path) -> None:
    keys = [f"44444444-0000-4000-8000-{n:012x}" for n in range(2_300)]
    rows = [HEADER, *(f"{key},{CONTOSO},s," for key in keys)]
    load(database, write(tmp_path / "d", subscriptions=rows))
    moved = [row + (TREY if at else "") for at, row in enumerate(rows)]
    assert load(database, write(tmp_path / "d", subscriptions=moved)).moved == len(keys)
    assert [row[0] for row in history(database)] == keys


def test_a_moved_assignment_is_told_to_the_team_and_its_owner_once(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office="", visio=""), channel="C0DESK")
    assign(database, OFFICE, TREY, 1)
    newer = with_contact(tmp_path / "d", office=LITWARE, visio=LITWARE)
    for _ in range(2):
        load(database, newer, channel="C0DESK")
    told = notices(database, observed.DRIFTED)
    assert sorted(row.recipient for row in told) == ["C0DESK", "UANN"]
    (reference,) = {row.payload["reference"] for row in told}
    found = database.read_now(lambda s: observed.drift(s, reference, "UANN"))
    # VISIO was nobody's.
    assert found == Drift((Drifted(OFFICE, "office", "Contoso España", "Trey Research", "Litware", "UANN"),), 1)
    assert database.read_now(lambda s: observed.drift(s, reference)) == found
    assert database.read_now(lambda s: observed.drift(s, reference, "UBEN")).total == 0


def test_of_many_moves_only_as_many_are_read_as_are_shown(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office="", visio=""))
    assign(database, OFFICE, TREY, 1)
    assign(database, VISIO, TREY, 1)
    load(database, with_contact(tmp_path / "d", office=LITWARE, visio=LITWARE), channel="C0DESK")
    (reference,) = {row.payload["reference"] for row in notices(database, observed.DRIFTED)}
    with statements(database, reading=True) as asked:
        found = database.read_now(lambda s: observed.drift(s, reference, most=1))
    assert ([one.subscription_id for one in found.shown], found.total) == ([OFFICE], 2)
    (listed,) = (one for one in asked if one.startswith("SELECT audit_event.subject_id"))
    assert "LIMIT" in listed


def test_what_nobody_assigned_moves_without_a_word(database: Database, tmp_path: Path) -> None:
    load(database, with_contact(tmp_path / "d", office=TREY), channel="C0DESK")
    assert load(database, with_contact(tmp_path / "d", office=""), channel="C0DESK").moved == 1
    assert not notices(database, observed.DRIFTED)
