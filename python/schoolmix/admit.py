"""Who is admitted where: places given out by a mechanism and a lottery."""

from __future__ import annotations

from typing import Any

from schoolmix.admission import Admission
from schoolmix.errors import InputError
from schoolmix.lists import Lists
from schoolmix.market import Market, prepared
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.progress import shown
from schoolmix.seal import Seal
from schoolmix.seeds import seed_of


def admit(
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
    rng: Any = None,
) -> Admission:
    """
    Give out the places of schools (*centraal aanmelden en plaatsen*).

    Parameters
    ----------
    wishes : frame or mapping
        ``pupil, school, rank``: a row a wish in any order, rank 1 the first choice, without gaps; or a dictionary of
        lists by pupil, best first. A school that is not on the list is not acceptable. May hold flags for
        ``priorities``, such as ``sibling``.
    schools : frame or mapping
        ``school, places``: whole numbers, 0 for a school that admits nobody; or a dictionary of places by school. May
        hold ``x, y`` in metres and what ``priorities`` and ``reserves`` ask for.
    pupils : frame, optional
        ``pupil``, a row a pupil, with traits and perhaps ``x, y`` of the home in metres. Who has no wish stays
        unplaced. Without it the pupils are those who wish.
    mechanism : str or Mechanism
        As :class:`Mechanism` lists them, such as ``"deferred_acceptance"`` or
        ``Mechanism("chinese_parallel", band=2)``.
    ties : str, Ties or None
        Who goes first of those in one priority class: ``"single"``, a lottery number a pupil (STB); ``"multiple"``, one
        a pupil and school (MTB); ``Ties("hybrid", popular=...)``; ``Ties("mixed", weight=...)``; None if
        priorities leave no ties.
    priorities : frame, mapping, or sequence of Priority, optional
        A frame ``school, pupil, priority`` that covers every wished pair: 1 goes first, the same number is a tie, null
        is not admissible. Or orders of pupils by school, as the package `matching` takes them. Or tiers
        (*voorrangsregels*): the class of a pupil at a school is the first tier that holds. Without it all are alike.
    reserves : sequence, optional
        For whom places are kept: :mod:`schoolmix.reserves`.
    lists : Lists, optional
        How long lists may be, and whether long ones earn a placement guarantee (*plaatsingsgarantie*): who is at no
        school of the list gets a place that all who asked have left (in the same round), at the nearest school that has
        one and admits the pupil if ``x, y`` are known of pupils and schools, else in the order of their names.
    rounds : str, optional
        A column of pupils with the number of the round (*aanmeldronde*) in which each takes part. Places of a round
        are final, those left go to the next.
    lotteries : int
        How often lots are drawn; everything else stays the same.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence, Seal or None
        The seed of the lots; None draws one; a :class:`Seal` holds one that was committed to before. Lots are named by
        seed, lottery, round and pupil: the same pupils get the same numbers in any order of rows and under any
        mechanism.

    Returns
    -------
    Admission
        ``.placements`` and what can be asked of it.

    Raises
    ------
    InputError
        Kinds ``BadCapacity``, ``BadRank``, ``GapInRanks``, ``DuplicateRank``, ``DuplicatePreference``,
        ``DuplicateKey``, ``UnmatchedKey``, ``MissingPriority``, ``BadPriority``, ``UnresolvedTies``, ``ListTooLong``,
        ``BadOption``, ``BadSeed``, ``BrokenSeal``, ``EmptyInput``, with the column, the first row, how many and
        the remedy.
    ColumnError, InputTypeError, LimitError
        As for a :class:`Roll`.

    Notes
    -----
    Fewer places than pupils is a valid market. Regions that share no school are solved apart.

    References
    ----------
    Gale & Shapley 1962; Abdulkadiroğlu & Sönmez 2003; the definitions of each mechanism are in the documentation.

    Examples
    --------
    >>> import schoolmix as sm
    >>> wishes = {"ann": ["oak", "elm"], "bob": ["oak"], "cas": ["oak", "elm"]}
    >>> orders = {"oak": ["cas", "ann", "bob"], "elm": ["ann", "cas"]}
    >>> result = sm.admit(wishes, {"oak": 1, "elm": 1}, priorities=orders)
    >>> result.placements.dropna()[["pupil", "school", "rank"]]
      pupil school  rank
    0   ann    elm     2
    2   cas    oak     1
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
    commitment, seed = _opened(rng, market) if isinstance(rng, Seal) else (None, seed_of(rng))
    with shown("admit", unit="lottery") as report:
        core = market.core.admit(
            {**market.asked, "seed": seed}, traits=market.traits, rules=market.rules, report=report
        )
    return Admission(core, market=market, seed=seed, commitment=commitment)


def _opened(seal: Seal, market: Market) -> tuple[str, int]:
    """Return commitment and seed of a seal that was made for this market, or for any."""
    if seal.input is not None and seal.input != market.digest():
        raise InputError(
            "the seal was made for other lists, places or rules: the digests differ",
            kind="BrokenSeal",
            column="rng",
            remedy="Give what was given to schoolmix.digest when the seal was made.",
        )
    return seal.commitment, seed_of(seal.seed)
