"""Batches of runs in threads of this process."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from schoolmix.sweep.plan import Run
from schoolmix.sweep.running import Outcome

Batch = list[Run]
Work = Callable[[Batch, Callable[[], bool]], list[Outcome]]

# Seconds between looks for a signal where waiting for a thread would not hear of one.
LOOK = 0.05


def in_threads(batches: Iterator[Batch], work: Work, threads: int) -> Iterator[list[Outcome]]:
    """
    Yield what batches give, as they come; what one raises is raised here, and the others are stopped.

    At most twice as many batches as threads are on their way, so that memory does not grow with the work.

    Examples
    --------
    >>> batches = iter([[Run(0, {}, 1, 0)], [Run(1, {}, 1, 0)]])
    >>> sorted(in_threads(batches, lambda batch, _: [(batch[0].number, b"")], 2))
    [[(0, b'')], [(1, b'')]]
    """
    asked: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
    given: queue.SimpleQueue[list[Outcome] | BaseException] = queue.SimpleQueue()
    stop = threading.Event()

    def worker() -> None:
        while (batch := asked.get()) is not None and not stop.is_set():
            try:
                given.put(work(batch, stop.is_set))
            except BaseException as error:  # noqa: BLE001 - it is raised in the thread that asked
                given.put(error)

    # They are daemons: a run that does not end cannot keep Python from ending.
    for number in range(threads):
        threading.Thread(target=worker, name=f"sweep {number}", daemon=True).start()
    try:
        under_way = 0
        for batch in batches:
            asked.put(batch)
            under_way += 1
            if under_way == 2 * threads:
                yield _next(given)
                under_way -= 1
        for _ in range(under_way):
            yield _next(given)
    finally:
        stop.set()
        for _ in range(threads):
            asked.put(None)


def _next(given: queue.SimpleQueue[Any]) -> list[Outcome]:
    while True:
        try:
            found = given.get(timeout=LOOK)
        except queue.Empty:
            continue
        if isinstance(found, BaseException):
            raise found
        return list(found)
