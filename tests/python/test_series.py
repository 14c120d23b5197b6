"""Breaks in series between rolls: what a roll keeps of its frame, and what may not be crossed."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import schoolmix as sm
from schoolmix.errors import InputError
from schoolmix.series import comparable

TRACKS = "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"


def frame(year, *, group="origin", classes=("dutch", "other"), **columns):
    return pd.DataFrame({"year": year, "site": ["a", "b"], group: classes, **columns})


def roll(*args, **options):
    made = frame(*args, **options)
    return sm.Roll(made, unit="site", group=options.get("group", "origin"))


def crossed(before, after, bridge=None):
    """Return the series that are crossed by a bridge, or the kind of error."""
    try:
        return comparable(before, after, bridge)["series"].tolist()
    except InputError as error:
        return error.kind


def test_the_year_of_the_frame_travels_with_the_roll():
    assert crossed(roll(2019), roll(2020)) == ["column_names"]  # of the sites: reading bridges it
    assert crossed(roll(2021), roll(2022)) == "BreakInSeries"
    assert crossed(roll(2021), roll(2022), "double_coded") == ["cbs_origin"]
    assert crossed(roll(2021), roll(2022), "nothing") == "BadOption"


def test_any_kind_of_frame_and_any_way_to_a_roll_keeps_it():
    before, after = roll(2021), frame(2022)
    rolls = [
        sm.Roll(pl.from_pandas(after).lazy(), unit="site", group="origin"),
        sm.Roll(after.drop(columns="year").assign(census_date="2022-10-01"), unit="site", group="origin"),
        sm.Roll(after, by="year", unit="site", group="origin"),
        sm.Roll(sm.Roll(after, unit="site", group="origin").to_frame(), unit="site", group="origin", count="pupils"),
        sm.Roll(after, unit="site", group="origin").noted("seen"),
    ]
    assert [crossed(before, other) for other in rolls] == ["BreakInSeries"] * len(rolls)


def test_only_what_the_roll_uses_can_break_it():
    """Learning support, a column that is gone, breaks no roll that does not use it."""
    old, new = frame(2018, group="track", lwoo=True), frame(2019, group="track", lwoo=None)
    assert crossed(*(sm.Roll(each, unit="site", group="track") for each in (old, new))) == []


def test_wide_columns_are_known_by_their_names():
    old = pd.DataFrame({"area": [1, 2], "western": [3, 4], "non_western": [5, 6]})
    new = pd.DataFrame({"area": [1, 2], "origin_nl": [3, 4], "origin_other": [5, 6]})
    rolls = [sm.Roll.from_wide(each, unit="area", groups=list(each)[1:]) for each in (old, new)]
    assert crossed(*rolls) == "BreakInSeries"
    assert crossed(rolls[0], rolls[0]) == []


@pytest.mark.parametrize("years", [["2021", "x"], [2021, 2022.5], ["2017/18", "2024/25"]])
def test_years_that_are_none_cross_nothing(years):
    for by in ("year", ()) if isinstance(years[0], str) else ((),):
        assert crossed(roll(2021), sm.Roll(frame(years), by=by, unit="site", group="origin")) == []


def test_a_synthetic_world_is_made_in_one_way():
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)
    first, last = (world.roll("migration_background", year) for year in (2017, 2024))
    assert crossed(first, last) == []
    frames = [each.to_frame().assign(year=year) for year, each in ((2017, first), (2024, last))]
    both = pd.concat(frames, ignore_index=True)
    by_year = sm.Roll(both, by="year", unit="site", group="migration_background", count="pupils")
    assert crossed(by_year, by_year) == []


def test_real_tracks_are_crossed_by_their_column_only(data):
    old, new = (sm.read.duo(data / TRACKS.format(year)) for year in (2017, 2019))
    named = [sm.Roll(each.dropna(subset="track"), unit="site", group="track", count="pupils") for each in (old, new)]
    published = [sm.Roll(each, unit="site", group="track_label", count="pupils") for each in (old, new)]
    assert crossed(*named) == []
    assert crossed(*published) == "BreakInSeries"
    assert crossed(*published, "named_tracks") == ["vo_types"]
