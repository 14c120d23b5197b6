"""Provenance: which files a frame was read from, and what was found in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.gaps import find_near
from schoolmix.read.tables import TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schoolmix.read.cells import Cells
    from schoolmix.read.layout import Layout, Reading, Source

Record = dict[str, Any]

KEY = "schoolmix.read"
"""Key in `pandas.DataFrame.attrs`; the value is a text (JSON), as pandas copies it at every step."""

_TYPES: dict[str, Any] = {
    "file": TEXT,
    "sha256": TEXT,
    "bytes": "Int64",
    "publisher": TEXT,
    "layout": TEXT,
    "recognised_by": TEXT,
    "encoding": TEXT,
    "delimiter": TEXT,
    "rows": "Int64",
    "pupils": "Int64",
    "hidden": "Int64",
    "zeros": "Int64",
    "note": TEXT,
}


def describe(source: Source, layout: Layout | None = None, reading: Reading | None = None, start: int = 0) -> Record:
    """Describe one file in plain values; its rows begin at `start` of those that were read together."""
    notes = source.notes + (reading.notes if reading else ()) + (_find_unread(source, layout) if layout else ())
    rows = sum(len(table) for table in source.tables)
    return {
        "file": source.file,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "publisher": layout.publisher if layout else None,
        "layout": layout.name if layout else None,
        "recognised_by": layout.evidence(source) if layout else None,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "rows": rows,
        **_count_pupils(reading.cells if reading else None, start, start + rows),
        "note": "; ".join(notes) or None,
    }


def _find_unread(source: Source, layout: Layout) -> tuple[str, ...]:
    near = find_near(layout, source.columns)
    return (f"not read, though like the columns of pupils: {', '.join(near)}",) if near else ()


def attach(frame: pd.DataFrame, records: Sequence[Record]) -> pd.DataFrame:
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
    return pd.DataFrame(json.loads(text), columns=pd.Index(_TYPES)).astype(_TYPES)


def _count_pupils(cells: Cells | None, start: int, stop: int) -> Record:
    if cells is None:
        return {"pupils": None, "hidden": None, "zeros": None}
    first, last = np.searchsorted(cells.rows, [start, stop])
    hidden = cells.hidden[first:last]
    known = np.where(hidden, 0, cells.low[first:last]).sum()
    left_out = (stop - start) * cells.width - len(hidden)
    return {"pupils": int(known), "hidden": int(hidden.sum()), "zeros": left_out}
