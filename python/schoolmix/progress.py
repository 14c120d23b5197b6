"""Progress of long work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm.auto import tqdm

# Seconds before a bar shows: quick work has none.
PATIENCE = 1.0

Told = Callable[[int, int | None], None]

# What a thread that works for another is told; see `quiet`.
_own = threading.local()


@contextmanager
def quiet(stopped: Callable[[], bool]) -> Iterator[None]:
    """
    Show no bars in this thread, and stop its long work with a KeyboardInterrupt once ``stopped`` says so.

    Only the main thread hears of Ctrl-C; this is how it reaches work in others.

    Examples
    --------
    >>> with quiet(lambda: False), shown("work") as told:
    ...     told(1, 2)
    """
    _own.stopped = stopped
    try:
        yield
    finally:
        _own.stopped = None


@contextmanager
def shown(what: str, *, unit: str = "table", wanted: bool = True, done: int = 0) -> Iterator[Told]:
    """
    Show how far long work has come, in a bar that only appears when it takes more than a second.

    Parameters
    ----------
    what : str
        What is being done.
    unit : str
        What is counted; ``"B"`` is bytes, shown in thousands and millions.
    wanted : bool
        Whether to show anything at all.
    done : int
        Steps that were done before: they do not count for the time that is left.

    Yields
    ------
    callable
        To be told how many steps are done, and how many are expected (None where that is not known).
    """
    stopped: Callable[[], bool] | None = getattr(_own, "stopped", None)
    options = {
        "desc": what,
        "delay": PATIENCE,
        "leave": False,
        "unit": unit,
        "unit_scale": unit == "B",
        "initial": done,
    }
    # Time left by the mean pace so far: steps that come in by the handful would make any other jump.
    with tqdm(**options, smoothing=0, disable=not wanted or stopped is not None) as bar:

        def told(done: int, expected: int | None) -> None:
            if stopped is not None and stopped():
                raise KeyboardInterrupt
            bar.total = expected
            bar.update(done - bar.n)

        yield told
