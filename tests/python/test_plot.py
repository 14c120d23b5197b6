"""Plots: what is drawn is what the roll or the table says; axes in, axes out, nothing global."""

from __future__ import annotations

import inspect
import itertools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

pytest.importorskip("matplotlib")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from schoolmix import plot
from schoolmix.plot import theme

V1 = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
V1_CURVE = [(0, 0), (0.475, 0.05), (0.9, 0.2), (1, 1)]
ROUNDED = 1e-12  # sums of a few thousand shares
APART = 0.15  # least difference in lightness of fills beside each other, that print in grey still shows
PARTS = ["before", "after", "difference", "additions", "removals", "group_marginal", "unit_marginal", "structural"]


def roll(frame=V1, **options):
    return sm.Roll.from_wide(frame, unit="site", groups=["low", "high"], **options)


def masked():
    frame = pd.DataFrame({"site": ["a", "a", "b"], "group": ["low", "high", "low"], "n": ["<5", "7", "9"]})
    return sm.Roll(frame, unit="site", group="group", count="n", masks={"<5": (1, 4)})


def trends(**columns):
    years = [2017, 2018, 2019, 2020, 2021]
    table = {"measure": "D", "year": years, "estimate": [0.40, 0.41, 0.35, 0.36, 0.37]}
    return pd.DataFrame(table | columns)


def compared(**columns):
    estimates = [0.42, 0.40, -0.02, 0.03, -0.01, 0.02, 0.01, -0.07]
    return pd.DataFrame({"measure": "M", "part": PARTS, "estimate": estimates} | columns)


def nearest(**columns):
    table = {"municipality": ["Hulmhorst", "Belmdijk"], "measure": "D", "rule": "nearest"}
    table |= {"observed": [0.45, 0.30], "assigned": [0.20, 0.34], "difference": [0.25, -0.04]}
    return pd.DataFrame(table | columns)


def contributed(**columns):
    table = {"site": ["a", "b", "c", "d"], "pupils": [50, 100, 100, 200], "share": [0.5, 0.1, 0.3, 0.3]}
    table |= {"funnel_low": [0.16, 0.2, 0.2, 0.22], "funnel_high": [0.42, 0.38, 0.38, 0.34]}
    return pd.DataFrame(table | {"excess": [0.03, -0.02, 0.0, 0.01]} | columns)


def reflected(**columns):
    answers = ["over", "under", "mirror", "not_distinguishable"]
    table = {"site": list("abcd"), "share": [0.6, 0.1, 0.3, 0.4], "reference_share": [0.3, 0.4, 0.3, 0.3]}
    return pd.DataFrame(table | {"answer": answers} | columns)


def met(**columns):
    table = {"focal": ["low", "low", "high", "high"], "versus": ["low", "high", "low", "high"]}
    return pd.DataFrame(table | {"chance": [0.8, 0.2, 0.35, 0.65]} | columns)


def ranked(**columns):
    ranks = pd.array([1, 2, 3, 4, 5, 6, None, None] * 2, dtype="Int64")
    shares = [0.5, 0.1, 0.1, 0.06, 0.04, 0.1, 0.02, 0.08, 0.6, 0.05, 0.05, 0.05, 0.05, 0.1, 0.0, 0.1]
    table = {"income": ["low"] * 8 + [None] * 8, "rank": ranks, "outcome": (["choice"] * 6 + LATE) * 2}
    return pd.DataFrame(table | {"share": shares} | columns)


def compared_mechanisms(**columns):
    table = {"mechanism": ["DA", "free_choice"] * 2, "outcome": ["first_choice"] * 2 + ["D"] * 2}
    return pd.DataFrame(
        table
        | {"estimate": [0.7, 1.0, 0.4, 0.5], "low": [0.6, None, 0.3, None], "high": [0.8, None, 0.5, None]}
        | columns
    )


def last_admitted(**columns):
    table = {"school": ["oak", "elm", "ash", "yew"], "places": [2, 9, 3, 0], "admitted": [2, 3, 3, 0]}
    return pd.DataFrame(table | {"priority": [1, None, 2, None], "number": [2.0**54, None, 2.0**55, None]} | columns)


def changed(**columns):
    table = {
        "scenario": ["near", "far"] * 3,
        "year": [2026] * 4 + [2027] * 2,
        "outcome": ["D"] * 2 + ["H"] * 2 + ["D"] * 2,
    }
    table |= {"estimate": [-0.02, 0.03, -0.01, 0.02, -0.04, 0.06]}
    table |= {"low": [-0.03, 0.02, -0.02, 0.01, -0.05, 0.05], "high": [-0.01, 0.04, 0.0, 0.03, -0.03, 0.07]}
    return pd.DataFrame(table | columns)


def by_source():
    sources = ["monte_carlo", "parameters", "structure"]
    table = {"scenario": "near", "year": 2026, "outcome": "D", "source": sources, "estimate": [-0.02, -0.03, -0.02]}
    return pd.DataFrame(table | {"low": [-0.03, -0.05, -0.06], "high": [-0.01, 0.01, 0.0]})


def over_years(**columns):
    table = {"scenario": ["baseline"] * 3 + ["near"] * 3, "year": [2025, 2026, 2027] * 2, "outcome": "D"}
    table |= {"estimate": [0.40, 0.41, 0.42, 0.38, 0.36, 0.33]}
    return pd.DataFrame(table | {"low": [0.39] * 3 + [0.32] * 3, "high": [0.43] * 3 + [0.39] * 3} | columns)


def costly(**more):
    table = {
        "scenario": ["b", "a"], "euros": [3e6, 1e6], "estimate": [-0.02, -0.01], "low": [-0.03, -0.02],
        "high": [-0.01, 0.0], "dominated": [0.1, 0.5], "best_low": [-0.03, -0.02], "best_high": [-0.01, -0.001],
    }  # fmt: skip
    return pd.DataFrame({**table, **more})


def ticking(**columns):
    table = {"start": [0, 0, 0, 1, 1], "tick": [0, 1, 2, 0, 1], "H": [0.1, 0.4, 0.45, 0.1, 0.5]}
    return pd.DataFrame(table | {"movers": [0, 9, 3, 0, 9]} | columns)


LATE = ["guarantee", "unplaced"]
PLACES = pd.DataFrame({"site": list("abcd"), "x_km": [1.0, 2.0, 3.0, 4.0], "y_km": [1.0, 3.0, 2.0, 4.0]})

