"""Which secondary sites are broad: pupils in vbo, mavo, havo and vwo, under four readings of that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.keyed import check_known

STRUCTURE = "structure"
KINDS = ("vbo", "mavo", "havo", "vwo")
READINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "upper_years": {"vbo": ("vmbo_b", "vmbo_k"), "mavo": ("vmbo_gt", "gl", "tl"), "havo": ("havo",), "vwo": ("vwo",)},
    "gl_as_vbo": {"vbo": ("vmbo_b", "vmbo_k", "gl"), "mavo": ("tl",), "havo": ("havo",), "vwo": ("vwo",)},
    "with_havo_vwo": {
        "vbo": ("vmbo_b", "vmbo_k"),
        "mavo": ("vmbo_gt", "gl", "tl"),
        "havo": ("havo", "havo_vwo"),
        "vwo": ("vwo", "havo_vwo"),
    },
}
"""Which pupils count for which kind of school, by predicate."""
PREDICATES = (STRUCTURE, *READINGS)
NO_PUPILS = "no pupils in these rows"
NO_STRUCTURE = "structure not known"
ONE_PATH = "gl and tl are one track in these rows"


def broad(tracks: Any, *, structure: Any = None) -> Any:
    """
    Return which sites are broad (*brede scholengemeenschap*), under each of four predicates.

    No source tells by which test a site gets the double fixed foot (*dubbele vaste voet*), so that an answer is a band
    from the narrowest to the widest predicate, and no single count. What is there is told, not what is permitted.

    Parameters
    ----------
    tracks : frame
        Secondary pupils as ``sm.read.file`` gives them: ``site, track, pupils``, perhaps ``track_label`` (which alone
        tells *gl* from *tl*), ``pupils_low`` (a hidden count of 1 or more is a pupil) and ``year``. Rows without a
        track (adult education, international streams) and first years count for no kind of school.
    structure : frame, optional
        A row a site: ``site`` and ``structure`` as the file of addresses gives it, such as ``"VBO/MAVO/HAVO/VWO"``.

    Returns
    -------
    frame
        A row a year (where there is one), site and predicate, sorted: ``predicate``, ``broad`` (null where not known),
        ``lacking`` (which of ``vbo, mavo, havo, vwo`` are not there, joined by ``+``; empty where broad), ``pupils``
        (of the site, of all tracks; null where hidden or absent) and ``note``. Predicates: ``"structure"`` (all four in
        the file of addresses, also for sites without pupils; only if given), ``"upper_years"`` (upper-year pupils in b
        or k, g or t, havo and vwo), ``"gl_as_vbo"`` (g counts as vbo, so that mavo is t alone), ``"with_havo_vwo"``
        (the first, with the joint third year of havo and vwo counted for both).

    Raises
    ------
    InputError
        Kinds ``MissingKey``, ``DuplicateKey`` (a site with two structures), ``SuppressedMarker`` (a hidden count
        without ``pupils_low``), ``EmptyInput``.
    ColumnError
        Kind ``MissingColumn``.

    References
    ----------
    DUO, open data on secondary pupils and addresses; the statute of the double foot is not known to us.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> tracks = pd.DataFrame(
    ...     {"site": ["20LO00"] * 4, "track": ["vmbo_k", "vmbo_gt", "havo_vwo", "vwo"], "pupils": [90, 120, 80, 60]}
    ... )
    >>> tracks["track_label"] = ["VMBO KL lj 3-4", "VMBO TL lj 3-4", "HAVO/VWO lj 3", "VWO lj 4-6"]
    >>> sm.broad(tracks)[["predicate", "broad"]]
           predicate  broad
    0    upper_years  False
    1      gl_as_vbo  False
    2  with_havo_vwo   True
    """
    rows = _rows(tracks)
    keys = [name for name in ("year", "site") if name in rows]
    there = _there(rows, keys)
    parts = [_read(there, predicate) for predicate in READINGS]
    if structure is not None:
        parts.insert(0, _structured(there, _structures(structure)))
        parts[1:] = [_widened(part, parts[0].index) for part in parts[1:]]
    table = pd.concat(parts)
    table["place"] = table["predicate"].map(PREDICATES.index)
    table["pupils"] = there["pupils"].reindex(table.index)
    table = table.sort_values([*keys, "place"]).reset_index()
    columns = [*keys, "predicate", "broad", "lacking", "pupils", "note"]
    return frames.restore(tracks)(pa.Table.from_pandas(table[columns], preserve_index=False))


def _rows(tracks: Any) -> pd.DataFrame:
    """Return the rows with pupils, each with its learning path."""
    names = frames.names_of(frames.collected(tracks))
    wanted = ["site", "track", "pupils", *(name for name in ("track_label", "pupils_low", "year") if name in names)]
    rows = frames.to_pandas(frames.take(tracks, wanted))
    for name in ("site", *(name for name in ("year",) if name in rows)):
        check_known(rows[name], name, "tracks")
    if rows.empty:
        raise InputError("tracks has no rows", kind="EmptyInput", column="tracks", remedy="Give rows with pupils.")
    least = rows["pupils"].fillna(rows["pupils_low"]) if "pupils_low" in rows else rows["pupils"]
    hidden = np.flatnonzero(least.isna())
    if len(hidden):
        raise InputError(
            f"the pupils of {len(hidden)} rows are hidden, first row {hidden[0]}",
            kind="SuppressedMarker",
            column="pupils",
            row=int(hidden[0]),
            count=len(hidden),
            remedy="Give the least there can be in a column 'pupils_low'.",
        )
    rows["path"] = _paths(rows)
    rows["least"] = least.astype("int64")
    return rows


def _paths(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return tracks, of which gl and tl stand apart where the published label tells them apart."""
    if "track_label" not in rows:
        return rows["track"]
    told = rows["track_label"].str.extract(r"^\s*VMBO\s+([GT]L)\b", expand=False).str.lower()
    return rows["track"].mask((rows["track"] == "vmbo_gt") & told.notna(), told)


