"""What a reader has to say about any file: columns its edition lacks, and accents that were spoilt before it came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from schoolmix.read.numbers import read_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from schoolmix.read.cells import Cells
    from schoolmix.read.fields import Field
    from schoolmix.read.layout import Source

_SPOILT = re.compile(r"(?<=[^\W\d_])[ÔÓÚÙÞÛÝ·¶¾³¹±÷](?=[a-z])")


def find_notes(source: Source, fields: Sequence[Field]) -> tuple[str, ...]:
    """Say what is particular about a file."""
    wide = source.tables[0].frame
    lacking = [field.published or field.name for field in fields if field.optional and field.optional not in wide]
    notes = [f"not in this edition: {', '.join(lacking)}"] if lacking else []
    if source.encoding == "cp850":
        notes.append("accents read as cp850")
    if "municipality" in wide and (names := _find_spoilt(wide["municipality"])):
        notes.append(f"names published with spoilt accents, do not join on them: {', '.join(names)}")
    return tuple(notes)


def _find_spoilt(names: pd.Series[Any]) -> list[str]:
    """Find names whose accents DUO itself decoded as cp850 (``Fryslân`` as ``FryslÔn``): a capital inside a word."""
    return sorted(str(name).strip() for name in names.unique() if _SPOILT.search(str(name)))


def check_totals(wide: pd.DataFrame, cells: Cells, word: str) -> tuple[str, ...]:
    """Compare a published total with what its cells allow, masks being intervals; contradictions are counted."""
    if word not in wide:
        return ()
    total = read_count(wide[word])
    low, high = (
        np.bincount(cells.rows, weights=cells.counts[end].to_numpy("float64"), minlength=len(wide))
        for end in ("pupils_low", "pupils_high")
    )
    apart = (total["pupils_high"].to_numpy("float64") < low) | (total["pupils_low"].to_numpy("float64") > high)
    if not apart.any():
        return ()
    count, line = int(apart.sum()), int(apart.argmax()) + 2
    return (f"{count} rows whose {word} their cells cannot add up to, first in line {line}",)
