"""Subcommands `directory import` and `directory sync`, with their progress bars."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.cli.database import opened
from bot.cli.progress import Bars, bars
from bot.clock import SystemClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.partner_center import opening as partner_center
from bot.services import directory
from bot.services.directory import ImportReport
from bot.services.mirror import runs
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import RunKind, RunSeen
from bot.services.scene import Scene
from bot.settings import Settings, load


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
    """Read everything from Partner Center, or go on with a reading that was interrupted, and print what came of it.

    Raise ConfigurationError if Partner Center is not configured, another process is reading, or a part failed.
    """
    settings = load()
    with opened(settings) as database, bars() as drawn:
        seen = asyncio.run(_sync(settings, database, drawn))
    if seen is None:
        raise ConfigurationError("another process is reading from Partner Center; `doctor` tells how far it is")
    for name, outcome in seen.outcomes.items():
        print(f"{name}: {outcome['said']}" if outcome["state"] == "done" else f"{name}: {outcome['state']}")
    if lines := [f"{name}: {each['said']}" for name, each in seen.outcomes.items() if each["state"] == "failed"]:
        raise ConfigurationError("\n".join(lines))
    for name, outcome in seen.outcomes.items():
        if outcome["state"] == "refused":
            print(f"notice: {name}: {outcome['said']}")


async def _sync(settings: Settings, database: Database, drawn: Bars) -> RunSeen | None:
    async with partner_center.opened(settings, database, SystemClock()) as client:
        own = str(settings.partner_center_tenant_id).lower()
        provider = await database.read(lambda s: directory.resolve_provider(s, settings.provider_tenant_id or own))
        if provider != own:
            raise ConfigurationError(f"PARTNER_CENTER_TENANT_ID: {own} is not our tenant, {provider}")
        clock = SystemClock()
        mirror = Mirror(database, client, clock, partial(Scene.of, settings, clock, own), drawn.show)
        known = await database.read(lambda s: runs.latest(s, RunKind.FIRST, RunKind.NIGHT, state=runs.RunState.DONE))
        return await mirror.run(RunKind.NIGHT if known else RunKind.FIRST)


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
