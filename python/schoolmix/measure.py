"""How uneven, how exposed: the values of measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, group


def measure(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H", "M"),
    *,
    focal: Any = None,
    versus: Any = None,
    interval: str | None = None,
    method: str = "basic",
    level: float = 0.95,
    replicates: int = 500,
    correct: str | None = None,
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
    interval : {"pupils", "units", "masking"}, optional
        What the interval is about: another draw of pupils over all cells (multinomial), of whole units with
        replacement, or hidden counts alone. The first two differ tenfold: say which. With hidden counts the interval of
        pupils or units includes the masking (Rubin's rules over the imputed tables). Whole counts only.
    method : {"basic", "percentile", "bias_corrected"}
        How the interval is made from the replicates. Only the basic one allows for the bias of small units.
    level : float
        Coverage of the interval, between 0 and 1.
    replicates : int
        Tables drawn for the interval or the correction, 2 or more.
    correct : str, optional
        Correction of the estimate for small units: ``"bootstrap"`` (any measure), ``"carrington_troske"`` and
        ``"winship"`` (measures from 0 to 1), ``"allen"`` (two groups), ``"density"`` (D of two groups), ``"rathelot"``
        (D, G, H, V, O, Atkinson of two groups), ``"dhaultfoeuille_rathelot"`` (bounds of D of two groups, in
        ``bound_low`` and ``bound_high``). An interval then lies around the corrected estimate.
    law : {"poisson", "negative_binomial", "uniform"}
        How hidden counts are distributed between their bounds, conditional on the unit totals that are known; without
        any total the uniform law is used. Only for masked rolls.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn: intervals, corrections and imputations of hidden counts; None draws one.

    Returns
    -------
    frame
        One row an estimate, in the kind of frame that the roll came from: the ``by`` columns, ``measure``, ``focal``,
        ``versus``, ``estimate``, ``units``, ``pupils``, ``note``. For a masked roll also ``bound_low`` and
        ``bound_high``, hard bounds; ``note`` says whether they are exact. With ``interval`` also ``low``, ``high`` and
        ``se``; the basic interval may leave the range. With ``interval`` or ``correct`` also ``bias``: what chance adds
        to the uncorrected value. ``seed`` where something was drawn.
        ``estimate`` is null where the measure is undefined, and ``note`` says why. A measure with a multigroup form
        gives one row, one-group measures a row a group, pair measures a row an ordered pair of different groups.

    Raises
    ------
    InputError
        Kinds ``UnknownMeasure``, ``UnknownOption``, ``UnknownGroup``, ``BadOption``, ``BadSeed``, ``NoOrder``,
        ``NoPlaces``, ``NoScores``, ``FractionalCount``, ``SuppressedMarker``.

    References
    ----------
    Duncan & Duncan 1955; Theil 1971; Reardon & Firebaugh 2002; Mora & Ruiz-Castillo 2011; Efron 1979 and 1981 for the
    bootstrap; Rubin 1987 for imputation; Winship 1977, Carrington & Troske 1997, Rathelot 2012, Allen et al. 2015 and
    D'Haultfoeuille & Rathelot 2017 for small units.

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
    checked_sampling(interval=interval, level=level, replicates=replicates)
    checked_words(method=method, correct=correct, law=law)
    with shown("measure") as report:
        table = _core.measure(
            checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            focal=group(focal),
            versus=group(versus),
            law=law,
            interval=interval,
            method=method,
            level=level,
            replicates=replicates,
            correct=correct,
            seed=seed_of(rng),
            report=report,
        )
    return answer(roll, table)
