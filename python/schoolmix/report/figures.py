"""From a figure's table to its chart, in the words of a language."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.monitor.section import Figure
from schoolmix.plot import page
from schoolmix.plot.page.areas import Scale, Tile
from schoolmix.plot.page.dots import Dot
from schoolmix.plot.page.lines import Line, Panel
from schoolmix.plot.page.steps import Steps
from schoolmix.report.language import Language

LONG_NAME = 16


def draw(figure: Figure, language: Language, *, mark: str = "") -> str:
    """Return a figure as inline SVG; ``mark`` stands before its title, where pupils are invented.

    Examples
    --------
    >>> from schoolmix.monitor.section import Claim, Table
    >>> from schoolmix.monitor.values import columns, points
    >>> table = Table("t", pd.DataFrame({"what": ["width_1"], "x": [0.5], "year": [2019]}), columns(x="share"))
    >>> ends = {"x": points(0.5), "year": points(0.5)}
    >>> options = {"label": "what", "value": "x", "series": "year"}
    >>> draw(Figure("widths", "bars", table, Claim("alt_widths", ends), options), Language("nl"))[:4]
    '<svg'
    """
    return _CHARTS[figure.chart](figure, language, mark)


def _wording(figure: Figure, language: Language, mark: str, number: Callable[[float], str], axis: str) -> page.Wording:
    title = f"{mark}: {language.text('figure', figure.id)}" if mark else language.text("figure", figure.id)
    description = language.sentence(figure.alternative)
    return page.Wording(
        f"figure-{figure.id.replace('_', '-')}", title, description, number, language.text("axis", axis)
    )


def _points(language: Language) -> Callable[[float], str]:
    return lambda value: language.number("points", value).removesuffix(",0").removesuffix(".0")


def _one(language: Language) -> Callable[[float], str]:
    return lambda value: language.number("points", value)


def _percent(language: Language) -> Callable[[float], str]:
    return lambda value: language.percent(language.number("cut", value))


def _optional(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _ranked(figure: Figure, language: Language, mark: str) -> str:
    options, rows = figure.options, figure.table.frame
    extra = options.get("extra", [])
    dots = [
        Dot(
            label=str(row["municipality"]),
            value=float(row[options["value"]]),
            low=_optional(row["bound_low"]),
            high=_optional(row["bound_high"]),
            others=tuple(_optional(row[name]) for name in extra),
        )
        for _, row in rows.iterrows()
    ]
    marked = rows.loc[rows["municipality_code"] == options.get("mark"), "municipality"]
    cuts = ("20", "50", "80")
    series = [language.text("axis", "cut").format(language.percent(cut)) for cut in cuts] if extra else []
    wording = _wording(figure, language, mark, _points(language), "index")
    return page.ranked(dots, wording, marked=str(marked.iloc[0]) if len(marked) else "", series=series)


def _differences(figure: Figure, language: Language, mark: str) -> str:
    rows = figure.table.frame
    several = "encounter" in set(rows["measure"])
    dots = []
    for _, row in rows.iterrows():
        label = language.text("term", row["subject"])
        if several and row["measure"] != "H":
            label = f"{label}: {language.text('short', row['measure'])}"
        note = language.text("word", row["word"])
        dots.append(Dot(label, float(row["difference"]), float(row["low"]), float(row["high"]), note))
    wording = _wording(figure, language, mark, lambda value: language.number("signed", value), "difference")
    return page.differences(dots, [float(margin) for margin in rows["margin"]], wording)


def _strips(figure: Figure, language: Language, mark: str) -> str:
    rows = figure.table.frame
    groups = [
        (language.text("axis", "cut").format(language.cell("cut", cut)), [float(value) for value in group["D"]])
        for cut, group in rows.groupby("cut")
    ]
    wording = _wording(figure, language, mark, _points(language), "index")
    label = language.text("axis", "median")
    return page.strips(groups, lambda value: label.format(language.number("points", value)), wording)


def _lines(figure: Figure, language: Language, mark: str) -> str:
    rows, options = figure.table.frame, figure.options
    panels = []
    parts = rows.groupby(options["panel"], sort=False) if "panel" in options else [("", rows)]
    for title, panel in parts:
        value = options.get("value", "estimate")
        lines = [_line(str(name), part, value, language) for name, part in panel.groupby(options["series"], sort=False)]
        panels.append(Panel(language.text("term", str(title)) if title else "", lines))
    years = [language.number("year", year) for year in sorted(rows["year"].unique())]
    wording = _wording(figure, language, mark, _one(language), "points" if "panel" in options else "class")
    return page.lines(panels, years, wording)


def _line(name: str, rows: pd.DataFrame, value: str, language: Language) -> Line:
    ordered = rows.sort_values("year")
    return Line(language.text("short", name), [int(y) for y in ordered["year"]], [float(v) for v in ordered[value]])


def _grouped(figure: Figure, language: Language, mark: str) -> str:
    """Draw a few years as bars beside each other, by population."""
    rows, name = figure.table.frame, figure.options["series"]
    labels = list(dict.fromkeys(rows[name]))
    series = [
        (language.number("year", year), [float(v) for v in part.set_index(name).loc[labels, figure.options["value"]]])
        for year, part in rows.groupby("year")
    ]
    wording = _wording(figure, language, mark, _one(language), "index")
    return page.bars([language.text("term", label) for label in labels], series, wording)


def _bars(figure: Figure, language: Language, mark: str) -> str:
    options, rows = figure.options, figure.table.frame
    labels = list(dict.fromkeys(rows[options["label"]]))
    series = []
    for year, part in rows.groupby(options["series"]):
        values = part.set_index(options["label"])[options["value"]].reindex(labels).fillna(0.0)
        series.append((language.number("year", year), [float(value) for value in values]))
    wording = _wording(figure, language, mark, _shares(language), "share")
    return page.bars([language.text("term", label) for label in labels], series, wording)


def _shares(language: Language) -> Callable[[float], str]:
    return lambda value: language.cell("share", value)


def _stacked(figure: Figure, language: Language, mark: str) -> str:
    options, rows = figure.options, figure.table.frame
    is_named = options.get("named", False)
    labels = [str(label) if is_named else language.text("term", label) for label in rows[options["label"]]]
    series = [(header(figure.table.id, name, language), [float(v) for v in rows[name]]) for name in options["values"]]
    axis = options.get("axis", "met")
    return page.stacked(labels, series, _wording(figure, language, mark, _percent(language), axis))


def _points_of(figure: Figure, language: Language, mark: str) -> str:
    """Draw one share against another, a kind of points an answer."""
    rows, options = figure.table.frame, figure.options
    clouds = []
    for answer in options["order"]:
        mine = rows[rows[options["by"]] == answer]
        across, up = (mine[options[axis]].astype(float).tolist() for axis in "xy")
        clouds.append((language.text("answer", answer), across, up))
    wording = _wording(figure, language, mark, _percent(language), "in_area")
    return page.points(clouds, wording, band=options["band"], vertical=language.text("axis", "at_school"))


def _steps(figure: Figure, language: Language, mark: str) -> str:
    """Draw how the value of the base year becomes the latest, a panel a subject."""
    rows, ends = figure.table.frame, figure.options["ends"]
    panels = []
    for subject in ends.index:
        mine = rows[rows["subject"] == subject]
        intervals = [(float(low), float(high)) for low, high in zip(mine["low"], mine["high"], strict=True)]
        title = language.text("panel", str(subject))
        panels.append(
            Steps(title, float(ends.loc[subject, "before"]), mine["estimate"].astype(float).tolist(), intervals)
        )
    if "labels" in figure.options:
        first, last = (language.text("part", name) for name in figure.options["labels"])
    else:
        first, last = (language.number("year", ends[name].iloc[0]) for name in ("base", "latest"))
    parts = [language.text("part", str(name)) for name in rows["part"].unique()]
    wording = _wording(figure, language, mark, _one(language), "level")
    return page.waterfall(panels, [first, *parts, last], wording, signed=lambda value: language.number("signed", value))


def _spread(figure: Figure, language: Language, mark: str) -> str:
    rows = figure.table.frame
    edges = [*(float(value) for value in rows["low"]), float(rows["high"].iloc[-1])]
    groups = [(header(figure.table.id, name, language), [float(v) for v in rows[name]]) for name in ("group", "rest")]
    wording = _wording(figure, language, mark, _percent(language), "at_school")
    return page.spread(edges, groups, wording, limit=0.5, vertical=language.text("axis", "of_group"))


def _scale(values: pd.Series, count: int, language: Language, *, absent: bool) -> Scale:
    """Return classes of equal numbers of places, at whole points."""
    known = values.dropna().astype(float)
    edges = np.unique(np.round(np.quantile(known, np.linspace(0, 1, count + 1)), 2))
    if len(edges) <= count:
        edges = np.linspace(known.min(), max(known.max(), known.min() + 0.05), count + 1).round(3)
    texts = (language.text("axis", "suppressed"), language.text("axis", "absent") if absent else "")
    written = [_points(language)(edge) for edge in edges]
    labels = [f"{low} \u2013 {high}" for low, high in itertools.pairwise(written)]
    return Scale([float(edge) for edge in edges], labels, *texts)


def _outlines(figure: Figure, language: Language, mark: str) -> str:
    options, rows = figure.options, figure.table.frame
    values = dict(zip(rows["municipality_code"], map(_optional, rows[options["value"]]), strict=True))
    scale = _scale(rows[options["value"]], options["classes"], language, absent=True)
    wording = _wording(figure, language, mark, _points(language), "class")
    return page.outlines(options["outlines"]["features"], values, scale, wording)


def _tiles(figure: Figure, language: Language, mark: str) -> str:
    options, rows = figure.options, figure.table.frame
    places = rows.merge(options["tiles"], on="municipality_code")
    tiles = [
        Tile(
            int(row["tile_column"]),
            int(row["tile_row"]),
            str(row["municipality"])[:LONG_NAME],
            _optional(row[options["value"]]),
        )
        for _, row in places.iterrows()
    ]
    scale = _scale(rows[options["value"]], options["classes"], language, absent=False)
    return page.tiles(tiles, scale, _wording(figure, language, mark, _one(language), "class"))


def header(table: str, column: str, language: Language) -> str:
    """Return the header of a column; a table may have its own words."""
    own = language.texts["column"].get(table, {})
    return str(own[column]) if column in own else language.text("column", column)


_CHARTS: dict[str, Callable[[Figure, Language, str], str]] = {
    "ranked": _ranked,
    "differences": _differences,
    "strips": _strips,
    "lines": _lines,
    "grouped": _grouped,
    "bars": _bars,
    "stacked": _stacked,
    "spread": _spread,
    "points": _points_of,
    "steps": _steps,
    "outlines": _outlines,
    "tiles": _tiles,
}