DRAWN = {
    "contributions": lambda **more: plot.contributions(contributed(), PLACES, **more),
    "curve": lambda **more: plot.curve(roll(), focal="low", **more),
    "cutoffs": lambda **more: plot.cutoffs(last_admitted(), **more),
    "effects": lambda **more: plot.effects(changed(), **more),
    "encounters": lambda **more: plot.encounters(met(), **more),
    "frontier": lambda **more: plot.frontier(costly(), **more),
    "funnel": lambda **more: plot.funnel(contributed(), **more),
    "mechanisms": lambda **more: plot.mechanisms(compared_mechanisms(), **more),
    "ranks": lambda **more: plot.ranks(ranked(), **more),
    "reflection": lambda **more: plot.reflection(reflected(), **more),
    "residence": lambda **more: plot.residence(nearest(), **more),
    "segplot": lambda **more: plot.segplot(roll(), **more),
    "settling": lambda **more: plot.settling(ticking(), **more),
    "trend": lambda **more: plot.trend(trends(), **more),
    "waterfall": lambda **more: plot.waterfall(compared(), **more),
    "years": lambda **more: plot.years(over_years(), **more),
}
TABLES = {
    "cutoffs": (
        last_admitted,
        "sm.Admission.cutoffs",
        ["school", "places", "admitted", "priority", "number"],
    ),
    "effects": (changed, "sm.simulate", ["scenario", "year", "outcome", "estimate"]),
    "encounters": (met, "sm.encounters", ["focal", "versus", "chance"]),
    "frontier": (costly, "Appraisal.frontier", ["scenario", "euros", "estimate", "dominated"]),
    "funnel": (contributed, "sm.contribution", ["pupils", "share", "funnel_low", "funnel_high"]),
    "mechanisms": (compared_mechanisms, "sm.mechanisms", ["mechanism", "outcome", "estimate"]),
    "ranks": (ranked, "sm.Admission.ranks", ["rank", "outcome", "share"]),
    "reflection": (reflected, "sm.reflect", ["share", "reference_share", "answer"]),
    "residence": (nearest, "sm.nearest_school", ["measure", "observed", "assigned", "difference"]),
    "settling": (ticking, "sm.settle", ["start", "tick", "H"]),
    "trend": (trends, "sm.trend", ["measure", "year", "estimate"]),
    "waterfall": (compared, "sm.compare", ["part", "estimate"]),
    "years": (over_years, "sm.simulate", ["scenario", "year", "outcome", "estimate"]),
}


def of(axes, gid):
    """Return the lines of one name."""
    return [line for line in axes.lines if line.get_gid() == gid]


def texts(axes):
    """Return what is written in the axes, line by line."""
    return [line for text in axes.texts for line in text.get_text().split("\n")]


def bars(collection):
    """Return left, right, bottom and top of the rectangles of a collection."""
    corners = np.array([path.vertices[:4] for path in collection.get_paths()])
    return corners[..., 0].min(1), corners[..., 0].max(1), corners[..., 1].min(1), corners[..., 1].max(1)


# All plots


def test_every_plot_is_tried():
    assert set(DRAWN) == set(plot.__all__)


@pytest.mark.parametrize("name", DRAWN)
def test_axes_come_in_and_go_out_and_nothing_is_global(name):
    before = dict(plt.rcParams)
    mine = Figure().subplots()
    assert DRAWN[name](ax=mine, title="What is drawn") is mine
    assert mine.get_title(loc="left") == "What is drawn"
    own = DRAWN[name]()
    assert isinstance(own, Axes)
    assert own.get_title(loc="left") == ""
    assert own._repr_png_().startswith(b"\x89PNG")
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == before


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_written_lies_outside_the_figure_or_on_other_words(name):
    axes = DRAWN[name](title="What is drawn")
    figure = axes.figure
    figure.draw_without_rendering()
    page = figure.bbox.padded(2)
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
    labels = [axes.xaxis.label, axes.yaxis.label, axes._left_title, axes.get_legend()]
    boxes += [label.get_window_extent() for label in labels if label is not None]
    for axis, view in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
        boxes += [tick.get_window_extent() for at, tick in ticks if min(view) <= at <= max(view)]
    for box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
    for one, other in itertools.combinations(boxes, 2):
        assert not one.padded(-1.5).overlaps(other.padded(-1.5))


@pytest.mark.parametrize("name", DRAWN)
def test_a_notebook_shows_the_axes_of_a_figure_of_their_own(name):
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(DRAWN[name]())
    assert "image/png" in shown


