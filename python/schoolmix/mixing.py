"""How far flows mix areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, door, frames
from schoolmix.errors import InputError, InputTypeError
from schoolmix.flows import AREA, CLASS, MEAN, UNIT, WEIGHT, taken
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll

LABEL = "how far flows mix areas, not why"
ANSWER = {"homes", "schools", "mixing", "areas", "unknown"}
"""What answers have beside the columns that all measures have."""
ALSO = ("correlation_ratio", "normalised_exposure")
"""Measures beside those of evenness that mixing cannot raise."""
ROUNDING = 1e-12
"""An index over home areas below this is rounding: areas with the same share do not come out at 0 exactly."""


def mixing(
    flows: Any,
    trait: str,
    *,
    area: str = "home_pc4",
    unit: str = "site",
    count: str = "pupils",
    by: str | Sequence[str] = (),
    measures: str | Measure | Sequence[str | Measure] = "D",
    totals: Any = None,
    law: str = "poisson",
) -> Any:
    """
    Return how far travel to school mixes the pupils of areas: 1 - I(schools) / I(home areas) of a trait of the area.

    Pupils of an area all have its trait, so that both groups of an area spread over schools in the same proportions.
    The table of schools is then the table of areas poured through one funnel, and no index of evenness can be higher
    for it. What comes out is a property of flows: how far they mix areas, not why, and nothing about single pupils.

    Parameters
    ----------
    flows, area, unit, count, totals, law
        As in :func:`schoolmix.homes`. Hidden counts are at their mean under the law.
    trait : str
        Column of ``flows`` with a trait of the home area, the same in all rows of an area (and of ``by``): texts, truth
        values or whole numbers are classes, one an area; fractions are the share of a group among its residents, 0 to
        1.
    by : str or sequence of str
        Columns that split the rows into separate tables, such as ``home_municipality``.
    measures : str, Measure, or a sequence of them
        Of evenness, or V or P: those that pouring cannot raise.

    Returns
    -------
    frame
        A row a table and measure: the columns ``by``, ``measure``, ``focal``, ``versus``, ``homes`` (the index over
        home areas), ``schools`` (over schools), ``mixing`` (0 to 1), ``areas``, ``units``, ``pupils`` (with a trait),
        ``unknown`` (share of pupils whose area has no trait or whose home is not known; they are left out), ``note``.

    Raises
    ------
    InputError
        Kinds ``BadOption`` (a measure that mixing may raise; a trait that varies within an area: that is one of pupils,
        for :func:`schoolmix.measure`), ``BadWeight`` (a share outside 0 to 1), and those of :func:`schoolmix.homes`.

    References
    ----------
    Data processing: Blackwell 1953, Ann. Math. Stat. 24:265; Cover & Thomas 2006, section 2.8.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> flows = pd.DataFrame(
    ...     {"site": ["S1", "S2", "S1", "S2"], "home_pc4": [1011, 1011, 1012, 1012], "pupils": [65, 35, 40, 60]}
    ... )
    >>> found = sm.mixing(flows.assign(low=[0.6, 0.6, 0.4, 0.4]), "low")
    >>> found[["measure", "homes", "schools", "mixing"]].round(3)
      measure  homes  schools  mixing
    0       D    0.2     0.05    0.75
    """
    nests = frames.columns(by, "by")
    trait = door.text(trait, "trait")
    door.check_names(nests, [], [unit])
    door.check_free(nests, ANSWER)
    door.check_distinct(nests, [])
    asked = named(measures)
    _check_measures([name for name, *_ in asked])
    found = taken(flows, unit=unit, area=area, count=count, also=[*nests, trait], totals=totals, law=law)
    cells = found.cells
    _check_constant(cells, nests, trait)
    has = cells[AREA].notna() & cells[trait].notna()
    if not has.any():
        raise InputError(
            f"no area has a value of '{trait}'",
            kind="EmptyInput",
            column=trait,
            remedy="Join the trait by the home area.",
        )
    rows = _classed(cells[has], trait)
    homes, schools = (_measured(rows, nests, key, asked) for key in (AREA, UNIT))
    keys = [*nests, "measure", "focal", "versus"]
    table = homes[[*keys, "estimate", "units", "note"]].rename(columns={"estimate": "homes", "units": "areas"})
    at_school = schools[[*keys, "estimate", "units", "pupils", "note"]].rename(columns={"estimate": "schools"})
    table = table.merge(at_school, on=keys, how="left", validate="one_to_one", suffixes=("", "_schools"))
    # Pouring cannot raise the index, but rounding can, by a last digit.
    table["mixing"] = (1 - table["schools"] / table["homes"].where(table["homes"] >= ROUNDING)).clip(0, 1)
    table["unknown"] = _unknown(cells, has, nests, table)
    table["note"] = _notes(table, [LABEL, *([found.words] if found.words else [])])
    order = [*keys, "homes", "schools", "mixing", "areas", "units", "pupils", "unknown", "note"]
    return frames.restore(flows)(pa.Table.from_pandas(table[order], preserve_index=False))


def _check_measures(names: list[str]) -> None:
    rows = pa.table(_core.catalogue()).to_pylist()
    known = {
        word: row["kind"] == "evenness" or row["name"] in ALSO
        for row in rows
        for word in (row["name"], row["symbol"], *(row["also"] or "").split(", "))
    }
    wrong = [name for name in names if not known.get(name, True)]
    if wrong:
        raise InputError(
            f"pouring areas together may raise '{wrong[0]}'",
            kind="BadOption",
            column="measures",
            count=len(wrong),
            remedy="Ask for a measure of evenness, such as D, G, H or M, or for V or P.",
        )


def _check_constant(cells: pd.DataFrame, nests: list[str], trait: str) -> None:
    known = cells[cells[AREA].notna()]
    values = known[[*nests, AREA, trait]].drop_duplicates()
    twice = values.duplicated([*nests, AREA])
    if twice.any():
        raise InputError(
            f"'{trait}' varies within {int(twice.sum())} areas, so it is no trait of the area",
            kind="BadOption",
            column=trait,
            count=int(twice.sum()),
            remedy="Measure a trait of pupils with `measure`; join a trait of areas by the home area.",
        )


def _classed(cells: pd.DataFrame, trait: str) -> pd.DataFrame:
    """Return rows with a class and the pupils in it, fractions allowed."""
    value = cells[trait]
    if not pd.api.types.is_float_dtype(value):
        if not (pd.api.types.is_bool_dtype(value) or pd.api.types.is_integer_dtype(value) or _are_texts(value)):
            raise InputTypeError(
                f"'{trait}' is of type {value.dtype}, which is neither a class nor a share",
                kind="WrongType",
                column=trait,
                remedy="Give texts or whole numbers for classes, fractions for shares.",
            )
        return cells.assign(**{CLASS: value.astype(str), WEIGHT: cells[MEAN]})
    share = value.to_numpy(np.float64)
    if not ((share >= 0) & (share <= 1)).all():
        raise InputError(
            f"'{trait}' has fractions outside 0 to 1",
            kind="BadWeight",
            column=trait,
            count=int((~((share >= 0) & (share <= 1))).sum()),
            remedy="Give shares from 0 to 1, or cut scores into classes.",
        )
    parts = [
        cells.assign(**{CLASS: name, WEIGHT: cells[MEAN] * part})
        for name, part in (("focal", share), ("rest", 1 - share))
    ]
    return pd.concat(parts, ignore_index=True)


def _are_texts(value: pd.Series) -> bool:
    return all(isinstance(one, str) for one in value)


def _measured(rows: pd.DataFrame, nests: list[str], key: str, asked: list[Any]) -> pd.DataFrame:
    roll = Roll(rows[[*nests, key, CLASS, WEIGHT]], unit=key, group=CLASS, by=nests, weight=WEIGHT)
    plain: dict[str, Any] = {"law": "poisson", "interval": None, "method": "basic", "level": 0.95, "replicates": 2}
    table = _core.measure(
        roll._core,  # noqa: SLF001 - the verbs are friends of the noun
        asked,
        **plain,
        focal=None,
        versus=None,
        correct=None,
        seed=0,
        report=None,
    )
    return frames.to_pandas(table)


def _notes(table: pd.DataFrame, words: list[str]) -> list[str]:
    """Say of every row why its indices are null, over areas and over schools."""
    alike = np.where(table["mixing"].isna() & (table["homes"] < ROUNDING), "areas do not differ", "")
    areas, schools = (
        table[name].fillna("").str.replace("one unit", f"one {called}", regex=False)
        for name, called in (("note", "area"), ("note_schools", "school"))
    )
    rows = zip(alike, areas, schools, strict=True)
    return ["; ".join([*dict.fromkeys(filter(None, row)), *words]) for row in rows]


def _unknown(cells: pd.DataFrame, has: Any, nests: list[str], table: pd.DataFrame) -> Any:
    """Return by row of the answer the share of its pupils without a trait."""
    without = cells[MEAN].where(~has, 0.0)
    if not nests:
        return without.sum() / cells[MEAN].sum()
    keys = [cells[name] for name in nests]
    share = (without.groupby(keys).sum() / cells[MEAN].groupby(keys).sum()).rename("share").reset_index()
    return table[nests].merge(share, on=nests, how="left")["share"].to_numpy()
