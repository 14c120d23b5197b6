"""The libraries that a report needs."""

from __future__ import annotations

from schoolmix.extras import need

REPORT = ("babel", "ipykernel", "jinja2", "matplotlib", "nbconvert", "nbformat", "papermill")


def need_report() -> None:
    """Raise if a library of the extra ``report`` is missing.

    Examples
    --------
    >>> need_report()
    """
    need("report", REPORT, "the report")
