"""How we ask: who we are, one connection a host, few and patient attempts, and no address but one of the web."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from schoolmix import _core
from schoolmix.download.registry import Item, Manners
from schoolmix.errors import FileError

AGENT = f"schoolmix/{_core.VERSION} (open-source research software; fetches published school data)"

_PASSING = (429, 500, 502, 503, 504)
_REDIRECTS = 5
_LONGEST_WAIT = 60.0
_OFFLINE = "Try again later, or work from what is there with offline=True."


class _LaterError(Exception):
    """The other side asks to come back later than we are ready to wait."""


class _Patience(Retry):
    """Attempts that wait as long as the other side asks, but give up at once if that is longer than a minute."""

    def get_retry_after(self, response: Any) -> float | None:
        after = super().get_retry_after(response)
        if after is not None and after > _LONGEST_WAIT:
            raise _LaterError
        return after


@contextmanager
def opened(manners: Manners) -> Iterator[requests.Session]:
    """Open a session."""
    retry = _Patience(
        total=manners.attempts - 1,
        redirect=False,
        status_forcelist=_PASSING,
        allowed_methods={"GET"},
        backoff_factor=manners.wait,
        raise_on_status=False,
    )
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=1, max_retries=retry, pool_block=True)
    with requests.Session() as session:
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.max_redirects = _REDIRECTS
        # Unpacked bytes could not be counted, nor a transfer of packed ones be resumed.
        session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
        yield session


@contextmanager
def answered(session: requests.Session, item: Item, manners: Manners, headers: dict[str, str]) -> Iterator[Any]:
    """Ask for a file, and give the answer if it is one."""
    try:
        response = session.get(item.address, headers=headers, stream=True, timeout=manners.timeout)
    except _LaterError as error:
        message = f"{item.name}: the host asks to wait longer than {_LONGEST_WAIT:g} seconds"
        raise FileError(message, kind="Unreachable", remedy=_OFFLINE) from error
    except requests.RequestException as error:
        raise _unanswered(item, error) from error
    with response:
        _check_way(item, [*(step.url for step in response.history), response.url])
        _check_status(item, response.status_code)
        yield response


def _unanswered(item: Item, error: requests.RequestException) -> FileError:
    if isinstance(error, requests.TooManyRedirects):
        return _astray(item, f"more than {_REDIRECTS} redirects")
    if isinstance(error, requests.exceptions.InvalidSchema | requests.exceptions.InvalidURL):
        return _astray(item, "a redirect to what is no web address")
    message = f"{item.name}: {_why(error)} ({item.address})"
    return FileError(message, kind="Unreachable", remedy=f"Check the network. {_OFFLINE}")


def _why(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "no secure connection: the certificate is not trusted"
    slow = isinstance(error, requests.Timeout) or "timed out" in str(error)
    return "no answer in time" if slow else "no connection"


def _astray(item: Item, why: str) -> FileError:
    return FileError(f"{item.name}: {item.address} gives {why}", kind="BadRedirect", remedy=moved(item))


def _check_way(item: Item, addresses: list[str]) -> None:
    """Refuse to be led from a secure address to one that is not."""
    if addresses[0].startswith("https:") and not all(address.startswith("https:") for address in addresses):
        raise _astray(item, "a redirect to an address that is not secure")


def _check_status(item: Item, status: int) -> None:
    if status in {404, 410}:
        message = f"{item.name}: there is nothing (any more) at {item.address} ({status})"
        raise FileError(message, kind="NotFound", remedy=moved(item))
    if status in _PASSING:
        message = f"{item.name}: the host does not manage to answer ({status})"
        raise FileError(message, kind="Unreachable", remedy=_OFFLINE)
    if status not in {200, 206, 416}:
        message = f"{item.name}: {item.address} is refused ({status})"
        raise FileError(message, kind="Refused", remedy=moved(item))


def moved(item: Item) -> str:
    """Return what to do about an address that no longer gives its file."""
    return f"Look at {item.page} and put the new address in a registry of your own (registry=)."
