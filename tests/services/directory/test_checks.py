"""Bad directory files: every fault in one run as FILE:LINE: column: reason, and nothing written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import ConfigurationError, DirectoryRejected
from bot.services.directory import import_directory
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples
from tests.kit.files import CONTOSO, FABRIKAM, LITWARE, OFFICE, SMALL, TREY, VISIO, Rows, contents, load, write

CUSTOMERS_HEADER = "id,companyName,domain,relationshipToPartner,country"
SUBSCRIPTIONS_HEADER = SMALL["subscriptions.csv"][0]


def refusal(database: Database, folder: Path) -> list[str]:
    """The lines of the refusal, without the folder; asserts that nothing was written."""
    before = contents(database)
    with pytest.raises(DirectoryRejected) as refused:
        load(database, folder)
    assert contents(database) == before
    return [line.replace(f"{folder}/", "") for line in str(refused.value).splitlines()]


def test_every_fault_of_every_file_in_one_run(database: Database, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "d",
        partners=(*SMALL["partners.csv"], f"{LITWARE},x1,,reseller,Spain,mail,,javascript:alert(1),maybe,"),
        customers=(
            CUSTOMERS_HEADER,
            "33333333,Contoso,contoso.example,,España",
            f'{FABRIKAM},"Fab\nrikam",fab .example,,',
        ),
        relationships=("customerId,partnerTenantId,state,delegatedAdminExpiresAt", f"{FABRIKAM},{TREY},,soon"),
        subscriptions=(SUBSCRIPTIONS_HEADER, f"{OFFICE},{FABRIKAM},,,,,-1,,abc,,2021-13-01,{TREY[:-1]}"),
    )
    assert refusal(database, folder) == [
        "partners.csv:5: mpnId: 'x1' is not a PartnerID (digits only)",
        "partners.csv:5: name: is empty; every row needs it",
        "partners.csv:5: kind: 'reseller' is not one of indirect_provider, indirect_reseller, direct_bill",
        "partners.csv:5: location: 'Spain' is not a two-letter country code like ES",
        "partners.csv:5: email: 'mail' is not an e-mail address",
        "partners.csv:5: website: 'javascript:alert(1)' is not a web address like https://example.com",
        "partners.csv:5: mpaSigned: 'maybe' is not true or false",
        "partners.csv:5: tenantId: is the same as in line 4, but mpnId, name, kind, location, mpaSigned differ; "
        "keep one of the rows",
        "customers.csv:2: id: '33333333' is not a GUID like 1b2c3d4e-0000-4000-8000-000000000000",
        "customers.csv:2: country: 'España' is not a two-letter country code like ES",
        "customers.csv:3: domain: 'fab .example' is not a domain name",
        "relationships.csv:2: state: is empty; every row needs it",
        "relationships.csv:2: delegatedAdminExpiresAt: 'soon' is not an ISO 8601 time like 2026-03-02T09:00:00Z",
        "subscriptions.csv:2: friendlyName: is empty; every row needs it",
        "subscriptions.csv:2: quantity: '-1' is not a whole number from 0 to 2147483647",
        "subscriptions.csv:2: partnerId: 'abc' is not a PartnerID (digits only)",
        "subscriptions.csv:2: creationDate: '2021-13-01' is not an ISO 8601 time like 2026-03-02T09:00:00Z",
        f"subscriptions.csv:2: supportTenantId: '{TREY[:-1]}' is not a GUID like 1b2c3d4e-0000-4000-8000-000000000000",
    ]


def test_unknown_references_and_repeated_keys(database: Database, tmp_path: Path) -> None:
    stranger = "99999999-0000-4000-8000-000000000009"
    relation = f"{CONTOSO},{TREY},established,,,"
    folder = write(
        tmp_path / "d",
        partnerships=(*SMALL["partnerships.csv"], f"{stranger},Active,"),
        customers=(*SMALL["customers.csv"], f"{CONTOSO.upper()},Contoso again,again.example,,"),
        relationships=(*SMALL["relationships.csv"], relation, f"{stranger},{stranger},established,,,"),
        subscriptions=(*SMALL["subscriptions.csv"], f"{VISIO[:-1]}9,{stranger},Visio,,,,,,,,,{stranger}"),
    )
    assert refusal(database, folder) == [
        f"partnerships.csv:4: partnerTenantId: '{stranger}' is neither in partners.csv nor in the directory",
        "customers.csv:4: id: is the same as in line 2, but companyName, domain, country differ; keep one of the rows",
        "relationships.csv:4: customerId: is the same as in line 2, but delegatedAdmin, delegatedAdminExpiresAt, "
        "autoExtend differ; keep one of the rows",
        f"relationships.csv:5: customerId: '{stranger}' is neither in customers.csv nor in the directory",
        f"relationships.csv:5: partnerTenantId: '{stranger}' is neither in partners.csv nor in the directory",
        f"subscriptions.csv:5: customerId: '{stranger}' is neither in customers.csv nor in the directory",
        f"subscriptions.csv:5: supportTenantId: '{stranger}' is neither in partners.csv nor in the directory",
    ]


def test_references_may_be_in_the_directory_already(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rows = (SUBSCRIPTIONS_HEADER, f"{VISIO[:-1]}9,{CONTOSO},Visio,,,,,,,,,{TREY}")
    assert load(database, write(tmp_path / "n", {"subscriptions.csv": rows})).files[0].inserted == 1


HEAD = b"id,companyName,domain\n"
NOT_A_GUID = "is not a GUID like 1b2c3d4e-0000-4000-8000-000000000000"
ANSI = "is not UTF-8: the file is in another encoding (Excel's plain 'CSV' is Windows-1252); save it as 'CSV UTF-8'"
UNCLOSED = "row: a quote that opens here is never closed, or a cell is too long; nothing after it can be read"
UNFIT = "do not fit: close each one, and double those inside a cell"
BROKEN = [
    (b"", "1: header: the file is empty; its first line must name the columns"),
    (b"sep=;\n,,\n", "1: header: the file is empty; its first line must name the columns"),
    (b"id,domain\n", "1: companyName: the column is missing"),
    (b"PK\x03\x04\x14\x00\x06\x00,a\n", "1: file: this is an Excel workbook; save it as 'CSV UTF-8'"),
    ("id,companyName,domain\n".encode("utf-16-le"), "1: header: the file is not text; save it as CSV UTF-8"),
    (b'id,"companyName"x,domain\n', f"1: {UNCLOSED}"),
    (HEAD + b"\n1\n", "3: companyName: is empty; every row needs it"),
    (HEAD + b"%c,A,B,d.example\n", "2: row: 4 cells where the header has 3; quote cells that hold the separator"),
    (HEAD + b"%c,A,\n%c,Espa\xf1a,d.example\n", f"3: row: the byte F1 {ANSI}"),
    (HEAD + b"%c,A\x00B,d.example\n", "2: companyName: holds the control character U+0000; remove it"),
    (HEAD + b"%c,\xe2\x80\x8b,d.example\n", "2: companyName: holds only invisible characters"),
    (HEAD + b"%c," + b"x" * 501 + b",d.example\n", "2: companyName: 501 characters; at most 500 are possible"),
    (HEAD + b'%c,"A"B,d.example\n', f"2: row: the quotes of line 2 {UNFIT}"),
    (HEAD + b'%c,"A\nx,y\nz,"B",d.example\n', f"2: row: the quotes of line 2 to 4 {UNFIT}"),
    (HEAD + b'%c,"A,d.example\n', f"2: {UNCLOSED}"),
    (HEAD + b'\n%c,"two\nlines",d.example\nx,y,z\n', f"5: id: 'x' {NOT_A_GUID}"),
    (b"Microsoft ID,Company name,Primary domain name\nx,y,z\n", f"2: Microsoft ID: 'x' {NOT_A_GUID}"),
    (
        b"id,Company name,companyName,domain\n%c,A,B,d.example\n",
        "2: Company name / companyName: the columns say different things in this row; keep one of them",
    ),
    (b"," * 1_000 + b"x\n", "1: header: 1001 columns; at most 1,000 are possible"),
    (HEAD + b"x" * 1_000_001, "2: row: more than 1,000,000 characters in one line; the file is no table"),
    (HEAD + b'%c,"A\n' + b'","\n' * 300_000, f"2: {UNCLOSED}"),
]


@pytest.mark.parametrize(("content", "expected"), BROKEN)
def test_broken_files(database: Database, tmp_path: Path, content: bytes, expected: str) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "customers.csv").write_bytes(content.replace(b"%c", CONTOSO.encode()))
    lines = refusal(database, folder)
    assert f"customers.csv:{expected}" in lines


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01"])
def test_what_other_programs_write_for_no_time_is_no_time(database: Database, tmp_path: Path, never: str) -> None:
    """Shown in another zone it would be before the first or after the last day there is."""
    rows = (SUBSCRIPTIONS_HEADER, f"{OFFICE},{CONTOSO},Office,,,,,,,,{never},")
    assert refusal(database, write(tmp_path / "d", subscriptions=rows)) == [
        f"subscriptions.csv:2: creationDate: '{never}' is no real time; leave the cell empty where there is none"
    ]


def test_an_endless_quote_is_reported_where_it_starts(database: Database, tmp_path: Path) -> None:
    rows = [CUSTOMERS_HEADER, f'{CONTOSO},"Contoso,contoso.example,,', *("x" * 1000 for _ in range(300))]
    lines = refusal(database, write(tmp_path / "d", {"customers.csv": rows}))
    assert lines == [f"customers.csv:2: {UNCLOSED}"]


def test_an_unreadable_table_does_not_blame_rows_that_refer_to_it(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "d", customers=("id;domain",))
    lines = refusal(database, folder)
    assert {line.split(":")[0] for line in lines} == {"customers.csv"}


def test_a_file_that_vanished_or_may_not_be_read(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "d")
    (folder / "customers.csv").unlink()
    (folder / "customers.csv").mkdir()
    assert "customers.csv:1: file: cannot be read: Is a directory" in refusal(database, folder)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nowhere", "no such file or folder"),
        ("invoices.csv", "read by file name, which must be one of partners.csv"),
        ("empty", "no directory file in this folder"),
    ],
)
def test_paths_that_are_no_directory(database: Database, tmp_path: Path, path: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "invoices.csv").write_text("a")
    with pytest.raises(ConfigurationError, match=reason):
        load(database, tmp_path / path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_somebody_else_writes_to(database: Database, database_url: str, tmp_path: Path) -> None:
    other = Database(database_url)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    try:
        with other.writer.begin(), pytest.raises(ConfigurationError, match="another program is writing"):
            load(database, write(tmp_path / "d"))
    finally:
        other.close()
    assert load(database, tmp_path / "d").changed


def test_which_provider_must_be_clear(database: Database, tmp_path: Path) -> None:
    second = f"{LITWARE[:-1]}9,9,Otro Proveedor,direct_bill,ES,,,,,"
    folder = write(tmp_path / "d", partners=(*SMALL["partners.csv"], second))
    before = contents(database)
    with pytest.raises(
        ConfigurationError, match="PROVIDER_TENANT_ID: the directory holds 2 providers; set it to one of"
    ):
        load(database, folder)
    with pytest.raises(ConfigurationError, match=f"PROVIDER_TENANT_ID: {CONTOSO} is not in the directory"):
        load(database, folder, provider_tenant_id=CONTOSO)
    assert contents(database) == before
    assert load(database, folder, provider_tenant_id=PROVIDER.upper()).changed


ANY_CELL = st.text(max_size=8) | st.sampled_from(
    [CONTOSO, TREY, "", '"', ",", "\n", "\r", "Active", "true", "1", "\x00"]
)
ANY_ROW = st.lists(ANY_CELL, max_size=13).map(",".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(20))
@given(name=st.sampled_from(sorted(SMALL)), rows=st.lists(ANY_ROW, max_size=4), keep_header=st.booleans())
def test_any_text_is_taken_whole_or_refused_whole(
    database: Database, tmp_path: Path, name: str, rows: list[str], keep_header: bool
) -> None:
    changed: Rows = [*(SMALL[name] if keep_header else ()), *rows]
    folder = write(tmp_path / "d")
    (folder / name).write_bytes("\n".join(changed).encode("utf-8", "surrogatepass"))
    before = contents(database)
    try:
        import_directory(database, [folder], provider_tenant_id=PROVIDER, clock=ManualClock(MONDAY))
    except (DirectoryRejected, ConfigurationError) as refusal_:
        refused: Exception | None = refusal_
    else:
        refused = None
    if refused is None:
        assert not load(database, folder, provider_tenant_id=PROVIDER).changed
        return
    assert contents(database) == before
    assert all(line.isprintable() for line in str(refused).splitlines())
    assert all(error.line >= 1 and error.reason for error in getattr(refused, "errors", ()))
