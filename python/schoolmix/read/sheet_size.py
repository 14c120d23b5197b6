"""How large a sheet says it is: the reader of workbooks makes room for every cell up to the last, filled or not."""

from __future__ import annotations

import io
import re
import zipfile

from schoolmix.errors import LimitError

_MOST_CELLS = 10_000_000
_REFERENCE = rb"""\br\s*=\s*["'] *"""
_ROWS = ((rb"[0-9]{6}", 2**20), (rb"[5-9][0-9]{4}", 10**5), (rb"[2-4][0-9]{4}", 50_000), (rb"[0-9]{5}", 20_000))
_COLUMNS = (
    (rb"[A-Za-z]{3}[0-9]", 2**14),
    (rb"[N-Zn-z][A-Za-z][0-9]", 702),
    (rb"[F-Mf-m][A-Za-z][0-9]", 364),
    (rb"[A-Za-z]{2}[0-9]", 156),
)


def refuse_huge_sheets(content: bytes) -> None:
    """Refuse a workbook with a cell so far away that what lies before it does not fit in memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _refuse_huge(archive.read(name))


def _refuse_huge(xml: bytes) -> None:
    rows = _bound(xml, rb"[A-Za-z]*", _ROWS, 10**4)
    columns = _bound(xml, b"", _COLUMNS, 26)
    if rows * columns > _MOST_CELLS:
        message = f"a sheet reaches to about row {rows:,} and column {columns:,}"
        raise LimitError(message, kind="SizeLimit", remedy="Remove the lone cells far from the table.")


def _bound(xml: bytes, before: bytes, classes: tuple[tuple[bytes, int], ...], otherwise: int) -> int:
    """Give an upper bound of the row or column that any cell refers to, from the widest class that occurs."""
    found = (most for pattern, most in classes if re.search(_REFERENCE + before + pattern, xml))
    return next(found, otherwise)
