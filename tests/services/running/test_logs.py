"""A program in trouble fills no disk with complaints, and still names everything that people may quote."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.errors import OutcomeUnknown
from bot.services.running import logs
from bot.services.running.logs import SparingHandler
from bot.services.store import references
from tests.kit.fakes import full_disk


class Log:
    """A logger of its own with the handler on it."""

    def __init__(self, clock: ManualClock, format: str = logs.TEXT) -> None:
        self.handler = SparingHandler(clock, format)
        self.written = io.StringIO()
        self.handler.setStream(self.written)
        self.logger = logging.Logger("tests.sparing")
        self.logger.addHandler(self.handler)

    @property
    def lines(self) -> list[str]:
        return [line.partition("tests.sparing: ")[2] for line in self.written.getvalue().splitlines()]


@pytest.fixture
def log(clock: ManualClock) -> Iterator[Log]:
    made = Log(clock)
    yield made
    made.handler.close()


def test_one_line_a_kind_and_minute_with_the_references_of_the_others(log: Log, clock: ManualClock) -> None:
    for reference in ("AAAA2222", "BBBB3333", "CCCC4444"):
        log.logger.error("submission by %s failed [%s]", "U1", reference, exc_info=full_disk())
    log.logger.warning("something else")
    assert log.lines == [
        "submission by U1 failed [AAAA2222]: the database is full: database or disk is full",
        "something else",
    ]
    clock.advance(timedelta(seconds=61))
    log.logger.error("submission by %s failed [%s]", "U2", "DDDD5555", exc_info=full_disk())
    assert log.lines[2:] == [
        "2 more like: submission by U1 failed [AAAA2222] [BBBB3333 CCCC4444]",
        "submission by U2 failed [DDDD5555]: the database is full: database or disk is full",
    ]


def test_what_we_make_of_a_driver_s_error_is_one_line_too(log: Log) -> None:
    ours = OutcomeUnknown("error-outcome-unknown")
    ours.__cause__ = full_disk()
    log.logger.error("tick failed", exc_info=ours)
    assert log.lines == ["tick failed: the database is full: database or disk is full"]


def test_what_is_no_complaint_is_always_written(log: Log) -> None:
    for _ in range(3):
        log.logger.info("denied")
    assert log.lines == ["denied"] * 3


def test_an_error_of_ours_keeps_its_traceback_once(log: Log) -> None:
    for _ in range(100):
        try:
            raise ZeroDivisionError("a bug")
        except ZeroDivisionError:
            log.logger.exception("tick failed")
    assert log.written.getvalue().count("Traceback") == 1
    log.handler.close()
    assert log.lines[-1] == "99 more like: tick failed"


def test_numbers_make_no_kind_of_their_own(log: Log) -> None:
    for port in range(100):
        log.logger.warning(f"refused by port {port}")
    assert log.lines == ["refused by port 0"]


def test_lines_for_machines_are_objects_with_the_reference(clock: ManualClock) -> None:
    log = Log(clock, logs.JSON)
    with references.under("AAAA2222"):
        log.logger.info("said\nin two lines: %s", "ñ\u2028")
        try:
            raise ValueError("bad")
        except ValueError:
            log.logger.exception("failed")
            log.logger.exception("failed")
    log.logger.warning("without one")
    log.handler.close()
    said, failed, alone, more = (json.loads(line) for line in log.written.getvalue().splitlines())
    assert said | {"at": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "tests.sparing",
        "message": "said\nin two lines: ñ\u2028",
        "reference": "AAAA2222",
    }
    assert (failed["error"], failed["reference"]) == ("ValueError", "AAAA2222")
    assert failed["traceback"].endswith("ValueError: bad")
    assert "reference" not in alone
    assert more["message"] == "1 more like: failed"
    assert (more["reference"], "traceback" in more) == ("AAAA2222", False)
