"""Who goes where, fitted: published are only the pupils of home areas and those of schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, places
from schoolmix.errors import InputError, InputTypeError
from schoolmix.gathering import AREA_KEYS, SITE_KEYS, has, key_of, spread
from schoolmix.register import check_numbers, tabled

LOUD = "WHO GOES WHERE IS FITTED, NOT OBSERVED"
GROUP = "group"


def fitted(
    schools: Sequence[pd.DataFrame],
    homes: Sequence[pd.DataFrame],
    *,
    points: tuple[pd.DataFrame, pd.DataFrame],
    groups: Sequence[str] | None,
    decay: Any,
    seed: int,
) -> tuple[pd.DataFrame, list[str]]:
    """
    Return pupils by home area, site and group between the margins of both, and how they were fitted.

    Both margins hold exactly; those of the homes are first brought to the pupils of the schools.

    Parameters
    ----------
    schools, homes : sequence of frames
        The first holds the margin: ``group`` and ``pupils``; of homes else the columns ``groups``, of schools
        ``places`` and perhaps ``popularity``.
    points : (frame, frame)
        ``x_km, y_km`` of schools and of homes, by code.
    groups, decay, seed
        As in :meth:`schoolmix.World.from_files`.

    References
    ----------
    Wilson, A. G. (1971), A family of spatial interaction models, Environment and Planning 3:1. Cox, L. H. (1987), A
    constructive procedure for unbiased controlled rounding, JASA 82:520.
    """
    notes = [LOUD + ": only the margins are published"]
    at_home = _at_home(homes[0], groups)
    empty = int((at_home.sum(axis=1) == 0).sum())
    notes += [f"{empty:,} of {len(at_home):,} home areas have nobody and are left out"] if empty else []
    at_school = _at_school(schools[0], at_home, notes)
    margins = _margins(at_home, at_school, notes)
    # Where schools are known without groups, homes of every group are origins of their own.
    areas = points[1].reindex(list(at_home.index) * (len(margins[0][0]) // len(at_home)))
    sites = points[0].reindex(at_school.index)
    decays, mean = _reach(decay, schools[0], at_school, len(margins), is_flat=not _placed(areas, sites))
    table, decays, found = _core.World.seated(
        _spots(areas), _spots(sites), margins=margins, decays=decays, mean=mean, seed=seed
    )
    kinds = [str(kind) for kind in at_home]
    notes.append(_words(decays, kinds, mean, found, seed))
    return _named(pa.table(table).to_pandas(), at_home, at_school, alike=len(margins) == len(kinds)), notes


def _margins(at_home: pd.DataFrame, at_school: pd.DataFrame, notes: list[str]) -> list[tuple[list[int], list[int]]]:
    """Return the pupils of homes and of schools, a pair a group; one pair where schools are known without groups."""
    if at_school.columns.equals(at_home.columns):
        return [(_scaled(at_home[kind], at_school[kind], notes).tolist(), at_school[kind].tolist()) for kind in at_home]
    held = at_school.iloc[:, 0]
    found, total = int(at_home.to_numpy().sum()), int(held.sum())
    words = f"homes hold {found:,} residents, brought to the {total:,} pupils of the schools in proportion"
    notes.append(f"{words}: groups of pupils are those of residents of all ages")
    return [(spread(at_home.to_numpy().T.ravel(), total).tolist(), held.tolist())]


def _named(cells: pd.DataFrame, at_home: pd.DataFrame, at_school: pd.DataFrame, *, alike: bool) -> pd.DataFrame:
    """Return cells by the codes of homes, schools and groups."""
    kind = (cells["group"] if alike else cells["home"] // len(at_home)).to_numpy()
    answer = pd.DataFrame(
        {
            "home_area": at_home.index.to_numpy(object)[cells["home"].to_numpy() % len(at_home)],
            "site": at_school.index.to_numpy(object)[cells["school"].to_numpy()],
            GROUP: at_home.columns.to_numpy(object)[kind],
            "pupils": cells["pupils"],
        }
    )
    return answer.sort_values(["home_area", "site", GROUP], ignore_index=True)


def _at_home(frame: pd.DataFrame, groups: Sequence[str] | None) -> pd.DataFrame:
    """Return pupils or residents by home area (row) and group."""
    key = key_of(frame, AREA_KEYS, "homes")
    if groups is None:
        return _crossed(frame, key, "homes")
    lacking = [name for name in groups if name not in frame]
    if lacking or not groups:
        raise InputError(
            f"homes has no column {', '.join(map(repr, lacking))}" if lacking else "groups is empty",
            kind="MissingColumn",
            column="groups",
            remedy="Name columns of homes that count pupils or residents.",
        )
    for name in groups:
        _check_counts(frame[name], "homes")
    wide = frame.set_index(frame[key].astype(str))[list(groups)]
    return wide.groupby(level=0).sum().astype("int64").sort_index()


def _at_school(frame: pd.DataFrame, at_home: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Return pupils by site (row) and group; in one column where their groups are not known."""
    key = key_of(frame, SITE_KEYS, "schools")
    if has(frame, (GROUP, "pupils")):
        found = _crossed(frame, key, "schools")
        ours, theirs = (each.columns.tolist() for each in (found, at_home))
        if ours != theirs:
            remedy = "Name the same groups in the same way in both."
            raise InputError(
                f"schools has groups {', '.join(ours)} and homes {', '.join(theirs)}",
                kind="UnmatchedKey",
                column=GROUP,
                remedy=remedy,
            )
        return found
    if "places" not in frame:
        raise InputError(
            "schools tell neither their pupils (group, pupils) nor their places",
            kind="MissingColumn",
            column="schools",
            remedy="Give flows, or schools with group and pupils, or with places.",
        )
    known = frame.dropna(subset=["places"])
    if len(known) < len(frame):
        notes.append(f"{len(frame) - len(known):,} schools without places left out")
    check_numbers(known)
    room = known.set_index(known[key].astype(str))["places"].astype("int64").sort_index()
    asked: Any = room.to_numpy("float64")
    if "popularity" in known:
        rate = known.set_index(known[key].astype(str))["popularity"].astype("float64").reindex(room.index)
        asked = asked * rate.fillna(1.0).to_numpy()
    held = _filled(room.to_numpy(), asked)
    words = "first choices (popularity times places), those refused going where there is room"
    notes.append(f"schools hold {int(held.sum()):,} pupils: {words if 'popularity' in known else 'as many as places'}")
    return pd.DataFrame({"pupils": held}, index=room.index)


