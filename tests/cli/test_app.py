"""Subcommands, their options, and errors that are one line."""

import json
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot import demo, migrations
from bot.__main__ import main
from bot.db import Database
from bot.services.policy import Actor
from bot.services.store import audit
from tests.conftest import MONDAY
from tests.kit.program import ROOT, run

SUBCOMMANDS = [
    ["demo"],
    ["serve"],
    ["workspace"],
    ["doctor"],
    ["directory", "import"],
    ["directory", "sync"],
    ["db", "upgrade"],
    ["db", "backup"],
    ["db", "restore"],
    ["audit", "export"],
]


class Terminal:
    """The command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command line with these arguments; return exit code, stdout and stderr."""
        self.monkeypatch.setattr("sys.argv", ["bot", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return int(str(code or 0)), out, err


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object
) -> Terminal:
    """Set up an empty folder and an environment that holds nothing but a database URL."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return Terminal(capsys, monkeypatch)


@pytest.mark.parametrize("arguments", SUBCOMMANDS, ids=" ".join)
def test_help_of_every_subcommand(terminal: Terminal, arguments: list[str]) -> None:
    code, out, _ = terminal(*arguments, "--help")
    assert code == 0
    assert out.startswith(f"Usage: support-contact-bot {' '.join(arguments)}")


def test_usage_names_the_installed_program(terminal: Terminal) -> None:
    """Installers make a program of each declared script; it calls the function without an argument."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ((name, target),) = project["scripts"].items()
    assert EntryPoint(name, target, "console_scripts").load() is main
    assert terminal("--help")[1].startswith(f"Usage: {name} [OPTIONS]")
    assert terminal()[2].startswith(f"Usage: {name} [OPTIONS]")
    assert terminal("nonsense")[2].endswith(f"; see `{name} --help`\n")


async def test_usage_names_the_module_that_was_run(tmp_path: Path) -> None:
    assert (await run(tmp_path, "db", "--help")).out.startswith("Usage: python -m bot db [OPTIONS]")
    assert (await run(tmp_path, "nonsense")).err.endswith("; see `python -m bot --help`\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["serve", "--port", "many"],
        ["serve", "--port", "70000"],
        ["demo", "--bogus"],
        ["directory", "import"],
        ["db", "backup"],
        ["db", "restore", "one.zip", "two.zip"],
        ["audit", "export", "--format", "xml"],
        ["audit", "export", "--since", "yesterday"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(terminal: Terminal, arguments: list[str]) -> None:
    code, out, err = terminal(*arguments)
    assert (code, out) == (2, "")
    assert "Value error" not in err
    assert len(err.splitlines()) == 1
    assert err.startswith("error: ")


def test_without_a_subcommand_the_help_is_shown(terminal: Terminal) -> None:
    code, _, err = terminal()
    assert code == 2
    assert "Commands:" in err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "token", "SLACK_BOT_TOKEN: must start with xoxb-"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must be"),
        ("PORT", "http", "PORT"),
        ("ROLE_POLICY", "mine", "ROLE_POLICY: must be one of"),
        ("ROLE_USERS_ADMIN_AGENT", "U0ANA, @hugo", "ROLE_USERS_ADMIN_AGENT: must be Slack user ids like U0123ABCD"),
        ("SLACK_API_BASE_URL", "http://slack.example", "SLACK_API_BASE_URL: must be an https"),
        ("HOST", "", "HOST: "),
        (
            "ROLE_GROUP_ADMIN_AGENTS",
            "x",
            "ROLE_GROUP_ADMIN_AGENT is meant?",
        ),
        ("ROLE_USERS_SALES", "U1", "ROLE_USERS_SALES_AGENT is meant?"),
        ("SLACK_SIGNING_SECRETS", "x", "SLACK_SIGNING_SECRET is meant?"),
        ("SMTPURL", "smtp://a.example", "SMTP_URL is meant?"),
        ("OUTBOX_RETENTION", "3", "OUTBOX_RETENTION_DAYS is meant?"),
        ("SLACK_SIGNING_SECRET", "x", "SLACK_SIGNING_SECRET: is too short"),
        ("DATABASE_URL", "sqlite:///a%00b", "holds a character that cannot be printed"),
        ("DATABASE_URL", "postgresql://u:p%00@h/d", "holds a character that cannot be printed"),
        ("REMINDER_DAYS", "3,99999999999", "REMINDER_DAYS: must be growing whole days up to 365"),
    ],
)
def test_wrong_environment_is_one_line_that_names_the_variable(
    terminal: Terminal, name: str, value: str, said: str
) -> None:
    terminal.monkeypatch.setenv(name, value)
    code, out, err = terminal("db", "upgrade")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert said in err


def test_what_others_call_almost_the_same_is_theirs(terminal: Terminal) -> None:
    for name in ("DATABASE_URI", "SLACK_WEBHOOK_URL", "ROLE", "HOSTS"):
        terminal.monkeypatch.setenv(name, "x")
    terminal.monkeypatch.setenv("DATABASE_URL", " sqlite:///bot.db \n")
    assert terminal("db", "upgrade")[0] == 0
    assert Path("bot.db").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'PORT=1\nDATABASE_URL="sqlite:///x.db\n', ".env:2: is not NAME=value"),
        ("SLACK_BOT_TOKEN=ñ".encode("latin-1"), ".env: is not UTF-8; save it as UTF-8"),
    ],
)
def test_a_line_of_the_env_file_is_never_skipped(terminal: Terminal, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / ".env").write_bytes(content)
    assert terminal("db", "upgrade") == (1, "", f"error: {said}\n")


