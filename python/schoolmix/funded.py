"""Heads, branches and pupils by rate of secondary schools, as their funding counts them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.keyed import check_known, whole

RATE_2 = ("pro", "vmbo_b", "vmbo_k")
"""Tracks whose pupils are at rate 2; the first years and all others are at rate 1."""
NO_HEAD = "no head site (00) with pupils"


def funded(tracks: Any) -> Any:
    """
    Return the heads, branches and pupils by rate of every school, as :func:`schoolmix.funding` takes them.

    Practical training and the upper years of vmbo-b and vmbo-k are at rate 2; first years, all other tracks, adult
    education (*vavo*) and international streams at rate 1, which ``note`` counts where the formula does not name them.

    Parameters
    ----------
    tracks : frame
        Secondary pupils as ``sm.read.file`` gives them: ``site`` (six characters), ``track, pupils``, perhaps ``year``.

    Returns
    -------
    frame
        A row a year (where there is one) and school, sorted: ``school`` (the first four characters of the site),
        ``heads`` (1 where site 00 has pupils), ``branches`` (other sites with pupils), ``pupils_1, pupils_2`` and
        ``note``. Every site with pupils counts, also those that the formula may not pay a foot for.

    Raises
    ------
    InputError
        Kinds ``MissingKey``, ``OutsideRange`` (a site that is no code of six characters), ``SuppressedMarker``,
        ``NegativeCount``.
    ColumnError
        Kind ``MissingColumn``.

    References
    ----------
    Regeling bekostiging WVO 2020 (BWBR0045607), for the two rates.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> tracks = pd.DataFrame({"site": ["20LO00", "20LO01"], "track": ["havo", "vmbo_k"], "pupils": [150, 40]})
    >>> sm.funded(tracks)[["school", "heads", "branches", "pupils_1", "pupils_2"]]
      school  heads  branches  pupils_1  pupils_2
    0   20LO      1         1       150        40
    """
    names = frames.names_of(frames.collected(tracks))
    rows = frames.to_pandas(frames.take(tracks, ["site", "track", "pupils", *(["year"] if "year" in names else [])]))
    keys = [name for name in ("year", "school") if name in rows or name == "school"]
    rows["school"] = site_codes(rows["site"], "tracks").str[:4]
    hidden = np.flatnonzero(rows["pupils"].isna())
    if len(hidden):
        raise InputError(
            f"the pupils of {len(hidden)} rows are hidden, first row {hidden[0]}",
            kind="SuppressedMarker",
            column="pupils",
            row=int(hidden[0]),
            count=len(hidden),
            remedy="Give exact counts: hidden ones cannot be paid to the cent.",
        )
    pupils = pd.Series(whole(rows, "pupils", "tracks"), index=rows.index)
    at_2, unnamed = rows["track"].isin(RATE_2), rows["track"].isna()
    split = rows[keys].assign(
        pupils_1=pupils.where(~at_2, 0), pupils_2=pupils.where(at_2, 0), unnamed=pupils.where(unnamed, 0)
    )
    sites = rows[[*keys, "site"]][pupils > 0].drop_duplicates()
    is_head = is_head_site(sites["site"])
    sites = sites.assign(heads=is_head.astype("int64"), branches=(~is_head).astype("int64"))
    table = sites.groupby(keys)[["heads", "branches"]].sum().join(split.groupby(keys).sum()).reset_index()
    table["note"] = [
        "; ".join(filter(None, ["" if heads else NO_HEAD, f"{n} pupils without a track at rate 1" if n else ""]))
        for heads, n in zip(table["heads"], table["unnamed"], strict=True)
    ]
    return frames.restore(tracks)(pa.Table.from_pandas(table.drop(columns="unnamed"), preserve_index=False))


def site_codes(sites: pd.Series[Any], of: str) -> pd.Series[Any]:
    """Return codes of sites, all of six characters: four of the school, two of the site."""
    check_known(sites, "site", of)
    codes = sites.astype(str)
    wrong = np.flatnonzero(codes.str.len() != 6)
    if len(wrong):
        raise InputError(
            f"{len(wrong)} rows of {of} have a site that is no code of six characters, first row {wrong[0]}",
            kind="OutsideRange",
            column="site",
            row=int(wrong[0]),
            count=len(wrong),
            remedy="Write the four characters of the school and the two of the site, such as 20LO00.",
        )
    return codes


def is_head_site(sites: pd.Series[Any]) -> pd.Series[bool]:
    """Return which sites are the head of their school: 00."""
    return sites.str[4:] == "00"
