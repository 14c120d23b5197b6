"""Batches of runs on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from schoolmix.errors import InputTypeError
from schoolmix.extras import need
from schoolmix.sweep.luggage import packed
from schoolmix.sweep.plan import Run
from schoolmix.sweep.running import Outcome, elsewhere


def check_client(client: Any) -> None:
    """Refuse what is no client of a cluster."""
    need("scale", ["distributed"], "a cluster")
    import distributed  # noqa: PLC0415 - needs the extra

    if not isinstance(client, distributed.Client) or client.asynchronous:
        raise InputTypeError(
            f"client is a {type(client).__name__}",
            kind="WrongType",
            column="client",
            remedy="Give a distributed.Client (one that is not asynchronous), or none to run on this machine.",
        )


def threads_of(client: Any) -> int:
    """Return how many runs a cluster does at once."""
    return max(int(sum(client.ncores().values())), 1)


def on_cluster(
    client: Any,
    batches: Iterator[list[Run]],
    *,
    run: Callable[..., Any],
    world: Any,
    schema: pa.Schema | None,
    taken: list[str],
) -> Iterator[list[Outcome]]:
    """Yield what batches give, as they come; what one raises is raised here, and the others are called off."""
    from distributed import as_completed  # noqa: PLC0415 - needs the extra

    luggage = packed(world)

    def submitted(batch: list[Run]) -> Any:
        return client.submit(elsewhere, run, luggage, batch, schema, taken, pure=False)

    going: set[Any] = set()
    waiting: Any = as_completed()  # type: ignore[no-untyped-call]
    try:
        for batch in batches:
            future = submitted(batch)
            going.add(future)
            waiting.add(future)
            if len(going) >= 2 * threads_of(client):
                yield _result(waiting, going)
        while going:
            yield _result(waiting, going)
    finally:
        client.cancel(list(going))


def _result(waiting: Any, going: set[Any]) -> list[Outcome]:
    future = next(waiting)
    going.discard(future)
    return list(future.result())
