"""Schools that open and close: histories by hand, laws of the hindcast, and the enrolment history 1996 to 2025."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from calibration import files, flows_of, some
from test_funding import refuse

import schoolmix as sm

EXACT = 1e-9
YEARS = list(range(2000, 2006))


def history(sites, years=YEARS):
    """Rows of sites, each with its municipality, name and pupils by year."""
    return pd.DataFrame(
        [
            {"site": site, "site_name": name, "municipality_code": town, "sector": "bo", "year": year, "pupils": pupils}
            for site, (town, name, counts) in sites.items()
            for year, pupils in zip(years, counts, strict=True)
        ]
    )


SITES = {
    "01AA00": ("0363", "De Zwaan", [200, 200, 200, 140, 150, 150]),  # loses a part to 01BB00
    "01BB00": ("0363", "Het Riet", [0, 0, 0, 70, 80, 90]),  # split
    "02AA00": ("0014", "Obs De Eik", [90, 91, 0, 0, 0, 0]),  # goes on as 02BB01 by name
    "02BB01": ("0014", "De Eik", [0, 0, 40, 42, 0, 0]),  # continued; then taken up by 02CC00
    "02CC00": ("0014", "De Els", [100, 100, 100, 101, 140, 140]),
    "03AA00": ("0344", "Anders", [0, 8, 20, 30, 0, 0]),  # new, then gone
    "03BB00": ("0344", "Gewoon", [300, 301, 300, 302, 303, 304]),
    "04AA00": ("0599", "Groot", [0, 0, 160, 165, 170, 175]),  # large at once: unclear
    "05AA00": ("0599", "Weg", [50, 0, 0, 0, 0, 0]),  # dispersed: nobody wins half
}


def by_site(found):
    return found.drop_duplicates("site").set_index("site")


def test_what_came_and_went_is_told_apart_by_hand():
    rows = history(SITES)
    came = by_site(sm.openings(rows, years_on=2))
    kinds = {"01BB00": "split", "02BB01": "continued", "03AA00": "new", "04AA00": "unclear"}
    assert came["kind"].to_dict() == kinds
    assert came["opened"].to_dict() == {"01BB00": 2003, "02BB01": 2002, "03AA00": 2001, "04AA00": 2002}
    assert came["predecessor"].dropna().to_dict() == {"01BB00": "01AA00", "02BB01": "02AA00"}
    assert came["pupils"].to_dict() == {"01BB00": 90, "02BB01": 0, "03AA00": 30, "04AA00": 170}
    went = by_site(sm.closures(rows))
    assert went["kind"].to_dict() == {
        "05AA00": "dispersed",
        "02AA00": "continued",
        "02BB01": "merged",
        "03AA00": "dispersed",
    }
    assert went["successor"].dropna().to_dict() == {"02AA00": "02BB01", "02BB01": "02CC00"}
    assert went["last"].to_dict() == {"05AA00": 50, "02AA00": 91, "02BB01": 42, "03AA00": 30}
    assert went["before"].dropna().to_dict() == {"03AA00": 8}


def test_a_site_that_closed_in_the_same_area_is_the_predecessor():
    sites = {
        "01AA00": ("0363", "Oud", [200, 200, 0, 0, 0, 0]),
        "01BB00": ("0363", "Nieuw", [0, 0, 120, 120, 120, 120]),
    }
    areas = pd.DataFrame({"site": list(sites), "site_pc4": "1011"})
    alone, placed = (by_site(sm.openings(history(sites), years_on=1, **given)) for given in ({}, {"areas": areas}))
    assert alone.loc["01BB00", "kind"] == "new"
    assert alone.loc["01BB00", "same_area"] is pd.NA
    assert placed.loc["01BB00", "kind"] == "continued"
    assert placed.loc["01BB00", "same_area"]


def test_hidden_counts_gaps_and_years_to_come_are_null_with_a_note():
    sites = {"01AA00": ("0363", "A", [0, 3, 9, 0, 12, 15]), "02AA00": ("0014", "B", [80] * 6)}
    rows = history(sites)
    rows["pupils_low"], rows["pupils_high"] = rows["pupils"], rows["pupils"]
    hide = rows["pupils"].between(1, 4)
    rows.loc[hide, ["pupils_low", "pupils_high"]] = [1, 4]
    rows["pupils"] = rows["pupils"].astype("Int64").mask(hide)
    found = sm.openings(rows, years_on=[1, 5]).set_index("years_on")
    assert (found.loc[1, "first"], found.loc[1, "pupils"]) == (2.5, 9)
    assert found.loc[5, "pupils"] is pd.NA
    for words in ("first count hidden", "still to come", "without pupils for 1 years", "fewer than 20 earlier"):
        assert words in found.loc[5, "note"]
    assert sm.closures(rows).empty
    error = refuse(sm.InputError, "SuppressedMarker", lambda: sm.openings(rows.drop(columns="pupils_low")))
    assert error.column == "pupils"


def growing(seed, growth=lambda rng, first: first + 30 + rng.integers(-9, 10)):
    """Return a history of schools that open every year and grow alike."""
    rng, sites = np.random.default_rng(seed), {}
    for year in range(1, 12):
        for number in range(6):
            first = int(rng.integers(10, 30))
            later = [first] + [growth(rng, first)] * (11 - year)
            name = f"{year:02d}{number}"
            sites[f"{name}A00"] = (name, "", [0] * year + later)
    sites["99ZZ00"] = ("9999", "", [100] * 12)
    return history(sites, list(range(2000, 2012)))


def test_the_model_learns_from_earlier_openings_alone():
    rows = growing(1)
    found = sm.openings(rows, years_on=1)
    told = found[found["earlier"] >= 20]
    assert found.loc[found["earlier"] < 20, "predicted"].isna().all()
    assert len(told) == 6 * 7
    last = told[told["opened"] == 2010].iloc[0]
    known = found[found["opened"] + 1 <= 2010]
    growth = known["pupils"].astype(float) - known["first"]
    assert last["earlier"] == len(known)
    assert last["predicted"] == pytest.approx(last["first"] + growth.median(), abs=EXACT)
    assert last["high"] == pytest.approx(last["first"] + growth.quantile(0.9), abs=EXACT)
    # What comes later changes nothing of what was told.
    later = rows.assign(pupils=rows["pupils"].where(rows["year"] < 2010, rows["pupils"] * 7))
    again = sm.openings(later[later["year"] <= 2011], years_on=1)
    columns = ["site", "earlier", "predicted", "low", "high"]
    before = found["opened"] < 2010
    pd.testing.assert_frame_equal(found.loc[before, columns], again.loc[again["opened"] < 2010, columns])
    card = sm.openings(rows, years_on=1, rows="card").iloc[0]
    assert (card["openings"], card["told"]) == (66, told["error"].notna().sum())
    assert card["off"] == pytest.approx(told["error"].abs().mean(), abs=EXACT)
    assert card["off"] < 10 < card["same_off"]
    assert 0.6 < card["inside"] <= 1


def test_any_order_and_kind_of_frame_give_the_same():
    rows = growing(2)
    for verb in (sm.openings, sm.closures):
        for asked in ({}, {"rows": "card"}):
            found = verb(rows, **asked)
            pd.testing.assert_frame_equal(verb(rows.sample(frac=1, random_state=1), **asked), found)
            assert isinstance(verb(pl.from_pandas(rows), **asked), pl.DataFrame)


def test_closures_are_told_from_the_rates_of_earlier_years():
    sites = {f"{n:02d}AA00": (f"{n:04d}", "", [20, 20 * (n > 1), 20 * (n > 3), 0, 0, 0]) for n in range(8)}
    sites |= {f"{n}BB00": (f"{n}", "", [300] * 6) for n in range(30, 40)}
    card = sm.closures(history(sites), rows="card").set_index("year")
    assert card.loc[2001, ["sites", "closures"]].tolist() == [18, 2]
    assert np.isnan(card.loc[2001, "predicted"])
    assert card.loc[2002, "predicted"] == pytest.approx(6 * 2 / 8, abs=EXACT)
    assert card.loc[2003, "predicted"] == pytest.approx(4 * 4 / 14, abs=EXACT)
    assert card.loc[2003, "last_year_off"] == 2
    assert card.loc[2002, "mean_rate_off"] == pytest.approx(abs(16 * 2 / 18 - 2), abs=EXACT)


def test_what_has_no_meaning_is_refused():
    rows = history(SITES)
    for options in ({"years_on": 0}, {"years_on": []}, {"level": 1}, {"rows": "all"}):
        refuse(sm.InputError, "BadOption", lambda given=options: sm.openings(rows, **given))
    refuse(sm.InputError, "BadOption", lambda: sm.closures(rows, rows="openings"))
    refuse(sm.InputError, "BadOption", lambda: sm.closures(rows, level="0.8"))
    for verb in (sm.openings, sm.closures):
        refuse(sm.InputError, "EmptyInput", lambda verb=verb: verb(rows, sector="vo"))
        refuse(sm.InputError, "BadYear", lambda verb=verb: verb(rows[rows["year"] != 2003]))
        refuse(sm.InputError, "DuplicateKey", lambda verb=verb: verb(pd.concat([rows, rows.head(1)])))
        refuse(sm.InputError, "NegativeCount", lambda verb=verb: verb(rows.assign(pupils=-1)))
        refuse(sm.InputError, "MissingKey", lambda verb=verb: verb(rows.assign(site=None)))
        refuse(sm.InputError, "MissingKey", lambda verb=verb: verb(rows.assign(municipality_code=None)))
        areas = pd.DataFrame({"site": "01AA00", "site_pc4": ["1011", "1012"]})
        refuse(sm.InputError, "DuplicateKey", lambda verb=verb, areas=areas: verb(rows, areas=areas))
        refuse(sm.ColumnError, "MissingColumn", lambda verb=verb: verb(rows.drop(columns="municipality_code")))


# The real history


@pytest.fixture(scope="module")
def real(data):
    return sm.read.file(next((data / "nl" / "duo").glob("06.-historisch*")))


def test_openings_of_1997_to_2025_beside_what_earlier_ones_told(real):
    found = sm.openings(real)
    once = by_site(found)
    assert len(once) == 701
    assert once["opened"].min() == 1997
    assert once["opened"].max() == 2025
    # A branch that appears is a school that has merged, under the code of another: nearly none stands alone.
    branches = once[once.index.str[4:] != "00"]
    assert (branches["kind"] == "continued").mean() > 0.9
    assert once.loc["31TP00", ["opened", "first"]].tolist() == [2021, 139]
    size = found[(found["site"] == "31TP00") & (found["years_on"] == 2)]
    assert size["pupils"].item() == 325
    card = sm.openings(real, rows="card").set_index(["kind", "years_on"])
    for years in (1, 2, 3):
        new = card.loc[("new", years)]
        assert new["off"] < min(new["same_off"], new["mean_off"])
        assert 0.6 < new["inside"] < 0.95
    # Openings of the nineties grew faster: five years on the past tells too much.
    assert card.loc[("new", 5), "error"] > 50


def test_closures_of_1997_to_2025(real):
    found = sm.closures(real)
    assert len(found) == 1875
    card = sm.closures(real, rows="card")
    assert (card["continued"] + card["closures"]).sum() == len(found)
    assert (card["merged"] + card["dispersed"] == card["closures"]).all()
    assert card.loc[card["year"].isin(range(2012, 2019)), "error"].max() < 0  # the wave that sizes do not tell


# Catchments


@pytest.fixture(scope="module")
def place(data):
    """Flows of Almere and around, with schools of this year's size, and the openings there."""
    flows, given = flows_of(*files(data), year=2024)
    here = some(flows, ["0034", "0050", "0995", "0303"])
    schools = given["schools"][given["schools"]["site"].isin(here["site"])]
    return here, given | {"schools": schools}


