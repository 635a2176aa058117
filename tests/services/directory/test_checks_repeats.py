"""Rows of one key: equal ones are one, GDAPs of a pair and locations of a partner add up, the rest is refused."""

from pathlib import Path

from bot.db import Database
from bot.models import CustomerRelationship, Partner
from bot.services import search
from tests.conftest import PROVIDER
from tests.kit.files import CONTOSO, FABRIKAM, LITWARE, SMALL, TREY, contents, get, load, write
from tests.services.directory.test_checks import refusal

LINKS = "customerId,partnerTenantId,state,delegatedAdmin,delegatedAdminExpiresAt,autoExtend"
BOTH = f"{CONTOSO},{TREY}"


def told(report_notices: tuple[str, ...]) -> list[str]:
    return [notice.rpartition("/")[2] for notice in report_notices]


def test_rows_that_say_the_same_are_one(database: Database, tmp_path: Path) -> None:
    rows = ("id,companyName,domain", f"{CONTOSO},A,a.example", f"{FABRIKAM},B,", *[f"{CONTOSO},A,a.example"] * 3)
    report = load(database, write(tmp_path / "d", {"customers.csv": rows}))
    assert [(file.rows, file.inserted, file.unchanged) for file in report.files] == [(2, 2, 0)]
    assert told(report.notices) == [
        "customers.csv:4: the row and 2 more rows say the same as an earlier one; read once"
    ]
    assert not load(database, tmp_path / "d").changed


def test_of_several_gdaps_the_one_that_lasts_longest_counts(database: Database, tmp_path: Path) -> None:
    rows = (
        LINKS,
        f"{BOTH},active,gdap,2030-01-01T00:00:00Z,PT0S",
        f"{BOTH},established,gdap,2027-01-01T00:00:00Z,P180D",
        f"{BOTH},terminated,gdap,2031-01-01T00:00:00Z,P180D",
        f"{FABRIKAM},{TREY},established,gdap,2027-01-01T00:00:00Z,false",
        f"{FABRIKAM},{TREY},established,gdap,2027-06-01T00:00:00Z,",
        f"{FABRIKAM},{TREY},established,gdap,,",
    )
    report = load(database, write(tmp_path / "d", relationships=rows))
    assert told(report.notices) == [
        "relationships.csv: state: 'terminated' is not known and kept as unknown (1 row)",
        "relationships.csv:3: of 3 GDAPs of this customer and partner this one counts: "
        "it extends itself, until 2027-01-01",
        "relationships.csv:6: of 3 GDAPs of this customer and partner this one counts: "
        "it lasts longest, until 2027-06-01",
    ]
    link = get(database, CustomerRelationship, CONTOSO, TREY)
    assert (str(link.delegated_admin_expires_at)[:10], link.auto_extend) == ("2027-01-01", True)
    assert str(get(database, CustomerRelationship, FABRIKAM, TREY).delegated_admin_expires_at)[:10] == "2027-06-01"
    assert [file.rows for file in report.files if "relationships" in file.file] == [2]
    assert not load(database, tmp_path / "d").changed


def test_other_repeated_relationships_contradict_each_other(database: Database, tmp_path: Path) -> None:
    rows = (LINKS, f"{BOTH},established,gdap,,", f"{BOTH},removed,gdap,,", f"{BOTH},established,dap,,")
    assert refusal(database, write(tmp_path / "d", relationships=rows)) == [
        "relationships.csv:3: customerId: is the same as in line 2, but state differ; keep one of the rows",
        "relationships.csv:4: customerId: is the same as in line 2, but delegatedAdmin differ; keep one of the rows",
    ]


def test_a_further_partner_id_of_two_resellers_is_told(database: Database, tmp_path: Path) -> None:
    rows = (
        "tenantId,mpnId,name,kind,otherMpnIds",
        f"{PROVIDER},1000001,Iberia Cloud,indirect_provider,",
        f"{TREY},4567001,Trey Research,indirect_reseller,4567009; 4567002",
        f"{LITWARE},4567002,Litware,indirect_reseller,4567009",
    )
    report = load(database, write(tmp_path / "d", partners=rows))
    assert told(report.notices) == [
        f"partners.csv: PartnerID {number} is that of Litware and Trey Research; it alone names neither of them"
        for number in ("4567002", "4567009")
    ]


def test_further_partner_ids_of_one_reseller(database: Database, tmp_path: Path) -> None:
    more = (f"{TREY},4567009,Trey Lisboa,indirect_reseller,PT,,,,,", f"{TREY},4567010,Trey,indirect_reseller,,,,,,")
    report = load(database, write(tmp_path / "d", partners=(*SMALL["partners.csv"], *more)))
    assert told(report.notices) == [
        "partners.csv:5: PartnerID 4567009 is a further one of Trey Research (4567001)",
        "partners.csv:6: PartnerID 4567010 is a further one of Trey Research (4567001)",
    ]
    trey = get(database, Partner, TREY)
    assert (trey.mpn_id, trey.other_mpn_ids, trey.name, trey.location) == (
        *("4567001", "4567009 4567010", "Trey Research", "ES"),
    )
    assert [hit.name for hit in database.read_now(lambda s: search.partners(s, "4567009")).items] == ["Trey Research"]
    assert not load(database, tmp_path / "d").changed
    load(database, write(tmp_path / "e"))
    assert get(database, Partner, TREY).other_mpn_ids == "4567009 4567010"
    stated = ("tenantId,mpnId,name,kind,Other MPN IDs", f"{TREY},4567001,Trey,indirect_reseller,4567011; 4567012")
    load(database, write(tmp_path / "f", {"partners.csv": stated}))
    assert get(database, Partner, TREY).other_mpn_ids == "4567011 4567012"


def test_a_partner_id_of_two_tenants_is_told(database: Database, tmp_path: Path) -> None:
    other = f"{TREY[:-1]}9,4567001,Trey after merger,indirect_reseller,ES,,,,,"
    report = load(database, write(tmp_path / "d", partners=(*SMALL["partners.csv"], other)))
    assert told(report.notices) == [
        "partners.csv: PartnerID 4567001 is that of Trey Research and Trey after merger; it alone names neither of them"
    ]


def test_notices_are_bounded(database: Database, tmp_path: Path) -> None:
    rows = [",".join(["id", "companyName", "domain", *(f"c{n}" for n in range(30))]), f"{CONTOSO},A,a.example"]
    notices = told(load(database, write(tmp_path / "d", {"customers.csv": rows})).notices)
    assert len(notices) == 21
    assert notices[-1] == "customers.csv: and 10 more notices"


def test_errors_are_bounded_and_the_rest_is_counted(database: Database, tmp_path: Path) -> None:
    rows = ["id,companyName,domain", *(f"{n},A,a.example" for n in range(1_500))]
    before = contents(database)
    lines = refusal(database, write(tmp_path / "d", {"customers.csv": rows}))
    assert len(lines) == 101
    assert lines[-1] == "customers.csv: and 1,400 more"
    assert contents(database) == before
