"""A measure along a scale: thresholds, concentration, distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix import _core, door
from schoolmix.errors import InputError
from schoolmix.measures import Measure, Named, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, group


def profile(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure],
    *,
    at: Sequence[float] | None = None,
    focal: Any = None,
    versus: Any = None,
    rng: Any = None,
) -> Any:
    """
    Return measures along their scale.

    Rank-order measures give the binary index at every threshold between ordered groups, with the fitted curve.
    Measures with a scale of their own (``bandwidth`` of spatial ones, ``threshold`` of the concentration profile,
    ``epsilon`` of Atkinson, ``beta`` of distance decay) are measured at each of ``at``.

    Parameters
    ----------
    roll : Roll
        Who sits where; without hidden counts for rank-order measures.
    measures : str, Measure, or a sequence of them
        Measures with a scale.
    at : sequence of float, optional
        Places on the scale: kilometres for ``bandwidth``, shares for ``threshold``. Not for rank-order measures, whose
        thresholds are given by the groups.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of the imputation of hidden counts; None draws one.

    Returns
    -------
    frame
        The ``by`` columns, ``measure``, ``focal``, ``versus``, ``at``, ``estimate``, and for rank-order measures
        ``fitted`` (the curve) and ``weight`` (of the threshold in the fit); ``note``.

    Raises
    ------
    InputError
        Kinds ``BadOption`` for a measure without a scale or without ``at``, ``NoOrder``, ``NoPlaces``,
        ``SuppressedMarker``.

    References
    ----------
    Reardon 2011 for rank-order profiles; Hong & Sadahiro 2014 for concentration; Reardon et al. 2008, Demography 45:489
    for scales of distance.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.profile(roll, "concentration_profile", at=[0.1, 0.5], focal="low")[["at", "estimate"]]
        at  estimate
    0  0.1      0.95
    1  0.5      0.80
    """
    core = checked(roll)._core  # noqa: SLF001 - the verbs are friends of the noun
    fixed = {"focal": group(focal), "versus": group(versus), "seed": seed_of(rng)}
    tables = [_along(core, one, at, fixed) for one in named(measures)]
    return answer(roll, pa.concat_tables(tables, promote_options="default"))


def _along(core: _core.Roll, measure: Named, at: Sequence[float] | None, fixed: dict[str, Any]) -> pa.Table:
    """Return one measure along its scale."""
    name, label, parameters = measure
    scale = _core.scale(name)
    if scale is None and at is None:
        return pa.table(_core.thresholds(core, [measure]))
    if at is not None and not _numbers(at):
        raise InputError(
            "at is no sequence of numbers", kind="BadOption", column="at", remedy="Give for example at=[0, 1, 2]."
        )
    if scale is None or at is None or not len(at):
        raise InputError(
            f"measure '{label}' {'has no scale to go along' if scale is None else f'needs values of {scale}'}",
            kind="BadOption",
            column="at",
            remedy="Give at=[...] for measures with a scale, and leave it out for rank-order measures.",
        )
    given = [(name, label, [pair for pair in parameters if pair[0] != scale] + [(scale, float(x))]) for x in at]
    return pa.concat_tables([_placed(_value(core, one, fixed), float(x)) for one, x in zip(given, at, strict=True)])


def _numbers(at: Any) -> bool:
    """Return whether something is a sequence of finite numbers."""
    return isinstance(at, list | tuple | range | np.ndarray) and all(map(door.finite, at))


def _value(core: _core.Roll, measure: Named, fixed: dict[str, Any]) -> pa.Table:
    """Return the rows of one measure, without an interval or a correction."""
    plain: dict[str, Any] = {
        "law": "poisson",
        "interval": None,
        "method": "basic",
        "level": 0.95,
        "replicates": 2,
        "correct": None,
    }
    with shown("profile") as report:
        return pa.table(_core.measure(core, [measure], **plain, **fixed, report=report))


def _placed(table: pa.Table, at: float) -> pa.Table:
    """Return the rows of one place on the scale."""
    place = table.column_names.index("estimate")
    kept = table.drop_columns(["units", "pupils"])
    return kept.add_column(place, "at", pa.array([at] * len(kept)))
