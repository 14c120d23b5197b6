"""How uneven, how exposed: the values of measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, checked_sampling, group


def measure(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H", "M"),
    *,
    focal: Any = None,
    versus: Any = None,
    interval: str | None = None,
    level: float = 0.95,
    replicates: int = 500,
    law: str = "poisson",
    rng: Any = None,
) -> Any:
    """
    Measure a roll.

    Parameters
    ----------
    roll : Roll
        Who sits where.
    measures : str, Measure, or a sequence of them
        Names or symbols as :func:`schoolmix.catalogue` lists them.
    focal : value of the group column, optional
        The group in focus; a tuple for a compound group. Measures with a multigroup form then compare it with all
        others.
    versus : value of the group column, optional
        The group that ``focal`` is held against, instead of all others.
    interval : {"pupils", "units"}, optional
        Whose drawing the interval is about: pupils over all cells (multinomial), or whole units with replacement. The
        two differ tenfold: say which. Whole counts only, none hidden.
    level : float
        Coverage of the interval, between 0 and 1.
    replicates : int
        Tables drawn for the interval, 2 or more.
    law : {"poisson", "uniform"}
        How hidden counts are distributed between their bounds. ``"poisson"`` is truncated to the bounds, conditional
        on the unit totals that are known; without any total the uniform law is used. Only for masked rolls.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn: intervals and imputations of hidden counts; None draws one.

    Returns
    -------
    frame
        One row an estimate, in the kind of frame that the roll came from: the ``by`` columns, ``measure``, ``focal``,
        ``versus``, ``estimate``, ``units``, ``pupils``, ``note``. For a masked roll also ``bound_low`` and
        ``bound_high``: hard bounds of two-group dissimilarity, else null. With ``interval`` also ``low`` and ``high``
        (basic bootstrap interval, which may leave the range), ``se`` and ``bias``. ``seed`` where something was drawn.
        ``estimate`` is null where the measure is undefined, and ``note`` says why. A measure with a multigroup form
        gives one row, one-group measures a row a group, pair measures a row an ordered pair of different groups.

    Raises
    ------
    InputError
        Kinds ``UnknownMeasure``, ``UnknownOption``, ``UnknownGroup``, ``BadOption``, ``BadSeed``.

    References
    ----------
    Duncan & Duncan 1955; Theil 1971; Reardon & Firebaugh 2002; Mora & Ruiz-Castillo 2011; Efron 1979 for the
    bootstrap; Rubin 1987 for imputation.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.measure(roll, ["D", "H"])[["measure", "estimate", "units", "pupils"]].round(6)
      measure  estimate  units  pupils
    0       D   0.70000      3     300
    1       H   0.41262      3     300
    """
    checked_sampling(interval, level, replicates, law)
    table = _core.measure(
        checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
        named(measures),
        focal=group(focal),
        versus=group(versus),
        law=law,
        interval=interval,
        level=level,
        replicates=replicates,
        seed=seed_of(rng),
    )
    return answer(roll, table)
