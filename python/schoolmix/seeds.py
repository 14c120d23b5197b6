"""Seeds: one whole number names everything that is drawn."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np

from schoolmix.errors import InputError

LIMIT = 2**64


def seed_of(rng: Any = None) -> int:
    """
    Return the seed that ``rng`` stands for.

    Parameters
    ----------
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        A whole number from 0 to 2**64 - 1 is the seed itself; a generator or a seed sequence is asked for one;
        None draws one.

    Returns
    -------
    int

    Examples
    --------
    >>> seed_of(7)
    7
    """
    if rng is None:
        return secrets.randbits(64)
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(LIMIT, dtype=np.uint64, endpoint=False))
    if isinstance(rng, np.random.SeedSequence):
        return int(rng.generate_state(1, np.uint64)[0])
    if isinstance(rng, int | np.integer) and not isinstance(rng, bool) and 0 <= int(rng) < LIMIT:
        return int(rng)
    raise InputError(
        f"{type(rng).__name__} is no seed",
        kind="BadSeed",
        column="rng",
        remedy="Give a whole number from 0 to 2**64 - 1, a numpy Generator or a SeedSequence.",
    )
