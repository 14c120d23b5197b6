"""Progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm.auto import tqdm

# Seconds before a bar shows: quick work has none.
PATIENCE = 1.0


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """
    Show how far long work has come, in a bar that only appears when it takes more than a second.

    Parameters
    ----------
    what : str
        What is being done.

    Yields
    ------
    callable
        To be told how many steps are done, and how many are expected.
    """
    with tqdm(desc=what, delay=PATIENCE, leave=False, unit="table") as bar:

        def told(done: int, expected: int) -> None:
            bar.total = expected
            bar.update(done - bar.n)

        yield told