@pytest.mark.parametrize("name", plot.__all__)
def test_every_plot_says_what_it_takes_gives_and_looks_like(name):
    function = getattr(plot, name)
    text = inspect.getdoc(function)
    for section in ("Parameters", "Returns", "Raises", "Examples"):
        assert re.search(rf"^{section}\n-+$", text, re.MULTILINE)
    listed = text.split("Parameters\n")[1].split("\n\n")[0]
    parameters = inspect.signature(function).parameters
    assert all(re.search(rf"\b{parameter}\b", listed) for parameter in parameters)
    assert {"ax", "title", "labels"} <= set(parameters)
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters.values() if p.name not in {"roll", "table", "places"})
    assert f"`plot.{name}(" in (Path(__file__).parents[2] / "docs" / "plots.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("option", [{"ax": 3}, {"ax": plt}, {"title": 3}, {"labels": ["low"]}])
def test_options_of_another_kind_are_refused(name, option):
    with pytest.raises(sm.InputTypeError) as caught:
        DRAWN[name](**option)
    assert caught.value.column == next(iter(option))


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_column_names_the_verb_that_gives_it(name):
    table, verb, columns = TABLES[name]
    for column in columns:
        with pytest.raises(sm.ColumnError, match=re.escape(verb.replace("sm.", "schoolmix."))) as caught:
            getattr(plot, name)(table().drop(columns=column))
        assert (caught.value.kind, caught.value.column) == ("MissingColumn", column)
    with pytest.raises(sm.InputError) as caught:
        getattr(plot, name)(table().iloc[:0])
    assert caught.value.kind == "EmptyInput"
    for other in (roll(), 3, None, [1], table()[columns[-1]]):
        with pytest.raises(sm.InputTypeError, match=verb.removeprefix("sm.")) as caught:
            getattr(plot, name)(other)
        assert caught.value.column == "table"


@pytest.mark.parametrize("name", TABLES)
def test_numbers_must_be_numbers(name):
    table, _, columns = TABLES[name]
    column = next(name for name in columns if pd.api.types.is_float_dtype(table()[name]))
    with pytest.raises(sm.InputTypeError) as caught:
        getattr(plot, name)(table(**{column: "0.4"}))
    assert (caught.value.kind, caught.value.column) == ("WrongType", column)
    with pytest.raises(sm.InputError) as caught:
        getattr(plot, name)(table(**{column: np.inf}))
    assert (caught.value.kind, caught.value.row) == ("NotFinite", 0)


@pytest.mark.parametrize("name", ["curve", "segplot"])
@pytest.mark.parametrize("given", [V1, None, "low"])
def test_plots_of_a_roll_take_no_other_thing(name, given):
    options = {"focal": "low"} if name == "curve" else {}
    with pytest.raises(sm.InputTypeError) as caught:
        getattr(plot, name)(given, **options)
    assert caught.value.column == "roll"
    with pytest.raises(sm.InputError) as caught:
        getattr(plot, name)(masked(), **options)
    assert (caught.value.kind, caught.value.count) == ("SuppressedMarker", 1)


@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
def test_frames_of_other_libraries_are_drawn_alike(kind):
    library = pytest.importorskip(kind)
    other = library.from_pandas(trends()) if kind == "polars" else library.Table.from_pandas(trends())
    drawn = [of(plot.trend(table), "D")[0].get_xydata() for table in (trends(), other)]
    np.testing.assert_array_equal(*drawn)
    sites = library.from_pandas(V1) if kind == "polars" else library.Table.from_pandas(V1)
    assert plot.curve(roll(sites), focal="low").lines[1].get_label() == "low: D = 0.70, G = 0.75"


def test_matplotlib_is_asked_for_by_name_where_it_is_missing():
    code = "import sys; sys.modules['matplotlib'] = None\nimport schoolmix as sm\n"
    code += "try:\n    sm.plot\nexcept sm.MissingExtraError as error:\n    print(error)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert "matplotlib" in done.stdout
    assert "schoolmix[plot]" in done.stdout


# Grey


@pytest.mark.parametrize("count", range(1, 16))
def test_fills_beside_each_other_differ_in_grey(count):
    fills = theme.fills(count)
    assert len(set(fills)) == count
    for (one, _), (other, _) in itertools.pairwise(fills):
        assert abs(theme.lightness(one) - theme.lightness(other)) >= APART


def test_signs_differ_in_grey_and_by_marker_or_hatch():
    rise, fall = (patch for patch in plot.waterfall(compared()).get_legend().get_patches())
    assert rise.get_hatch() != fall.get_hatch()
    more, less = plot.contributions(contributed(), PLACES).collections
    assert not np.array_equal(more.get_paths()[0].vertices, less.get_paths()[0].vertices)
    for one, other in ((rise, fall), (more, less)):
        shades = [theme.lightness(to_hex(np.ravel(artist.get_facecolor()))) for artist in (one, other)]
        assert abs(shades[0] - shades[1]) >= APART
    axes = plot.funnel(contributed())
    assert len({of(axes, name)[0].get_marker() for name in ("above", "below", "within")}) == 3
    axes = plot.reflection(reflected())
    assert len({of(axes, answer)[0].get_marker() for answer in reflected()["answer"]}) == 4


# The curve


def test_the_curve_passes_through_the_known_points():
    axes = plot.curve(roll(), focal="low", labels={"low": "low SES"})
    line = next(line for line in axes.lines if line.get_label().startswith("low"))
    np.testing.assert_allclose(line.get_xydata(), V1_CURVE, rtol=0, atol=ROUNDED)
    assert line.get_label() == "low SES: D = 0.70, G = 0.75"
    distance = of(axes, "distance")[0].get_xydata()
    np.testing.assert_allclose(distance, [(0.9, 0.2), (0.9, 0.9)], rtol=0, atol=ROUNDED)
    assert axes.get_ylabel() == "cumulative share of low SES"


def test_a_curve_holds_d_and_g_of_the_measure(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    schools = sm.Roll(frame, unit="school", group="race", count="n", by="state")
    axes = plot.curve(schools, focal=["black", "hisp"], versus="white")
    lines = [line for line in axes.lines if "D = " in line.get_label()]
    assert len(lines) == 6
    expected = pd.concat([sm.measure(schools, ["D", "G"], focal=one, versus="white") for one in ("black", "hisp")])
    values = expected.pivot_table(index=["focal", "state"], columns="measure", values="estimate")
    for line, (focal, state) in zip(lines, values.index, strict=True):
        across, up = line.get_data()
        assert line.get_label().startswith(f"{state}, {focal}: ")
        assert (across - up).max() == pytest.approx(values.loc[(focal, state), "D"], abs=ROUNDED)
        area = ((up[1:] + up[:-1]) * np.diff(across)).sum()
        assert 1 - area == pytest.approx(values.loc[(focal, state), "G"], abs=ROUNDED)
    assert len({(line.get_marker(), line.get_linestyle(), line.get_color()) for line in lines}) == 6


def test_a_curve_of_one_group_alone_is_not_drawn_but_said():
    frame = pd.DataFrame({"site": list("abab"), "year": [1, 1, 2, 2], "low": [5, 3, 4, 1], "high": [0, 0, 4, 2]})
    axes = plot.curve(roll(frame, by="year"), focal="low")
    assert sum("D = " in line.get_label() for line in axes.lines) == 1
    assert texts(axes) == ["1 curve of one group alone is not drawn"]


def test_unknown_groups_and_too_many_curves_are_refused():
    for option in ({"focal": "lower"}, {"focal": "low", "versus": "lower"}):
        with pytest.raises(sm.InputError) as caught:
            plot.curve(roll(), **option)
        assert caught.value.kind == "UnknownGroup"
    for focal in ([], ["low"] * 9):
        with pytest.raises(sm.InputError) as caught:
            plot.curve(roll(), focal=focal)
        assert caught.value.kind == "SizeLimit"


# The segplot


@pytest.fixture(scope="module")
def rolls(data):
    schools = pd.read_csv(data / "us" / "schools00.csv")
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)
    yield_rolls = {"schools": sm.Roll(schools, unit="school", group="race", count="n")}
    return yield_rolls | {"world": world.roll("migration_background"), "small": roll()}


@pytest.mark.parametrize("name", ["schools", "world", "small"])
@pytest.mark.parametrize("order", ["segregation", "entropy", "group"])
def test_widths_and_heights_of_a_segplot_add_up_to_one(rolls, name, order):
    drawn = rolls[name]
    axes = plot.segplot(drawn, order=drawn.groups[0] if order == "group" else order)
    own, side = axes.collections[: len(drawn.groups)], axes.collections[len(drawn.groups) :]
    left, right, *_ = bars(own[0])
    assert len(left) == len(drawn.units)
    assert (right - left).sum() == pytest.approx(1, abs=ROUNDED)
    heights = sum(top - bottom for *_, bottom, top in map(bars, own))
    np.testing.assert_allclose(heights, 1, rtol=0, atol=ROUNDED)
    frame = drawn.to_frame()
    totals = frame.groupby(drawn.group[0])[frame.columns[-1]].sum() / drawn.pupils
    np.testing.assert_allclose([bars(one)[3] - bars(one)[2] for one in side], totals.to_numpy()[:, None], atol=ROUNDED)
    for one, total in zip(own, totals, strict=True):
        left, right, bottom, top = bars(one)
        assert ((right - left) * (top - bottom)).sum() == pytest.approx(total, abs=1e-9)


def test_units_stand_in_the_order_asked_for(rolls):
    def shares(order, **options):
        axes = plot.segplot(rolls["schools"], order=order, **options)
        return np.array([top - bottom for *_, bottom, top in map(bars, axes.collections[:5])]).T

    assert (np.diff(shares("black")[:, 1]) <= ROUNDED).all()
    plain = shares("segregation")
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.nansum(shares("entropy") * np.log(shares("entropy")), axis=1)
        local = np.nansum(plain * np.log(plain), axis=1)
    assert (np.diff(entropy) >= -1e-9).all()
    own = sm.local(rolls["schools"], "M").sort_values("estimate", ascending=False)["estimate"]
    totals = sm.measure(rolls["schools"], "E")["estimate"].iloc[0]
    assert totals > 0
    frame = rolls["schools"].to_frame()
    overall = np.log(frame.groupby("race")["n"].sum().to_numpy() / rolls["schools"].pupils)
    np.testing.assert_allclose(local - plain @ overall, own, rtol=0, atol=1e-9)


def test_a_reference_stands_at_the_side():
    axes = plot.segplot(roll(), reference={"low": 1, "high": 3}, labels={"low": "low SES"})
    assert [float(bars(one)[3][0] - bars(one)[2][0]) for one in axes.collections[2:]] == [0.75, 0.25]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["low SES", "high"]


@pytest.mark.parametrize(
    ("option", "column"),
    [
        ({"order": "size"}, "order"),
        ({"order": None}, "order"),
        ({"reference": [1, 2]}, "reference"),
        ({"reference": {"low": 1}}, "reference"),
        ({"reference": {"low": 1, "high": 0}}, "reference"),
        ({"reference": {"low": 1, "high": float("nan")}}, "reference"),
        ({"reference": {"low": 1, "high": 1, "other": 1}}, "reference"),
    ],
)
def test_a_segplot_refuses_other_orders_and_references(option, column):
    with pytest.raises(sm.InputError) as caught:
        plot.segplot(roll(), **option)
    assert caught.value.column == column


def test_a_segplot_draws_one_table_and_groups_that_can_be_told_apart():
    years = pd.DataFrame({"site": ["a", "a"], "year": [1, 2], "low": [5, 3], "high": [1, 4]})
    many = pd.DataFrame({"site": ["a"] * 16, "group": range(16)})
    for wrong, kind in (
        (roll(years, by="year"), "SeveralTables"),
        (sm.Roll(many, unit="site", group="group"), "SizeLimit"),
    ):
        with pytest.raises(sm.InputError) as caught:
            plot.segplot(wrong)
        assert caught.value.kind == kind


# The trend


@pytest.mark.parametrize("column", ["break", "break_before"])
@pytest.mark.parametrize("why", [[False, False, True, False, False], [None, None, "moved", None, None]])
@pytest.mark.parametrize("interval", [False, True])
def test_no_line_crosses_a_break(column, why, interval):
    table = trends(**{column: why})
    if interval:
        table = table.assign(low=table["estimate"] - 0.01, high=table["estimate"] + 0.01)
    axes = plot.trend(pd.concat([table.assign(sector="bo"), table.assign(sector="vo")])[["sector", *table.columns]])
    mark = of(axes, "break")[0].get_xdata()[0]
    assert mark == 2018.5
    for name in ("bo", "vo"):
        pieces = [line.get_xdata() for line in of(axes, name)]
        assert [len(piece) for piece in pieces] == [2, 3]
        assert all((piece < mark).all() or (piece > mark).all() for piece in pieces)
    assert [type(drawn) for drawn in axes.collections] == [LineCollection] * (4 if interval else 0)
    assert ("2019 cannot be compared with earlier years: moved" in texts(axes)) is ("moved" in why)


def test_a_band_does_not_cross_a_break():
    table = trends(**{"break": [None, None, "moved", None, None]})
    axes = plot.trend(table.assign(low=table["estimate"] - 0.01, high=table["estimate"] + 0.01))
    spans = [
        (band.get_paths()[0].vertices[:, 0].min(), band.get_paths()[0].vertices[:, 0].max())
        for band in axes.collections
    ]
    assert spans == [(2017, 2018), (2019, 2021)]


def test_a_year_without_estimate_is_a_gap_and_said():
    axes = plot.trend(trends(estimate=[0.4, 0.41, None, 0.36, 0.37]))
    assert [line.get_xdata().tolist() for line in of(axes, "D")] == [[2017, 2018], [2020, 2021]]
    assert min(line.get_ydata().min() for line in of(axes, "D")) == 0.36
    assert "1 row without estimate is not drawn" in texts(axes)
    nothing = plot.trend(trends(estimate=pd.array([None] * 5, dtype="Float64")))
    assert of(nothing, "D") == []
    assert "5 rows without estimate are not drawn" in texts(nothing)


def test_the_interval_is_around_what_is_drawn():
    table = trends(corrected=[0.3] * 5, low=[0.28] * 5, high=[0.33] * 5)
    axes = plot.trend(table, labels={"D": "dissimilarity"})
    assert of(axes, "dissimilarity")[0].get_ydata().tolist() == [0.3] * 5
    heights = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0.28, 0.33)
    assert axes.get_ylabel() == "dissimilarity, corrected for chance"
    plain = table.assign(measure="xPx", corrected=table["estimate"])
    assert plot.trend(plain).get_ylabel() == "xPx"
    assert plot.trend(pd.concat([table, plain])).get_ylabel() == "D (corrected for chance), xPx"
    assert plot.trend(pd.concat([table, table.assign(measure="H")])).get_ylabel() == "D, H, corrected for chance"


