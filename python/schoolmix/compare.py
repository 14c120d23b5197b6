"""Why a measure changed: what came and went, margins that shifted, and the structure that is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import _core
from schoolmix.errors import ColumnError
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.series import comparable, dated
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, together

UNDATED = "no years known: breaks in the series were not looked for"


def compare(
    before: Roll,
    after: Roll,
    measures: str | Measure | Sequence[str | Measure] = "M",
    *,
    method: str = "shapley",
    detail: str | None = None,
    bridge: str | Sequence[str] | None = None,
    interval: str | None = None,
    level: float = 0.95,
    replicates: int = 500,
    rng: Any = None,
) -> Any:
    """
    Split the difference of M or H between two years into its parts.

    Units and groups with pupils in one year only are set apart first, as additions and removals. Of what both years
    share, the group margin (how large groups are) and the unit margin (how large schools are) are told apart from the
    structure: how groups are spread over schools whatever those sizes. Tables between the two years, with the odds
    ratios of one and margins of the other, come from iterative proportional fitting, every margin within 1e-12 of its
    target. A part is arithmetic, not a cause.

    Parameters
    ----------
    before, after : Roll
        Two years with the same ``unit``, ``group`` and ``by`` columns; no hidden counts.
    measures : str, Measure, or a sequence of them
        ``M`` (any base) or ``H``.
    method : {"shapley", "km", "mrc"}
        ``"shapley"``: averages over the order of changes (Elbers 2021); swapping the years turns every sign, swapping
        units and groups exchanges the two margins. ``"km"``: Karmel & Maclachlan, from the first year towards the
        second, with an ``interaction``. ``"mrc"``: Mora & Ruiz-Castillo, by entropies, without fitting; for H the
        change of 1/E belongs to the group margin.
    detail : {"units", "groups"}, optional
        What every unit, or every group, that both years share adds to the structural part, instead of the parts.
    bridge : str or sequence of str, optional
        Methods that bridge the known breaks in the series between the years, by the names of
        :func:`schoolmix.read.breaks`; without them a break is refused.
    interval : {"pupils", "units"}, optional
        Interval of every part by drawing pupils of both years again, or schools, a school once for both years.
    level : float
        Coverage of the interval.
    replicates : int
        Draws of the interval.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        One row a part: the ``by`` columns, ``measure``, ``part`` (``before, after, difference, additions, removals,
        group_marginal, unit_marginal, structural``, and ``interaction`` for ``"km"``), ``estimate``, with an interval
        also ``low, high, se, bias, seed``; ``bridge`` (what bridged a break; null where there is none), ``iterations``
        and ``residual`` of the fit (most, and largest relative distance of a margin; null where nothing was fitted) and
        ``note`` (what came and went; whether zeros of one year left no room for the margins of the other and were
        filled with 1e-10 pupils; about what chance alone gives in either year; how many draws have no value; why there
        is no value). Parts from
        ``additions`` on add up to ``difference``. With ``detail`` one row a unit (or group): its columns, its shares of
        the shared pupils ``share_before`` and ``share_after``, and ``estimate``; they add up to ``structural``.

    Raises
    ------
    InputError
        Kinds ``BreakInSeries``, ``NothingShared`` (no unit or no group is in both), ``UnmatchedKey``, ``BadOption``,
        ``SuppressedMarker``, ``FractionalCount`` (an interval of weights).
    ConvergenceError
        Kind ``NotConverged``.

    References
    ----------
    Elbers 2021, Sociological Methods & Research, doi 10.1177/0049124121986204; Karmel & Maclachlan 1988, Economic
    Record 64:187; Mora & Ruiz-Castillo 2009, working paper; Deming & Stephan 1940 for the fitting.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> sites = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> later = pd.DataFrame({"site": ["a", "b", "d"], "low": [70, 20, 10], "high": [40, 80, 30]})
    >>> before, after = (sm.Roll.from_wide(frame, unit="site", groups=["low", "high"]) for frame in (sites, later))
    >>> sm.compare(before, after)[["part", "estimate"]].round(4)
                 part  estimate
    0          before    0.2626
    1           after    0.0945
    2      difference   -0.1682
    3       additions   -0.0068
    4        removals   -0.0323
    5  group_marginal   -0.0066
    6   unit_marginal   -0.0027
    7      structural   -0.1197
    """
    checked_words(method=method)
    if detail is not None:
        checked_words(detail=detail)
    checked_sampling(interval=interval, level=level, replicates=replicates)
    crossed = comparable(checked(before), checked(after), bridge)
    both = together(before, after, whole=interval is not None)
    with shown("compare") as report:
        answered = _core.compare(
            both._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            method=method,
            detail=detail,
            interval=interval,
            level=level,
            replicates=replicates,
            seed=seed_of(rng),
            report=report,
        )
    return answer(after, _told(pa.table(answered), crossed, is_dated=dated(before) and dated(after)))


def _told(table: pa.Table, crossed: pd.DataFrame, *, is_dated: bool) -> pa.Table:
    """Return the answer of the core with what is known of breaks in the series."""
    if "bridge" in table.column_names:
        raise ColumnError(
            "the answer has a column 'bridge' of its own beside yours",
            kind="SameColumn",
            column="bridge",
            remedy="Rename your column before you make the roll.",
        )
    names = table.column_names
    if not is_dated:
        pairs = zip(table["part"].to_pylist(), table["note"].to_pylist(), strict=True)
        notes = ["; ".join(filter(None, [note, UNDATED if part == "difference" else ""])) for part, note in pairs]
        table = table.set_column(names.index("note"), "note", pa.array(notes, pa.large_string()))
    over = ", ".join(sorted(set(crossed["bridge"].dropna()))) or None
    return table.add_column(names.index("iterations"), "bridge", pa.array([over] * len(table), pa.large_string()))
