"""Subcommands `directory import`, with its progress bar, and `directory sync`, which is refused for now."""

from collections.abc import Sequence
from pathlib import Path

from bot.cli.database import opened
from bot.cli.progress import bars
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.services import directory
from bot.services.directory import ImportReport
from bot.settings import load


def run_import(paths: Sequence[Path], dry_run: bool) -> None:
    """Import the files and print for each what came of it; raise DirectoryRejected with every bad row."""
    settings = load()
    with opened(settings) as database, bars() as drawn:
        report = directory.import_directory(
            database,
            paths,
            provider_tenant_id=settings.provider_tenant_id,
            clock=SystemClock(),
            dry_run=dry_run,
            progress=drawn.show,
            channel=settings.notify_channel,
        )
    _print(report)


def run_sync() -> None:
    """Raise ConfigurationError always, so that nobody sets credentials only to learn that they change nothing."""
    raise ConfigurationError(
        "this version cannot read from Partner Center yet, with or without PARTNER_CENTER_TENANT_ID, _CLIENT_ID and "
        "_CLIENT_SECRET: load its exports with `python -m bot directory import`"
    )


def _print(report: ImportReport) -> None:
    for notice in report.notices:
        print(f"notice: {notice}")
    for file in report.files:
        counts = f"{file.inserted} new, {file.updated} changed, {file.unchanged} unchanged"
        print(f"{file.file}: {file.rows} rows: {counts}")
    if report.moved:
        print(f"{report.moved} support contacts were changed outside and follow the directory now")
    if report.dry_run:
        print("dry run: nothing was written")
