"""Subcommand `person erase`: a pseudonym in the place of a person."""

import re

from bot import migrations
from bot.cli.database import opened
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.services.sealing.erasing import erase


def run_erase(user_id: str, force: bool) -> None:
    """Erase a Slack user id and say in how many rows it stood; ConfigurationError for what is no such id."""
    if not re.fullmatch(r"[UW][A-Z0-9]{2,}", user_id):
        raise ConfigurationError(f"{user_id}: is no Slack user id like U0123ABCD")
    with opened() as database:
        if problem := migrations.foreign(migrations.current(database)):
            # A person may stand in columns that only the newer version knows.
            raise ConfigurationError(f"DATABASE_URL: {problem}")
        done = erase(database, SystemClock(), user_id, force=force)
    print(
        f"{user_id} is erased: {done.events} events and {done.changed} other rows have a pseudonym now, "
        f"{done.dropped} rows are gone; older backups and Slack itself still know the person"
    )
