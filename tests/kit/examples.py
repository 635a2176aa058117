"""Numbers of examples that a property is tried on: few in the everyday run, ten times as many with FULL_MATRIX=1."""

import os

FULL = bool(os.environ.get("FULL_MATRIX"))


def examples(everyday: int) -> int:
    """Return the number to give to `settings(max_examples=…)`."""
    return everyday * 10 if FULL else everyday
