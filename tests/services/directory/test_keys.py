"""Former names: whoever was renamed is found by both names, and only by so many."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Customer, OtherName
from bot.services import search
from bot.services.search import matching
from bot.services.search.folding import MOST_FORMER
from tests.conftest import MONDAY
from tests.kit.files import CONTOSO, contents, get, load, swap, write


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


def test_a_name_in_other_letters_is_no_other_name(database: Database, tmp_path: Path) -> None:
    load(database, write(tmp_path / "d"))
    rename(database, tmp_path, "customers", "Contoso España", "CONTOSO ESPAÑA")
    assert former(database) == []
