"""The result file: shared once through every failure, said in words where Slack refuses it, safe to open."""

import csv
import io
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.commands.assign_many import result_file
from bot.commands.assign_many.result_file import describer
from bot.db import Database
from bot.errors import InvalidInput, Unavailable
from bot.models import AssignManyRowState, OutboxMessage
from bot.services.assign_many import files, sheet
from bot.services.assign_many.files import LEASE, MOST_TRIES, ResultFiles
from bot.services.assign_many.summaries import RowSummary
from bot.services.people.profiles import Person
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.types import SlackFile, UploadPlace
from bot.services.store.audit import FORMULA_STARTS
from bot.text import LANGUAGES, reader
from tests.kit.assign_many import all_of, build, job_state, now, runner, started, whole


class Crash(BaseException):
    """The process is gone at this point."""


@dataclass
class Drive:
    """Slack's files; `faults` strike by method, before the call or, with True, after it took effect.

    `meanwhile` is what somebody else does, once, before the call of that method.
    """

    faults: dict[str, deque[tuple[BaseException, bool]]] = field(default_factory=dict)
    announced: dict[str, bytes] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    meanwhile: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)

    def fail(self, method: str, error: BaseException, *, after: bool = False) -> None:
        self.faults.setdefault(method, deque()).append((error, after))

    def _strike(self, method: str, *, after: bool) -> None:
        waiting = self.faults.get(method)
        if waiting and waiting[0][1] == after:
            raise waiting.popleft()[0]

    async def file(self, file_id: str) -> SlackFile:
        self._strike("file", after=False)
        if file_id in self.dropped:
            return SlackFile(file_id, "rows.csv", self.dropped[file_id][0], f"https://files.slack.com/{file_id}")
        if file_id not in self.shared:
            raise SlackRefused("file_not_found", permanent=False)
        return SlackFile(file_id, "x", len(self.announced[file_id]), "")

    async def download(self, url: str, most: int) -> bytes:
        return self.dropped[url.rpartition("/")[2]][1][: most + 1]

    async def _wait(self, method: str) -> None:
        if other := self.meanwhile.pop(method, None):
            await other()

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        await self._wait("upload_place")
        self._strike("upload_place", after=False)
        file_id = f"F{len(self.announced)}"
        self.announced[file_id] = b""
        return UploadPlace(file_id, f"https://files.slack.com/{file_id}")

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        await self._wait("upload")
        self._strike("upload", after=False)
        self.announced[place.file_id] = content

    async def share_file(self, file_id: str, title: str, channel: str) -> None:
        await self._wait("share_file")
        self._strike("share_file", after=False)
        if file_id in self.shared:
            raise SlackRefused("file_not_found", permanent=False)
        self.shared[file_id] = channel
        self._strike("share_file", after=True)

    async def open_dm(self, user_id: str) -> str:
        await self._wait("open_dm")
        self._strike("open_dm", after=False)
        return f"D{user_id[1:]}"


async def nobody(_user_id: str) -> Person | None:
    return None


def results(database: Database, clock: ManualClock, drive: Drive) -> ResultFiles:
    return ResultFiles(database, drive, nobody, describer(reader("en-US", "UTC")), now(clock))


@pytest.fixture
async def ended(database: Database, clock: ManualClock) -> str:
    """A job that is done; its id."""
    database.write_now(build)
    job_id = started(database, whole())
    await runner(database, clock).run()
    return job_id


async def test_shared_once_with_every_row(database: Database, clock: ManualClock, ended: str) -> None:
    drive = Drive()
    await results(database, clock, drive).run()
    await results(database, clock, drive).run()
    assert drive.shared == {"F0": "DANN"}
    rows = list(csv.DictReader(io.StringIO(drive.announced["F0"].decode("utf-8-sig"))))
    assert [row["result"] for row in rows] == ["changed"] * 3
    assert job_state(database, ended)["file_state"] == "sent"
    assert any(row["dedupe_key"] == f"bulk:{ended}:file:UANN" for row in all_of(database, OutboxMessage))


STEPS = [("upload_place", False), ("upload", False), ("open_dm", False), ("share_file", False), ("share_file", True)]


@pytest.mark.parametrize("error", [SlackBusy(5.0), SlackUnclear("timeout"), Crash(), ValueError("bug")])
@pytest.mark.parametrize(("method", "after"), STEPS)
async def test_shared_once_through_any_failure(
    database: Database, clock: ManualClock, ended: str, method: str, error: BaseException, after: bool
) -> None:
    drive = Drive()
    drive.fail(method, error, after=after)
    try:
        await results(database, clock, drive).run()
    except Crash:
        assert isinstance(error, Crash)
    await results(database, clock, drive).run()
    for _ in range(3):
        clock.advance(LEASE)
        await results(database, clock, drive).run()
    assert len(drive.shared) == 1
    assert job_state(database, ended)["file_state"] == "sent"


