"""Migrations and yesterday's code: each says which code works with it, and takes nothing away unless it says so."""

import importlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, make_url, text

from bot import migrations
from bot.db import parse_url
from bot.migrations import VERSIONS
from bot.migrations.compatibility import FIRST_STATED, OLDEST_SCHEMA
from bot.models import Table
from tests.kit.store.templates import PostgresTemplate
from tests.structure import names, schemas
from tests.structure.source import ROOT

# Code of this revision was run on the schema of 0023; what came before is from before there were releases to roll back.
PROVED = "0010"
REVISIONS = sorted(migrations.known())
# No version ever deleted a customer.
HARMLESS = {"0015": ["customer: mirrored_customer.customer_id refers to customer"]}
STATING = [revision for revision in REVISIONS if revision >= FIRST_STATED]
RELEASE = re.compile(r"^## \d+\.\d+\.\d+.*$\s+^Schema (\d{4})\.$", re.MULTILINE)


def module(revision: str) -> ModuleType:
    """Load a migration."""
    return importlib.import_module(f"bot.migrations.versions.{next(VERSIONS.glob(f'{revision}_*.py')).stem}")


@pytest.mark.parametrize("revision", STATING)
def test_each_migration_says_the_oldest_code_that_works_with_it(revision: str) -> None:
    oldest, before = module(revision).oldest_code, module(revision).down_revision
    assert oldest in REVISIONS
    assert oldest <= before, "the version before must go on working: expand first, and contract a version later"
    assert oldest >= getattr(module(before), "oldest_code", PROVED), "what an earlier one refuses stays refused"


@pytest.mark.parametrize("revision", STATING)
def test_none_contracts_what_the_last_release_needs(revision: str) -> None:
    release = released(ROOT.joinpath("CHANGELOG.md").read_text("utf-8"))
    assert release is None or revision <= release or module(revision).oldest_code <= release


def released(changelog: str) -> str | None:
    """Return the schema of the newest release, as its section says on its first line; 0.1.0 does not."""
    found = RELEASE.search(changelog)
    return found[1] if found else None


def test_a_release_says_its_schema() -> None:
    sections = "## Unreleased\n\n- x\n\n## 0.3.0 - 2027-01-01\n\nSchema 0031.\n\n## 0.2.0\n\nSchema 0025.\n"
    assert released(sections) == "0031"
    assert released("## Unreleased\n\nSchema 0031.\n") is None


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Connect to a database without a schema."""
    with ExitStack() as stack:
        url = make_url("sqlite://")
        if request.param == "postgresql":
            template: PostgresTemplate = request.getfixturevalue("postgres_template")
            url = parse_url(stack.enter_context(template.fresh(empty=True)))
        engine = create_engine(url)
        stack.callback(engine.dispose)
        yield stack.enter_context(engine.begin())


def test_what_a_migration_takes_away_it_says(empty: Connection) -> None:
    migrations.upgrade_within(empty, PROVED)
    before, unsaid = schemas.read(empty), {}
    for revision in REVISIONS[REVISIONS.index(PROVED) + 1 :]:
        migrations.upgrade_within(empty, revision)
        after = schemas.read(empty)
        taken = schemas.contracts(before, after)
        if taken != HARMLESS.get(revision, []) and not says_since_when(module(revision)):
            unsaid[revision] = taken
        before = after
    assert unsaid == {}, "add only; or name in `unused_since` the code that needs it no more, at most `oldest_code`"


def says_since_when(migration: ModuleType) -> bool:
    """Tell if a migration names the code from which on nobody needs what it takes, and refuses all before that."""
    return getattr(migration, "unused_since", "9999") <= getattr(migration, "oldest_code", "")


def test_the_oldest_schema_has_what_the_models_use() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrations.upgrade_within(connection, OLDEST_SCHEMA)
        context = MigrationContext.configure(connection)
        missing = [one for one in compare_metadata(context, Table.metadata) if str(one[0]).startswith("add_")]
    engine.dispose()
    assert missing == [], "OLDEST_SCHEMA in bot/migrations/compatibility.py: raise it to the migration that adds this"


GOOD = (
    "ALTER TABLE town ADD COLUMN size INTEGER",
    "ALTER TABLE town ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE street (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)",
    "CREATE INDEX ix_town_name ON town (name)",
    "CREATE TABLE street (id INTEGER PRIMARY KEY); CREATE TRIGGER guard BEFORE DELETE ON street "
    "BEGIN SELECT RAISE(ABORT, 'no') ; END",
)
BAD = (
    ("DROP TABLE town", "town: the table is gone"),
    ("ALTER TABLE town DROP COLUMN name", "town: name VARCHAR is gone"),
    ("ALTER TABLE town RENAME COLUMN name TO called", "town: name VARCHAR is gone"),
    ("ALTER TABLE town RENAME TO city", "town: the table is gone"),
    ("ALTER TABLE town ADD COLUMN size INTEGER NOT NULL DEFAULT NULL", "town: size must be given"),
    ("CREATE UNIQUE INDEX uq_town ON town (name)", "town: ['name'] must be unique"),
    (
        "CREATE TRIGGER guard BEFORE UPDATE ON town BEGIN SELECT RAISE(ABORT, 'no'); END",
        "town: trigger guard",
    ),
    (
        "CREATE TABLE street (town INTEGER REFERENCES town (id))",
        "town: street.town refers to town",
    ),
    ("ALTER TABLE audit_event ADD COLUMN place VARCHAR", "audit_event: place is sealed"),
)


def planted(change: str) -> list[str]:
    """Return what is found in a change to two small tables."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE town (id INTEGER PRIMARY KEY, name VARCHAR)"))
        connection.execute(text("CREATE TABLE audit_event (id INTEGER PRIMARY KEY)"))
        before = schemas.read(connection)
        for statement in re.split(r";(?= CREATE)", change):
            connection.execute(text(statement))
        found = schemas.contracts(before, schemas.read(connection))
    engine.dispose()
    return found


@pytest.mark.parametrize("change", GOOD)
def test_additions_are_none_of_its_business(change: str) -> None:
    assert planted(change) == []


@pytest.mark.parametrize(("change", "said"), BAD)
def test_no_spelling_of_a_contract_gets_through(change: str, said: str) -> None:
    assert said in planted(change)


@pytest.mark.parametrize("kind", names.released())
def test_what_the_version_before_shows_is_answered(kind: str) -> None:
    gone = set(names.released()[kind]) - set(names.known()[kind])
    assert gone == set(), "windows, messages and rows of the version before hold it: take it out a version later"
