"""Errors of a subcommand, told in lines on stderr and an exit code, never in a traceback."""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.errors import BotError

P = ParamSpec("P")
R = TypeVar("R")

INTERRUPTED = 130


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Wrap a subcommand: an error exits 1 with the error's own line(s), Ctrl-C exits 130 without a word.

    `python -X dev` lets the tracebacks of unexpected errors through.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader of our output went away (`… | head`), which is no error.
            sys.stdout = None
            raise SystemExit(0) from None
        except BotError as error:
            raise SystemExit(fail(str(error))) from None
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            raise SystemExit(fail(_told(error))) from None

    return run


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    first = (str(error).splitlines() or [""])[0]
    return f"unexpected {type(error).__name__}: {first}"


def fail(lines: str) -> int:
    """Print each line on stderr, behind "error: "; return the exit code, 1."""
    print("\n".join(f"error: {line}" for line in lines.splitlines()), file=sys.stderr)
    return 1
