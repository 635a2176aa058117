"""Entry point: `python -m bot …` and the installed `support-contact-bot` run the command line."""

import sys
from io import TextIOWrapper

from bot.cli.app import app

WRONG_USAGE = 2


def main(program: str = "support-contact-bot") -> None:
    """Run the command line under the name it was called by; exit with code 2 and one line on wrong usage.

    The installed program calls this without an argument; `python -m bot` passes its own name.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A letter that the terminal does not have must not end the program.
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name=program, standalone_mode=False)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        describe = getattr(error, "format_message", None)
        if describe is None:
            raise
        sys.exit(_usage(program, str(describe())))


def _usage(program: str, message: str) -> int:
    message = message.replace(": Value error, ", ": ")
    lines = message.splitlines() or ["wrong usage"]
    # Without a subcommand the message is the whole help, which is what a newcomer wants to see.
    print(message if len(lines) > 1 else f"error: {message.rstrip('.')}; see `{program} --help`", file=sys.stderr)
    return WRONG_USAGE


if __name__ == "__main__":
    main("python -m bot")