def _there(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return by site whether it has pupils on every path, and how many pupils in all."""
    paths = sorted({path for kinds in READINGS.values() for those in kinds.values() for path in those})
    counts = rows.pivot_table(index=keys, columns="path", values="least", aggfunc="sum", fill_value=0, observed=True)
    is_hidden = rows["pupils"].isna().groupby([rows[key] for key in keys]).any()
    sites = rows.groupby(keys)["pupils"].sum().astype("Int64").mask(is_hidden)
    there = counts.reindex(index=sites.index, columns=paths, fill_value=0) > 0
    return there.assign(pupils=sites)


def _read(there: pd.DataFrame, predicate: str) -> pd.DataFrame:
    """Return which sites have pupils for all four kinds of school under a predicate."""
    has = pd.DataFrame({kind: there[list(READINGS[predicate][kind])].any(axis=1) for kind in KINDS})
    part = _answered(has, predicate)
    if predicate == "gl_as_vbo":
        part.loc[there["vmbo_gt"], ["broad", "lacking", "note"]] = [pd.NA, None, ONE_PATH]
    return part


def _answered(has: pd.DataFrame, predicate: str) -> pd.DataFrame:
    lacking = ["+".join(np.array(KINDS)[~row]) for row in has.to_numpy(bool)]
    answers = {"predicate": predicate, "broad": has.all(axis=1).astype("boolean"), "lacking": lacking, "note": ""}
    return pd.DataFrame(answers, index=has.index).astype({"lacking": object})


def _structures(frame: Any) -> pd.Series[Any]:
    """Return the structure of every site that a frame names."""
    table = frames.to_pandas(frames.take(frame, ["site", "structure"])).drop_duplicates()
    check_known(table["site"], "site", "structure")
    twice = np.flatnonzero(table["site"].duplicated())
    if len(twice):
        raise InputError(
            f"{len(twice)} rows of structure, first row {twice[0]}, give a site another one",
            kind="DuplicateKey",
            column="site",
            row=int(twice[0]),
            count=len(twice),
            remedy="Keep one row for each site.",
        )
    return table.set_index("site")["structure"]


def _structured(there: pd.DataFrame, structures: pd.Series[Any]) -> pd.DataFrame:
    """Return which sites name all four kinds; sites without pupils too, in every year."""
    if there.index.nlevels == 1:
        index = there.index.union(pd.Index(structures.index, name="site"))
    else:
        years = there.index.unique("year")
        all_sites = pd.MultiIndex.from_product([years, structures.index], names=there.index.names)
        index = there.index.union(all_sites)
    told = structures.reindex(index.get_level_values("site"))
    words = told.fillna("").str.upper().str.split("/").to_numpy()
    has = pd.DataFrame([[kind.upper() in word for kind in KINDS] for word in words], columns=KINDS, index=index)
    part = _answered(has, STRUCTURE)
    part.loc[told.isna().to_numpy(), ["broad", "lacking", "note"]] = [pd.NA, None, NO_STRUCTURE]
    return part


def _widened(part: pd.DataFrame, index: pd.Index[Any]) -> pd.DataFrame:
    """Return the answers of one predicate for all sites; those without pupils are not known."""
    wide = part.reindex(index)
    is_new = wide["predicate"].isna()
    wide["predicate"] = part["predicate"].iloc[0]
    wide.loc[is_new, "note"] = NO_PUPILS
    wide["lacking"] = wide["lacking"].where(wide["lacking"].notna(), None)
    return wide