def _filled(room: Any, asked: Any) -> Any:
    """Return the pupils of schools: first choices up to the places, who is refused in proportion to the room left.

    Examples
    --------
    >>> _filled(np.array([10, 10]), np.array([15.0, 2.0])).tolist()
    [10, 7]
    """
    total = min(round(float(asked.sum())), int(room.sum()))
    first = np.minimum(room, asked)
    left = room - first
    share = (total - first.sum()) / left.sum() if left.sum() > 0 else 0.0
    return spread(first + left * min(max(share, 0.0), 1.0), total)


def _crossed(frame: pd.DataFrame, key: str, option: str) -> pd.DataFrame:
    """Return pupils by code and group."""
    if not has(frame, (GROUP, "pupils")):
        raise InputError(
            f"{option} does not tell pupils by group",
            kind="MissingColumn",
            column=option,
            remedy="Give flows; or a row an area and group, with group and pupils; or name the columns in groups.",
        )
    _check_counts(frame["pupils"], option)
    long = frame.assign(**{key: frame[key].astype(str), GROUP: frame[GROUP].astype(str)})
    wide = long.pivot_table(index=key, columns=GROUP, values="pupils", aggfunc="sum", fill_value=0, sort=True)
    return wide.astype("int64")


def _check_counts(column: pd.Series, option: str) -> None:
    """Refuse counts that are none."""
    values = pd.to_numeric(column, errors="coerce").to_numpy("float64", na_value=np.nan)
    faults = (
        ("MissingCount", np.isnan(values), "Give whole numbers; hidden counts can be drawn of flows only."),
        ("NegativeCount", values < 0, "Correct these rows; nothing is set to 0 in silence."),
        ("FractionalCount", np.floor(values) != values, "Give whole numbers."),
    )
    for kind, wrong, remedy in faults:
        if wrong.any():
            row, count = int(wrong.argmax()), int(wrong.sum())
            what = {"MissingCount": "no number", "NegativeCount": "negative", "FractionalCount": "a fraction"}[kind]
            raise InputError(
                f"'{column.name}' of {option} is {what} in {count} rows, first in row {row}",
                kind=kind,
                column=str(column.name),
                row=row,
                count=count,
                remedy=remedy,
            )


