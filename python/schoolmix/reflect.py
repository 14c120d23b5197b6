"""Whether schools reflect their neighbourhoods."""

from __future__ import annotations

from typing import Any

from schoolmix import _core
from schoolmix.neighbourhood import Neighbourhood, matched
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked, checked_words, group, proportion


def reflect(
    roll: Roll,
    reference: Roll,
    *,
    focal: Any = None,
    match: str | list[str] | Neighbourhood | Any = None,
    threshold: float = 0.2,
    own: str = "included",
) -> Any:
    """
    Set every school beside its neighbourhood (*afspiegeling*): over, under, mirror, or not distinguishable.

    A school deviates if its share of a group differs from that in its neighbourhood by ``threshold`` or by more than a
    factor of two, and chance is excluded. It mirrors if its share, with the interval that its own size gives, cannot be
    so far off. Everything else is not distinguishable: small schools can seldom be told apart from their
    neighbourhood. Where a group is more than half of the neighbourhood, the rule looks at the rest, so that the answer
    does not hang on which of the two is called focal.

    Parameters
    ----------
    roll : Roll
        Pupils by school; whole counts, none hidden.
    reference : Roll
        Pupils by home area, of the same age band, with the same group column and groups; whole counts, none hidden.
        Where the rolls have ``by`` columns, these are the same, and tables match table by table.
    focal : value of the group column, optional
        The group in focus; a row for every group without it.
    match : str, sequence of str, frame, or Neighbourhood
        Which home areas are the neighbourhood of a school: columns that both rolls know (as ``unit``, ``within`` or
        ``by``) and in which they agree; a frame with the unit columns of both, a row for each school and area; or a
        :class:`schoolmix.Neighbourhood` by distance, for rolls with places (:meth:`schoolmix.Roll.located`).
    threshold : float
        Difference in share from which a school deviates, between 0 and 1.
    own : {"included", "left_out"}
        Whether a school's own pupils count among those who live around it. Taking them out needs a neighbourhood in
        which all of them live, and that weighs its areas alike.

    Returns
    -------
    frame
        One row a school and group: the ``by`` and unit columns, ``focal``, ``share`` at the school,
        ``reference_share`` in the neighbourhood, ``difference`` of the two, ``ratio`` and ``log_ratio`` (natural
        logarithm; null where either share is 0), ``low`` and ``high`` (95 % interval of the share by Clopper and
        Pearson), ``chance_low`` and ``chance_high`` (95 % limits of the share if school and neighbourhood together were
        divided at random), ``p_value`` (two-sided, of such chance, exact), ``answer`` (``"over"``, ``"under"``,
        ``"mirror"`` or ``"not_distinguishable"``), ``chance_of_deviating`` (the probability that chance alone lets a
        school of this size deviate; its sum is the number of schools to expect), ``pupils``, ``reference_pupils`` and
        ``note``. A school without neighbourhood has null for an answer, and ``note`` says why. With weights that fall
        with distance ``reference_pupils`` is the effective size, (sum w t)^2 / sum w^2 t, on which chance is reckoned.

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey`` for other groups or tables or where no school has a neighbourhood, ``NoPlaces``,
        ``FractionalCount``, ``SuppressedMarker``, ``UnknownGroup``, ``BadOption``, ``UnknownOption``,
        ``DuplicateKey``, ``TooFewResidents`` for own pupils who live elsewhere.
    ColumnError
        Kind ``MissingColumn`` for a column that one of the rolls does not know.

    Notes
    -----
    What lies behind a difference (choice, admission, distance, kinds of schools) the answer does not tell. Pupils of
    the school who live in the neighbourhood stand on both sides of the test with ``own="included"``, which makes it
    cautious.

    References
    ----------
    Fisher 1935 for the exact test; Clopper & Pearson 1934, Biometrika 26:404; Kish 1965 for the effective size.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> schools = pd.DataFrame({"site": ["a", "b"], "town": ["t", "t"], "low": [0, 70], "high": [40, 155]})
    >>> homes = pd.DataFrame({"area": [1, 2], "town": ["t", "t"], "low": [60, 240], "high": [200, 500]})
    >>> roll = sm.Roll.from_wide(schools, unit="site", groups=["low", "high"], within="town")
    >>> reference = sm.Roll.from_wide(homes, unit="area", groups=["low", "high"], within="town")
    >>> found = sm.reflect(roll, reference, focal="low", match="town")
    >>> found[["site", "share", "reference_share", "answer"]].round(3)
      site  share  reference_share  answer
    0    a  0.000              0.3   under
    1    b  0.311              0.3  mirror
    """
    checked_words(own=own)
    table = _core.reflect(
        checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
        checked(reference)._core,  # noqa: SLF001
        focal=group(focal),
        neighbourhood=matched(match, roll.unit, reference.unit),
        threshold=proportion(threshold, "threshold"),
        own=own,
    )
    return answer(roll, table)
