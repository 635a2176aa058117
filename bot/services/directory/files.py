"""Files that a command line means, by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigurationError
from bot.services.directory.formats import BY_FILE, FORMATS, FileFormat

_EXPECTED = ", ".join(BY_FILE)


@dataclass(frozen=True)
class DirectoryFile:
    """One file of a run; `number` tells files of the same format apart, `label` is how errors call it."""

    number: int
    path: Path
    format: FileFormat

    @property
    def label(self) -> str:
        """The path as the person gave it."""
        return str(self.path)


def sources(paths: Sequence[Path]) -> tuple[tuple[DirectoryFile, ...], tuple[str, ...]]:
    """The files behind the paths, in the order in which they must be written, and notices about others.

    Raises ConfigurationError for a path that is missing, has another name, or holds no directory file.
    """
    found: list[Path] = []
    notices: list[str] = []
    for path in paths:
        if path.is_dir():
            inside, others = _inside(path)
            found += inside
            notices += [f"{other}: not read; directory files are {_EXPECTED}" for other in others]
        else:
            found.append(_checked(path))
    order = {fmt.file: number for number, fmt in enumerate(FORMATS)}
    ordered = sorted(dict.fromkeys(found), key=lambda path: order[path.name.lower()])
    return tuple(DirectoryFile(n, path, BY_FILE[path.name.lower()]) for n, path in enumerate(ordered)), tuple(notices)


def _inside(folder: Path) -> tuple[list[Path], list[Path]]:
    tables = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    known = [path for path in tables if path.name.lower() in BY_FILE]
    if not known:
        raise ConfigurationError(f"{folder}: no directory file in this folder; expected {_EXPECTED}")
    return known, _without(tables, known)


def _without(paths: Iterable[Path], known: Sequence[Path]) -> list[Path]:
    return [path for path in paths if path not in known]


def _checked(path: Path) -> Path:
    if not path.exists():
        raise ConfigurationError(f"{path}: no such file or folder")
    if path.name.lower() not in BY_FILE:
        raise ConfigurationError(f"{path}: read by file name, which must be one of {_EXPECTED}")
    return path
