"""What a run leaves to be judged: what people did and saw, what was done to the program, what Slack was told."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# Instead of the life of a process: no delivery left for any, and there was none that served.
UNSENT, NOBODY = (-1, 0), (-2, 0)


class Answer(StrEnum):
    """Last thing that a person saw of an act; the last three leave them without an answer of the program's."""

    SCREEN = "screen"
    WORDS = "words"
    CLOSED = "closed"
    CLIENT = "client"
    WAITING = "waiting"
    NOTHING = "nothing"


class Claim(StrEnum):
    """Meaning of what was said of a change: it was made, it was not, or neither."""

    DONE = "done"
    NOT_DONE = "not done"
    OPEN = "open"


@dataclass
class Act:
    """One command, click or submission; times are seconds since the run began.

    `life` names the process that it was carried to, as (replica, how many times that was started), `copies` those that
    came to others, too. `error` are the words of Slack's client, `struck` the faults that hit the delivery itself.
    `mark` goes into the books with the change, `thing` is the id in the books that a click or its answer is about.
    `served`: what was seen is more than the words of a refusal.
    """

    number: int
    person: str
    kind: str
    name: str
    at: float
    life: tuple[int, int] = UNSENT
    acknowledged: float = math.nan
    answered: float = math.nan
    answer: Answer = Answer.NOTHING
    error: str = ""
    said: str = ""
    claim: Claim = Claim.OPEN
    mark: str = ""
    thing: str = ""
    served: bool = False
    struck: list[str] = field(default_factory=list)
    copies: list[tuple[int, int]] = field(default_factory=list)

    @property
    def until(self) -> float:
        """Time of the last thing known about it."""
        times = [time for time in (self.at, self.acknowledged, self.answered) if not math.isnan(time)]
        return max(times)


@dataclass(frozen=True)
class Trouble:
    """Something done to the program from `since` to `until`; `life` if it was done to one process only."""

    kind: str
    since: float
    until: float = math.inf
    life: tuple[int, int] | None = None


@dataclass(frozen=True)
class Removal:
    """Time during which a person had no role, or no account."""

    person: str
    since: float
    until: float = math.inf
    kind: str = "role"


@dataclass(frozen=True)
class Post:
    """Message of the program in Slack; `mark` is the outbox's own."""

    channel: str
    ts: str
    mark: str
    text: str


Row = Mapping[str, Any]


@dataclass(frozen=True)
class Books:
    """Rows of the tables at the end, in order of their ids."""

    assignments: Sequence[Row] = ()
    contacts: Sequence[Row] = ()
    events: Sequence[Row] = ()
    messages: Sequence[Row] = ()
    requests: Sequence[Row] = ()
    jobs: Sequence[Row] = ()
    job_rows: Sequence[Row] = ()


@dataclass
class History:
    """Everything; `files` are the names of those shared in Slack.

    `broken` are rules of Slack's that were broken, `complaints` lines of the programs' logs and ends.
    """

    acts: list[Act] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    books: Books = field(default_factory=Books)
    broken: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
