"""How tracks are spread inside and between broad sites, beside other sites."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.expected import expected
from schoolmix.keyed import check_known
from schoolmix.measure import measure
from schoolmix.protocol import frozen
from schoolmix.roll import Roll

GROUPS = ("broad", "other")
VALUES = ("variety", "inside", "between", "H", "expected")


def track_spread(tracks: Any, broad: Any) -> Any:
    """
    Return how far tracks are mixed inside broad sites and apart between them, beside other sites.

    The variety of tracks of all pupils of a kind of site (entropy) is the variety inside its sites, on average over
    pupils, and what lies between them: M, and as a share of the variety H. Broad sites have more variety inside by
    definition; what they have between them is what can be compared, and it tells nothing about classes.

    Parameters
    ----------
    tracks : frame
        Secondary pupils as ``sm.read.file`` gives them: ``site, track, pupils``, perhaps ``year``. Named upper-year
        tracks count (``pro, vmbo_b, vmbo_k, vmbo_gt, havo, vwo``); first years, the joint third year of havo and vwo
        and rows without a track are left out, and ``note`` says how many pupils they are.
    broad : frame
        As :func:`schoolmix.broad` gives it: ``site, predicate, broad``, perhaps ``year``, of the same sites.

    Returns
    -------
    frame
        A row a year (where there is one), predicate and kind of site (``sites``: ``"broad"``, ``"other"``, ``"all"``):
        ``units`` (sites with pupils in these tracks), ``pupils``, ``variety``, ``inside`` and ``between`` (entropy, in
        nats: ``variety = inside + between``), ``H`` (0 to 1), ``expected`` (H if pupils were dealt out over the sites
        at random), ``share`` (of all between sites that lies between sites of this kind; of ``"all"`` that which lies
        between the two kinds) and ``note``. Null where a kind has less than two sites, or a single track. Sites of
        which it is not known whether they are broad are left out of a predicate, and ``note`` counts their pupils.

    Raises
    ------
    InputError
        Kinds ``MissingKey``, ``EmptyInput``, ``UnmatchedKey`` (no site in common, or ``year`` in one frame only), and
        those of :class:`schoolmix.Roll`.
    ColumnError
        Kind ``MissingColumn``.

    References
    ----------
    Theil 1972; Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> tracks = pd.DataFrame(
    ...     {
    ...         "site": ["20LO00"] * 4 + ["20LO01"] * 4 + ["20LO02", "20LO03"],
    ...         "track": ["vmbo_k", "vmbo_gt", "havo", "vwo"] * 2 + ["vmbo_k", "vwo"],
    ...         "pupils": [50, 50, 50, 50, 20, 20, 80, 80, 200, 200],
    ...     }
    ... )
    >>> found = sm.track_spread(tracks, sm.broad(tracks).query("predicate == 'upper_years'"))
    >>> found[["sites", "units", "inside", "between", "H"]].round(3)
       sites  units  inside  between      H
    0  broad      2   1.290    0.051  0.038
    1  other      2   0.000    0.693  1.000
    2    all      4   0.645    0.595  0.480
    """
    rows, keys, lost = _rows(tracks)
    kinds = _kinds(broad, keys)
    joined = rows.merge(kinds[kinds["sites"].notna()], on=[*keys, "site"])
    if joined.empty:
        raise InputError(
            "tracks and broad have no site in common",
            kind="UnmatchedKey",
            column="site",
            remedy="Give broad as sm.broad gives it for these tracks.",
        )
    by = [*keys, "predicate"]
    table = pd.concat([_measured(joined, by), _measured(joined.assign(sites="all"), by)], ignore_index=True)
    table = _complete(table, by)
    table["share"] = _shares(table, by)
    unknown = rows.merge(kinds[kinds["sites"].isna()], on=[*keys, "site"]).groupby(by)["pupils"].sum()
    table["note"] = [_note(row, lost, unknown.get(_key(row, by), 0)) for row in table.to_dict("records")]
    columns = [*by, "sites", "units", "pupils", *VALUES, "share", "note"]
    return frames.restore(tracks)(pa.Table.from_pandas(table[columns], preserve_index=False))


def _rows(tracks: Any) -> tuple[pd.DataFrame, list[str], pd.Series[Any] | int]:
    """Return pupils in named upper-year tracks, and how many others there are."""
    names = frames.names_of(frames.collected(tracks))
    keys = ["year"] if "year" in names else []
    rows = frames.to_pandas(frames.take(tracks, [*keys, "site", "track", "pupils"]))
    check_known(rows["site"], "site", "tracks")
    named = rows["track"].isin(frozen().population["vo"])
    if not named.any():
        raise InputError(
            "tracks has no pupils in named upper-year tracks",
            kind="EmptyInput",
            column="track",
            remedy=f"Known: {', '.join(frozen().population['vo'])}.",
        )
    others = rows["pupils"].where(~named, 0)
    return rows[named], keys, others.groupby(rows["year"]).sum() if keys else int(others.sum())


def _kinds(broad: Any, keys: list[str]) -> pd.DataFrame:
    names = frames.names_of(frames.collected(broad))
    if ("year" in names) != bool(keys):
        raise InputError(
            "one of tracks and broad has a column 'year', the other has not",
            kind="UnmatchedKey",
            column="year",
            remedy="Give broad as sm.broad gives it for these tracks.",
        )
    kinds = frames.to_pandas(frames.take(broad, [*keys, "site", "predicate", "broad"]))
    sites = kinds["broad"].astype("boolean").astype(object).map({True: GROUPS[0], False: GROUPS[1]})
    return kinds.assign(sites=sites).drop(columns="broad")


def _measured(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the variety of tracks by kind of site, and what of it lies between sites."""
    keys = [*by, "sites"]
    roll = Roll(rows, unit="site", group="track", count="pupils", by=keys)
    found: pd.DataFrame = measure(roll, ["M", "H"])
    values = found.pivot_table(index=keys, columns="measure", values="estimate")
    counts = found.drop_duplicates(keys).set_index(keys)[["units", "pupils"]]
    chance = expected(roll, "H").set_index(keys)["estimate"]
    groups = rows.groupby([*keys, "track"])["pupils"].sum()
    share = groups / groups.groupby(keys).transform("sum")
    variety = -(share * np.log(share.where(share > 0, 1.0))).groupby(keys).sum()
    table = counts.assign(variety=variety, between=values["M"], H=values["H"], expected=chance)
    return table.assign(inside=table["variety"] - table["between"]).reset_index()


