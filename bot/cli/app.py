"""Subcommands and their options; each imports what it needs only when it runs, so that the start is quick."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.guard import guarded

app = typer.Typer(
    name="support-contact-bot",
    help="Assign designated support contacts from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
directory = typer.Typer(help="The directory of customers, subscriptions and partners.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)
audit = typer.Typer(help="The append-only history.", no_args_is_help=True)
person = typer.Typer(help="People's data.", no_args_is_help=True)
app.add_typer(directory, name="directory", rich_help_panel=None)
app.add_typer(database, name="db")
app.add_typer(audit, name="audit")
app.add_typer(person, name="person")

BackupFile = Annotated[
    Path,
    typer.Argument(help="The backup, one ZIP file; - for standard output or input.", metavar="FILE", dir_okay=False),
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes any free one.")]


class ExportFormat(StrEnum):
    """Formats in which the history is exported."""

    CSV = "csv"
    JSON = "json"


@app.command()
@guarded
def demo(
    port: Port = 4390,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps the state.", file_okay=False)] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Start everything against the local Slack workspace, with the sample directory."""
    from bot.demo.run import run

    run(port, data, open_browser=not no_browser)


@app.command()
@guarded
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="TCP port (PORT).")] = None,
) -> None:
    """Run the bot for a real workspace: Socket Mode when SLACK_APP_TOKEN is set, else HTTP."""
    import gc

    # Loading makes no garbage, and looking for it takes a sixth of the start; `serve` switches it on again.
    gc.disable()
    from bot.cli.serve import run

    run(host, port)


@app.command()
@guarded
def workspace(
    port: Port = 4390,
    manifest: Annotated[Path | None, typer.Option(help="App manifest, JSON or YAML.", dir_okay=False)] = None,
    seed: Annotated[Path | None, typer.Option(help="People, groups and channels, JSON.", dir_okay=False)] = None,
) -> None:
    """Run the local Slack workspace alone, for developing any bot against it."""
    from bot.cli.workspace import run

    run(port, manifest, seed)


@app.command()
@guarded
def doctor(
    register: Annotated[
        bool,
        typer.Option(
            "--register", help="Register for Partner Center's events, in place of PARTNER_CENTER_FORWARD_URL."
        ),
    ] = False,
) -> None:
    """Check configuration, tokens, scopes, user groups, database and Partner Center; one line per check."""
    from bot.cli.doctor import run

    raise SystemExit(run(register=register))


@directory.command("import")
@guarded
def directory_import(
    paths: Annotated[list[Path], typer.Argument(help="CSV files, or folders that hold them.", metavar="PATH")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")] = False,
) -> None:
    """Load the directory from CSV files; all or nothing."""
    from bot.cli.directory import run_import

    run_import(paths, dry_run)


@directory.command("sync")
@guarded
def directory_sync() -> None:
    """Read the directory from Partner Center, everything that is due; the running bot does so by itself."""
    from bot.cli.directory import run_sync

    run_sync()


@database.command("upgrade")
@guarded
def upgrade() -> None:
    """Bring the schema up to date while the replicas of the version before serve; run it before any of the new version.

    A rolling upgrade: `db upgrade` by the new version, then one replica after the other. Back again: start the old
    version, one replica after the other; the schema stays, and says which versions work with it.
    """
    from bot.cli.database import run_upgrade

    run_upgrade()


@database.command("backup")
@guarded
def backup(
    file: BackupFile,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> None:
    """Save every row as it is at this moment, while the bot goes on."""
    from bot.cli.database import run_backup

    run_backup(file, force)


@database.command("restore")
@guarded
def restore(
    file: BackupFile,
    force: Annotated[bool, typer.Option("--force", help="Delete what the database holds first.")] = False,
) -> None:
    """Bring a backup into an empty database, whole or not at all; also one of the other engine."""
    from bot.cli.database import run_restore

    run_restore(file, force)


@audit.command("export")
@guarded
def audit_export(
    format: Annotated[ExportFormat, typer.Option(help="Shape of the output.")] = ExportFormat.CSV,
    since: Annotated[
        datetime | None,
        typer.Option(help="First day, UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]),
    ] = None,
) -> None:
    """Write the history of who did what to standard output."""
    from bot.cli.audit import run_export

    run_export(format.value, since.replace(tzinfo=UTC) if since else None)


@audit.command("verify")
@guarded
def audit_verify(
    head: Annotated[
        str | None, typer.Option(help="Head that an earlier check printed, to be among the seals.", metavar="HASH")
    ] = None,
) -> None:
    """Check that the history is what was sealed; name the first event that is not."""
    from bot.cli.audit import run_verify

    run_verify(head)


@person.command("erase")
@guarded
def person_erase(
    user: Annotated[str, typer.Argument(help="Slack user id, like U0123ABCD.", metavar="ID")],
    force: Annotated[bool, typer.Option("--force", help="Also while work of theirs is open.")] = False,
) -> None:
    """Put a pseudonym in the place of a person, everywhere, for good."""
    from bot.cli.person import run_erase

    run_erase(user, force)
