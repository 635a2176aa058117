"""Facts about processes from Linux' /proc: memory, and whose end of a connection it is."""

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def resident_mb(pid: int) -> float:
    """Return the memory that a process has resident now, in megabytes; 0 if it is gone."""
    with suppress(OSError, StopIteration):
        lines = (PROC / str(pid) / "status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024
    return 0.0


def ports_of(pid: int) -> frozenset[int]:
    """Return the local TCP ports on which a process has connections; empty if it is gone."""
    inodes = _sockets_of(pid)
    return frozenset(port for port, inode in _tcp() if inode in inodes)


def _sockets_of(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for entry in (PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
    return found


def _tcp() -> list[tuple[int, str]]:
    lines = (PROC / "net" / "tcp").read_text().splitlines()[1:]
    fields = [line.split() for line in lines]
    return [(int(parts[1].rpartition(":")[2], 16), parts[9]) for parts in fields]
