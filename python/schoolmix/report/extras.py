"""Optional libraries: a missing one is named, with the way to get it."""

from __future__ import annotations

from importlib.util import find_spec

from schoolmix.errors import MissingExtraError

REPORT = ("babel", "ipykernel", "jinja2", "matplotlib", "nbconvert", "nbformat", "papermill")


def need_report() -> None:
    """Raise if a library of the extra ``report`` is missing.

    Examples
    --------
    >>> need_report()
    """
    missing = [name for name in REPORT if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"the report needs {', '.join(missing)}",
            kind="MissingExtra",
            count=len(missing),
            remedy="Run: pip install 'schoolmix[report]'.",
        )
