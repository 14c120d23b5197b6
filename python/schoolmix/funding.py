"""What secondary schools are paid: fixed feet, pupils and allowances, in whole cents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames
from schoolmix.errors import ColumnError, InputError
from schoolmix.keyed import check_known, whole

COUNTS = ("heads", "branches", "pupils_1", "pupils_2")
OPTIONAL = ("isolated", "broad_heads", "broad_branches")
PARTS = ("head", "branch", "pupils_1", "pupils_2", "isolated", "exception", "broad", "total")
AMOUNTS = ("head_cents", "branch_cents", "pupil_1_cents", "pupil_2_cents")
FEET = ("head", "branch", "own")
MOST = 10**12
"""Counts, and cents of an amount, beyond which something must be wrong; products of them are held exactly."""
TIMES = 1000
NOT_ISOLATED = "isolated sites are paid nothing beside an exception"


def funding(
    schools: Any,
    *,
    year: int = 2022,
    amounts: Mapping[str, int] | None = None,
    foot: str = "head",
    multiplier: int = 2,
) -> Any:
    """
    Return what secondary schools are paid in a year (*bekostiging*), part by part, in whole cents.

    The formula: a foot a head site, a foot a branch, an amount a pupil at each of two rates, an allowance of one foot
    of a head for each isolated site, the allowance of an exception, and further feet for broad sites.

    Parameters
    ----------
    schools : frame
        A row a school: ``school`` or ``brin``, and whole numbers ``heads, branches, pupils_1, pupils_2``
        (:func:`schoolmix.funded` derives them from a file of DUO). Perhaps ``isolated`` (isolated sites),
        ``broad_heads, broad_branches`` (how many of the heads and branches are broad), and ``exception``: what a school
        offers that is kept open although it is small (*uitzonderingsschool*), ``"vbo"``, ``"mavo"``,
        ``"mavo+havo+vwo"`` or ``"vbo+mavo+havo+vwo"``, null for other schools.
    year : int
        Year of the amounts. Only those of 2022 are known, and they are provisional.
    amounts : mapping of str to int, optional
        Amounts of one's own instead: ``head_cents, branch_cents, pupil_1_cents, pupil_2_cents``.
    foot : {"head", "branch", "own"}
        Which foot a broad site gets once more: that of a head, that of a branch, or the one it has.
    multiplier : int
        How many times a broad site gets the foot, 1 or more.

    Returns
    -------
    frame
        A row a school, in the order given: ``year`` (of the pupils, if ``schools`` has it), the school,
        ``amounts_year`` (null for amounts of one's own), the counts, ``head_cents, branch_cents, pupils_1_cents,
        pupils_2_cents, isolated_cents, exception_cents, broad_cents`` and their sum ``total_cents`` (whole cents),
        ``total_euros``, and ``note``.

    Raises
    ------
    InputError
        Kinds ``UnknownYear``, ``BadOption``, ``MissingKey``, ``NegativeCount``, ``OutsideRange`` (a fraction; more
        broad sites than sites).
    ColumnError, InputTypeError, LimitError
        A column that is not there, counts that are no numbers, more cents than a whole number holds.

    References
    ----------
    Regeling bekostiging WVO 2020 (BWBR0045607), provisional amounts of 2022. That an exception is paid beside the feet,
    and half a foot rounded down to the cent, is our reading; so is the double foot, whose statute is not known to us.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> schools = pd.DataFrame({"school": ["20LO"], "heads": 1, "branches": 1, "pupils_1": 700, "pupils_2": 300})
    >>> sm.funding(schools)[["head_cents", "branch_cents", "total_cents", "total_euros"]]
       head_cents  branch_cents  total_cents  total_euros
    0    22716097      11358048    851879045   8518790.45
    >>> int(sm.funding(schools.assign(broad_heads=1))["broad_cents"].item())
    22716097
    """
    paid = amounts_of(year, amounts)
    times = _further(foot, multiplier)
    rows, keys = _rows(schools)
    counts = {name: whole(rows, name, "schools") for name in (*COUNTS, *OPTIONAL)}
    _check_sites(counts)
    feet = _feet(foot, times, counts)
    asked = np.column_stack([*(counts[name] for name in (*COUNTS, "isolated")), *feet]).tolist()
    exceptions = [None if pd.isna(value) else str(value) for value in rows["exception"]]
    cents = np.array(_core.funding(asked, exceptions, amounts=list(paid)), dtype=np.uint64).reshape(-1, len(PARTS))
    table = rows[keys].assign(amounts_year=pd.array([year if amounts is None else None] * len(rows), dtype="Int64"))
    table = table.assign(**counts, exception=pd.Series(exceptions, dtype=object))
    for place, part in enumerate(PARTS):
        table[f"{part}_cents"] = cents[:, place].astype(np.int64)
    table["total_euros"] = cents[:, -1] / 100
    unpaid = (counts["isolated"] > 0) & (table["isolated_cents"] == 0)
    table["note"] = np.where(unpaid, NOT_ISOLATED, "")
    return frames.restore(schools)(pa.Table.from_pandas(table, preserve_index=False))


def amounts_of(year: Any, amounts: Mapping[str, int] | None) -> tuple[int, int, int, int]:
    """Return the amounts of a year, or one's own, in cents: feet of a head and a branch, pupils at rates 1 and 2."""
    if amounts is None:
        if not _count(year):
            raise _meaningless("year", "a whole number")
        head, branch, one, two = _core.funding_amounts(int(year))
        return head, branch, one, two
    is_whole = (
        isinstance(amounts, Mapping) and sorted(amounts) == sorted(AMOUNTS) and all(map(_count, amounts.values()))
    )
    if not is_whole:
        raise _meaningless("amounts", f"whole cents of 0 or more for each of {', '.join(AMOUNTS)}")
    head, branch, one, two = (int(amounts[name]) for name in AMOUNTS)
    return head, branch, one, two


def extra_feet(
    is_head: npt.NDArray[np.bool_], head: int, branch: int, foot: str, multiplier: Any
) -> npt.NDArray[np.int64]:
    """Return what every site gets more if it is broad, in cents."""
    own = (
        np.where(is_head, head, branch) if foot == "own" else np.full(len(is_head), head if foot == "head" else branch)
    )
    return own.astype(np.int64) * _further(foot, multiplier)


def _rows(schools: Any) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of schools with the columns that may be left out, and the columns that name the school."""
    names = frames.names_of(frames.collected(schools))
    key = next((name for name in ("school", "brin") if name in names), None)
    if key is None:
        raise ColumnError(
            "schools has no column 'school' or 'brin'",
            kind="MissingColumn",
            column="school",
            remedy="Name the column with the code of the school so.",
        )
    optional = [name for name in (*OPTIONAL, "exception") if name in names]
    keys = [*(["year"] if "year" in names else []), key]
    rows = frames.to_pandas(frames.take(schools, [*keys, *COUNTS, *optional]))
    check_known(rows[key], key, "schools")
    for name in (name for name in OPTIONAL if name not in rows):
        rows[name] = 0
    if "exception" not in rows:
        rows["exception"] = None
    return rows, keys


def _check_sites(counts: Mapping[str, npt.NDArray[np.int64]]) -> None:
    """Refuse counts beyond all reason, and more broad sites than there are sites."""
    for name, values in counts.items():
        wrong = np.flatnonzero(values > MOST)
        if len(wrong):
            raise _outside(name, wrong, f"are above {MOST}", "Give counts of sites and pupils.")
    for broad, sites in (("broad_heads", "heads"), ("broad_branches", "branches")):
        wrong = np.flatnonzero(counts[broad] > counts[sites])
        if len(wrong):
            raise _outside(broad, wrong, f"are above {sites}", f"Of the {sites}, count those that are broad.")


def _outside(column: str, rows: npt.NDArray[np.intp], what: str, remedy: str) -> InputError:
    message = f"{len(rows)} values of '{column}' {what}, first in row {rows[0]}"
    return InputError(message, kind="OutsideRange", column=column, row=int(rows[0]), count=len(rows), remedy=remedy)


def _further(foot: str, multiplier: Any) -> int:
    if foot not in FEET:
        raise _meaningless("foot", ", ".join(FEET))
    if not _count(multiplier) or not 1 <= multiplier <= TIMES:
        raise _meaningless("multiplier", f"a whole number from 1 to {TIMES}")
    return int(multiplier) - 1


def _feet(
    foot: str, times: int, counts: Mapping[str, npt.NDArray[np.int64]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the further feet of every school: of heads and of branches."""
    heads, branches = counts["broad_heads"] * times, counts["broad_branches"] * times
    if foot == "own":
        return heads, branches
    none = np.zeros_like(heads)
    return (heads + branches, none) if foot == "head" else (none, heads + branches)


def _count(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and 0 <= int(value) < MOST


def _meaningless(option: str, allowed: str) -> InputError:
    message = f"{option} has a value without meaning"
    return InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