def _scaled(at_home: pd.Series, at_school: pd.Series, notes: list[str]) -> Any:
    """Return the homes of a group, brought to its pupils at school."""
    here, there = int(at_home.sum()), int(at_school.sum())
    if there > 0 and here == 0:
        raise InputError(
            f"group '{at_home.name}' has {there} pupils at school and none at home",
            kind="TotalMismatch",
            column=GROUP,
            count=there,
            remedy="Leave it out, or name groups alike.",
        )
    if here != there:
        notes.append(f"{at_home.name}: {here:,} at home, brought in proportion to the {there:,} at school")
    return spread(at_home.to_numpy(), there)


def _placed(areas: pd.DataFrame, sites: pd.DataFrame) -> bool:
    return all(has(frame, places.PLANE) and bool(frame["x_km"].notna().any()) for frame in (areas, sites))


def _spots(frame: pd.DataFrame) -> pa.Table:
    spots = frame.reindex(columns=list(places.PLANE)).astype("float64").reset_index(drop=True)
    return tabled(spots)


def _reach(
    decay: Any, frame: pd.DataFrame, at_school: pd.DataFrame, groups: int, *, is_flat: bool
) -> tuple[list[float], float | None]:
    """Return the decay of every group, or the mean distance that all are to give together."""
    if is_flat:
        return [np.inf] * groups, None
    if decay is None:
        mean = _mean_distance(frame, at_school)
        if mean is not None:
            return [], mean
        raise InputError(
            "schools do not tell how far their pupils live (distance), so decay is not known",
            kind="BadOption",
            column="decay",
            remedy="Give the kilometres over which attraction falls by a factor e, such as decay=1.0.",
        )
    given = [decay] * groups
    if isinstance(decay, Mapping):
        names = at_school.columns.tolist()
        if sorted(decay) != names or groups != len(names):
            remedy = f"Give one for each of {', '.join(names)}, or one number."
            raise InputError("decay is not of the groups", kind="BadOption", column="decay", remedy=remedy)
        given = [decay[name] for name in names]
    for each in given:
        if isinstance(each, bool) or not isinstance(each, int | float):
            raise InputTypeError(
                "decay is no number", kind="WrongType", column="decay", remedy="Give kilometres, such as 1.0."
            )
        if not 0 < each < np.inf:
            raise InputError(
                f"decay is {each}", kind="BadOption", column="decay", remedy="Give kilometres above 0, such as 1.0."
            )
    return [float(each) for each in given], None


def _mean_distance(frame: pd.DataFrame, at_school: pd.DataFrame) -> float | None:
    """Return the mean of the distances that schools publish (metres), in kilometres, over their pupils."""
    if "distance" not in frame:
        return None
    key = key_of(frame, SITE_KEYS, "schools")
    known = frame.dropna(subset=["distance"]).drop_duplicates(key)
    pupils = at_school.sum(axis=1).reindex(known[key].astype(str)).to_numpy(float)
    metres = known["distance"].to_numpy(float)
    return float((metres * pupils).sum() / pupils.sum() / 1000) if len(known) and pupils.sum() > 0 else None


def _words(decays: list[float], kinds: list[str], mean: float | None, found: float | None, seed: int) -> str:
    if not np.isfinite(decays).all():
        words = "homes or schools have no places, so distance plays no part"
        return f"{words}; both margins exact; whole pupils by unbiased rounding (seed {seed})"
    each = f"{decays[0]:.3f}"
    if len(set(decays)) > 1:
        each = ", ".join(f"{decay:.3f} ({kind})" for decay, kind in zip(decays, kinds, strict=True))
    origin = "given" if mean is None else f"found from the mean distance of {mean:.3f} km that schools publish"
    middle = "" if found is None else f"; mean distance from the middle of the home area {found:.3f} km"
    return (
        f"doubly constrained gravity, attraction falling by a factor e over {each} km ({origin}), both margins exact"
        f"{middle}; whole pupils by unbiased rounding (seed {seed})"
    )
