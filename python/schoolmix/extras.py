"""Optional libraries: a missing one is named, with the way to get it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from schoolmix.errors import MissingExtraError


def need(extra: str, libraries: Sequence[str], what: str) -> None:
    """Raise if a library that an extra brings is missing.

    Examples
    --------
    >>> need("download", ["sys"], "downloading")
    """
    missing = [name for name in libraries if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"{what} needs {', '.join(missing)}",
            kind="MissingExtra",
            count=len(missing),
            remedy=f"Run: pip install 'schoolmix[{extra}]'.",
        )