def test_series_are_told_apart_by_marker_and_named_at_their_end():
    parts = [trends(estimate=[0.4, 0.4, 0.4, 0.4, 0.4 + step / 1000]) for step in range(8)]
    table = pd.concat([part.assign(municipality=f"town {step}") for step, part in enumerate(parts)])
    axes = plot.trend(table.sample(frac=1, random_state=1))
    lines = [of(axes, f"town {step}")[0] for step in range(8)]
    assert len({line.get_marker() for line in lines}) == 8
    assert all(line.get_xdata().tolist() == [2017, 2018, 2019, 2020, 2021] for line in lines)
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text().startswith("town")]
    assert len(boxes) == 8
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    with pytest.raises(sm.InputError, match="9 series"):
        plot.trend(pd.concat([table, trends().assign(municipality="town 8")]))


def test_years_are_whole_numbers_or_begin_with_one():
    axes = plot.trend(trends(year=["2017/18", "2018/19", "2019/20", "2020/21", "2021/22"]))
    assert axes.get_xticklabels()[0].get_text() == "2017/18"
    for wrong in ("last", 20178, 17.5):
        with pytest.raises(sm.InputTypeError) as caught:
            plot.trend(trends(year=[2017, 2018, 2019, 2020, wrong]).astype({"year": object if wrong == 17.5 else str}))
        assert (caught.value.column, caught.value.row) == ("year", 4)
    for column, wrong in (("break", [0, 0, 1, 0, 0]), ("year", [2017, 2017, 2018, 2019, 2020])):
        with pytest.raises(sm.InputError):
            plot.trend(trends(**{column: wrong}))


