"""A SQLite file serves one program at a time; PostgreSQL any number."""

import stat
from pathlib import Path

import pytest

from bot.db.lock import serving_alone
from bot.errors import ConfigurationError


def test_the_second_is_told_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    url, other_way = f"sqlite:///{tmp_path}/new/bot.db", f"sqlite:///{tmp_path}/link/new/bot.db"
    with serving_alone(url):
        for again in (url, other_way):
            refused = pytest.raises(ConfigurationError, match="end that one first, or let several share a PostgreSQL")
            with refused, serving_alone(again):
                pytest.fail("it must not be let in")
    with serving_alone(other_way):
        assert stat.S_IMODE((tmp_path / "new" / "bot.db.lock").stat().st_mode) == 0o600


def test_a_server_is_for_several() -> None:
    with serving_alone("postgresql://nobody@127.0.0.1/x"), serving_alone("postgresql://nobody@127.0.0.1/x"):
        pass


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bot.db.lock").mkdir()
    with (
        pytest.raises(ConfigurationError, match="DATABASE_URL: cannot write"),
        serving_alone(f"sqlite:///{tmp_path}/bot.db"),
    ):
        pytest.fail("it must not be let in")


def test_a_file_of_two_names_is_refused_under_either(tmp_path: Path) -> None:
    (tmp_path / "bot.db").touch()
    (tmp_path / "other.db").hardlink_to(tmp_path / "bot.db")
    for name in ("bot.db", "other.db"):
        refused = pytest.raises(ConfigurationError, match="has 2 names \\(hard links\\): remove the others")
        with refused, serving_alone(f"sqlite:///{tmp_path}/{name}"):
            pytest.fail("it must not be let in")
    (tmp_path / "other.db").unlink()
    with serving_alone(f"sqlite:///{tmp_path}/bot.db"):
        pass
