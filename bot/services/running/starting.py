"""The start, which goes on trying: what may pass by itself is waited for, anything else ends it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database
from bot.errors import Unavailable
from bot.services import commerce, separation
from bot.services.running.doctor import Examiner, Finding, NotReady, find
from bot.services.slack.web import Identity
from bot.settings import Settings

log = logging.getLogger(__name__)

# Seconds between tries; the last for ever.
WAITS = (0.5, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class Learnt:
    """Findings of the checks that the program needs; `app_id` may be empty where Slack would not tell ours."""

    identity: Identity
    provider: str
    app_id: str


def ruled(open_database: Callable[[str], Database], settings: Settings) -> Database:
    """Open the database of the settings, whose every session knows the rules that the operator chose."""
    database = open_database(settings.database_url.get_secret_value())
    database.info[commerce.REFUSED] = settings.assign_new_commerce == "refuse"
    return database


async def until_ready(
    make: Callable[[], Examiner],
    say: Callable[[str], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Learnt:
    """Return what was learnt once every essential passes; NotReady with all failures if one of them is for good.

    `say` is told what is waited for, in a line that anybody may read.
    """
    tried = 0
    while True:
        examiner = make()
        failed = [finding for finding in await _found(examiner, say) if not finding.ok]
        if examiner.identity and examiner.provider and not failed:
            return Learnt(examiner.identity, examiner.provider, examiner.app_id)
        if not all(finding.may_pass for finding in failed):
            raise NotReady(failed)
        say(f"waiting for the {failed[0].name}")
        log.warning("not ready yet, trying again: %s", "; ".join(f"{one.name}: {one.line}" for one in failed))
        await sleep(WAITS[min(tried, len(WAITS) - 1)])
        tried += 1


async def separate(
    database: Database,
    provider_id: str,
    say: Callable[[str], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Mark the customers of other providers, whose directory may have had another PROVIDER_TENANT_ID so far.

    Until that is done nobody is served: the marks would be those of another provider. A short transaction for each
    part, and from the beginning while the database is away.
    """
    tried = 0
    while True:
        try:
            misplaced = await database.read(partial(separation.misplaced, provider_id=provider_id))
            for part in separation.in_parts(misplaced):
                say("telling customers of ours from those of other providers")
                await database.write(partial(separation.settle, provider_id=provider_id, customer_ids=part))
            return
        except (SQLAlchemyError, Unavailable) as error:
            log.warning("customers are not told apart yet, trying again: %s", type(error).__name__)
            say("waiting for the database")
        await sleep(WAITS[min(tried, len(WAITS) - 1)])
        tried += 1


async def _found(examiner: Examiner, say: Callable[[str], None]) -> list[Finding]:
    findings = []
    for name, check in examiner.essentials().items():
        say(f"checking the {name}")
        findings.append(await find(name, check))
    return findings
