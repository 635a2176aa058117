"""`db backup` and `db restore` as an operator types them."""

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import demo, migrations
from bot.db import Database
from tests.kit.program import environment, run


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """A database of its own."""
    return {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}


async def test_a_backup_restored_elsewhere_has_the_same_history(variables: dict[str, str], tmp_path: Path) -> None:
    other = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    await run(tmp_path, "db", "upgrade", **variables)
    await run(tmp_path, "directory", "import", str(demo.DIRECTORY), **variables)
    saved = await run(tmp_path, "db", "backup", "backup.zip", **variables)
    assert (saved.code, saved.err) == (0, "")
    assert re.fullmatch(r"saved \d+ rows of \d+ tables \(schema \d{4}\) to backup\.zip\n", saved.out)
    restored = await run(tmp_path, "db", "restore", "backup.zip", **other)
    assert (restored.code, restored.err) == (0, "")
    assert re.fullmatch(r"restored \d+ rows .* as of \d{4}-\d\d-\d\d [\d:]{8} UTC from backup\.zip\n", restored.out)
    histories = [await run(tmp_path, "audit", "export", **where) for where in (variables, other)]
    assert histories[0] == histories[1]
    assert len(histories[0].out.splitlines()) > 1


def shell(folder: Path, line: str, variables: dict[str, str]) -> tuple[int, str, str]:
    """Run a line with pipes and redirections; `bot` in it is the program."""
    program = f'bot() {{ {shlex.quote(sys.executable)} -m bot "$@"; }}; {line}'
    ended = subprocess.run(
        ["bash", "-c", program], cwd=folder, env=environment(**variables), capture_output=True, text=True, timeout=60
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_through_pipes_as_containers_have_it(variables: dict[str, str], tmp_path: Path) -> None:
    assert shell(tmp_path, "bot db upgrade && bot db backup - > backup.zip", variables)[0] == 0
    code, out, err = shell(tmp_path, "cat backup.zip | bot db restore -", variables)
    assert (code, err) == (0, "")
    assert out.endswith(" from standard input\n")
    code, out, err = shell(tmp_path, "head -c 100 backup.zip | bot db restore -", variables)
    assert (code, out, err) == (1, "", "error: standard input: is no whole backup made by `db backup`\n")


def test_a_reader_that_goes_away_has_no_backup(variables: dict[str, str], tmp_path: Path) -> None:
    broken = "bot db upgrade && bot db backup - | true; exit ${PIPESTATUS[0]}"
    code, _, err = shell(tmp_path, broken, variables)
    assert (code, err) == (1, "error: standard output: Broken pipe\n")


async def test_nothing_is_overwritten_unasked(variables: dict[str, str], tmp_path: Path) -> None:
    await run(tmp_path, "db", "upgrade", **variables)
    await run(tmp_path, "directory", "import", str(demo.DIRECTORY), **variables)
    assert (await run(tmp_path, "db", "backup", "backup.zip", **variables)).code == 0
    again = await run(tmp_path, "db", "backup", "backup.zip", **variables)
    assert (again.code, len(again.errors), len(again.err.splitlines())) == (1, 1, 1)
    assert "backup.zip: exists already" in again.err
    refused = await run(tmp_path, "db", "restore", "backup.zip", **variables)
    assert (refused.code, len(refused.errors), len(refused.err.splitlines())) == (1, 1, 1)
    assert "not empty" in refused.err
    assert (await run(tmp_path, "db", "backup", "--force", "backup.zip", **variables)).code == 0
    assert (await run(tmp_path, "db", "restore", "--force", "backup.zip", **variables)).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backup", "nowhere/b.zip"], "error: nowhere/b.zip: No such file or directory\n"),
        (["restore", "nowhere/b.zip"], "error: nowhere/b.zip: No such file or directory\n"),
        (["restore", "text"], "error: text: is no whole backup made by `db backup`\n"),
    ],
)
async def test_wrong_files_are_one_line(
    variables: dict[str, str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "text").write_text("no backup")
    await run(tmp_path, "db", "upgrade", **variables)
    ended = await run(tmp_path, "db", *arguments, **variables)
    assert (ended.code, ended.out, ended.err) == (1, "", said)


async def test_an_old_version_works_on_a_newer_schema_that_bears_it(variables: dict[str, str], tmp_path: Path) -> None:
    made = await run(tmp_path, "db", "upgrade", **variables)
    assert re.fullmatch(r"schema is (\d{4}), was empty; versions from schema \d{4} on work with it\n", made.out)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999', oldest_code = '0023'")
        database.commit()
    again = await run(tmp_path, "db", "upgrade", **variables)
    assert again.code == 0
    assert again.out.startswith(
        "schema is 9999, as before; versions from schema 0023 on work with it\na newer version made it"
    )
    imported = await run(tmp_path, "directory", "import", str(demo.DIRECTORY), **variables)
    assert (imported.code, imported.errors) == (0, [])


@pytest.mark.parametrize("command", [["person", "erase", "U0ABCDEF"], ["db", "backup", "b.zip"]])
async def test_what_needs_every_column_is_left_to_the_version_that_knows_it(
    variables: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    await run(tmp_path, "db", "upgrade", **variables)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999', oldest_code = '0023'")
        database.commit()
    ended = await run(tmp_path, *command, **variables)
    assert (ended.code, len(ended.errors)) == (1, 1), ended.err
    assert "schema is 9999" in ended.err
    assert "install the version that made it" in ended.err


async def test_who_cannot_judge_a_newer_schema_is_named(variables: dict[str, str], tmp_path: Path) -> None:
    database = Database(variables["DATABASE_URL"])
    with database.writer.begin() as connection:
        migrations.upgrade_within(connection, "0010")
    database.close()
    made = await run(tmp_path, "db", "upgrade", **variables)
    first, second = made.out.splitlines()
    assert first.startswith(f"schema is {migrations.head()}, was 0010; ")
    assert second == "those from before schema 0023 go on while they run, but do not start on it again"
