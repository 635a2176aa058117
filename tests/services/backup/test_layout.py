"""Tables of a backup: all that the models know, each after those it refers to."""

from bot import migrations
from bot.models import Table
from bot.services.backup.layout import layout


def test_nothing_is_left_out() -> None:
    known = {table.name: {column.name for column in table.columns} for table in Table.metadata.sorted_tables}
    assert {table.name: set(table.names) for table in layout(migrations.head())} == known


def test_what_is_referred_to_comes_first() -> None:
    order = [table.name for table in layout(migrations.head())]
    for table in Table.metadata.sorted_tables:
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) < order.index(table.name)


def test_an_older_schema_has_its_own_tables() -> None:
    first = {table.name: table.names for table in layout("0001")}
    assert "person_setting" not in first
    assert "thread" not in first["outbox_message"]
