"""Chains of years: what may be said of each year beside the base, and of all of them."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pytest

import schoolmix as sm
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError

VO = "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
TRACKS = ["vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo"]
AS_PRINTED = 5e-5  # the rulebook prints four decimals
Z90 = NormalDist().inv_cdf(0.95)


def tables(shares, pupils=5_000, **columns):
    """Make years of two schools: the share of the focal group in the first, and one less that in the second."""
    rows = [
        (year, site, kind, round(pupils * part))
        for year, share in shares.items()
        for site, of in (("a", share), ("b", 1 - share))
        for kind, part in (("x", of), ("y", 1 - of))
    ]
    return pd.DataFrame(rows, columns=["year", "site", "kind", "pupils"]).assign(**columns)


def rolled(frame, **options):
    return sm.Roll(frame, **{"by": "year", "unit": "site", "group": "kind", "count": "pupils", **options})


def told(shares, measures="D", **options):
    return sm.trend(rolled(tables(shares, options.pop("pupils", 5_000))), measures, rng=1, **options)


def kind_of(error, *args, **options):
    with pytest.raises(error) as caught:
        sm.trend(*args, rng=1, **options)
    return caught.value.kind


@pytest.fixture(scope="module")
def world():
    return sm.World.synthetic("netherlands", sector="po", scale=0.05, seed=1)


@pytest.fixture(scope="module")
def eight(world):
    rolls = {year: world.roll("migration_background", year) for year in world.years}
    return sm.trend(rolls, ["D", "H", "V", "isolation"], focal="outside_europe", cohorts="po", rng=1)


# One year beside the base


@pytest.mark.parametrize(
    ("share", "pupils", "outcome", "word"),
    [
        (0.700, 200_000, "same", "about the same"),
        (0.704, 200_000, "same", "about the same"),  # certain, but less than half of what matters
        (0.707, 200_000, "slight", "slightly higher"),
        (0.693, 200_000, "slight", "slightly lower"),
        (0.720, 200_000, "marked", "higher"),
        (0.680, 200_000, "marked", "lower"),
        (0.710, 300, "open", "cannot be established"),
    ],
)
def test_two_years_have_the_outcome_of_the_table(share, pupils, outcome, word):
    """D of these schools is 2p - 1, so that it moves twice as far as the share; its margin is 0.02."""
    found = told({2017: 0.70, 2018: share}, pupils=pupils, cohorts="po").iloc[1]
    assert found["difference"] == pytest.approx(2 * (share - 0.70), abs=0.5 / pupils + 3e-4)
    assert (found["outcome"], found["word"], found["points"], found["margin"]) == (outcome, word, 2, 0.02)


def test_values_are_those_of_the_other_verbs():
    roll = rolled(tables({2017: 0.7, 2019: 0.72, 2021: 0.69}))
    found = sm.trend(roll, ["D", "V", "isolation"], focal="x", rng=1)
    measured = sm.measure(roll, ["D", "V", "isolation"], focal="x")
    by = found.set_index(["measure", "year"])
    assert measured.set_index(["measure", "year"])["estimate"].to_dict() == by["estimate"].to_dict()
    even = sm.measure(roll, ["D", "V"], focal="x", correct="carrington_troske").set_index(["measure", "year"])
    assert by.loc[["D", "V"], "corrected"].to_dict() == pytest.approx(even["estimate"].to_dict(), abs=1e-12)
    assert by.loc["isolation", "corrected"].tolist() == by.loc["isolation", "estimate"].tolist()
    assert set(by.loc["isolation", "note"]) == {"not corrected for chance"}
    assert set(by.loc["isolation", "margin"]) == {0.01}  # that of encounters


def test_shared_cohorts_narrow_what_another_cohort_would_give():
    shares = {2017: 0.7, 2018: 0.71, 2025: 0.72}
    wide, narrow = (told(shares, cohorts=cohorts).set_index("year") for cohorts in (None, 8))
    half = (wide["difference_high"] - wide["difference_low"]) / 2
    assert half[2018] == pytest.approx(Z90 * math.hypot(wide["se"][2017], wide["se"][2018]))
    assert (narrow["difference_high"] - narrow["difference_low"])[2018] / 2 == pytest.approx(half[2018] / math.sqrt(8))
    assert narrow["difference_high"][2025] == pytest.approx(wide["difference_high"][2025])
    assert (wide["high"] - wide["corrected"]).tolist() == pytest.approx((Z90 * wide["se"]).tolist())


def test_intervals_of_pupils_share_no_cohort_and_units_are_not_drawn_year_by_year():
    shares = {2017: 0.7, 2018: 0.71}
    process, pupils = (told(shares, cohorts=8, interval=interval).iloc[1] for interval in ("process", "pupils"))
    plain = told(shares).iloc[1]
    assert pupils["difference_low"] == plain["difference_low"] < process["difference_low"]
    with pytest.raises(InputError, match="interval") as error:
        told(shares, interval="units")
    assert "compare and test" in error.value.remedy


def test_the_base_is_that_of_the_protocol_or_else_the_first_year():
    late = told({2015: 0.6, 2017: 0.7, 2019: 0.8}).set_index("year")
    assert late["difference"].round(1).to_dict() == pytest.approx({2015: -0.2, 2017: np.nan, 2019: 0.2}, nan_ok=True)
    assert late["points"].to_dict() == {2015: 2, 2017: 1, 2019: 2}
    early = told({2019: 0.6, 2021: 0.7}).set_index("year")
    assert early["difference"].round(1).to_dict() == pytest.approx({2019: np.nan, 2021: 0.2}, nan_ok=True)


# All years


@pytest.mark.parametrize(
    ("shares", "points", "word"),
    [
        ({2017: 0.70, 2018: 0.72}, 2, "higher"),
        ({2017: 0.70, 2018: 0.71, 2019: 0.72}, 3, "higher"),
        ({2017: 0.70, 2018: 0.7067, 2019: 0.7133, 2020: 0.72}, 4, "risen"),
        ({2017: 0.72, 2018: 0.7133, 2019: 0.7067, 2020: 0.70}, 4, "fallen"),
        ({2017: 0.70, 2018: 0.7023, 2019: 0.7047, 2020: 0.707}, 4, "risen slightly"),
        ({2017: 0.70, 2018: 0.70, 2019: 0.70, 2020: 0.70}, 4, "about the same"),
        ({2017: 0.70, 2018: 0.72, 2019: 0.72, 2020: 0.72, 2021: 0.72, 2022: 0.70}, 6, "cannot be established"),
    ],
)
def test_a_trend_takes_four_years(shares, points, word):
    found = sm.change(told(shares, pupils=200_000)).iloc[0]
    assert (found["points"], found["word"]) == (points, word)
    assert ("fitted" in found["note"]) == (points >= 4)


def test_the_fitted_change_is_least_squares_over_the_span():
    shares = {2017: 0.70, 2018: 0.72, 2019: 0.71, 2020: 0.75}
    years = told(shares, pupils=50_000)
    found = sm.change(years).iloc[0]
    x, y, weight = (np.array(column, float) for column in (years["year"], years["corrected"], 1 / years["se"] ** 2))
    weight /= weight.mean()
    design = np.column_stack([np.ones(4), x - 2017]) * np.sqrt(weight)[:, None]
    (level, slope), *_ = np.linalg.lstsq(design, y * np.sqrt(weight), rcond=None)
    noise = (weight * (y - level - slope * (x - 2017)) ** 2).sum() / 2
    centre = (weight * x).sum() / weight.sum()
    error = math.sqrt(noise * 9 / (weight * (x - centre) ** 2).sum())
    assert (found["difference"], found["slope"]) == pytest.approx((3 * slope, slope))
    assert found["high"] - found["difference"] == pytest.approx(Z90 * error)
    assert found["p_value"] == pytest.approx(2 * NormalDist().cdf(-abs(3 * slope) / error))


def test_a_line_that_its_ends_contradict_is_open_and_says_so():
    shares = {2017: 0.65, 2018: 0.70, 2019: 0.70, 2020: 0.70, 2021: 0.70, 2022: 0.70, 2023: 0.70, 2024: 0.65}
    found = sm.change(told(shares, pupils=200_000)).iloc[0]
    assert found["outcome"] == "open"
    slanted = {2017: 0.700, 2018: 0.702, 2019: 0.704, 2020: 0.7125, 2021: 0.7125, 2022: 0.7095}
    contradicted = sm.change(told(slanted, pupils=200_000)).iloc[0]
    assert contradicted["outcome"] == "open"
    assert "contradicts" in contradicted["note"]


def test_eight_years_of_a_world(eight, world):
    assert eight["year"].tolist() == list(world.years) * 4
    assert eight["break"].isna().all()
    found = sm.change(eight).set_index("measure")
    assert found["points"].tolist() == [8] * 4
    assert found[["base", "latest"]].to_numpy().tolist() == [[2017, 2024]] * 4
    assert set(found["outcome"]) <= {"same", "slight", "marked", "open"}
    again = sm.change(pl.from_pandas(eight.drop(columns="seed")))
    assert isinstance(again, pl.DataFrame)
    assert again["word"].to_list() == found["word"].tolist()


def test_vo_tracks_move_as_the_rulebook_has_it(data):
    frames = {year: sm.read.duo(data / VO.format(year)) for year in (2017, 2019)}
    for named, difference, ends in [
        (["pro", *TRACKS], 0.0000, (-0.0012, 0.0012)),
        (TRACKS, -0.0018, (-0.0029, -0.0006)),
    ]:
        rolls = {
            year: sm.Roll(frame[frame["track"].isin(named)], unit="site", group="track", count="pupils")
            for year, frame in frames.items()
        }
        years = sm.trend(rolls, "H", cohorts="tracks", rng=1)
        found = sm.change(years).iloc[0]
        assert (found["word"], found["points"]) == ("about the same", 2)
        assert found["difference"] == pytest.approx(difference, abs=AS_PRINTED)
        assert (found["low"], found["high"]) == pytest.approx(ends, abs=AS_PRINTED)


# Breaks, gaps and series


def origin(year, classes=("dutch", "other"), **columns):
    """Make a year of two schools, classed by origin."""
    rows = [(site, group, n) for site, n in (("a", 30_000), ("b", 10_000)) for group in classes[: 1 + (site == "a")]]
    return pd.DataFrame(rows, columns=["site", "origin", "pupils"]).assign(year=year, **columns)


def test_no_difference_is_told_across_a_break():
    roll = rolled(pd.concat([origin(year) for year in (2020, 2021, 2022, 2023)]), group="origin")
    broken = sm.trend(roll, "D", rng=1)
    assert broken["outcome"].tolist()[1:] == ["same", "broken", "broken"]
    assert broken["word"].tolist()[2:] == ["not comparable"] * 2
    assert broken.loc[2:, ["difference", "points"]].isna().all().all()
    assert broken["break"].notna().tolist() == [False, False, True, False]
    assert broken["break"][2].startswith("cbs_origin: origin classes")
    found = sm.change(broken).iloc[0]
    assert (found["outcome"], found["word"], found["break"]) == ("broken", "not comparable", broken["break"][2])
    assert math.isnan(found["difference"])
    bridged = sm.trend(roll, "D", bridge="double_coded", rng=1)
    assert bridged["bridge"].notna().tolist() == [False, False, True, False]
    assert bridged["break"].isna().all()
    assert sm.change(bridged).iloc[0][["points", "bridge"]].tolist() == [4, "double_coded"]


def test_marks_of_the_frames_are_seen_in_rolls_of_one_year():
    rolls = {year: sm.Roll(origin(year), unit="site", group="origin", count="pupils") for year in (2021, 2022)}
    assert sm.trend(rolls, "D", rng=1)["outcome"].tolist()[1] == "broken"
    listed = [(2022, rolls[2022]), (2021, rolls[2021])]
    pd.testing.assert_frame_equal(sm.trend(listed, "D", rng=1), sm.trend(rolls, "D", rng=1))


def test_an_undefined_year_is_null_and_the_line_goes_on_after_it():
    frame = pd.concat([tables({2017: 0.7, 2019: 0.72}), tables({2018: 0.7}).query("site == 'a'")])
    found = sm.trend(rolled(frame), "D", rng=1).set_index("year")
    assert found.loc[2018, ["estimate", "corrected", "difference", "points"]].isna().all()
    assert found.loc[2018, "note"] == "one unit"
    assert found.loc[2019, "points"] == 2
    assert sm.change(found.reset_index()[sm.trend(rolled(frame), "D", rng=1).columns]).loc[0, "outcome"] == "marked"
    frame = pd.concat([tables({2018: 0.7, 2019: 0.72}), tables({2017: 0.7}).query("site == 'a'")])
    without = sm.trend(rolled(frame), "D", rng=1)
    assert without["difference"].isna().all()
    assert set(without["note"][1:]) == {"no value in the base year 2017"}


def test_other_columns_split_the_years_into_series():
    both = pd.concat([tables({2017: 0.7, 2018: 0.8}, town="A"), tables({2017: 0.8, 2018: 0.7}, town="B")])
    roll = rolled(both, by=["town", "year"])
    found = sm.trend(roll, ["D", "H"], rng=1)
    assert found.columns.tolist()[:6] == ["town", "measure", "focal", "versus", "year", "estimate"]
    assert sm.change(found).set_index(["town", "measure"])["word"].to_dict() == {
        ("A", "D"): "higher",
        ("A", "H"): "higher",
        ("B", "D"): "lower",
        ("B", "H"): "lower",
    }
    rolls = {year: rolled(both[both["year"] == year], by="town") for year in (2017, 2018)}
    pd.testing.assert_frame_equal(sm.trend(rolls, ["D", "H"], rng=1), found, check_dtype=False)


def test_answers_are_of_the_callers_kind_and_hold_for_any_order_of_rows():
    frame = tables({2017: 0.7, 2018: 0.72})
    plain = sm.trend(rolled(frame), rng=3)
    shuffled = sm.trend(rolled(frame.sample(frac=1, random_state=1)), rng=3)
    pd.testing.assert_frame_equal(plain, shuffled)
    other = sm.trend(rolled(pl.from_pandas(frame)), rng=3)
    assert isinstance(other, pl.DataFrame)
    assert other["corrected"].to_list() == plain["corrected"].tolist()
    assert set(plain["seed"]) == {3}


def test_what_has_no_margin_has_no_word():
    found = told({2017: 0.7, 2018: 0.8}, "M").iloc[1]
    assert found[["margin", "outcome", "word"]].isna().all()
    assert found["difference"] > 0
    assert "no margin" in found["note"]
    assert sm.change(told({2017: 0.7, 2018: 0.8}, "M"))["word"].isna().all()


# Bad input


def test_years_are_given_once_and_are_two_or_more():
    roll = sm.Roll(tables({2017: 0.7}), unit="site", group="kind", count="pupils")
    assert kind_of(InputError, [(2017, roll), (2017, roll)]) == "DuplicateYear"
    assert kind_of(InputError, {2017: roll}) == "TooFewYears"
    assert kind_of(InputError, {}) == "TooFewYears"
    assert kind_of(InputError, rolled(tables({2017: 0.7}))) == "TooFewYears"
    assert kind_of(InputTypeError, {"2017": roll, "2018": roll}) == "WrongType"
    assert kind_of(InputTypeError, {2017: roll, 2018: "roll"}) == "WrongType"
    assert kind_of(InputTypeError, 3) == "WrongType"
    assert kind_of(ColumnError, roll) == "MissingColumn"
    texts = rolled(tables({2017: 0.7, 2018: 0.7}).astype({"year": str}))
    assert kind_of(InputTypeError, texts) == "WrongType"


def test_years_speak_of_the_same_things():
    first = sm.Roll(tables({2017: 0.7}), unit="site", group="kind", count="pupils")
    renamed = tables({2018: 0.7}).rename(columns={"kind": "sort"})
    assert kind_of(InputError, {2017: first, 2018: sm.Roll(renamed, unit="site", group="sort")}) == "UnmatchedKey"
    others = tables({2018: 0.7}).replace({"kind": {"x": "p", "y": "q"}})
    other = sm.Roll(others, unit="site", group="kind", count="pupils")
    assert kind_of(InputError, {2017: first, 2018: other}) == "UnmatchedKey"
    weighted = sm.Roll(tables({2018: 0.7}), unit="site", group="kind", weight="pupils")
    assert kind_of(InputError, {2017: first, 2018: weighted}) == "FractionalCount"
    assert kind_of(ColumnError, {2017: first, 2018: first}, year="site") == "SameColumn"


@pytest.mark.parametrize(
    ("options", "error", "kind"),
    [
        ({"bridge": "nothing"}, InputError, "BadOption"),
        ({"cohorts": "uni"}, InputError, "BadOption"),
        ({"cohorts": 0}, InputError, "BadOption"),
        ({"interval": None}, InputError, "BadOption"),
        ({"protocol": "protocol.toml"}, InputTypeError, "WrongType"),
        ({"measures": "q"}, InputError, "UnknownMeasure"),
        ({"measures": ["D", "D"]}, InputError, "BadOption"),
        ({"focal": "z"}, InputError, "UnknownGroup"),
    ],
)
def test_options_without_meaning_are_refused(options, error, kind):
    assert kind_of(error, rolled(tables({2017: 0.7, 2018: 0.7})), **options) == kind


def test_change_takes_answers_of_trend_only():
    years = told({2017: 0.7, 2018: 0.7})
    with pytest.raises(ColumnError, match="corrected"):
        sm.change(years.drop(columns="corrected"))
    alone = sm.change(years.head(1)).iloc[0]
    assert (alone["points"], alone["note"]) == (1, "no year after 2017")
    assert np.isnan(alone["difference"])
    with pytest.raises(InputError, match="no years"):
        sm.change(years.head(0))


def test_change_of_some_years_speaks_of_these_alone():
    years = told({2017: 0.70, 2018: 0.72, 2019: 0.75, 2020: 0.76, 2021: 0.80})
    ends = sm.change(years[years["year"].isin([2017, 2021])]).iloc[0]
    assert (ends["points"], ends["latest"], ends["note"]) == (2, 2021, "")
    assert ends["difference"] == years["difference"].iloc[-1]
    three = sm.change(years[years["year"].isin([2017, 2019, 2021])]).iloc[0]
    assert (three["points"], three["note"]) == (3, "")
    with pytest.raises(InputError) as error:
        sm.change(years[years["year"] > 2018])
    assert error.value.kind == "MissingBase"
    with pytest.raises(InputError) as error:
        sm.change(pd.concat([years, years.assign(corrected=0.5)]))
    assert error.value.kind == "DuplicateYear"
    late = sm.change(told({2015: 0.6, 2016: 0.65, 2017: 0.7})).iloc[0]
    assert (late["base"], late["points"], late["note"]) == (2017, 1, "no year after 2017")


def test_change_takes_the_protocol_of_trend():
    years = told({2017: 0.7, 2018: 0.8})
    with pytest.raises(InputTypeError):
        sm.change(years, protocol="2026")
    for other in (edited("level = 0.90", "level = 0.99"), edited("base = 2017", "base = 2018")):
        with pytest.raises(InputError, match="another protocol"):
            sm.change(years, protocol=other)
        assert len(sm.change(told({2017: 0.7, 2018: 0.8, 2019: 0.8}, protocol=other), protocol=other)) == 1
    with pytest.raises(ColumnError, match="slope"):
        sm.change(sm.trend(rolled(tables({2017: 0.7, 2018: 0.8}, slope="x"), by=["slope", "year"]), "D", rng=1))


def test_a_group_of_one_year_only_leaves_it_open():
    frame = tables({2017: 0.7, 2018: 0.8})
    more = pd.concat([frame, pd.DataFrame({"year": [2018], "site": ["a"], "kind": ["unknown"], "pupils": [900]})])
    both = sm.trend(rolled(more), ["D", "H"], rng=1).groupby("year").last()
    assert both.loc[2018, "outcome"] == "open"
    assert "only: unknown" in both.loc[2018, "note"]
    assert sm.trend(rolled(more), "D", focal="x", versus="y", rng=1)["outcome"].iloc[1] != "open"
    long = tables({2017: 0.70, 2018: 0.72, 2019: 0.74, 2020: 0.76, 2021: 0.78})
    last = pd.DataFrame({"year": [2021], "site": ["a"], "kind": ["unknown"], "pupils": [900]})
    verdict = sm.change(sm.trend(rolled(pd.concat([long, last])), "D", rng=1)).iloc[0]
    assert (verdict["points"], verdict["outcome"]) == (5, "open")
    assert "other groups in 2021" in verdict["note"]


# The protocol


def edited(old, new):
    return sm.Protocol(sm.protocol.frozen().text.replace(old, new))


def test_another_protocol_moves_margin_base_and_words():
    strict = edited("D = 0.02", "D = 0.5")
    years = told({2017: 0.7, 2018: 0.8}, protocol=strict)
    assert (years["margin"][1], years["outcome"][1]) == (0.5, "same")
    assert told({2017: 0.7, 2018: 0.8}, protocol=edited("base = 2017", "base = 2018"))["difference"].isna()[1]
    wide = edited("design_effect = 1.0", "design_effect = 4.0")
    ratio = told({2017: 0.7, 2018: 0.8}, protocol=wide)["difference_high"][1] - 0.2
    assert ratio / (told({2017: 0.7, 2018: 0.8})["difference_high"][1] - 0.2) == pytest.approx(2, abs=0.1)


def test_a_frozen_protocol_has_the_hash_of_its_file_and_tells_deviations(tmp_path):
    own = sm.protocol.frozen()
    assert own.freeze() == sm.Protocol.read(sm.protocol.DEFAULT).sha256
    other = edited("level = 0.90", "level = 0.95")
    assert other.freeze() != own.freeze()
    assert own.deviations(own).empty
    found = own.deviations(other, reasons={"protocol.level": "as in 2023"})
    assert found.to_numpy().tolist() == [["protocol.level", 0.9, 0.95, "as in 2023"]]
    assert own.deviations({"margin.D": 0.03})["setting"].tolist() == ["margin.D"]
    with pytest.raises(InputError, match=r"margin\.Q"):
        own.deviations({"margin.Q": 0.03})
    with pytest.raises(FileError) as caught:
        sm.Protocol.read(tmp_path / "protocol.toml")
    assert caught.value.kind == "FileNotFound"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("level = 0.90", "level = 90", "BadOption"),
        ("points = 4", "points = 2", "BadOption"),
        ("D = 0.02", 'D = "2 points"', "BadOption"),
        ("design_effect = 1.0", "design_effect = 0.5", "BadOption"),
        ("base = 2017, ", "", "MissingSetting"),
        ("seed = 1", "seeds = 1", "MissingSetting"),
        ("seed = 1", "seed = 1, extra = 2", "UnknownOption"),
    ],
)
def test_a_protocol_is_checked_as_a_whole(old, new, kind):
    with pytest.raises(InputError) as caught:
        edited(old, new)
    assert caught.value.kind == kind
    with pytest.raises(FileError):
        sm.Protocol("margin = {")
