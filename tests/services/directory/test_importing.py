"""Importing a directory: what arrives, that again changes nothing, and that newer files update by id."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AuditEvent, Customer, CustomerRelationship, Partner, Partnership, Subscription, SupportContact
from bot.services import search
from bot.services.directory import ImportReport, Progress
from tests.conftest import MONDAY, PROVIDER
from tests.kit.files import (
    CONTOSO,
    FABRIKAM,
    LITWARE,
    OFFICE,
    SMALL,
    TEAMS,
    TREY,
    VISIO,
    contents,
    get,
    load,
    swap,
    write,
)

# Transactions that wait for another one of this database.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_everything_arrives_in_the_models(database: Database, tmp_path: Path) -> None:
    report = load(database, write(tmp_path / "d"))
    assert [(Path(f.file).name, f.rows, f.inserted, f.updated, f.unchanged) for f in report.files] == [
        ("partners.csv", 3, 3, 0, 0),
        ("partnerships.csv", 2, 2, 0, 0),
        ("customers.csv", 2, 2, 0, 0),
        ("relationships.csv", 2, 2, 0, 0),
        ("subscriptions.csv", 3, 3, 0, 0),
    ]
    assert (report.moved, report.notices, report.changed) == (0, (), True)
    trey = get(database, Partner, TREY)
    assert (trey.mpn_id, trey.email, trey.mpa_signed, trey.location) == ("4567001", "ayuda@trey.example", True, "ES")
    litware = get(database, Partner, LITWARE)
    assert (litware.mpa_signed, litware.program_active, litware.email) == (False, None, None)
    partnership = get(database, Partnership, PROVIDER, TREY)
    assert partnership.established_at == datetime(2020, 5, 4, 10, tzinfo=UTC)
    fabrikam = get(database, Customer, FABRIKAM)
    assert (fabrikam.relationship_to_partner, fabrikam.country) == ("reseller", None)
    link = get(database, CustomerRelationship, CONTOSO, TREY)
    assert (link.delegated_admin, link.auto_extend, link.source) == ("gdap", True, "import")
    assert link.delegated_admin_expires_at == datetime(2027, 1, 1, tzinfo=UTC)
    office = get(database, Subscription, OFFICE)
    assert office.creation_date == datetime(2021, 3, 5, 6, 27, 39, 34234, tzinfo=UTC)
    assert (office.quantity, office.partner_id, office.channel) == (25, "4567001", "csp")
    teams = get(database, Subscription, TEAMS)
    assert (teams.status, teams.channel, teams.product_type, teams.quantity) == (
        "active",
        "csp",
        "OnlineServicesNCE",
        None,
    )


def test_a_file_states_the_health_of_partners_and_when_subscriptions_renew(database: Database, tmp_path: Path) -> None:
    header, *rows = SMALL["partners.csv"]
    words = ("", "No es miembro", "no agreement")
    partners = [f"{header},Partner of record", *(f"{row},{word}" for row, word in zip(rows, words, strict=True))]
    header, *rows = SMALL["subscriptions.csv"]
    sold = [f"{header},commitmentEndDate", *(f"{row},2026-04-01T00:00:00Z" for row in rows)]
    load(database, write(tmp_path / "d", partners=partners, subscriptions=sold))
    found = [get(database, Partner, key).record_health for key in (PROVIDER, TREY, LITWARE)]
    assert found == [None, "not_a_member", "no_agreement"]
    assert get(database, Subscription, OFFICE).commitment_end_date == datetime(2026, 4, 1, tzinfo=UTC)


def test_an_empty_partner_on_record_is_none_and_a_file_without_the_column_says_nothing(
    database: Database, tmp_path: Path
) -> None:
    silent = ["id,customerId,friendlyName", f"{OFFICE},{CONTOSO},Office 365 E3"]
    load(database, write(tmp_path / "silent", subscriptions=silent))
    assert get(database, Subscription, OFFICE).partner_id is None
    load(database, write(tmp_path / "said"))
    assert [get(database, Subscription, key).partner_id for key in (OFFICE, VISIO)] == ["4567001", ""]
    load(database, write(tmp_path / "again", subscriptions=silent))
    assert get(database, Subscription, OFFICE).partner_id == "4567001"


def test_what_arrived_is_found(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))

    def asked(session: Any) -> list[int]:
        return [
            len(search.customers(session, "espana").items),
            len(search.partners(session, "4567002").items),
            len(search.partners(session, "trey.example").items),
            len(search.subscriptions(session, "contoso office").items),
        ]

    assert database.read_now(asked) == [1, 1, 1, 1]


def test_the_same_files_again_change_nothing(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "d")
    load(database, folder)
    before = contents(database)
    again = load(database, folder, clock=ManualClock(MONDAY + timedelta(days=1)))
    assert not again.changed
    assert all(file.unchanged == file.rows for file in again.files)
    assert contents(database) == before


def test_dry_run_counts_and_writes_nothing(database: Database, tmp_path: Path) -> None:
    before = contents(database)
    report = load(database, write(tmp_path / "d"), dry_run=True)
    assert report.dry_run
    assert sum(file.inserted for file in report.files) == 12
    assert contents(database) == before


def test_newer_rows_update_and_missing_rows_stay(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    newer = write(
        tmp_path / "n", {"customers.csv": ("id,companyName,domain", f"{CONTOSO.upper()},Nueva Contoso,nueva.example")}
    )
    report = load(database, newer)
    assert [(f.inserted, f.updated, f.unchanged) for f in report.files] == [(0, 1, 0)]
    contoso = get(database, Customer, CONTOSO)
    assert (contoso.company_name, contoso.country) == ("Nueva Contoso", "ES")
    assert get(database, Customer, FABRIKAM).company_name == "Fabrikam"


def test_subscriptions_are_found_by_their_customers_new_name(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    load(database, write(tmp_path / "n", {"customers.csv": swap("customers", "Contoso España", "Ñandú")}))
    found = database.read_now(lambda s: search.subscriptions(s, "nandu visio"))
    assert [hit.id for hit in found.items] == [VISIO]
    assert database.read_now(lambda s: search.subscriptions(s, "contoso")).items == ()
    keys = contents(database)["subscription"]
    load(database, write(tmp_path / "d2", customers=swap("customers", "Contoso España", "Ñandú")))
    assert contents(database)["subscription"] == keys


def test_a_file_without_optional_columns_keeps_them(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rows = ("id,customerId,friendlyName", f"{OFFICE},{CONTOSO},Oficina")
    partners = ("tenantId,mpnId,name,kind", f"{TREY},4567001,Trey,indirect_reseller")
    load(database, write(tmp_path / "n", {"subscriptions.csv": rows, "partners.csv": partners}))
    office = get(database, Subscription, OFFICE)
    assert (office.offer_name, office.quantity, office.status) == ("Office 365 E3", 25, "active")
    assert office.search_key == "\ncontoso espana\noficina\noffice 365 e3\n"
    assert get(database, Partner, TREY).search_key == "\ntrey\n4567001\ntrey.example\ntrey research\n"


def test_removed_and_established_again_are_dated(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    later = ManualClock(MONDAY + timedelta(days=3))
    relationships = swap("relationships", f"{TREY},established", f"{TREY},removed")
    load(
        database,
        write(tmp_path / "d", relationships=relationships, partnerships=swap("partnerships", "Active", "removed")),
        clock=later,
    )
    assert get(database, CustomerRelationship, CONTOSO, TREY).removed_at == later.now()
    assert get(database, Partnership, PROVIDER, TREY).removed_at == later.now()
    again = ManualClock(MONDAY + timedelta(days=5))
    load(database, write(tmp_path / "d"), clock=again)
    link = get(database, CustomerRelationship, CONTOSO, TREY)
    assert (link.removed_at, link.established_at) == (None, again.now())
    assert get(database, Partnership, PROVIDER, TREY).removed_at is None


def test_a_file_that_does_not_know_leaves_what_a_person_attested(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE customer_relationship SET delegated_admin = 'attested'"))
    folder = write(tmp_path / "d", relationships=swap("relationships", "gdap", "unknown"))
    load(database, folder)
    assert get(database, CustomerRelationship, CONTOSO, TREY).delegated_admin == "attested"
    assert get(database, CustomerRelationship, CONTOSO, LITWARE).delegated_admin == "none"
    assert not load(database, folder).changed


def test_partner_centers_own_export(database: Database, tmp_path: Path) -> None:
    rows = (
        "\ufeffMicrosoft ID,Company name,Primary domain name,Relationship,Tags",
        f'{CONTOSO.upper()},"Contoso, S.A.",contoso.onmicrosoft.com,Cloud Reseller,"a;b"',
        f"{FABRIKAM},Fabrikam,fabrikam.onmicrosoft.com,Asesor,",
        f"{TREY},Otra,otra.onmicrosoft.com,Handelspartner?,",
    )
    report = load(database, write(tmp_path / "d", {"customers.csv": rows}))
    shown = database.read_now(
        lambda s: s.execute(text("SELECT company_name, relationship_to_partner FROM customer ORDER BY 1")).all()
    )
    assert [tuple(row) for row in shown] == [
        ("Contoso, S.A.", "reseller"),
        ("Fabrikam", "advisor"),
        ("Otra", "unknown"),
    ]
    unknown, count = report.notices
    assert "customers.csv: Relationship: 'Handelspartner?' is not known and kept as unknown (1 row)" in unknown
    assert "1 customers whose relationship is unknown" in count


def test_unknown_columns_and_other_files_are_noticed(database: Database, tmp_path: Path) -> None:
    rows = ("id,COMPANY NAME,domain,colour", f"{CONTOSO},Contoso,contoso.example,red")
    folder = write(tmp_path / "d", {"customers.csv": rows})
    (folder / "invoices.csv").write_text("a,b\n")
    notices = load(database, folder).notices
    assert any("invoices.csv: not read" in notice for notice in notices)
    assert any("column 'colour' is not used" in notice for notice in notices)


def test_two_files_of_a_kind_the_later_wins(database: Database, tmp_path: Path) -> None:
    first, second = (
        write(tmp_path / "a"),
        write(tmp_path / "b", customers=swap("customers", "Fabrikam", "Fabrikam 2")),
    )
    report = load(database, first, second / "customers.csv")
    assert len(report.files) == 6
    assert get(database, Customer, FABRIKAM).company_name == "Fabrikam 2"


def test_names_of_every_script_arrive_whole(database: Database, tmp_path: Path) -> None:
    names = [
        '<!channel> & "co"',
        "株式会社青空",
        "شركة النور",
        "🎉 Fiesta",
        "e\u0301",
        "x" * 500,
        "%_\\",
        "=cmd|' /C calc'!A0",
        "\ufdfa" * 400,
    ]
    ids = [f"33333333-0000-4000-8000-0000000001{n:02}" for n in range(len(names))]
    rows = [
        "id,companyName,domain",
        *(f'{key},"{name.replace(chr(34), chr(34) * 2)}",d.example' for key, name in zip(ids, names, strict=True)),
    ]
    load(database, write(tmp_path / "d", {"customers.csv": rows}))
    for key, name in zip(ids, names, strict=True):
        assert get(database, Customer, key).company_name == name
        assert key in found_ids(database, name), name


def found_ids(database: Database, query: str) -> list[str]:
    return [hit.id for hit in database.read_now(lambda s: search.customers(s, query)).items]


def test_progress_is_told(database: Database, tmp_path: Path) -> None:
    told: list[Progress] = []
    rows = ["id,companyName,domain", *(f"33333333-0000-4000-8000-{n:012x},C{n},d.example" for n in range(4_500))]
    load(database, write(tmp_path / "d", {"customers.csv": rows}), progress=told.append)
    assert [at.phase for at in told] == ["reading"] * 3 + ["checking"] * 2 + ["writing"] * 2
    reading = [at.done for at in told if at.phase == "reading"]
    assert reading == sorted(reading)
    assert reading[-1] == told[0].total


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_others_may_write_while_files_are_read(database: Database, database_url: str, tmp_path: Path) -> None:
    other = Database(database_url)

    def write_too(at: Progress) -> None:
        if at.phase == "reading":
            other.write_now(
                lambda s: s.add(
                    Partner(tenant_id=LITWARE, mpn_id="1", name="x", kind="direct_bill", search_key="\nx\n")
                )
            )

    try:
        load(database, write(tmp_path / "d", {"customers.csv": ("id,companyName,domain",)}), progress=write_too)
        assert get(database, Partner, LITWARE).name == "x"
    finally:
        other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_imports_at_once_wait_for_each_other(database: Database, database_url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "d")
    other = Database(database_url)
    others: list[Future[ImportReport]] = []

    def start_the_other(at: Progress) -> None:
        if at.phase == "writing" and at.done == at.total:
            others.append(pool.submit(load, other, folder))
            while database.read_now(lambda s: s.execute(text(WAITING)).scalar()) == 0:
                assert not others[0].done()

    with ThreadPoolExecutor(1) as pool:
        try:
            assert load(database, folder, progress=start_the_other).changed
            assert not others[0].result().changed
        finally:
            other.close()


def test_history_tells_of_the_run(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    (event,) = database.read_now(lambda s: list(s.scalars(select(AuditEvent))))
    assert (event.action, event.actor_id) == ("directory.imported", "import")
    contact = get(database, SupportContact, VISIO)
    assert (contact.support_tenant_id, contact.origin, contact.version) == (TREY, "observed", 1)
    # The day it was seen, not the day on which the subscription began.
    assert contact.since == event.at
