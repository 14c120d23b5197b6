"""Work on a Dask cluster: the client of the caller, and no more on its way than the workers can take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from schoolmix.errors import InputTypeError
from schoolmix.extras import need


def check_client(client: Any) -> None:
    """Refuse what is no client of a cluster.

    Examples
    --------
    >>> check_client("tcp://scheduler")
    Traceback (most recent call last):
    schoolmix.errors.InputTypeError: client is a str [WrongType] Give a distributed.Client...
    """
    need("scale", ["distributed"], "a cluster")
    import distributed  # noqa: PLC0415 - needs the extra

    if not isinstance(client, distributed.Client) or client.asynchronous:
        raise InputTypeError(
            f"client is a {type(client).__name__}",
            kind="WrongType",
            column="client",
            remedy="Give a distributed.Client (one that is not asynchronous), or none to work on this machine.",
        )


def at_once(client: Any) -> int:
    """Return how many calls a cluster does at once."""
    return max(int(sum(client.ncores().values())), 1)


def completed(client: Any, call: Callable[..., Any], given: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """
    Yield what calls on a cluster give, as they come; what one raises is raised here, and the others are called off.

    At most twice as many are on their way as the cluster does at once, so that memory does not grow with the work.
    """
    from distributed import as_completed  # noqa: PLC0415 - needs the extra

    going: set[Any] = set()
    waiting: Any = as_completed()  # type: ignore[no-untyped-call]

    def result() -> Any:
        future = next(waiting)
        going.discard(future)
        return future.result()

    try:
        for arguments in given:
            future = client.submit(call, *arguments, pure=False)
            going.add(future)
            waiting.add(future)
            if len(going) >= 2 * at_once(client):
                yield result()
        while going:
            yield result()
    finally:
        client.cancel(list(going))
