"""Former names: whoever was renamed is found by both names, and only by so many."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import DirectoryRejected
from bot.models import Customer, OtherName
from bot.services import search
from bot.services.search import matching
from bot.services.search.folding import MOST_FORMER
from tests.conftest import MONDAY
from tests.kit.files import CONTOSO, FABRIKAM, SMALL, contents, get, load, swap, write


def rename(database: Database, folder: Path, kind: str, was: str, now: str, days: int = 1) -> int:
    """Import a file in which one party has another name, some days on; return how many rows it changed."""
    files = write(folder / f"{kind}{days}", {f"{kind}.csv": swap(kind, was, now)})
    report = load(database, files, clock=ManualClock(MONDAY + timedelta(days=days)))
    return sum(file.updated for file in report.files)


def found(database: Database, query: str) -> list[str]:
    """Return the names of the customers, then of the partners, that a query finds."""

    def look(s: Session) -> list[str]:
        customers = [hit.company_name for hit in search.customers(s, query).items]
        return customers + [hit.name for hit in search.partners(s, query).items]

    return database.read_now(look)


def former(database: Database) -> list[str]:
    """Return all former names, newest first."""
    query = select(OtherName.name).order_by(col(OtherName.noted_at).desc())
    return list(database.read_now(lambda s: s.exec(query).all()))


def test_a_renamed_customer_is_found_by_both_names(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    assert rename(database, tmp_path, "customers", "Contoso España", "Ñandú Holding") == 1
    assert found(database, "nandu") == found(database, "contoso espana") == ["Ñandú Holding"]
    matches = database.read_now(lambda s: matching.matches(s, "Contoso España"))
    assert [hit.id for hit in matches.customers] == [CONTOSO]


def test_a_renamed_reseller_is_found_by_both_names(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    assert rename(database, tmp_path, "partners", "Trey Research", "Alpine Ski House") == 1
    assert found(database, "alpine ski") == found(database, "trey research") == ["Alpine Ski House"]
    assert rename(database, tmp_path, "partners", "Trey Research", "Alpine Ski House", 2) == 0


def test_the_same_files_again_change_nothing_of_who_was_renamed(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rename(database, tmp_path, "customers", "Contoso España", "Ñandú", 1)
    before = contents(database)
    assert rename(database, tmp_path, "customers", "Contoso España", "Ñandú", 2) == 0
    assert contents(database) == before


def test_another_domain_keeps_the_former_name(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rename(database, tmp_path, "customers", "Contoso España", "Ñandú", 1)
    header = "id,companyName,domain"
    load(database, write(tmp_path / "n", {"customers.csv": (header, f"{CONTOSO},Ñandú,nandu.example")}))
    assert found(database, "contoso") == found(database, "nandu.example") == ["Ñandú"]


def test_who_takes_an_old_name_again_has_had_the_other(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rename(database, tmp_path, "customers", "Contoso España", "Ñandú", 1)
    load(database, write(tmp_path / "again"), clock=ManualClock(MONDAY + timedelta(days=2)))
    assert former(database) == ["Ñandú"]
    assert found(database, "nandu") == ["Contoso España"]


def test_only_the_last_names_are_kept(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    for days in range(1, MOST_FORMER + 3):
        rename(database, tmp_path, "customers", "Contoso España", f"Number{days}x", days)
    assert former(database) == [f"Number{days}x" for days in range(MOST_FORMER + 1, 1, -1)]
    assert found(database, "espana") == []
    assert get(database, Customer, CONTOSO).search_key.count("number") == MOST_FORMER + 1


def aliased(database: Database, folder: Path, cell: str, name: str = "Fabrikam") -> int:
    """Import Fabrikam with this cell of aliases; return how many rows it changed."""
    rows = "id,companyName,domain,aliases", f"{FABRIKAM},{name},fabrikam.example,{cell}"
    report = load(database, write(folder / f"a{len(list(folder.iterdir()))}", {"customers.csv": rows}))
    return sum(file.updated for file in report.files)


def test_the_aliases_of_the_last_file_find_the_party(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    assert aliased(database, tmp_path, "Fabbrica; Woodgrove Bank") == 1
    assert found(database, "woodgrove") == found(database, "fabbrica") == ["Fabrikam"]
    assert aliased(database, tmp_path, "woodgrove  bank;Fabbrica") == 1
    assert aliased(database, tmp_path, "woodgrove bank;Fabbrica") == 0
    assert aliased(database, tmp_path, "Northwind") == 1
    assert found(database, "woodgrove") == []
    assert found(database, "northwind") == ["Fabrikam"]
    assert aliased(database, tmp_path, "") == 1
    assert get(database, Customer, FABRIKAM).search_key == "\nfabrikam\nfabrikam.example\n"


def test_a_file_without_the_column_leaves_aliases_alone(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    aliased(database, tmp_path, "Northwind")
    assert rename(database, tmp_path, "customers", "fabrikam.example", "fab.example", 1) == 1
    assert found(database, "northwind") == found(database, "fab.example") == ["Fabrikam"]


def test_aliases_do_not_push_former_names_out(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    aliased(database, tmp_path, "One;Two;Three;Four;Five")
    for days in range(1, MOST_FORMER + 1):
        rename(database, tmp_path, "customers", "Fabrikam", f"Number{days}x", days)
    assert get(database, Customer, FABRIKAM).search_key.count("\n") == 3 + 5 + MOST_FORMER
    assert found(database, "five") == found(database, "fabrikam") == [f"Number{MOST_FORMER}x"]


def test_an_alias_of_a_new_reseller_finds_it(database: Database, tmp_path: Path) -> None:
    rows = (
        SMALL["partners.csv"][0] + ",aliases",
        *(f"{row},Acme {n}" for n, row in enumerate(SMALL["partners.csv"][1:])),
    )
    load(database, write(tmp_path / "d", partners=rows))
    assert found(database, "acme 1") == ["Trey Research"]


def test_a_bad_cell_of_aliases_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DirectoryRejected) as refused:
        aliased(database, tmp_path, "a;b;c;d;e;f")
    assert "customers.csv:2: aliases: 6 names; at most 5 are possible" in str(refused.value)


def test_a_name_in_other_letters_is_no_other_name(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rename(database, tmp_path, "customers", "Contoso España", "CONTOSO ESPAÑA")
    assert former(database) == []
