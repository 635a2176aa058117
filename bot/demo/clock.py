"""Time of the demo: the bot's process follows the workspace's clock by a file that holds how far that was moved."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


def share(file: Path, offset: timedelta) -> None:
    """Write how far time was moved, in seconds; the file is replaced in one step, so that no reader sees half of it."""
    part = file.with_suffix(".part")
    part.write_text(str(offset.total_seconds()), "utf-8")
    part.replace(file)


class FollowingClock:
    """Clock of the machine plus the offset that `share` last wrote; a missing file stands for none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at: int | None = None
        self._offset = 0.0

    def now(self) -> datetime:
        """Return the current instant of the workspace, aware, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._moved())

    def monotonic(self) -> float:
        """Return seconds of the machine's monotonic clock, skipped time included."""
        return time.monotonic() + self._moved()

    def _moved(self) -> float:
        try:
            changed_at = self._file.stat().st_mtime_ns
            if changed_at != self._read_at:
                self._offset, self._read_at = float(self._file.read_text("utf-8")), changed_at
        except FileNotFoundError:
            self._offset = 0.0
        return self._offset