# The waterfall


@pytest.mark.parametrize("shift", [0.0, 0.1, -0.36])
def test_bars_lead_from_before_to_after(shift):
    table = compared()
    table["estimate"] += [shift, shift, 0, 0, 0, 0, 0, 0]
    axes = plot.waterfall(table)
    drawn = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches]
    is_cut = shift >= 0
    assert len(drawn) == (5 if is_cut else 7)
    parts = drawn if is_cut else drawn[1:-1]
    before, after = table["estimate"].iloc[:2]
    assert parts[0][0] == pytest.approx(before)
    assert parts[-1][1] == pytest.approx(after, abs=ROUNDED)
    assert all(one[1] == pytest.approx(other[0]) for one, other in itertools.pairwise(parts))
    np.testing.assert_allclose([end - start for start, end in parts], table["estimate"][3:], atol=ROUNDED)
    assert sum(bool(bar.get_hatch()) for bar in axes.patches) == 2
    assert ("the scale does not start at 0" in texts(axes)) is is_cut
    assert (axes.get_ylim()[0] == 0) is not is_cut
    assert {"+0.030", "\u22120.010", "\u22120.070"} <= set(texts(axes))


def test_whiskers_stand_where_there_is_an_interval():
    table = compared()
    axes = plot.waterfall(table.assign(low=table["estimate"] - 0.01, high=table["estimate"] + 0.01))
    spans = {tuple(np.round(line.get_ydata(), 6)) for line in axes.lines if len(set(line.get_xdata())) == 1}
    assert (0.41, 0.43) in spans
    assert (0.44, 0.46) in spans  # additions: from 0.42 by 0.03, give or take 0.01


def test_parts_of_a_decomposition_lead_to_the_total(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    nested = sm.Roll(frame, unit="school", group="race", count="n", within=["state", "district"])
    table = sm.decompose(nested, ["M", "H"])
    axes = plot.waterfall(table, measure="H")
    *parts, total = ((bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches)
    assert parts[0][0] == total[0] == 0
    assert parts[-1][1] == pytest.approx(total[1], abs=ROUNDED)
    with pytest.raises(sm.InputError) as caught:
        plot.waterfall(table)
    assert (caught.value.kind, caught.value.column) == ("SeveralTables", "measure")
    parts = table[table["part"] != "total"].assign(total=table["estimate"].iloc[3])
    again = plot.waterfall(parts, measure="M")
    assert again.patches[-1].get_height() == pytest.approx(table["estimate"].iloc[3], abs=ROUNDED)


def test_parts_of_two_real_years_are_drawn(data):
    states = ["A", "B"]
    frames = [pd.read_csv(data / "us" / name) for name in ("schools00.csv", "schools05_states_AB.csv")]
    before, after = (
        sm.Roll(frame[frame["state"].isin(states)], unit="school", group="race", count="n") for frame in frames
    )
    for method, bars_drawn in (("shapley", 5), ("km", 6)):
        axes = plot.waterfall(sm.compare(before, after, "M", method=method))
        assert len(axes.patches) == bars_drawn


def test_a_part_without_estimate_leaves_the_ends_alone():
    axes = plot.waterfall(compared(estimate=[0.42, 0.40, -0.02, 0.03, -0.01, 0.02, 0.01, None]))
    assert [label.get_text() for label in axes.get_xticklabels()] == ["before", "after"]
    assert "parts are not drawn: no estimate of structural" in texts(axes)
    nothing = plot.waterfall(compared(estimate=pd.array([None] * 8, dtype="Float64")))
    assert list(nothing.patches) == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (compared().iloc[:-1], "SumMismatch"),
        (compared()[compared()["part"] != "after"], "MissingPart"),
        (pd.concat([compared(), compared()]), "DuplicateKey"),
        (pd.concat([compared(), compared(measure="H")]), "SeveralTables"),
    ],
)
def test_parts_that_are_not_one_whole_are_refused(table, kind):
    with pytest.raises(sm.InputError) as caught:
        plot.waterfall(table)
    assert caught.value.kind == kind


# Residence


def test_bars_are_assigned_and_marks_are_observed():
    table = nearest(observed=[0.45, None], difference=[0.25, None])
    axes = plot.residence(table, labels={"Hulmhorst": "H."})
    assert [bar.get_width() for bar in axes.patches] == [0.20]
    assert [mark.get_xdata()[0] for mark in of(axes, "observed")] == [0.45]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["H."]
    assert texts(axes) == ["0.45  (+0.25)", "1 row without observed or difference is not drawn"]
    said = " ".join(text.get_text() for text in axes.get_legend().get_texts())
    assert "difference with attending the nearest school" in said
    assert "choice" not in said


def test_residence_draws_one_measure_and_one_rule_of_named_places():
    both = pd.concat([nearest(), nearest(rule="nearest_with_places")])
    with pytest.raises(sm.InputError) as caught:
        plot.residence(both)
    assert (caught.value.kind, caught.value.column) == ("SeveralTables", "rule")
    axes = plot.residence(both, rule="nearest_with_places")
    assert "attending the nearest school (with places)" in axes.get_legend().get_texts()[0].get_text()
    drawn = plot.residence(nearest(rule="random_within_track"))
    said = [text.get_text() for text in drawn.get_legend().get_texts()]
    assert said[0] == "assigned by the rule random_within_track"
    assert not any("nearest" in text for text in said)
    with pytest.raises(sm.InputError, match="'D'"):
        plot.residence(both, measure="H")
    with pytest.raises(sm.ColumnError, match="nearest_school"):
        plot.residence(nearest().drop(columns="municipality"))
    coded = nearest(municipality=["Hulmhorst", None], municipality_code=["9001", None])
    assert [label.get_text() for label in plot.residence(coded).get_yticklabels()] == ["Hulmhorst", "all"]


# Funnel, reflection, contributions