@pytest.mark.parametrize("method", ["upload_place", "upload", "open_dm", "share_file"])
async def test_shared_once_although_a_process_stood_still_beyond_its_lease(
    database: Database, clock: ManualClock, ended: str, method: str
) -> None:
    drive = Drive()

    async def another() -> None:
        clock.advance(LEASE)
        await results(database, clock, drive).run()

    drive.meanwhile[method] = another
    await results(database, clock, drive).run()
    clock.advance(LEASE)
    await results(database, clock, drive).run()
    assert len(drive.shared) == 1
    assert job_state(database, ended)["file_state"] == "sent"


async def test_an_upload_that_slack_forgot_is_made_anew(database: Database, clock: ManualClock, ended: str) -> None:
    drive = Drive()
    drive.fail("share_file", SlackUnclear("timeout"))
    drive.fail("share_file", SlackRefused("file_not_found", permanent=False))
    for _ in range(3):
        await results(database, clock, drive).run()
        clock.advance(LEASE)
    assert list(drive.shared) == ["F1"]
    assert job_state(database, ended)["file_state"] == "sent"


async def test_refused_files_are_said_and_not_tried_again(database: Database, clock: ManualClock, ended: str) -> None:
    drive = Drive()
    drive.fail("upload_place", SlackRefused("file_uploads_disabled", permanent=False))
    await results(database, clock, drive).run()
    clock.advance(timedelta(days=1))
    await results(database, clock, drive).run()
    job = job_state(database, ended)
    assert (job["file_state"], job["file_error"]) == ("refused", "file_uploads_disabled")
    assert drive.shared == {}
    assert any(row["dedupe_key"] == f"bulk:{ended}:no-file:UANN" for row in all_of(database, OutboxMessage))


async def test_a_slack_that_does_not_answer_is_asked_again_for_three_days(
    database: Database, clock: ManualClock, ended: str
) -> None:
    drive = Drive()
    for hour in range(80):
        drive.fail("upload", SlackUnclear("timeout"))
        await results(database, clock, drive).run()
        assert job_state(database, ended)["file_state"] == ("due" if hour <= 72 else "refused")
        clock.advance(timedelta(hours=1))
    assert 70 < len(drive.announced) < 80


async def test_a_file_that_cannot_be_made_is_given_up(database: Database, clock: ManualClock, ended: str) -> None:
    drive = Drive()
    for _ in range(MOST_TRIES + 5):
        drive.fail("upload", ValueError("bug"))
        await results(database, clock, drive).run()
        clock.advance(LEASE)
    assert job_state(database, ended)["file_state"] == "refused"
    assert len(drive.announced) == MOST_TRIES


@pytest.mark.parametrize("silence", [Unavailable("error-person-unreadable"), SlackUnclear("timeout"), SlackBusy(1.0)])
async def test_who_gets_the_file_is_asked_until_slack_tells(
    database: Database, clock: ManualClock, ended: str, silence: Unavailable
) -> None:
    drive, asked = Drive(), itertools.count(1)

    async def away(_user_id: str) -> Person | None:
        if next(asked) < 2 * MOST_TRIES:
            raise silence
        return None

    sharing = ResultFiles(database, drive, away, describer(reader("en-US", "UTC")), now(clock))
    for _ in range(2 * MOST_TRIES):
        assert drive.shared == {}
        await sharing.run()
        clock.advance(LEASE)
    assert job_state(database, ended)["file_state"] == "sent"
    assert drive.shared == {"F0": "DANN"}


@pytest.mark.parametrize("claimed", [10, sheet.MOST_BYTES + 1])
async def test_dropped_files_have_a_limit_whatever_slack_says_of_them(claimed: int) -> None:
    drive = Drive(dropped={"F1": (claimed, b"x" * (sheet.MOST_BYTES + 1))})
    with pytest.raises(InvalidInput, match="assign-many-file-too-large"):
        await files.fetch(drive, "F1")
    fine = Drive(dropped={"F1": (3, b"a,b")})
    assert await files.fetch(fine, "F1") == ("rows.csv", b"a,b")


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), min_size=5, max_size=5))
def test_no_cell_of_a_result_is_a_formula(language: str, texts: Sequence[str]) -> None:
    customer, subscription, said, former, target = texts
    row = RowSummary(
        2,
        AssignManyRowState.REFUSED,
        ("moved",),
        None,
        None,
        said,
        said,
        customer or None,
        subscription or None,
        former,
        target,
    )
    content = result_file.build(reader(language, "UTC"), [row]).decode("utf-8-sig")
    header, cells = list(csv.reader(io.StringIO(content)))
    assert len(header) == len(cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert [row for row in sheet.read(content.encode()) if row.line == 2] or not any(texts)
