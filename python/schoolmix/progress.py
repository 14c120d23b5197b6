"""Progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm.auto import tqdm

# Seconds before a bar shows: quick work has none.
PATIENCE = 1.0

Told = Callable[[int, int | None], None]


@contextmanager
def shown(what: str, *, unit: str = "table", wanted: bool = True) -> Iterator[Told]:
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

    Yields
    ------
    callable
        To be told how many steps are done, and how many are expected (None where that is not known).
    """
    with tqdm(desc=what, delay=PATIENCE, leave=False, unit=unit, unit_scale=unit == "B", disable=not wanted) as bar:

        def told(done: int, expected: int | None) -> None:
            bar.total = expected
            bar.update(done - bar.n)

        yield told
