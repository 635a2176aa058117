"""Lists as one parameter, on both databases."""

import pytest
from sqlalchemy import select, text

from bot.db import Database
from bot.models import Customer
from bot.services.store.sql import among, run, table
from tests.kit.store.rivals import statements
from tests.kit.world import CONTOSO, build

_C = table(Customer)
_AMONG = select(_C.c.id).where(among(_C.c.id, "ids"))


@pytest.mark.parametrize(("ids", "found"), [([], []), ([CONTOSO], [CONTOSO]), (["\"' ", "x", CONTOSO], [CONTOSO])])
def test_a_list_is_one_parameter_of_one_statement_however_long(
    database: Database, ids: list[str], found: list[str]
) -> None:
    database.write_now(build)
    with statements(database, reading=True) as said:
        assert database.read_now(lambda s: list(run(s, _AMONG, {"ids": ids}).scalars())) == found
    (one,) = (sql for sql in said if "customer" in sql)
    assert one.count("?") + one.count("%(") == 1


def test_sqlite_finds_the_list_by_the_index(database: Database) -> None:
    if not database.is_sqlite:
        return
    sql = str(_AMONG.compile(database.reader)).replace("?", "'[]'")
    plan = database.read_now(lambda s: s.connection().execute(text(f"EXPLAIN QUERY PLAN {sql}")).all())
    assert any("SEARCH customer USING" in step.detail for step in plan), plan
