"""Effects that are not shown: those where the model does not describe what is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from schoolmix import frames
from schoolmix.errors import ColumnError, InputTypeError

COLUMNS = ["municipality_code", "target", "passed"]


def withheld(effects: pd.DataFrame, backtest: Any) -> pd.DataFrame:
    """
    Return effects without those for municipalities in which a model fails.

    Parameters
    ----------
    effects : pandas.DataFrame
        As of :class:`Simulation`.
    backtest : frame
        ``municipality_code`` (null: all pupils), ``target`` and ``passed``, as :func:`backtest` gives them.

    Returns
    -------
    pandas.DataFrame
        The same rows; null with a note that names the targets where a row of ``backtest`` has not passed, and where
        no target of a municipality was judged.

    Raises
    ------
    ColumnError
        Kind ``MissingColumn``.

    Examples
    --------
    >>> effects = pd.DataFrame(
    ...     {"municipality_code": ["0001", None], "estimate": [0.1, 0.2], "low": 0.0, "high": 0.3, "note": ""}
    ... )
    >>> score = pd.DataFrame({"municipality_code": ["0001"], "target": ["distance"], "passed": [False]})
    >>> withheld(effects, score)[["estimate", "note"]]
       estimate                                         note
    0       NaN  withheld: the model misses distance there
    1       0.2
    """
    score = _frame(backtest)
    missing = [name for name in COLUMNS if name not in score]
    if missing:
        raise ColumnError(
            f"backtest has no column '{missing[0]}'",
            kind="MissingColumn",
            column=missing[0],
            remedy="Give what backtest() returned.",
        )
    score = score.assign(
        municipality_code=score["municipality_code"].astype(object).where(lambda code: code.notna(), "")
    )
    score = score[score["passed"].notna()]
    failed = score[~score["passed"].astype(bool)]
    why = failed.groupby("municipality_code")["target"].agg(lambda targets: ", ".join(sorted(set(targets))))
    code = effects["municipality_code"].astype(object).where(lambda code: code.notna(), "")
    notes = code.map("withheld: the model misses " + why + " there")
    untold = notes.isna() & (code != "") & ~code.isin(score["municipality_code"])
    notes = notes.where(~untold, "withheld: the model was not tested there")
    kept = notes.isna()
    null = {name: effects[name].where(kept, np.nan) for name in ("estimate", "low", "high")}
    return effects.assign(**null, note=effects["note"].where(kept, notes))


def _frame(backtest: Any) -> pd.DataFrame:
    try:
        return frames.to_pandas(frames.collected(backtest))
    except InputTypeError as error:
        remedy = "Give what backtest() returned."
        raise InputTypeError(error.message, kind=error.kind, column="backtest", remedy=remedy) from None
