"""Expected errors: everything that can be refused or go wrong, as one hierarchy whose members carry a catalogue key.

BotError
├── ConfigurationError   the environment or a command line value; read by the engineer, one line
├── DirectoryRejected    directory files with bad rows, every one listed
├── Denied               the person may not, for certain; names roles, groups and what to do
├── InvalidInput         a field of a form, by name
├── NotFound             a row that is gone or never was
├── Conflict             the state moved on since the person looked; carries the present one
│   └── LookAgain        or since the transaction did
└── Unavailable          a dependency (Slack, roles, database, Partner Center) cannot answer now: never a no
    └── OutcomeUnknown   or its answer to a commit was lost
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


class BotError(Exception):
    """Base class of all expected failures; `key` names a catalogue message, `args_for_text` its variables."""

    def __init__(self, key: str, **args_for_text: object) -> None:
        super().__init__(key)
        self.key = key
        self.args_for_text: Mapping[str, object] = args_for_text


class ConfigurationError(BotError):
    """A setting is missing or malformed; `str()` is the one line an engineer reads (English)."""

    def __init__(self, line: str) -> None:
        super().__init__("error-configuration", line=line)
        self.line = line

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True, order=True)
class RowError:
    """Bad cell of a directory file; `line` counts from 1, the header included."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.reason}"


class DirectoryRejected(BotError):
    """Nothing was imported; `errors` lists the bad rows of the run, `more` counts by file those left out."""

    def __init__(self, errors: Sequence[RowError], more: Mapping[str, int] | None = None) -> None:
        self.errors = tuple(errors)
        self.more = dict(more or {})
        super().__init__("error-directory", count=len(errors) + sum(self.more.values()))

    def __str__(self) -> str:
        files = dict.fromkeys([*(error.file for error in self.errors), *self.more])
        return "\n".join(line for file in files for line in self._lines(file))

    def _lines(self, file: str) -> Iterator[str]:
        yield from (str(error) for error in self.errors if error.file == file)
        if count := self.more.get(file):
            yield f"{file}: and {count:,} more"


class Denied(BotError):
    """The person lacks every role that may do this, or is no person of ours.

    The keys `roles` and `groups` of `args_for_text` hold tuples for the text; empty when not about roles.
    """


class InvalidInput(BotError):
    """Bad value that a person typed or chose; `field` is the block id of the form field, up to any colon in it."""

    def __init__(self, field: str, key: str, **args_for_text: object) -> None:
        super().__init__(key, **args_for_text)
        self.field = field


class NotFound(BotError):
    """The thing acted on does not exist (any more)."""


class Conflict(BotError):
    """The expected state was not the present one; nothing was written."""


class Unavailable(BotError):
    """A dependency did not answer; the same action may succeed later, so nothing is decided on it."""


class OutcomeUnknown(Unavailable):
    """The database may have committed or not; the same delivery brought once more finds out."""


class LookAgain(Conflict):
    """The state moved on since this very transaction read it; the transaction will see that if it is done anew.

    `bot.db.Database` does it anew, a few times; nobody else has to know.
    """
