"""Words of other parties: unknown ones never refuse a file nor take away what is known; headers in two languages."""

from pathlib import Path

import pytest

from bot.db import Database
from bot.models import Customer, CustomerRelationship, Partnership, Subscription
from tests.conftest import PROVIDER
from tests.kit.files import CONTOSO, OFFICE, SMALL, TREY, get, load, swap, write
from tests.services.directory.test_checks_repeats import told


def test_one_notice_for_each_unknown_word_and_nothing_refused(database: Database, tmp_path: Path) -> None:
    statuses = ("Warned", "WARNED", "Canceled", "Customer canceled", "ACTIVE", "Suspendida")
    rows = [
        "id,customerId,friendlyName,status,billingType,channel",
        *(
            f"{OFFICE[:-2]}{n:02},{CONTOSO},Office {n},{status},{'seat' if n else ''},{'shop' if n else ''}"
            for n, status in enumerate(statuses)
        ),
    ]
    report = load(database, write(tmp_path / "d", subscriptions=rows))
    assert told(report.notices) == [
        "subscriptions.csv: status: 'Warned' is not known and kept as unknown (2 rows)",
        "subscriptions.csv: billingType: 'seat' is not known and kept as unknown (5 rows)",
        "subscriptions.csv: channel: 'shop' is not known and kept as unknown (5 rows)",
        "subscriptions.csv: status: 'Customer canceled' is not known and kept as unknown (1 row)",
    ]
    found = [get(database, Subscription, f"{OFFICE[:-2]}{n:02}") for n in range(len(statuses))]
    assert [row.status for row in found] == ["unknown", "unknown", "canceled", "unknown", "active", "suspended"]
    assert {(row.billing_type, row.channel) for row in found} == {(None, "csp"), (None, "unknown")}


@pytest.mark.parametrize(
    ("said", "extends"), [("P180D", True), ("PT0S", False), ("P0D", False), ("VERDADERO", True), ("falso", False)]
)
def test_graphs_durations(database: Database, tmp_path: Path, said: str, extends: bool) -> None:
    report = load(database, write(tmp_path / "d", relationships=swap("relationships", ",true", f",{said}")))
    assert report.notices == ()
    assert get(database, CustomerRelationship, CONTOSO, TREY).auto_extend is extends


def test_an_unknown_word_is_no_answer(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    before = get(database, CustomerRelationship, CONTOSO, TREY).model_dump()
    folder = write(
        tmp_path / "d",
        relationships=swap("relationships", "established,gdap,2027-01-01T00:00:00Z,true", "approvalPending,odd,,maybe"),
        partnerships=swap("partnerships", "Active", "Enrolled"),
        customers=swap("customers", "reseller", "Handelspartner"),
    )
    report = load(database, folder)
    assert [notice.partition(": ")[2] for notice in told(report.notices)] == [
        "state: 'Enrolled' is not known and kept as unknown (1 row)",
        "relationshipToPartner: 'Handelspartner' is not known and kept as unknown (1 row)",
        "state: 'approvalPending' is not known and kept as unknown (1 row)",
        "delegatedAdmin: 'odd' is not known and kept as unknown (1 row)",
        "autoExtend: 'maybe' is not known and kept as false (1 row)",
    ]
    assert not report.changed
    assert get(database, CustomerRelationship, CONTOSO, TREY).model_dump() == before
    assert get(database, Partnership, PROVIDER, TREY).state == "Active"
    assert get(database, Customer, CONTOSO).relationship_to_partner == "reseller"


def test_a_removal_keeps_its_date_when_the_next_file_says_nothing(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    load(database, write(tmp_path / "d", partnerships=swap("partnerships", "Active", "Removed")))
    removed = get(database, Partnership, PROVIDER, TREY).removed_at
    assert removed is not None
    load(database, write(tmp_path / "d", partnerships=swap("partnerships", "Active", "Enrolled")))
    assert get(database, Partnership, PROVIDER, TREY).removed_at == removed


@pytest.mark.parametrize(
    "header",
    [
        "Microsoft ID,Company name,Primary domain name,Relationship",
        "Identificador de Microsoft,Nombre de la compañía,Nombre de dominio principal,Relación",
        "ID,COMPANY_NAME,Domain,relationship to partner",
    ],
)
def test_headers_of_either_language_and_a_blank_domain(database: Database, tmp_path: Path, header: str) -> None:
    rows = (header, f'="{CONTOSO}",Contoso,,Cloud Reseller')
    assert load(database, write(tmp_path / "d", {"customers.csv": rows})).notices == ()
    contoso = get(database, Customer, CONTOSO)
    assert (contoso.company_name, contoso.domain, contoso.search_key) == ("Contoso", "", "\ncontoso\n")


def test_columns_that_agree_row_by_row_are_fine(database: Database, tmp_path: Path) -> None:
    rows = (
        "id,Microsoft ID,companyName,domain,note,note",
        f"{CONTOSO},{CONTOSO.upper()},Contoso,a.example,1,2",
        f",{{{TREY}}},Trey,b.example,,",
    )
    report = load(database, write(tmp_path / "d", {"customers.csv": rows}))
    assert told(report.notices) == ["customers.csv: column 'note' is not used (it is there 2 times)"]
    assert get(database, Customer, TREY).company_name == "Trey"


def test_the_whole_small_directory_from_a_spanish_excel(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "d")
    for name, rows in SMALL.items():
        text = (
            "sep=;\r\n" + "\r\n".join(row.replace(",", ";").replace("true", "VERDADERO") for row in rows) + "\r\n;;\r\n"
        )
        (folder / name).write_bytes(text.encode("utf-16"))
    report = load(database, folder)
    assert (report.notices, sum(file.inserted for file in report.files)) == ((), 12)
