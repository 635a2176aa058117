"""Subcommand `doctor`: every check of the start and some more, one line each."""

import asyncio

from bot import manifest
from bot.bootstrap import opened
from bot.cli.guard import fail
from bot.errors import ConfigurationError
from bot.services.running.doctor import Finding, examine, find
from bot.settings import Settings, load


def run(*, register: bool = False) -> int:
    """Print each finding; return the exit code, which is 1 if any check failed.

    Asked to, `register` for Partner Center's events first.
    """
    try:
        settings = load()
    except ConfigurationError as error:
        print(Finding("configuration", False, str(error)))
        return 1
    findings = asyncio.run(_findings(settings, register=register))
    for finding in findings:
        print(finding)
    failed = sum(not finding.ok for finding in findings)
    return fail(f"{failed} of {len(findings)} checks failed") if failed else 0


async def _findings(settings: Settings, *, register: bool) -> list[Finding]:
    findings = [Finding("configuration", True, "every variable is well formed")]
    try:
        async with opened(settings) as parts:
            if register:
                findings.append(await find("registering for events", parts.partner_center.register))
            examiner = parts.examiner()
            findings += await examine({**examiner.essentials(), **examiner.extras()})
    except ConfigurationError as error:
        findings.append(Finding("configuration", False, str(error)))
    return [*findings, _manifest()]


def _manifest() -> Finding:
    if not manifest.FILE.exists():
        return Finding("manifest", True, "installed without the file; `python -m bot.manifest --print` shows it")
    problem = manifest.drift()
    return Finding("manifest", problem is None, problem or "manifest.yml says what the code registers")
