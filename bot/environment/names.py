"""Names and lines of the environment, judged before their values are: what nobody would read is said, not ignored."""

import io
from collections.abc import Mapping, Set
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import ConfigurationError

# Share of letters in common from which a name counts as misspelt: one letter of ten, and a few of those only we have.
LIKENESS, ROLE_LIKENESS = 0.9, 0.6


def check_names(known: Set[str], *given: Mapping[str, object]) -> None:
    """Raise ConfigurationError for a variable meant for this program, being like one of `known`, and not read.

    Other programs' variables are none of its business, and one beside the right one is another program's.
    """
    names = {name.upper() for source in given for name in source}
    for name in sorted(names - known):
        if nearest := _nearest(name, known - names):
            raise ConfigurationError(f"{name}: is no variable of this program; {nearest} is meant?")


def _nearest(name: str, known: Set[str]) -> str | None:
    """Return the variable that `name` is a slip for: without its underscores, without its last words, or misspelt."""
    joined = [one for one in known if one.replace("_", "") == name.replace("_", "")]
    if joined or "_" not in name:
        return joined[0] if joined else None
    begun = [one for one in known if one.startswith(f"{name}_")]
    likeness = ROLE_LIKENESS if name.startswith(("ROLE_GROUP_", "ROLE_USERS_")) else LIKENESS
    found = begun if len(begun) == 1 else get_close_matches(name, known, 1, likeness)
    return found[0] if found else None


def check_lines(env_file: Path | str | None) -> None:
    """Raise ConfigurationError for a line that the file's reader would skip: a default would count instead."""
    if env_file is None or not Path(env_file).is_file():
        return
    try:
        lines = list(parse_stream(io.StringIO(Path(env_file).read_text("utf-8"))))
    except UnicodeDecodeError:
        raise ConfigurationError(f"{env_file}: is not UTF-8; save it as UTF-8") from None
    if bad := [line.original.line for line in lines if line.error]:
        raise ConfigurationError(f"{env_file}:{bad[0]}: is not NAME=value")
