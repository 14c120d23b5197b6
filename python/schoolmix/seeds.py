"""Seeds: one whole number names everything that is drawn."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np

from schoolmix.errors import InputError

LIMIT = 2**64
_GOLDEN = 0x9E3779B97F4A7C15


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


def derived(seed: int, number: int) -> int:
    """
    Return the seed of one of many runs: another for every number, and nothing to do with those of other seeds.

    Two rounds of SplitMix64 (Steele, Lea and Flood 2014), as the core makes its keys.

    Examples
    --------
    >>> derived(42, 7) == derived(42, 7) != derived(42, 8)
    True
    >>> f"{derived(42, 7):016x}"
    '16062d6c1339e500'
    """
    return _mixed(_mixed(seed) ^ number)


def _mixed(word: int) -> int:
    word = (word + _GOLDEN) % LIMIT
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % LIMIT
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % LIMIT
    return word ^ (word >> 31)