def test_points_outside_the_limits_have_their_own_marker_and_no_name():
    axes = plot.funnel(contributed())
    for name, points in (("above", [(50, 0.5)]), ("below", [(100, 0.1)]), ("within", [(100, 0.3), (200, 0.3)])):
        assert [tuple(point) for point in of(axes, name)[0].get_xydata()] == points
    overall = np.average(contributed()["share"], weights=contributed()["pupils"])
    assert of(axes, "overall")[0].get_ydata()[0] == pytest.approx(overall)
    assert of(plot.funnel(contributed(overall=0.285)), "overall")[0].get_ydata()[0] == 0.285
    assert of(axes, "funnel_low")[0].get_xydata().tolist() == [[50, 0.16], [100, 0.2], [200, 0.22]]
    written = [*texts(axes), *(text.get_text() for text in axes.get_legend().get_texts())]
    assert not any(re.search(r"\b[abcd]\b", text) for text in written)
    assert "4 units without share are not drawn" in texts(plot.funnel(contributed(share=np.nan)))


@pytest.mark.parametrize("low", [[0.16, 0.2, 0.21, 0.22], [0.16, 0.2, 0.2, 0.30]])
def test_units_of_different_wholes_have_limits_of_their_own(low):
    axes = plot.funnel(contributed(funnel_low=low))
    assert of(axes, "overall") == of(axes, "funnel_low") == []
    bars_drawn = np.array([segment[:, 1] for segment in axes.collections[0].get_segments()])
    np.testing.assert_array_equal(bars_drawn[:, 0], low)
    assert texts(axes)[0].startswith("bars are the limits of each unit")


def test_answers_are_told_apart_around_the_diagonal():
    axes = plot.reflection(reflected(), threshold=0.1, labels={"over": "more"})
    assert of(axes, "over")[0].get_xydata().tolist() == [[0.3, 0.6]]
    band = axes.collections[0].get_paths()[0].vertices
    assert {tuple(np.round(corner, 6)) for corner in band} >= {(0, -0.1), (0, 0.1), (1, 0.9), (1, 1.1)}
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == ["mirror (1)", "more (1)", "under (1)", "not distinguishable (1)"]
    lost = plot.reflection(reflected(answer=["over", None, "mirror", "mirror"]))
    assert texts(lost) == ["1 school without answer is not drawn"]
    for wrong in (reflected(answer="better"), reflected(focal=["x", "x", "y", "y"])):
        with pytest.raises(sm.InputError):
            plot.reflection(wrong)
    assert len(of(plot.reflection(reflected(focal=["x", "x", "y", "y"]), focal="y"), "over")) == 0
    for wrong in (0, -1, 1.5, True, "0.2", float("nan")):
        with pytest.raises(sm.InputError) as caught:
            plot.reflection(reflected(), threshold=wrong)
        assert caught.value.column == "threshold"


def test_points_of_the_map_are_as_large_as_their_value():
    axes = plot.contributions(contributed(), PLACES)
    more, less = axes.collections
    assert more.get_offsets().tolist() == [[1, 1], [4, 4], [3, 2]]
    assert less.get_offsets().tolist() == [[2, 3]]
    assert more.get_sizes()[0] / less.get_sizes()[0] == pytest.approx(1.5)
    assert more.get_sizes()[0] / more.get_sizes()[1] == pytest.approx(3)
    lost = plot.contributions(contributed(excess=[0.03, None, 0.0, 0.01]), PLACES.iloc[:-1])
    assert {"1 unit without excess is not drawn", "1 unit without a place is not drawn"} <= set(texts(lost))


def test_local_contributions_of_a_world_are_drawn_where_schools_stand():
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)
    pupils = world.roll("migration_background")
    table = sm.local(pupils, "D", focal=pupils.groups[0])
    axes = plot.contributions(table, world.schools, value="contribution")
    assert sum(len(points.get_offsets()) for points in axes.collections) == len(table)


def square(low, high, kind="Polygon"):
    ring = [[low, low], [low, high], [high, high], [high, low], [low, low]]
    return {"type": kind, "coordinates": [[ring]] if kind == "MultiPolygon" else [ring]}


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_outlines_lie_below_the_points(kind):
    feature = {"type": "Feature", "properties": {}, "geometry": square(0, 5, kind)}
    for outlines in ([feature], {"type": "FeatureCollection", "features": [feature]}):
        below, *_ = plot.contributions(contributed(), PLACES, outlines=outlines).collections
        assert below.get_paths()[0].vertices.max() == 5
        assert below.get_zorder() < 2


def test_outlines_come_from_geometry_frames_too():
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.GeoDataFrame(geometry=[geopandas.GeoSeries.from_wkt(["POLYGON ((0 0, 0 5, 5 5, 5 0, 0 0))"])[0]])
    assert len(plot.contributions(contributed(), PLACES, outlines=frame).collections) == 3


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (
            lambda: plot.contributions(contributed(), PLACES, outlines=[{"geometry": square(5000, 9000)}]),
            "OutsideRange",
        ),
        (lambda: plot.contributions(contributed(), PLACES, outlines=[{"geometry": {"type": "Point"}}]), "WrongType"),
        (lambda: plot.contributions(contributed(), PLACES, outlines=3), "WrongType"),
        (lambda: plot.contributions(contributed(), PLACES, value="share_of_d"), "MissingColumn"),
        (lambda: plot.contributions(contributed(), PLACES.rename(columns={"site": "school"})), "MissingColumn"),
        (lambda: plot.contributions(contributed(), PLACES.drop(columns="x_km")), "MissingColumn"),
        (lambda: plot.contributions(contributed(), PLACES.assign(site=list("efgh"))), "UnmatchedKey"),
        (lambda: plot.contributions(contributed(), PLACES.assign(site="a")), "DuplicateKey"),
        (lambda: plot.contributions(contributed(site="a"), PLACES), "DuplicateKey"),
        (lambda: plot.contributions(roll(), PLACES), "WrongType"),
        (lambda: plot.contributions(contributed(), 3), "WrongType"),
    ],
)
def test_a_map_refuses_what_it_cannot_place(call, kind):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert caught.value.kind == kind


# Encounters


