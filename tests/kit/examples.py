"""Numbers of examples that a property is tried on: a few, ten times as many with FULL_MATRIX=1, or FUZZ times."""

import os

FULL = bool(os.environ.get("FULL_MATRIX"))
TIMES = int(os.environ.get("FUZZ", "10" if FULL else "1"))
# Every day the same examples are tried, so that a run that fails is about the change; a search tries new ones.
SEARCHES = TIMES > 1


def examples(everyday: int) -> int:
    """Return the number to give to `settings(max_examples=…)`."""
    return everyday * TIMES