def test_catchments_of_openings_are_seen_in_2024_and_told_without_them(real, place):
    flows, given = place
    came = sm.openings(real, years_on=1).query("2020 <= opened <= 2025")
    new = came[(came["kind"] == "new") & came["municipality_code"].isin(["0034", "0050", "0995", "0303"])]
    found = sm.opening_catchments(new, flows, alternatives=20, **given)
    assert len(found) == new["site"].nunique()
    seen = found[found["pupils"].notna()]
    assert 3 <= len(seen) < len(found)
    lost = found[found["pupils"].isna()]
    assert lost[["own_share", "predicted_distance", "overlap"]].isna().all(axis=None)
    assert (lost["note"] == "not seen in the flows, or without a place in schools").all()
    shares = seen[["own_share", "near_share", "predicted_own_share", "predicted_near_share", "overlap"]]
    assert shares.ge(0).all(axis=None)
    assert shares.le(1 + EXACT).all(axis=None)
    site = seen.iloc[0]["site"]
    at = flows[flows["site"] == site]
    own = given["schools"].set_index("site").loc[site, "site_pc4"]
    total = given["totals"].set_index("site").loc[site, "pupils"]
    if not at["pupils"].isna().any():
        by_hand = at.loc[at["home_pc4"] == own, "pupils"].sum() / total
        assert seen.iloc[0]["own_share"] == pytest.approx(by_hand, abs=0.05)
    refuse(sm.InputError, "BadOption", lambda: sm.opening_catchments(new, flows, nearest=0, **given))
    nowhere = new.assign(site="99ZZ00").head(1)
    refuse(sm.InputError, "UnmatchedKey", lambda: sm.opening_catchments(nowhere, flows, **given))