def test_the_matrix_has_its_numbers_written_in(rolls):
    axes = plot.encounters(met(), labels={"low": "low SES"})
    assert texts(axes) == ["0.80", "0.20", "0.35", "0.65"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["low SES", "high"]
    measured = sm.measure(rolls["schools"], ["isolation", "exposure"])
    written = np.array([float(text) for text in texts(plot.encounters(measured))]).reshape(5, 5)
    np.testing.assert_allclose(written.sum(axis=1), 1, rtol=0, atol=0.025)
    assert written[1, 1] == 0.61
    for cell, text in zip(axes.patches, axes.texts, strict=True):
        shades = (theme.lightness(to_hex(cell.get_facecolor())), theme.lightness(text.get_color()))
        assert abs(shades[0] - shades[1]) > 0.35


def test_a_pair_without_chance_is_hatched_and_said():
    axes = plot.encounters(met(chance=[0.8, None, 0.35, 0.65]))
    assert [bool(cell.get_hatch()) for cell in axes.patches] == [False, True, False, False]
    assert texts(axes) == ["0.80", "0.35", "0.65", "1 pair without a chance is not drawn"]


def test_other_measures_and_pairs_twice_are_no_encounters():
    both = ["isolation", "exposure", "isolation_without_self", "exposure_without_self"]
    for wrong in (sm.measure(roll(), ["isolation", "D"], focal="low"), sm.measure(roll(), both)):
        with pytest.raises(sm.InputError) as caught:
            plot.encounters(wrong)
        assert caught.value.kind == "BadOption"
    with pytest.raises(sm.InputError) as caught:
        plot.encounters(pd.concat([met(), met()]))
    assert caught.value.kind == "DuplicateKey"


# Admission


def test_choices_are_summed_into_the_parts_of_a_bar():
    axes = plot.ranks(ranked(), labels={"low": "low income"})
    widths = {bar.get_gid(): bar.get_width() for bar in axes.patches[:7]}
    assert widths == pytest.approx(
        {"1": 0.5, "2": 0.1, "3": 0.1, "4-5": 0.1, "6+": 0.1, "guarantee": 0.02, "unplaced": 0.08}, abs=ROUNDED
    )
    assert [label.get_text() for label in axes.get_yticklabels()] == ["low income", "all"]
    assert texts(axes)[:6] == ["50", "10", "10", "10", "10", "8"]  # 2 is too narrow to be written in
    assert axes.patches[6].get_x() + axes.patches[6].get_width() == pytest.approx(1, abs=ROUNDED)


def test_the_last_admitted_stands_at_the_share_of_the_highest_number():
    axes = plot.cutoffs(last_admitted())
    found = {kind: of(axes, kind)[0].get_xydata().tolist() for kind in ("1", "2", "open", "no_places")}
    assert found == {"1": [[0.25, 0]], "2": [[0.5, 1]], "open": [[1, 2]], "no_places": [[0, 3]]}
    assert len({of(axes, kind)[0].get_marker() for kind in found}) == 4
    assert texts(axes) == ["2 of 2", "3 of 3", "3 of 9", "0 of 0"]
    guaranteed = plot.cutoffs(last_admitted(priority=np.nan))
    assert of(guaranteed, "guarantee")[0].get_xdata().tolist() == [0.25, 0.5]
    without = plot.cutoffs(last_admitted(number=np.nan))
    assert texts(without)[-1] == "2 points of a full school without a lottery number are not drawn"


def test_a_panel_an_outcome_and_a_row_a_mechanism():
    axes = plot.mechanisms(compared_mechanisms())
    assert [panel.get_title() for panel in axes.child_axes] == ["first_choice", "D"]
    dots = [[float(of(panel, name)[0].get_xdata()[0]) for name in ("DA", "free_choice")] for panel in axes.child_axes]
    assert dots == [[0.7, 1.0], [0.4, 0.5]]
    mechanism, reference = (of(axes.child_axes[0], name)[0] for name in ("DA", "free_choice"))
    assert mechanism.get_markerfacecolor() != reference.get_markerfacecolor()
    one = plot.mechanisms(compared_mechanisms(), outcome="D")
    assert (one.child_axes, one.get_xlabel()) == ([], "D")


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: plot.ranks(pd.concat([ranked(), ranked()])), "DuplicateKey"),
        (lambda: plot.ranks(ranked(outcome="placed")), "BadOption"),
        (lambda: plot.cutoffs(pd.concat([last_admitted(lottery=1), last_admitted(lottery=2)])), "SeveralTables"),
        (lambda: plot.cutoffs(last_admitted(lottery=1), lottery=3), "BadOption"),
        (lambda: plot.cutoffs(pd.concat([last_admitted(), last_admitted()])), "DuplicateKey"),
        (lambda: plot.cutoffs(last_admitted(number=2.0**57)), "OutsideRange"),
        (lambda: plot.mechanisms(compared_mechanisms(), outcome="H"), "BadOption"),
        (lambda: plot.mechanisms(compared_mechanisms(), outcome=()), "BadOption"),
        (lambda: plot.mechanisms(compared_mechanisms(outcome="D")), "DuplicateKey"),
        (lambda: plot.mechanisms(pd.concat([compared_mechanisms(outcome=str(n)) for n in range(6)])), "SizeLimit"),
    ],
)
def test_plots_of_admission_refuse_what_they_cannot_draw(call, kind):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert caught.value.kind == kind


def test_admissions_are_drawn_as_they_come():
    wishes = {pupil: ["oak", "elm"] for pupil in range(6)}
    pupils = pd.DataFrame({"pupil": range(6), "income": ["low", "other"] * 3})
    result = sm.admit(wishes, {"oak": 2, "elm": 3}, pupils=pupils, lotteries=5, rng=1)
    assert len(plot.ranks(result.ranks(by="income")).get_yticks()) == 2
    last = plot.cutoffs(result.cutoffs(1))
    assert sum(len(of(last, kind)[0].get_xdata()) for kind in "1") == 2
    table = result.summary(by="income").assign(mechanism="DA")
    axes = plot.mechanisms(table, outcome=["first_choice", "unplaced"])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["all", "low", "other"]


# What the verbs answer


def test_answers_of_the_verbs_are_drawn_as_they_come():
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)
    pupils = world.roll("migration_background")
    focal = pupils.groups[-1]
    years = {year: world.roll("migration_background", year=year) for year in (2017, 2020, 2024)}
    moved = sm.trend(years, ["D", "H"], focal=focal, rng=1)
    np.testing.assert_array_equal(of(plot.trend(moved), "H")[0].get_ydata(), moved["corrected"].iloc[3:])
    added = sm.contribution(pupils, focal=focal)
    assert sum(len(points.get_offsets()) for points in plot.contributions(added, world.schools).collections) == len(
        added
    )
    drawn = plot.funnel(added)
    assert sum(len(of(drawn, name)[0].get_xdata()) for name in ("above", "below", "within")) == len(added)
    assert of(drawn, "overall") == []  # each municipality is a whole of its own
    flat = sm.Roll(pupils.to_frame(), unit="site", group="migration_background", count="pupils")
    overall = pupils.to_frame().groupby("migration_background")["pupils"].sum()[focal] / pupils.pupils
    drawn = plot.funnel(sm.contribution(flat, focal=focal))
    assert of(drawn, "overall")[0].get_ydata()[0] == pytest.approx(overall, abs=ROUNDED)
    assert texts(plot.encounters(sm.encounters(pupils))) == [
        f"{chance:.2f}" for chance in sm.encounters(pupils)["chance"]
    ]
    homes = V1.rename(columns={"site": "area"}).assign(town="t")
    around = sm.Roll.from_wide(homes, unit="area", groups=["low", "high"], within="town")
    answers = sm.reflect(roll(V1.assign(town="t"), within="town"), around, match="town")
    with pytest.raises(sm.InputError, match="focal="):
        plot.reflection(answers)
    assert len(plot.reflection(answers, focal="low").get_legend().get_texts()) == answers["answer"].nunique()


