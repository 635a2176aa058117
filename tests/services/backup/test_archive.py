"""The file of a backup: whole and private or not there, and no bit of it may change."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.services.backup.archive import BackupContents, BackupReader, BackupWriter, replacing
from bot.services.backup.layout import SavedTable
from tests.conftest import MONDAY
from tests.services.backup.filled import rewritten

TABLE = SavedTable("person", (("id", "number"), ("name", "text")))
LINES = [b"1\tAna\n2\tHugo\n", b"3\t\\N\n"]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of one small table."""
    file = tmp_path / "small.zip"
    with replacing(file, force=False) as target, BackupWriter(target, MONDAY) as writer:
        writer.add(TABLE, LINES, lambda _rows: None)
        writer.finish("0006")
    return file


def read(file: Path) -> tuple[BackupContents, bytes]:
    with file.open("rb") as opened, BackupReader(opened, str(file)) as reader:
        return reader.contents, b"".join(reader.blocks(reader.table(TABLE)))


def test_what_was_written_is_read_and_its_owner_alone_may(backup: Path) -> None:
    contents, lines = read(backup)
    assert lines == b"".join(LINES)
    assert (contents.schema_revision, contents.rows, contents.made_at.tzinfo) == ("0006", 3, UTC)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no backup")
    with ZipFile(tmp_path / "zip", "w") as other:
        other.writestr("mimetype", "application/epub+zip")
    for name in ("text", "zip"):
        with pytest.raises(ConfigurationError, match=f"{name}: is no whole backup made by `db backup`"):
            read(tmp_path / name)


def test_a_file_that_was_cut_short_is_refused(backup: Path) -> None:
    whole = backup.read_bytes()
    for length in range(len(whole)):
        backup.write_bytes(whole[:length])
        with pytest.raises(ConfigurationError, match="is no whole backup"):
            read(backup)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_byte_is_found_or_changes_nothing(backup: Path, data: st.DataObject) -> None:
    good = read(backup)
    whole = bytearray(backup.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    changed = backup.with_name("changed.zip")
    changed.write_bytes(whole)
    with suppress(ConfigurationError):
        contents, lines = read(changed)
        assert (contents.tables, lines) == (good[0].tables, good[1])


def test_rows_that_are_not_all_there_are_found(backup: Path) -> None:
    contents, _ = read(backup)
    fewer = [table.model_copy(update={"rows": 2}) for table in contents.tables]
    with pytest.raises(ConfigurationError, match="the rows of person are damaged"):
        read(rewritten(backup, tables=fewer))


def test_a_table_that_is_not_there_is_found(backup: Path) -> None:
    with pytest.raises(ConfigurationError, match="is no whole backup"):
        read(rewritten(backup, tables=[]))


def test_a_newer_form_is_left_to_the_version_that_knows_it(backup: Path) -> None:
    with pytest.raises(ConfigurationError, match="made by a newer version of this program"):
        read(rewritten(backup, version=2))


def test_a_file_that_exists_is_not_replaced_unasked(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(ConfigurationError, match="exists already"), replacing(backup, force=False):
        pytest.fail("it must not begin")
    assert backup.read_bytes() == before


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "new.zip"
    with pytest.raises(ConfigurationError, match="exists already"), replacing(target, force=False):
        target.write_bytes(b"theirs")
    assert target.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_leaves_the_old_file(backup: Path) -> None:
    before = backup.read_bytes()

    def lines() -> Iterator[bytes]:
        yield LINES[0]
        raise RuntimeError("half way")

    with (
        pytest.raises(RuntimeError, match="half way"),
        replacing(backup, force=True) as file,
        BackupWriter(file, MONDAY) as writer,
    ):
        writer.add(TABLE, lines(), lambda _rows: None)
    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]


def test_a_folder_that_is_not_there_is_named_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere/new.zip: No such file or directory"):
        replacing(tmp_path / "nowhere" / "new.zip", force=False).__enter__()