def test_a_home_folder_of_any_name_holds_the_database(terminal: Terminal, tmp_path: Path) -> None:
    terminal.monkeypatch.delenv("DATABASE_URL")
    terminal.monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "100%25 mine?"))
    assert terminal("db", "upgrade")[0] == 0
    assert (tmp_path / "100%25 mine?" / "support-contact-bot" / "bot.db").exists()


def test_a_tilde_is_the_home_folder(terminal: Terminal, tmp_path: Path) -> None:
    terminal.monkeypatch.setenv("HOME", str(tmp_path / "home"))
    terminal.monkeypatch.setenv("DATABASE_URL", "sqlite:///~/data/bot.db")
    assert terminal("db", "upgrade")[0] == 0
    assert (tmp_path / "home" / "data" / "bot.db").exists()


@pytest.mark.parametrize(
    "url", ["postgresql://u:hun@ter2@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?user=u&password=hunter2"]
)
def test_no_part_of_the_database_password_is_shown(terminal: Terminal, url: str) -> None:
    terminal.monkeypatch.setenv("DATABASE_URL", url)
    for arguments in (["db", "upgrade"], ["doctor"]):
        code, out, err = terminal(*arguments)
        assert code == 1
        assert "DATABASE_URL" in out + err
        assert "ter2" not in out + err


def test_files_that_cannot_be_reached_are_one_line_that_names_them(terminal: Terminal) -> None:
    terminal("db", "upgrade")
    code, _, err = terminal("directory", "import", "x" * 5000)
    assert (code, err) == (1, f"error: {'x' * 5000}: File name too long\n")


def test_database_that_cannot_be_opened(terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hidden@127.0.0.1:1/none")
    code, _, err = terminal("db", "upgrade")
    assert code == 1
    assert len(err.splitlines()) == 1
    assert "DATABASE_URL" in err
    assert "hidden" not in err


def test_directory_needs_an_up_to_date_schema(terminal: Terminal) -> None:
    code, _, err = terminal("directory", "import", str(demo.DIRECTORY))
    assert code == 1
    assert "db upgrade" in err


def test_from_an_empty_database_to_an_exported_history(terminal: Terminal) -> None:
    assert terminal("db", "upgrade")[1].startswith("schema is")
    assert "as before" in terminal("db", "upgrade")[1]
    _, out, _ = terminal("directory", "import", "--dry-run", str(demo.DIRECTORY))
    assert out.splitlines()[-1] == "dry run: nothing was written"
    assert terminal("audit", "export")[2] == "0 events\n"
    code, out, err = terminal("directory", "import", str(demo.DIRECTORY))
    assert (code, err) == (0, "")
    assert any("customers.csv: 40 rows: 40 new" in line and " 0 changed" in line for line in out.splitlines())
    assert "0 new, 0 changed" in terminal("directory", "import", str(demo.DIRECTORY))[1]
    header, *rows = terminal("audit", "export")[1].splitlines()
    assert header.startswith("id,at,reference")
    assert rows
    exported = terminal("audit", "export", "--format", "json")[1]
    assert {json.loads(line)["actor_id"] for line in exported.splitlines()} == {"import"}
    assert terminal("audit", "export", "--format", "json", "--since", "2999-01-01")[1] == ""


def test_bad_directory_lists_every_row_and_writes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    terminal("db", "upgrade")
    (tmp_path / "customers.csv").write_text("id,companyName,domain\nnope,,x\nalso-nope,B,y\n", "utf-8")
    code, out, err = terminal("directory", "import", str(tmp_path / "customers.csv"))
    assert (code, out) == (1, "")
    assert any(line.startswith("error: ") and "customers.csv:2: id: " in line for line in err.splitlines())
    assert any(line.startswith("error: ") and "customers.csv:3: id: " in line for line in err.splitlines())
    assert terminal("audit", "export")[2] == "0 events\n"


def test_sync_without_an_application_names_the_variables(terminal: Terminal) -> None:
    terminal("db", "upgrade")
    code, _out, err = terminal("directory", "sync")
    assert (code, len(err.splitlines())) == (1, 1)
    assert "PARTNER_CENTER_TENANT_ID" in err


def test_unexpected_failure_is_one_line_too(terminal: Terminal) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("first\nsecond")

    terminal.monkeypatch.setattr(Database, "__init__", broken)
    code, _, err = terminal("db", "upgrade")
    assert (code, len(err.splitlines())) == (1, 1)


def test_doctor_without_anything_lists_every_check(terminal: Terminal) -> None:
    code, out, err = terminal("doctor")
    lines = out.splitlines()
    assert code == 1
    assert err == "error: 6 of 13 checks failed\n"
    assert [line[:4] for line in lines].count("FAIL") == 6
    assert any("db upgrade" in line for line in lines)
    assert any("SLACK_BOT_TOKEN" in line for line in lines)
    assert "ok   Partner Center: off (the directory comes from files)" in lines


async def test_as_a_process_it_is_quiet_about_interruptions_and_closed_pipes(tmp_path: Path) -> None:
    ended = await run(tmp_path, "db", "upgrade", DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}")
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_terminal_without_the_letters_gets_all_the_same(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    given = {"DATABASE_URL": database_url, "PYTHONIOENCODING": "ascii"}
    name = Actor("U1", "José 漢", frozenset(), {}, "R")
    database.write_now(lambda s: audit.record(s, name, MONDAY, "contact.assigned", ("subscription", "s")))
    exported = await run(tmp_path, "audit", "export", **given)
    assert (exported.code, exported.err) == (0, "1 events\n")
    assert "José 漢" in exported.out
    assert (await run(tmp_path, "doctor", **given)).errors == ["error: 5 of 13 checks failed"]


def test_the_schema_needed_is_alembics_own_head() -> None:
    """The start compares numbers of files instead of loading Alembic."""
    config = Config()
    config.set_main_option("script_location", str(migrations.VERSIONS.parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.head()]
