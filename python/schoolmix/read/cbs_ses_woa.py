"""CBS: socio-economic status (SES-WOA) of the private households of a postcode area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.codes import check_code
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.numbers import read_decimals, read_whole

_SCORES = (
    "ses_woa",
    "score_prosperity",
    "score_work",
    "spread",
    "spread_prosperity",
    "spread_work",
    "spread_low",
    "spread_high",
)


def _read(source: Source) -> Reading:
    """Read a row a postcode area; ``ses_woa`` is the total score, the interval belongs to the spread."""
    wide = source.tables[0].frame
    pc4 = wide["pc4"].str.strip()
    check_code(pc4, "[1-9][0-9]{3}", "a postcode area of four digits")
    scores = {name: read_decimals(wide[name]) for name in _SCORES}
    columns = {"pc4": pc4, "year": read_whole(wide["year"]), "households": read_whole(wide["households"])}
    frame = pd.DataFrame({**columns, **scores})
    _refuse_twice(frame)
    without = int(frame["ses_woa"].isna().sum())
    return Reading(frame, notes=(f"{without} areas without a score",) if without else ())


def _refuse_twice(frame: pd.DataFrame) -> None:
    twice = frame.duplicated(["pc4", "year"]).to_numpy(bool)
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        message = f"column 'pc4', line {row + 2}: area {frame['pc4'].iloc[row]} is there twice in a year"
        raise InputError(
            message, kind="DuplicateKey", column="pc4", row=row, count=int(twice.sum()), remedy="Keep one."
        )


LAYOUT = Layout(
    name="cbs_ses_woa",
    title="SES-WOA per postcode area",
    publisher="CBS",
    columns=("year", "pc4", "households", *_SCORES),
    read=_read,
)
