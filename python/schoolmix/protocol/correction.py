"""Correction of an index for what chance alone would give."""

from __future__ import annotations

from typing import Any

import numpy as np


def corrected(value: Any, chance: Any) -> Any:
    """Return an index less its value under random allocation, scaled: 0 is chance, 1 the most, below chance negative.

    References
    ----------
    Carrington & Troske 1997, JBES 15:402.

    Examples
    --------
    >>> float(corrected(0.7, 0.1).round(4)), float(corrected(0.05, 0.1).round(4))
    (0.6667, -0.5)
    """
    over = np.asarray(value, float) - np.asarray(chance, float)
    return over / np.where(over >= 0, 1 - np.asarray(chance, float), chance)
