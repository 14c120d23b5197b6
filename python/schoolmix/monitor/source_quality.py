"""Part of the account: how good each source is (*Kwaliteit van de bestanden*)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix import read
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Part, Table
from schoolmix.monitor.values import columns, count, year

SUMMED = {
    "duplicates": "duplicate",
    "unknown_codes": "unknown_code",
    "jumps": "jump",
    "appeared": "appeared",
    "vanished": "vanished",
}
"""Columns of the table, and the checks whose rows they add up; a jump that is listed by itself has no count."""


def source_quality(edition: Edition) -> Part:
    """Return a row a source: what is hidden, missing, double or unknown in it, and how its sites come and go.

    A source of many years is looked at from the step into the base year on.
    """
    base = edition.protocol.base
    found = {layout: read.describe(_since(frame, base)) for layout, frame in sorted(edition.source.frames.items())}
    table = Table(
        "quality", pd.DataFrame([_row(layout, checks) for layout, checks in found.items()]), _SHOWN, ("what",)
    )
    tables = [table, *_details(edition, found)]
    return Part("heading_quality", claims=_claims(table, found), tables=tables, reading="read_quality")


_SHOWN = columns(
    what="term",
    units="count",
    hidden="share",
    missing="count",
    duplicates="count",
    unknown_codes="count",
    jumps="count",
    appeared="count",
    vanished="count",
)


def _since(frame: pd.DataFrame, base: int) -> pd.DataFrame:
    recent = frame[frame["year"] >= base - 1] if "year" in frame else frame
    return recent if len(recent) else frame


def _row(layout: str, checks: pd.DataFrame) -> dict[str, Any]:
    by_check = checks.groupby("check")
    counts, times = by_check["count"].sum(min_count=1), by_check.size()
    units = checks.loc[checks["check"] == "units", "count"].max()
    hidden = checks.loc[checks["check"] == "hidden", "share"].max()
    summed = {column: counts.get(check, _none(check, times)) for column, check in SUMMED.items()}
    return {"what": f"layout_{layout}", "units": units, "hidden": hidden, "missing": times.get("missing", 0), **summed}


def _none(check: str, times: pd.Series[Any]) -> int | None:
    """Say what it means that a check has no row: nothing found, or with one year only that nothing could be."""
    return 0 if check in {"duplicate", "unknown_code"} or "jump" in times else None


def _claims(table: Table, found: dict[str, pd.DataFrame]) -> list[Claim]:
    moving = [layout for layout, checks in found.items() if (checks["check"] == "vanished").any()]
    claims = []
    for layout in moving:
        years = found[layout].loc[found[layout]["check"] == "rows", "year"]
        key = (f"layout_{layout}",)
        values = {name: table.value("count", key, name) for name in ("appeared", "vanished", "jumps")}
        span = {
            "base": year(int(years.min())),
            "year": year(int(years.max())),
            "what": table.value("term", key, "what"),
        }
        claims.append(Claim("quality_sites", {**values, **span}, table.id, key))
    doubles = int(table.frame["duplicates"].sum())
    codes = int(table.frame["unknown_codes"].sum())
    return [Claim("quality_files", {"doubles": count(doubles), "codes": count(codes)}), *claims]


def _details(edition: Edition, found: dict[str, pd.DataFrame]) -> list[Table]:
    """Return the folded tables, if a source has several years: the largest jumps, and how sites come and go."""
    every = pd.concat([checks.assign(what=f"layout_{layout}") for layout, checks in found.items()], ignore_index=True)
    by_check = {str(check): rows for check, rows in every.groupby("check")}
    return [_jumps(edition, by_check["jump"]), _comings(by_check)] if "vanished" in by_check else []


def _jumps(edition: Edition, rows: pd.DataFrame) -> Table:
    asked = ["site", "site_name"]
    named = [frame[asked] for frame in edition.source.frames.values() if set(asked) <= set(frame)]
    names = pd.concat(named).dropna().drop_duplicates("site").set_index("site")["site_name"]
    listed = rows.dropna(subset="key").assign(site_name=lambda found: found["key"].map(names))
    shown = columns(key="code", site_name="name", year="year", low="count", high="count")
    return Table("quality_jumps", listed, shown, folded=True)


def _comings(by_check: dict[str, pd.DataFrame]) -> Table:
    keys = ["what", "year"]
    came, went = (
        by_check[check].set_index(keys)[["count", "high"]].add_prefix(f"{check}_") for check in ("appeared", "vanished")
    )
    frame = came.join(went).reset_index()
    shown = columns(
        what="term",
        year="year",
        appeared_count="count",
        appeared_high="count",
        vanished_count="count",
        vanished_high="count",
    )
    return Table("quality_years", frame, shown, folded=True)
