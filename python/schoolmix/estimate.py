"""Tastes for schools, from lists or from flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import door, frames, tastes
from schoolmix.alternatives import ListDesign, core_choices
from schoolmix.errors import InputError
from schoolmix.estimated import Estimate
from schoolmix.flow_tastes import Asked, of_flows
from schoolmix.flows import taken
from schoolmix.progress import shown


def estimate(
    wishes: Any,
    *,
    chooser: str | None = None,
    alternative: str | None = None,
    chosen: str | None = None,
    rank: str | None = None,
    terms: str | Sequence[str] | None = None,
    offset: str | None = None,
    weight: str | None = None,
    cluster: str | None = None,
    schools: Any = None,
    homes: Any = None,
    unit: str = "site",
    area: str = "home_pc4",
    count: str = "pupils",
    site_area: str = "site_pc4",
    totals: Any = None,
    law: str = "poisson",
    alternatives: int = 30,
    pulls: bool = False,
) -> Estimate:
    """
    Estimate tastes by maximum likelihood: from lists of choices, or from flows of pupils between homes and schools.

    The utility of an alternative is the sum of its terms times the tastes, and a Gumbel term that is not seen: the
    conditional logit, and for ranked lists the exploded logit.

    Parameters
    ----------
    wishes : frame
        Either alternatives, a row a chooser and alternative, those not chosen too; or flows (with ``schools`` and
        ``homes``): pupils per site and home area, as ``sm.read.duo`` gives, of which some may be hidden.
    chooser, alternative : str
        Of alternatives: columns of who chooses and of what.
    chosen : str
        Column with how many chose the alternative: truth values, or numbers of 0 or more.
    rank : str
        Instead of ``chosen``: column with the place on the list, 1 first, null where it is not on it.
    terms : str or sequence of str
        Columns; a column of texts is a constant for each value but the first; ``"a:b"`` is a product. Of flows:
        ``distance`` (kilometres as the crow flies), ``log_distance`` (of one more), ``nearest`` (1 for the nearest
        site), ``log_rank`` (of the place by distance), ``own_area`` and ``own_municipality`` (1 where the site stands
        in those of the home), ``log_size``, ``denomination`` (*richting*, broadly; beside public), columns of
        ``schools``, and in products ``density`` and columns of ``homes``. None, of flows only: all of the model of
        the open files that the frames tell, and ``notes`` names those that they do not.
    offset : str, optional
        Column whose taste is 1, such as what sampling of alternatives asks for (McFadden 1978).
    weight, cluster : str, optional
        Of alternatives: columns of how much a chooser counts, and of who may be alike (else every chooser is alone).
    schools : frame
        Of flows: a row a site with ``unit``, ``lon, lat`` or ``x_km, y_km``, and if known ``size``, ``denomination``,
        ``municipality_code`` and ``site_area``. All of them are alternatives: leave out schools whose pupils the
        flows do not have.
    homes : frame
        Of flows: a row a home area with the column ``area`` (with or without ``home_``), coordinates alike, and if
        known ``municipality_code`` and ``density`` (residents per km2).
    unit, area, count, site_area, totals, law
        As in :func:`schoolmix.homes`. Hidden counts are at their mean under the law.
    alternatives : int
        How many schools a home has in reach: the nearest.
    pulls : bool
        Whether every site has a pull of its own, with which it is expected to have the pupils that it has from homes
        in reach. It takes up every term of sites alone.

    Returns
    -------
    Estimate

    Raises
    ------
    InputError
        Kinds ``ConstantColumn`` (no chooser has alternatives that differ), ``CollinearColumn`` (terms before it tell
        it), ``Separation`` (all choose the most, or the least, of it), ``MissingValue``, ``NotFinite``,
        ``DuplicateKey``, ``BadRank`` (ranks of a chooser are not 1, 2, 3...), ``NothingChosen``, ``MissingOption``,
        ``BadOption``, ``EmptyInput``, ``MissingPlace``, ``UnknownCode``, and those of :func:`schoolmix.homes`.
    ColumnError, InputTypeError, ConvergenceError
        A column that is not there; one that holds no numbers; tastes that do not settle.

    Notes
    -----
    Newton's method on the exact second derivative, to a step of 1e-8 in the spread of each term; the same bits for any
    number of threads. ``robust_se`` is a sandwich over clusters with G/(G-1): choosers, or of flows home areas. Without
    a column ``density`` the density of a home is that of sites: how many stand per km2 within the circle to the tenth
    nearest, at least 100 metres wide; its logarithm counts, less its mean over pupils. Pupils who attend none of the
    sites in reach are left out, and ``notes`` tells their share.

    References
    ----------
    McFadden 1974 (conditional logit); Beggs, Cardell & Hausman 1981, J. Econometrics 17:1 (ranked lists); Berry 1994,
    RAND J. Economics 25:242 (pulls).

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> homes = pd.DataFrame({"home_pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": 0.0})
    >>> schools = pd.DataFrame({"site": ["a", "b"], "x_km": [0.0, 2.0], "y_km": 0.0})
    >>> flows = pd.DataFrame({"site": ["a", "b"] * 2, "home_pc4": ["1", "1", "2", "2"], "pupils": [80, 20, 20, 80]})
    >>> found = sm.estimate(flows, schools=schools, homes=homes, terms=["distance"])
    >>> found.table.round(3)
           term  estimate     se  robust_se    low   high    p
    0  distance    -0.693  0.088        0.0 -0.693 -0.693  0.0
    """
    _check_form(schools, homes, chooser, alternative)
    if schools is not None:
        for option, value in (("chosen", chosen), ("rank", rank), ("weight", weight), ("cluster", cluster)):
            if value is not None:
                raise _bad(option, f"{option} is of alternatives, not of flows", "Leave it out.")
        asked = Asked.read(
            terms, offset, unit=unit, area=area, site_area=site_area, alternatives=alternatives, pulls=pulls
        )
        found = taken(wishes, unit=unit, area=area, count=count, totals=totals, law=law)
        return of_flows(found, schools, homes, asked)
    parts = {"chooser": chooser, "alternative": alternative, "chosen": chosen, "rank": rank}
    return _of_lists(wishes, parts | {"offset": offset, "weight": weight, "cluster": cluster}, terms)


def _check_form(schools: Any, homes: Any, chooser: Any, alternative: Any) -> None:
    is_of_flows = schools is not None or homes is not None
    needed = {"schools": schools, "homes": homes} if is_of_flows else {"chooser": chooser, "alternative": alternative}
    missing = next((name for name, value in needed.items() if value is None), None)
    if missing is not None:
        raise InputError(
            f"'{missing}' is not given",
            kind="MissingOption",
            column=missing,
            remedy="Give chooser, alternative and chosen or rank for alternatives; schools and homes for flows.",
        )
    if is_of_flows and (chooser is not None or alternative is not None):
        raise _bad("chooser", "chooser and alternative are of alternatives, not of flows", "Leave them out.")


def _of_lists(wishes: Any, given: dict[str, Any], terms: Any) -> Estimate:
    """Estimate tastes from a frame of alternatives."""
    if (given["chosen"] is None) == (given["rank"] is None):
        remedy = "Name the column of what was chosen, or of ranks."
        message = "chosen and rank are both given" if given["rank"] is not None else "neither chosen nor rank is given"
        raise InputError(message, kind="MissingOption", column="chosen", remedy=remedy)
    if terms is None:
        raise InputError("terms are not given", kind="MissingOption", column="terms", remedy="Name columns.")
    listed = frames.columns(terms, "terms")
    named = {option: door.text(name, option) for option, name in given.items() if name is not None}
    asked = [*dict.fromkeys([*named.values(), *tastes.parts(listed)])]
    frame = _sorted(frames.to_pandas(frames.take(wishes, asked)), named)
    column = frame.__getitem__
    names = tastes.expanded(listed, column)
    core = core_choices(
        names,
        [tastes.values(name, column) for name in names],
        chooser=frame["_chooser"],
        weight=frame["_weight"],
        cluster=frame[named["cluster"]].factorize(sort=True)[0] if "cluster" in named else frame["_chooser"],
        offset=tastes.values(named["offset"], column) if "offset" in named else None,
        ranked="rank" in named,
    )
    with shown("estimate", unit="step") as report:
        found = core.estimate(report=report)
    design = ListDesign(named["chooser"], named["alternative"], tuple(names), named.get("offset"))
    return Estimate._of(found, design, float(frame["_weight"].sum()), [], pd.Series(dtype=float))  # noqa: SLF001


def _sorted(frame: pd.DataFrame, named: dict[str, str]) -> pd.DataFrame:
    """Return alternatives by chooser and, in lists, by rank, with what they weigh."""
    keys = [named["chooser"], named["alternative"]]
    door.check_free(list(map(str, frame)), {"_chooser", "_weight", "_rank"})
    for key in [*keys, *([named["cluster"]] if "cluster" in named else [])]:
        _refuse(frame[key].isna(), key, "has no value", "MissingKey", "Give these rows a value.")
    _refuse(frame.duplicated(keys), keys[1], "stands twice for a chooser", "DuplicateKey", "Keep one row for each.")
    frame = frame.assign(_chooser=frame[keys[0]].factorize(sort=True)[0])
    if "cluster" in named:
        apart = frame.groupby("_chooser")[named["cluster"]].transform("nunique") > 1
        _refuse(apart, named["cluster"], "differs within a chooser", "DuplicateKey", "Give each chooser one cluster.")
    amount = _ranked(frame, named["rank"]) if "rank" in named else _amounts(frame, named["chosen"])
    if "weight" in named:
        amount = amount * _amounts(frame, named["weight"])
    order = ["_chooser", "_rank", keys[1]] if "rank" in named else ["_chooser", keys[1]]
    if "rank" in named:
        frame["_rank"] = frame[named["rank"]].astype(float)
    frame = frame.assign(_weight=amount.to_numpy(np.float64)).sort_values(order, kind="stable", ignore_index=True)
    none = frame.groupby("_chooser")["_weight"].transform("sum") <= 0
    if none.any():
        count = int(frame.loc[none, "_chooser"].nunique())
        raise InputError(
            f"{count} choosers chose nothing",
            kind="NothingChosen",
            column=named.get("chosen", named.get("rank")),
            count=count,
            remedy="Leave them out, or give those who choose none of them an alternative of its own.",
        )
    return frame


def _amounts(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return how many chose each alternative, or how much each counts."""
    amounts = pd.Series(tastes.values(name, frame.__getitem__), index=frame.index)
    is_fine = (amounts >= 0) & (amounts < float("inf"))
    _refuse(~is_fine, name, "is no number of 0 or more", "NotFinite", "Give numbers of 0 or more, or truth values.")
    return amounts


def _ranked(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return 1 for what is on a list."""
    ranks = pd.to_numeric(frame[name], errors="coerce").astype(float)
    _refuse(ranks.isna() & frame[name].notna(), name, "is no number", "BadRank", "Give whole numbers from 1.")
    place = ranks.groupby(frame["_chooser"]).rank(method="first")
    wrong = ranks.notna() & (ranks != place)
    _refuse(wrong, name, "is not 1, 2, 3... for a chooser", "BadRank", "Number each list from 1 without gaps or ties.")
    return ranks.notna().astype(float)


def _refuse(wrong: pd.Series, column: str, what: str, kind: str, remedy: str) -> None:
    at = wrong.to_numpy(bool)
    if at.any():
        row, count = int(at.argmax()), int(at.sum())
        message = f"'{column}' {what}, in {count} rows, first in row {row}"
        raise InputError(message, kind=kind, column=column, row=row, count=count, remedy=remedy)


def _bad(column: str, message: str, remedy: str) -> InputError:
    return InputError(message, kind="BadOption", column=column, remedy=remedy)
