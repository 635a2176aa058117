"""Files as the trade writes them, made after public reports with invented names: each with its right outcome.

`data/world` is the directory that the files of `data/bulk` are dropped on; each folder of `data/imports` is one import.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import DirectoryRejected, InvalidInput
from bot.services.assign_many import dry_run, sheet
from bot.services.directory import import_directory
from tests.conftest import MONDAY
from tests.kit.assign_many import file

DATA = Path(__file__).parent / "data"
PROVIDER, TREY, FABRIKAM = (f"0a000000-0000-4000-8000-0000000000{n}" for n in (90, 91, 92))
E3, E3_TOO = (f"0b000000-0000-4000-8000-0000000000{n}" for n in (10, 39))
LIMITED, SUBSIDIARY = (f"0a000000-0000-4000-8000-0000000000{n}" for n in ("01", "02"))


@dataclass(frozen=True)
class Dropped:
    """Right outcome of a dropped file: state, reasons and new contact of each row, and the columns not read."""

    rows: tuple[tuple[str, tuple[str, ...], str | None], ...]
    ignored: tuple[str, ...] = ()


BULK = {
    "01b-own-subscriptions-file-cut-down": Dropped(
        (("unasked", ("no-contact:supportTenantId",), None),), ("partnerId",)
    ),
    "01c-usage-file-own-mpnid": Dropped((("refused", ("mpn-own",), PROVIDER),), ("Tier2MpnId",)),
    "03-two-subscriptions-one-plan": Dropped(
        (
            (
                "refused",
                (f'subscription-ambiguous:[[["{E3}", 5, "2020-01-01"], ["{E3_TOO}", 7, "2020-01-01"]], 2]',),
                FABRIKAM,
            ),
        )
    ),
    "07-customerid-and-customername": Dropped((("ready", (), FABRIKAM),)),
    "10-domain-of-two-tenants": Dropped(
        (
            (
                "refused",
                (
                    "customer-ambiguous-domain:"
                    f'[[["Contoso Ltd", "{LIMITED}"], ["Contoso Subsidiary", "{SUBSIDIARY}"]], 2]',
                ),
                TREY,
            ),
        )
    ),
}


@dataclass(frozen=True)
class Imported:
    """Right outcome of an import: rows of each file, notices, and what a query then finds."""

    rows: tuple[int, ...]
    notices: tuple[str, ...] = ()
    query: str = "SELECT company_name FROM customer ORDER BY id"
    found: tuple[tuple[object, ...], ...] = field(default=(("Contoso",),))


WORDS = ("Warned", "PastDue", "Past Due", "Enabled", "Scheduled", "Processing", "Other", "Customer canceled")
IMPORTS = {
    "a1-dual-partner-same-row-twice": Imported(
        (2,),
        ("customers.csv:4: the row says the same as an earlier one; read once",),
        found=(("Contoso",), ("Fabrikam",)),
    ),
    "b1-unused-column-twice": Imported(
        (1,),
        (
            "customers.csv: column 'DisplayName' is not used (it is there 2 times)",
            "customers.csv: column 'TenantId' is not used (it is there 2 times)",
        ),
    ),
    "c1-blank-domain": Imported(
        (2,),
        query="SELECT company_name, domain FROM customer ORDER BY id",
        found=(("Contoso", ""), ("Fabrikam", "fabrikam.onmicrosoft.com")),
    ),
    "d2-other-statuses": Imported(
        (2, 1, 10),
        tuple(f"subscriptions.csv: status: '{word}' is not known and kept as unknown (1 row)" for word in WORDS),
        "SELECT status, count(*) FROM subscription GROUP BY status ORDER BY status",
        (("canceled", 2), ("unknown", 8)),
    ),
    "f2-sep-line": Imported((1,)),
    "f4-utf16": Imported((1,)),
    "f5-rows-of-commas-at-end": Imported((1,)),
    "f6-blank-and-spaces-lines": Imported((1,)),
    "i1-two-gdaps-of-one-customer": Imported(
        (2, 1, 1),
        (
            "relationships.csv:3: of 2 GDAPs of this customer and partner this one counts: "
            "it extends itself, until 2028-06-01",
        ),
        "SELECT substr(CAST(delegated_admin_expires_at AS text), 1, 10), CAST(auto_extend AS integer) "
        "FROM customer_relationship",
        (("2028-06-01", 1),),
    ),
    "j1-two-locations": Imported(
        (2, 1),
        ("partners.csv:4: PartnerID 2000002 is a further one of Trey (1000002)",),
        "SELECT name, mpn_id, other_mpn_ids FROM partner ORDER BY mpn_id",
        (("Provider", "1000001", ""), ("Trey", "1000002", "2000002")),
    ),
    "m1-powershell-type-line": Imported((1,)),
}


def test_every_case_has_an_outcome() -> None:
    bulk = {path.stem for path in (DATA / "bulk").iterdir()}
    imports = {path.name for path in (DATA / "imports").iterdir()}
    assert bulk == {*BULK, "01-partner-center-subscription-export"}
    assert imports == {*IMPORTS, "f3-ansi"}


@pytest.fixture
def world(database: Database) -> Database:
    """The directory of the dropped files."""
    report = import_directory(database, [DATA / "world"], provider_tenant_id=None, clock=ManualClock(MONDAY))
    assert [notice.rpartition("/")[2] for notice in report.notices] == [
        "partners.csv: PartnerID 1000002 is that of Trey Research and Trey after merger; it alone names neither of them"
    ]
    return database


@pytest.mark.parametrize("name", BULK)
def test_a_dropped_file(world: Database, name: str) -> None:
    content = (DATA / "bulk" / f"{name}.csv").read_bytes()
    verdicts = world.read_now(lambda s: dry_run.check(s, PROVIDER, file(content), MONDAY))
    assert tuple((v.state.value, v.reasons, v.wish.target_id) for v in verdicts) == BULK[name].rows
    assert sheet.ignored(content) == BULK[name].ignored


def test_partner_centers_subscription_export_tells_who_sold(world: Database) -> None:
    content = (DATA / "bulk" / "01-partner-center-subscription-export.csv").read_bytes()
    with pytest.raises(InvalidInput) as caught:
        world.read_now(lambda s: dry_run.check(s, PROVIDER, file(content), MONDAY))
    assert caught.value.key == "assign-many-file-columns-sold"
    assert caught.value.args_for_text["sold"] == ["Reseller"]


def test_our_own_subscriptions_file_asks_only_where_it_names_a_contact(world: Database) -> None:
    own = (DATA / "world" / "subscriptions.csv").read_text("utf-8").splitlines()
    content = "\n".join([*own[:5], own[5] + FABRIKAM, *own[6:]]).encode()
    verdicts = world.read_now(lambda s: dry_run.check(s, PROVIDER, file(content), MONDAY))
    assert [v.wish.line for v in verdicts if v.state == "ready"] == [6]
    assert {v.state.value for v in verdicts if v.wish.line != 6} == {"unasked"}


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import(database: Database, name: str) -> None:
    right = IMPORTS[name]
    report = import_directory(database, [DATA / "imports" / name], provider_tenant_id=None, clock=ManualClock(MONDAY))
    assert tuple(done.rows for done in report.files) == right.rows
    assert sorted(notice.rpartition("/")[2] for notice in report.notices) == sorted(right.notices)
    assert tuple(tuple(row) for row in database.read_now(lambda s: s.execute(text(right.query)).all())) == right.found


def test_an_import_in_another_encoding(database: Database) -> None:
    with pytest.raises(DirectoryRejected) as caught:
        import_directory(database, [DATA / "imports" / "f3-ansi"], provider_tenant_id=None, clock=ManualClock(MONDAY))
    (error,) = caught.value.errors
    assert (error.line, error.reason.split(":")[0]) == (2, "the byte E9 is not UTF-8")
