"""Memory: what work needs is estimated before it is taken."""

from __future__ import annotations

import os
from pathlib import Path

from schoolmix.errors import LimitError

_TOLD = Path("/proc/meminfo")
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def available() -> int | None:
    """Return how many bytes of memory are free for us, or None where the system does not tell.

    Examples
    --------
    >>> available() is None or available() > 0
    True
    """
    found = [size for size in (_free(), _granted()) if size is not None]
    return min(found, default=None)


def check(needed: int, what: str, remedy: str, *, room: int | None = None) -> None:
    """Refuse what would need more bytes than there is room for: by default the memory that is free.

    Examples
    --------
    >>> check(1_000, "a table", "Ask for less.")
    """
    room = available() if room is None else room
    if room is not None and needed > room:
        raise LimitError(
            f"{what} would take about {sized(needed)}, and there is room for {sized(room)}",
            kind="SizeLimit",
            count=needed,
            remedy=remedy,
        )


def sized(number: float) -> str:
    """Return bytes in words.

    Examples
    --------
    >>> sized(12), sized(3_200_000)
    ('12 bytes', '3.2 MB')
    """
    for unit in _UNITS[:-1]:
        if number < 1000:
            return f"{number:.3g} {unit}"
        number /= 1000
    return f"{number:.3g} {_UNITS[-1]}"


def _free() -> int | None:
    """Return what the system has free, with what it can free at once."""
    try:
        lines = _TOLD.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        pass  # not Linux
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def _granted() -> int | None:
    """Return the limit that was set for this process, if any."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit
