"""All measures, with their formulas and sources."""

from __future__ import annotations

import pandas as pd

from schoolmix import _core, frames


def catalogue() -> pd.DataFrame:
    """
    List all measures.

    Returns
    -------
    pandas.DataFrame
        One row a measure: ``name``, ``symbol``, ``kind``, ``rows`` (what a row is about), ``parameters``, ``range``,
        ``formula``, ``axioms``, ``reference``.

    Examples
    --------
    >>> catalogue().set_index("symbol").loc["H", "name"]
    'theil'
    """
    return frames.to_pandas(_core.catalogue())
