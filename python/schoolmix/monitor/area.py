"""Primary pupils by the prosperity of their home area: who sits where, with what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from schoolmix.monitor import hidden
from schoolmix.monitor.source import Source
from schoolmix.protocol.settings import Protocol
from schoolmix.roll import Roll

LOW, MIDDLE, HIGH, REST, UNKNOWN = "low", "middle", "high", "rest", "unknown"
NEEDS = ("duo_po_pc4", "cbs_ses_woa")
MUNICIPALITY = "municipality_code"
LABELS = [MUNICIPALITY, "municipality", "site_name", "denomination"]


@dataclass(frozen=True)
class AreaPupils:
    """Ordinary primary pupils of one year, with the score of their home area.

    Attributes
    ----------
    rows : pandas.DataFrame
        A row a published cell, hidden or not, with ``ses_woa`` and ``expected`` (its count, or its mean by the law).
    sites : pandas.DataFrame
        A row a site: visible pupils, hidden cells, exact total and whether the two agree.
    cuts : dict
        By share of the pooled pupils, the score up to which an area counts as low.
    """

    rows: pd.DataFrame
    sites: pd.DataFrame
    cuts: dict[float, float]
    year: int

    def grouped(self, cut: float) -> pd.DataFrame:
        """Return the rows with their group at a cut: low, rest or unknown."""
        return self._banded({LOW: self.cuts[cut]}, REST)

    def _banded(self, upto: dict[str, float], last: str) -> pd.DataFrame:
        score = self.rows["ses_woa"]
        band = np.full(len(score), last, dtype=object)
        for name, limit in reversed(upto.items()):
            band[(score <= limit).to_numpy()] = name
        band[score.isna().to_numpy()] = UNKNOWN
        return self.rows.assign(area=band)

    def roll(self, cut: float, *, by_municipality: bool = True) -> Roll:
        """Return the roll at a cut, with hidden counts between their bounds and the exact totals of sites.

        Pupils without a score sit in a group of their own, so that totals hold.
        """
        by = [MUNICIPALITY] if by_municipality else []
        return Roll(
            self.grouped(cut)[[*by, "site", "area", "pupils", "pupils_low", "pupils_high"]],
            unit="site",
            group="area",
            by=by,
            count="pupils",
            bounds=("pupils_low", "pupils_high"),
            totals=self._totals if len(self._totals) else None,
        )

    @property
    def _totals(self) -> pd.DataFrame:
        fits = self.sites.loc[self.sites["agrees"], ["site", "total"]]
        return fits.rename(columns={"total": "pupils"}).astype({"pupils": "int64"})

    @cached_property
    def has_totals(self) -> bool:
        """Whether any site has an exact total."""
        return bool(self.sites["agrees"].any())

    def by_site(self, cut: float) -> pd.DataFrame:
        """Return expected pupils low, rest and unknown per site, their sum as ``all``, and what the site is."""
        wide = _wide(self.grouped(cut), "expected", [LOW, REST, UNKNOWN])
        wide["all"] = wide.sum(axis=1)
        return wide.join(self.sites.set_index("site")[LABELS])

    def by_band(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return expected pupils per site in the bands between the cuts, and the hidden cells behind them."""
        first, *_, last = self.cuts.values()
        rows = self._banded({LOW: first, MIDDLE: last}, HIGH)
        bands = [LOW, MIDDLE, HIGH, UNKNOWN]
        wide = _wide(rows, "expected", bands)
        wide["all"] = wide.sum(axis=1)
        cells = _wide(rows.astype({"is_hidden": float}), "is_hidden", bands)
        facts = self.sites.set_index("site").loc[cells.index]
        cells["hidden"] = facts["hidden_cells"]
        sums = facts["hidden_sum"].round().astype(int)
        cells["noise"] = [hidden.noise(int(h), int(s)) for h, s in zip(cells["hidden"], sums, strict=True)]
        return wide, cells

    def whole(self, cut: float) -> pd.DataFrame:
        """Return whole pupils per site near the expected ones, for measures that take no hidden counts."""
        sites = self.by_site(cut)
        rounded = sites[[LOW, REST]].round().astype("int64")
        return pd.concat([rounded, sites[[MUNICIPALITY]]], axis=1).reset_index()


def _wide(rows: pd.DataFrame, values: str, bands: list[str]) -> pd.DataFrame:
    wide = rows.pivot_table(index="site", columns="area", values=values, aggfunc="sum", fill_value=0.0)
    return wide.reindex(columns=bands, fill_value=0.0)


def area_pupils(source: Source, protocol: Protocol) -> AreaPupils:
    """Return ordinary primary pupils by home area."""
    po = source.frames["duo_po_pc4"]
    rows = po[po["sector"].isin(protocol.population["po"])]
    scores = source.frames["cbs_ses_woa"][["pc4", "ses_woa"]].rename(columns={"pc4": "home_pc4"})
    rows = rows.merge(scores, on="home_pc4", how="left", validate="many_to_one")
    rows["ses_woa"] = rows["ses_woa"].astype(float)
    rows["is_hidden"] = rows["pupils"].isna()
    sites = exact_sites(rows, source)
    each = rows["site"].map(sites.set_index("site")["hidden_mean"])
    rows["expected"] = rows["pupils"].astype(float).fillna(each)
    return AreaPupils(rows, sites, _cuts(rows, protocol), int(rows["census_date"].dt.year.iloc[0]))


def exact_sites(rows: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return a row a site: what is visible and hidden there, and whether its exact total agrees with that."""
    sites = (
        rows.groupby("site")
        .agg(
            visible=("pupils", "sum"),
            hidden_cells=("is_hidden", "sum"),
            low=("pupils_low", "sum"),
            high=("pupils_high", "sum"),
            **{name: (name, "first") for name in LABELS},
        )
        .reset_index()
    )
    sites["total"] = sites["site"].map(_exact_totals(rows, source)).astype("Int64")
    sites["agrees"] = ((sites["total"] >= sites["low"]) & (sites["total"] <= sites["high"])).fillna(False).astype(bool)
    rest = (sites["total"] - sites["visible"]).where(sites["agrees"]).astype(float)
    known = sites["agrees"] & (sites["hidden_cells"] > 0)
    pooled = rest[known].sum() / sites.loc[known, "hidden_cells"].sum() if known.any() else 2.5
    sites["hidden_sum"] = rest.fillna(sites["hidden_cells"] * pooled)
    sites["hidden_mean"] = (sites["hidden_sum"] / sites["hidden_cells"].where(sites["hidden_cells"] > 0)).astype(float)
    return sites


def _exact_totals(rows: pd.DataFrame, source: Source) -> pd.Series:
    if not source.has("duo_history"):
        return pd.Series(dtype="Int64")
    history = source.frames["duo_history"]
    year = int(rows["census_date"].dt.year.iloc[0])
    kinds = rows["sector"].unique()
    chosen = history[(history["year"] == year) & history["sector"].isin(kinds)]
    return chosen.groupby("site")["pupils"].sum(min_count=1)


def _cuts(rows: pd.DataFrame, protocol: Protocol) -> dict[float, float]:
    """Return the scores below which the asked shares of the pooled pupils live."""
    pooled = rows[rows["ses_woa"].notna()].groupby("ses_woa")["expected"].sum().cumsum()
    share = pooled / pooled.iloc[-1]
    return {cut: float(share.index[int((share >= cut).argmax())]) for cut in protocol.area_cuts}
