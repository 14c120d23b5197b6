"""Provenance: which files a frame was read from, and what was found in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.layout import Layout, Reading, Source

KEY = "schoolmix.read"
"""Key in `pandas.DataFrame.attrs`; the value is a text (JSON), as pandas copies it at every step."""

_TYPES = {
    **dict.fromkeys(("file", "sha256", "publisher", "layout", "encoding", "delimiter", "note"), "str"),
    **dict.fromkeys(("bytes", "rows", "pupils", "hidden", "zeros"), "Int64"),
}
_ORDER = (
    "file sha256 bytes publisher layout encoding delimiter rows pupils hidden zeros note".split()  # noqa: SIM905
)


def describe(source: Source, layout: Layout | None = None, reading: Reading | None = None) -> dict[str, Any]:
    """Describe one file in plain values."""
    notes = source.notes + (reading.notes if reading else ())
    return {
        "file": source.file,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "publisher": layout.publisher if layout else None,
        "layout": layout.name if layout else None,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "rows": sum(len(table.frame) for table in source.tables),
        **_count_pupils(reading),
        "zeros": reading.zeros if reading else None,
        "note": "; ".join(notes) or None,
    }


def attach(frame: pd.DataFrame, records: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Let the records travel along with the frame."""
    frame.attrs[KEY] = json.dumps(records, ensure_ascii=False)
    return frame


def recall(frame: Any) -> pd.DataFrame:
    """Turn the records that travelled along back into a table."""
    text = getattr(frame, "attrs", {}).get(KEY)
    if text is None:
        message = "the frame carries no provenance"
        remedy = "Ask before the frame is merged or converted (pandas drops attrs there), or give the path."
        raise InputError(message, kind="NoProvenance", remedy=remedy)
    return pd.DataFrame(json.loads(text), columns=pd.Index(_ORDER)).astype(_TYPES)


def _count_pupils(reading: Reading | None) -> dict[str, int | None]:
    if reading is None or "pupils" not in reading.frame:
        return {"pupils": None, "hidden": None}
    pupils = reading.frame["pupils"]
    return {"pupils": int(pupils.sum()), "hidden": int(pupils.isna().sum())}