# Simulations


def test_effects_stand_beside_each_other_around_nothing_changed():
    axes = plot.effects(changed(), outcome=["H", "D"], year=2026, labels={"near": "nearest school"})
    assert [panel.get_title() for panel in axes.child_axes] == ["H", "D"]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["nearest school", "far"]
    drawn = {
        name: of(panel, "near")[0].get_xydata().tolist() for name, panel in zip("HD", axes.child_axes, strict=True)
    }
    assert drawn == {"H": [[-0.01, 0]], "D": [[-0.02, 0]]}
    assert axes.get_xlabel() == "difference with the baseline in 2026"
    last = plot.effects(changed())
    assert of(last.child_axes[0], "far")[0].get_xdata() == [0.06]
    assert "+0.060" in [text.get_text() for text in last.child_axes[0].texts]


def test_sources_of_uncertainty_are_never_one_interval():
    axes = plot.effects(by_source())
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["draws", "parameters", "models of choice"]
    (panel,) = axes.child_axes
    points = of(panel, "near")
    assert len({(point.get_marker(), point.get_color()) for point in points}) == 3
    assert len({float(point.get_ydata()[0]) for point in points}) == 3
    whiskers = [list(line.get_xdata()) for line in panel.lines if len(line.get_xdata()) == 2]
    assert all([low, high] in whiskers for low, high in by_source()[["low", "high"]].to_numpy().tolist())
    with pytest.raises(sm.InputError) as caught:
        plot.effects(by_source().assign(source="luck"))
    assert (caught.value.kind, caught.value.column) == ("BadOption", "source")


def test_a_municipality_is_found_by_name_or_code_and_all_are_apart():
    there = changed(municipality=["Texel", None] * 3, municipality_code=["0448", None] * 3, scenario="near")
    for place in ("Texel", "0448"):
        assert of(plot.effects(there, municipality=place).child_axes[0], "near")[0].get_xdata() == [-0.04]
    assert of(plot.effects(there).child_axes[0], "near")[0].get_xdata() == [0.06]
    for draw in (plot.effects, plot.years):
        with pytest.raises(sm.InputError) as caught:
            draw(there, municipality="Urk")
        assert (caught.value.kind, caught.value.column) == ("BadOption", "municipality")
        assert "'Texel'" in caught.value.remedy


def test_years_have_a_line_and_a_band_a_scenario():
    axes = plot.years(over_years())
    assert of(axes, "near")[0].get_xydata().tolist() == [[2025, 0.38], [2026, 0.36], [2027, 0.33]]
    assert len(axes.collections) == 2
    assert len({line.get_marker() for name in ("baseline", "near") for line in of(axes, name)}) == 2
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylabel() == "D"
    gap = plot.years(over_years(estimate=[0.4, None, 0.4, 0.4, 0.4, 0.4]))
    assert texts(gap)[-1] == "1 row without estimate is not drawn"


@pytest.mark.parametrize(
    ("call", "kind", "column"),
    [
        (lambda: plot.effects(changed(), outcome="M"), "BadOption", "outcome"),
        (lambda: plot.effects(changed(), year=2030), "BadOption", "year"),
        (lambda: plot.effects(pd.concat([changed()] * 2)), "DuplicateKey", "scenario"),
        (lambda: plot.effects(changed(), outcome=[]), "BadOption", "outcome"),
        (lambda: plot.effects(pd.concat([changed(outcome=str(k)).head(1) for k in range(10)])), "SizeLimit", "outcome"),
        (lambda: plot.years(changed()), "SeveralTables", "outcome"),
        (lambda: plot.years(changed(), outcome="M"), "BadOption", "outcome"),
        (lambda: plot.years(over_years(year=2025)), "DuplicateKey", "scenario"),
        (lambda: plot.years(over_years(focal=["a", "b"] * 3)), "SeveralTables", "focal"),
        (lambda: plot.years(pd.concat([over_years(scenario=str(k)).head(1) for k in range(9)])), "SizeLimit", "table"),
        (lambda: plot.settling(ticking(), outcome="D"), "BadOption", "outcome"),
        (lambda: plot.settling(ticking(tick=1)), "DuplicateKey", "start"),
    ],
)  # fmt: skip
def test_tables_of_simulations_that_cannot_be_drawn_are_refused(call, kind, column):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert (caught.value.kind, caught.value.column) == (kind, column)


def test_the_frontier_is_a_band_and_those_that_are_beaten_are_open():
    axes = plot.frontier(costly(), labels={"a": "first"})
    points = of(axes, "point")
    assert [point.get_xydata().tolist() for point in points] == [[[1.0, -0.01]], [[3.0, -0.02]]]
    assert [point.get_markerfacecolor() == "white" for point in points] == [True, False]
    assert texts(axes)[-3:-1] == ["1: first", "2: b"] or texts(axes)[:2] == ["1: first", "2: b"]
    assert any("1 of 2" in text for text in texts(axes))
    assert [band.get_gid() for band in axes.collections] == ["band"]


def test_starts_end_in_dots_and_a_note_says_where():
    axes = plot.settling(ticking())
    assert [dot.get_xydata().tolist() for dot in of(axes, "end")] == [[[2, 0.45]], [[1, 0.5]]]
    assert texts(axes) == ["2 starts end from 0.45 to 0.50"]
    assert texts(plot.settling(ticking(), outcome="movers")) == ["2 starts end from 3 to 9"]


def test_what_the_verbs_answer_is_drawn():
    world = sm.World.synthetic("netherlands", scale=0.003, seed=1)
    near = sm.Choice("distance", rule="best")
    options = {"replicates": 2, "rng": 1, "progress": False}
    run = sm.simulate(world, [sm.Scenario("near", choice=near)], years=2, **options)
    assert len(plot.effects(run.effects).child_axes) == 7
    value = run.table.query("municipality.isna() and outcome == 'D' and scenario == 'near'")["estimate"]
    assert of(plot.years(run.table, outcome="D"), "near")[0].get_ydata().tolist() == value.tolist()
    found = sm.robustness(
        world, run.scenarios, choice=near, structures=[sm.Choice(rule=sm.Rule("threshold", share=0.3))], **options
    )
    assert len(plot.effects(found, outcome="D").get_legend().get_texts()) == 2
    settled = sm.settle(world, choice=near, starts=2, rng=1, progress=False)
    assert len(of(plot.settling(settled.ticks), "start")) == 2
