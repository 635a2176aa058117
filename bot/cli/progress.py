"""Progress bars of long subcommands."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot.services import directory


class Bars:
    """Shows how far a run is; one bar per phase and file or table."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def show(self, at: directory.Progress) -> None:
        """Move the bar that belongs to this phase and file."""
        key = (at.phase, at.file)
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(f"{at.phase} {at.file}".strip(), total=at.total)
        self._bars.update(self._tasks[key], completed=at.done, total=at.total)


@contextmanager
def bars() -> Iterator[Bars]:
    """Draw on stderr, so that standard output holds nothing but the report; a pipe gets no bar at all."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as drawn:
        yield Bars(drawn)
