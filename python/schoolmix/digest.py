"""The digest of what is asked of an admission, without drawing lots."""

from __future__ import annotations

from typing import Any

from schoolmix.lists import Lists
from schoolmix.market import prepared
from schoolmix.mechanism import Mechanism, Ties


def digest(
    wishes: Any,
    schools: Any,
    *,
    pupils: Any = None,
    mechanism: str | Mechanism = "deferred_acceptance",
    ties: str | Ties | None = "single",
    priorities: Any = None,
    reserves: Any = (),
    lists: Lists | None = None,
    rounds: str | None = None,
    lotteries: int = 1,
) -> str:
    """
    Return the SHA-256 of everything that decides who is admitted where but the seed, without drawing lots.

    Two inputs with the same digest give the same placements under the same seed. It is the same in any order of rows,
    for any kind of frame, and whichever way the same priorities are given.

    Parameters
    ----------
    wishes, schools, pupils, mechanism, ties, priorities, reserves, lists, rounds, lotteries
        As :func:`schoolmix.admit` takes them.

    Returns
    -------
    str
        64 hexadecimal digits; ``Admission.record()["input"]`` of the same call.

    Raises
    ------
    SchoolmixError
        As :func:`schoolmix.admit`.

    Notes
    -----
    What is hashed, in UTF-8 with a line feed after every line: ``schoolmix admission 1``; the options; the rules that
    reserves make of schools; every school with its places and every admissible wish with its priority; every pupil with
    what mechanism, rounds and reserves ask of it; all as JSON, in the order of names.

    Names of pupils are hashed with the rest: the digest of a list of a few pupils could be guessed, so publish that
    of a whole admission only.

    Examples
    --------
    >>> import schoolmix as sm
    >>> wishes, places = {"ann": ["oak", "elm"], "bob": ["oak"]}, {"oak": 1, "elm": 1}
    >>> sm.digest(wishes, places) == sm.admit(wishes, places, rng=1).record()["input"]
    True
    >>> sm.digest(wishes, places) == sm.digest(wishes, places, ties="multiple")
    False
    """
    market = prepared(
        wishes,
        schools,
        pupils=pupils,
        mechanism=mechanism,
        ties=ties,
        priorities=priorities,
        reserves=reserves,
        lists=lists,
        rounds=rounds,
        lotteries=lotteries,
    )
    return market.digest()
