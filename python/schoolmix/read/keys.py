"""What must be there once: a file that says something of an area or site twice is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schoolmix.errors import InputError


def refuse_twice(frame: pd.DataFrame, *keys: str) -> None:
    """Refuse rows with the same key; the index of the frame is the line in the file, less 2."""
    twice = frame.duplicated(list(keys)).to_numpy(bool)
    if twice.any():
        row, count = int(np.flatnonzero(twice)[0]), int(twice.sum())
        value = ", ".join(str(frame[key].iloc[row]) for key in keys)
        message = f"column {keys[0]!r}, line {int(frame.index[row]) + 2}: {value} is there twice"
        remedy = "Keep one of the rows."
        raise InputError(message, kind="DuplicateKey", column=keys[0], row=row, count=count, remedy=remedy)
