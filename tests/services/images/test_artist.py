"""Images of charts are drawn by another process, within a deadline, and whatever goes wrong there is none."""

import os
import struct
import sys
from pathlib import Path

import pytest

from bot.services.images import artist
from bot.services.images.spec import BarChart, BarSeries, ChartImage

SERIES = (BarSeries("Now", (1, 2), ("1", "2")), BarSeries("$a$ before", (3, 0.5), ("3", "0,5")))
IMAGE = ChartImage("report.png", "Numbers", (BarChart("Ages", ("a", "株式会社"), SERIES), BarChart("Who", ("x",), ())))


def size(content: bytes) -> tuple[int, int]:
    """Read width and height of a PNG."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


async def test_it_is_a_png_that_slack_shows_and_the_library_stays_outside() -> None:
    content = await artist.drawn(IMAGE)
    assert content is not None
    width, height = size(content)
    assert (900 < width < 1300, 250 < height < 900) == (True, True)
    assert "matplotlib" not in sys.modules


def program(folder: Path, text: str) -> Path:
    made = folder / "draw.py"
    made.write_text(text)
    return made


@pytest.mark.parametrize("text", ["raise SystemExit('no')", "", "import nothing_of_the_kind", "print('x'); 1 / 0"])
async def test_a_program_that_fails_draws_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(artist, "PROGRAM", program(tmp_path, text))
    assert await artist.drawn(IMAGE) is None


async def test_one_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    slow = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    monkeypatch.setattr(artist, "PROGRAM", program(tmp_path, slow))
    assert await artist.drawn(IMAGE, 2.0) is None
    assert pid.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_without_the_library_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist, "LIBRARY", "no_such_library")
    monkeypatch.setattr(artist, "PROGRAM", Path("/nowhere"))
    assert await artist.drawn(IMAGE) is None