def _complete(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return a row for every kind of site, also where there are none, in order."""
    order = [*GROUPS, "all"]
    whole = table[by].drop_duplicates().merge(pd.DataFrame({"sites": order}), how="cross")
    table = whole.merge(table, how="left").fillna({"units": 0, "pupils": 0})
    return table.astype({"units": "int64", "pupils": "int64"})


def _shares(table: pd.DataFrame, by: list[str]) -> pd.Series[float]:
    """Return what part of all between sites lies between those of each kind; of all, between the kinds."""
    between = (table["between"] * table["pupils"]).fillna(0.0)
    is_all = table["sites"] == "all"
    whole = between.where(is_all, 0.0).groupby([table[key] for key in by]).transform("sum")
    parts = between.where(~is_all, 0.0).groupby([table[key] for key in by]).transform("sum")
    return between.where(~is_all, whole - parts) / whole.where(whole > 0)


def _key(row: dict[Any, Any], by: list[str]) -> Any:
    return row[by[0]] if len(by) == 1 else tuple(row[name] for name in by)


def _note(row: dict[Any, Any], lost: pd.Series[Any] | int, unknown: int) -> str:
    if row["units"] < 2:
        return "no such sites" if not row["units"] else "one site: nothing lies between sites"
    if row["sites"] != "all":
        return ""
    others = int(lost[row["year"]]) if isinstance(lost, pd.Series) else lost
    said = [f"{others} pupils in other years and tracks left out"] if others else []
    said += [f"{unknown} pupils at sites of which it is not known left out"] if unknown else []
    return "; ".join(said)
