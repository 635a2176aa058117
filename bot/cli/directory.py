"""Subcommands `directory import`, with its progress bar, and `directory sync`, which is refused for now."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot.cli.database import opened
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.services import directory
from bot.services.directory import ImportReport
from bot.settings import load


def run_import(paths: Sequence[Path], dry_run: bool) -> None:
    """Import the files and print for each what came of it; raise DirectoryRejected with every bad row."""
    settings = load()
    with opened(settings) as database, _bar() as bar:
        report = directory.import_directory(
            database,
            paths,
            provider_tenant_id=settings.provider_tenant_id,
            clock=SystemClock(),
            dry_run=dry_run,
            progress=bar.show,
            channel=settings.notify_channel,
        )
    _print(report)


def run_sync() -> None:
    """Raise ConfigurationError always, so that nobody sets credentials only to learn that they change nothing."""
    raise ConfigurationError(
        "this version cannot read from Partner Center yet, with or without PARTNER_CENTER_TENANT_ID, _CLIENT_ID and "
        "_CLIENT_SECRET: load its exports with `python -m bot directory import`"
    )


class _Bar:
    """Progress display of the import: one bar per phase and file."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def show(self, at: directory.Progress) -> None:
        """Move the bar that belongs to this phase and file."""
        key = (at.phase, at.file)
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(f"{at.phase} {at.file}".strip(), total=at.total)
        self._bars.update(self._tasks[key], completed=at.done, total=at.total)


@contextmanager
def _bar() -> Iterator[_Bar]:
    # On stderr, so that standard output holds nothing but the report; a pipe gets no bar at all.
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield _Bar(bars)


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
