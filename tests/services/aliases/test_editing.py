"""Aliases that people say: found at once, kept by imports, told in the history, and never lost to one another."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound
from bot.models import AuditEvent, Customer, OtherName
from bot.services import search
from bot.services.aliases import editing
from bot.services.aliases.editing import PartyKey, PartyKind, PartyNames
from bot.services.search.hits import KnownAs
from tests.conftest import PROVIDER
from tests.kit.files import CONTOSO, FABRIKAM, TREY, get, load, write
from tests.kit.world import ANN, scene

FAB, SELLER = PartyKey(PartyKind.CUSTOMER, FABRIKAM), PartyKey(PartyKind.PARTNER, TREY)
EVE = replace(ANN, user_id="UEVE")


@pytest.fixture
def directory(database: Database, tmp_path: Path) -> Database:
    """Load the small directory."""
    load(database, write(tmp_path / "d"))
    return database


def say(database: Database, text: str, shown: tuple[str, ...] = (), party: PartyKey = FAB, by: object = ANN) -> None:
    """Change the aliases of a party."""
    database.write_now(lambda s: editing.change(s, by, party, text, shown, scene()))  # type: ignore[arg-type]


def filed(database: Database, folder: Path, cell: str) -> None:
    """Import Fabrikam with this cell of aliases."""
    rows = "id,companyName,domain,aliases", f"{FABRIKAM},Fabrikam,fabrikam.example,{cell}"
    load(database, write(folder / f"a{len(list(folder.iterdir()))}", {"customers.csv": rows}))


def names(database: Database, party: PartyKey = FAB) -> PartyNames:
    """Read what a party is called."""
    return database.read_now(lambda s: editing.read(s, party))


def known(database: Database, query: str) -> list[tuple[str, KnownAs | None]]:
    """Return whom a query finds, and why."""

    def look(s: Session) -> list[tuple[str, KnownAs | None]]:
        hits = [(hit.company_name, hit.known_as) for hit in search.customers(s, query).items]
        return hits + [(hit.name, hit.known_as) for hit in search.partners(s, query).items]

    return database.read_now(look)


def test_an_alias_is_found_and_says_why(directory: Database) -> None:
    say(directory, "Woodgrove Bank\nWGB")
    assert known(directory, "woodgrove") == [("Fabrikam", KnownAs("Woodgrove Bank", former=False))]
    assert known(directory, "wgb fabrikam") == [("Fabrikam", KnownAs("WGB", former=False))]
    assert known(directory, "fabrikam") == [("Fabrikam", None)]
    say(directory, "Trey Labs", party=SELLER)
    assert known(directory, "trey labs") == [("Trey Research", KnownAs("Trey Labs", former=False))]
    assert known(directory, "trey.example") == [("Trey Research", None)]
    say(directory, "", ("WGB", "Woodgrove Bank"))
    assert known(directory, "woodgrove") == []
    assert get(directory, Customer, FABRIKAM).search_key == "\nfabrikam\nfabrikam.example\n"


def test_the_history_has_who_and_what(directory: Database) -> None:
    say(directory, "WGB")
    say(directory, "WGB\nWoodgrove", ("WGB",), by=EVE)
    query = select(AuditEvent).where(col(AuditEvent.action) == editing.CHANGED).order_by(col(AuditEvent.id))
    events = directory.read_now(lambda s: [(e.actor_id, e.before, e.after, e.customer_id) for e in s.exec(query)])
    assert events == [
        (ANN.user_id, {"aliases": []}, {"aliases": ["WGB"]}, FABRIKAM),
        ("UEVE", {"aliases": ["WGB"]}, {"aliases": ["WGB", "Woodgrove"]}, FABRIKAM),
    ]
    said = directory.read_now(lambda s: {row.name: row.said_by for row in s.exec(select(OtherName))})
    assert said == {"WGB": ANN.user_id, "Woodgrove": "UEVE"}
    say(directory, "woodgrove; WGB", ("WGB", "Woodgrove"))
    say(directory, "woodgrove\nWGB", ("WGB", "woodgrove"))
    assert len(directory.read_now(lambda s: s.exec(query).all())) == 3


def test_imports_keep_what_people_say(directory: Database, tmp_path: Path) -> None:
    filed(directory, tmp_path, "WGB;Northwind")
    say(directory, "WGB\nWoodgrove")
    assert names(directory) == PartyNames("Fabrikam", ("WGB", "Woodgrove"), ("Northwind",))
    filed(directory, tmp_path, "")
    assert names(directory) == PartyNames("Fabrikam", ("WGB", "Woodgrove"))
    filed(directory, tmp_path, "wgb")
    say(directory, "", ("WGB", "Woodgrove"))
    assert names(directory) == PartyNames("Fabrikam", (), ("WGB",))
    assert known(directory, "wgb") == [("Fabrikam", KnownAs("WGB", former=False))]


def test_a_former_name_is_told_as_such(directory: Database, tmp_path: Path) -> None:
    rows = "id,companyName,domain", f"{FABRIKAM},Tailspin,fabrikam.example"
    load(directory, write(tmp_path / "n", {"customers.csv": rows}))
    assert names(directory).former == ("Fabrikam",)
    assert known(directory, "fabrikam") == [("Tailspin", None)]
    assert known(directory, "fabrikam tailspin") == [("Tailspin", None)]
    rows = "id,companyName,domain", f"{FABRIKAM},Tailspin,tailspin.example"
    load(directory, write(tmp_path / "m", {"customers.csv": rows}))
    assert known(directory, "fabrikam") == [("Tailspin", KnownAs("Fabrikam", former=True))]


@pytest.mark.parametrize("text", ["FABRIKAM", "x" * 81, "a;b;c;d;e;f", "\u200b"])
def test_what_cannot_be_an_alias_is_refused(directory: Database, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        say(directory, text)
    assert refused.value.field == editing.FIELD
    assert names(directory) == PartyNames("Fabrikam")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(directory: Database) -> None:
    say(directory, "WGB")
    with pytest.raises(Conflict):
        say(directory, "Woodgrove", ())
    assert names(directory).said == ("WGB",)


def test_only_who_may_change_something_and_of_our_own(directory: Database) -> None:
    with pytest.raises(Denied):
        say(directory, "WGB", by=replace(ANN, roles=frozenset()))
    directory.write_now(lambda s: s.add(replace_elsewhere(s)))
    for act in (lambda: say(directory, "WGB"), lambda: names(directory)):
        with pytest.raises(NotFound):
            act()
    assert names(directory, PartyKey(PartyKind.PARTNER, PROVIDER)).label == "Iberia Cloud"
    with pytest.raises(NotFound):
        names(directory, PartyKey(PartyKind.CUSTOMER, CONTOSO[:-1] + "9"))


def replace_elsewhere(session: Session) -> Customer:
    """Give Fabrikam to another provider."""
    found = session.get_one(Customer, FABRIKAM)
    found.elsewhere = True
    return found


def test_what_is_so_already_is_no_conflict(directory: Database) -> None:
    say(directory, "WGB")
    say(directory, "WGB; wgb", ())
    assert names(directory).said == ("WGB",)
