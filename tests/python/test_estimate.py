"""Tastes: the classical example, known tastes that come back, hidden counts, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

import schoolmix as sm

# reference simulation.md section 9: printed digits.
FISHING = {"price": (-0.020477, 0.001223, 0.001352), "catch": (0.953099, 0.089413, 0.093849)}
LIKELIHOOD, NULL = -1311.9796171, -1638.5999
CONSTANTS = {"price": -0.024790, "catch": 0.377169}
CONSTANTS |= {"alt[boat]": 0.871375, "alt[charter]": 1.498888, "alt[pier]": 0.307055}
SHARES = {"beach": 0.194207, "boat": 0.329832, "charter": 0.292674, "pier": 0.183287}
DEARER_BOAT = {"beach": 0.201115, "boat": 0.299629, "charter": 0.309441, "pier": 0.189816}
# The reference leaves G/(G-1) out of its robust errors.
CLUSTERS = (1182 / 1181) ** 0.5
PRINTED = 6e-7  # half a unit of the last digit printed, and the rounding of the peer


@pytest.fixture(scope="module")
def fishing(data):
    return pd.read_csv(data / "choice" / "fishing_long.csv")


def fitted(frame, terms, **options):
    return sm.estimate(frame, chooser="id", alternative="alt", chosen="choice", terms=terms, **options)


def by_term(found, column="estimate"):
    return found.table.set_index("term")[column].to_dict()


def refuse(error, kind, call):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.kind == kind, caught.value
    return caught.value


# The classical example


def test_fishing_has_its_published_values(fishing):
    found = fitted(fishing, ["price", "catch"])
    assert found.loglikelihood == pytest.approx(LIKELIHOOD, abs=6e-8)
    assert found.null_loglikelihood == pytest.approx(NULL, abs=6e-5)
    for place, (column, factor) in enumerate([("estimate", 1), ("se", 1), ("robust_se", CLUSTERS)]):
        known = {name: values[place] * factor for name, values in FISHING.items()}
        assert by_term(found, column) == pytest.approx(known, abs=PRINTED)
    assert (found.choices, found.clusters) == (1182, 1182)
    shares = found.predict(fishing).groupby("alt")["share"].mean()
    assert shares.to_dict() == pytest.approx(SHARES, abs=PRINTED)
    dearer = fishing.assign(price=fishing["price"].where(fishing["alt"] != "boat", fishing["price"] * 1.2))
    assert found.predict(dearer).groupby("alt")["share"].mean().to_dict() == pytest.approx(DEARER_BOAT, abs=PRINTED)


def test_fishing_with_constants_and_with_income_by_alternative(fishing):
    found = fitted(fishing, ["price", "catch", "alt"])
    assert by_term(found) == pytest.approx(CONSTANTS, abs=PRINTED)
    assert found.loglikelihood == pytest.approx(-1230.783830, abs=PRINTED)
    # With a constant for each, the mean shares are those observed.
    observed = fishing.groupby("alt")["choice"].mean().to_dict()
    assert found.predict(fishing).groupby("alt")["share"].mean().to_dict() == pytest.approx(observed, abs=1e-9)
    income = fitted(fishing.assign(income=fishing["income"] / 1000), ["price", "catch", "alt", "income:alt"])
    assert income.loglikelihood == pytest.approx(-1215.137604, abs=PRINTED)
    assert list(by_term(income))[-3:] == ["income:alt[boat]", "income:alt[charter]", "income:alt[pier]"]


def test_any_order_kind_of_frame_and_scale_give_the_same(fishing):
    first = fitted(fishing, ["price", "catch"])
    shuffled = fishing.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(fitted(shuffled, ["price", "catch"]).table, first.table, check_exact=True)
    shares = first.predict(pl.from_pandas(fishing))
    assert isinstance(shares, pl.DataFrame)
    pd.testing.assert_frame_equal(shares.to_pandas(), first.predict(fishing))
    cents = by_term(fitted(fishing.assign(price=fishing["price"] * 1e4), ["price", "catch"]))
    assert cents["price"] * 1e4 == pytest.approx(by_term(first)["price"], rel=1e-9)


def test_estimates_travel_and_tell_how_uncertain_they_are(fishing):
    found = fitted(fishing, ["price", "catch"])
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.table, found.table)
    draws = again.draws(4000, rng=3)
    pd.testing.assert_frame_equal(draws.head(10), found.draws(10, rng=3))
    assert draws["price"].std() == pytest.approx(by_term(found, "robust_se")["price"], rel=0.05)
    assert draws["catch"].mean() == pytest.approx(by_term(found)["catch"], abs=0.01)
    row = found.willingness("price").set_index("term").loc["catch"]
    assert row["estimate"] == pytest.approx(0.953099 / 0.020477, rel=1e-4)
    assert row["se"] == pytest.approx((draws["catch"] / -draws["price"]).std(), rel=0.1)


def test_clusters_weights_and_offsets(fishing):
    twice = pd.concat([fishing, fishing.assign(id=fishing["id"] + 10_000)])
    doubled = fitted(twice.assign(c=twice["id"] % 10_000), ["price", "catch"], cluster="c")
    once = fitted(fishing, ["price", "catch"])
    weighed = fitted(fishing.assign(w=2), ["price", "catch"], weight="w")
    for other in (doubled, weighed):
        assert by_term(other) == pytest.approx(by_term(once), abs=1e-10)
        assert by_term(other, "robust_se") == pytest.approx(by_term(once, "robust_se"), rel=1e-9)
        assert by_term(other, "se")["price"] == pytest.approx(by_term(once, "se")["price"] / 2**0.5, rel=1e-9)
    moved = fitted(fishing.assign(known=-0.01 * fishing["price"]), ["price", "catch"], offset="known")
    assert by_term(moved)["price"] == pytest.approx(by_term(once)["price"] + 0.01, abs=1e-10)


# Ranked lists


def lists(choosers=4000, taste=-1.0, seed=4, length=3):
    """Lists of 3 out of 6 schools of choosers with a known taste for distance."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"pupil": np.repeat(np.arange(choosers), 6), "school": np.tile(list("abcdef"), choosers)})
    frame["km"] = rng.uniform(0, 4, len(frame))
    frame["worth"] = taste * frame["km"] + rng.gumbel(size=len(frame))
    place = frame.groupby("pupil")["worth"].rank(ascending=False)
    return frame.assign(rank=place.where(place <= length).astype("Int64"))


def test_ranked_lists_tell_more_than_first_choices():
    frame = lists()
    ranked = sm.estimate(frame, chooser="pupil", alternative="school", rank="rank", terms=["km"])
    first = frame.assign(first=(frame["rank"] == 1).fillna(False))
    single = sm.estimate(first, chooser="pupil", alternative="school", chosen="first", terms=["km"])
    for found in (ranked, single):
        assert abs(by_term(found)["km"] + 1) < 3 * by_term(found, "se")["km"]
    assert by_term(ranked, "se")["km"] < 0.7 * by_term(single, "se")["km"]
    whole = sm.estimate(lists(500, length=6), chooser="pupil", alternative="school", rank="rank", terms=["km"])
    five = sm.estimate(lists(500, length=5), chooser="pupil", alternative="school", rank="rank", terms=["km"])
    assert whole.loglikelihood == pytest.approx(five.loglikelihood, abs=1e-9)  # the last of a whole list is no choice


# Flows


def town(seed=7, sites=40, areas=150):
    """A country of 20 x 20 km with homes and schools at random."""
    rng = np.random.default_rng(seed)
    homes = pd.DataFrame({"home_pc4": [f"{1000 + i}" for i in range(areas)]})
    homes[["x_km", "y_km"]] = rng.uniform(0, 20, (areas, 2))
    schools = pd.DataFrame({"site": [f"S{i:02}" for i in range(sites)]})
    schools[["x_km", "y_km"]] = rng.uniform(0, 20, (sites, 2))
    schools["size"] = rng.integers(50, 600, sites)
    schools["dalton"] = rng.random(sites) < 0.3
    return homes, schools


TASTES = {"distance": -0.9, "nearest": 0.4, "log_size": 0.8, "dalton": 0.5}


def drawn(homes, schools, tastes=TASTES, pupils=400, seed=5):
    """Flows of pupils who choose by known tastes among all schools."""
    rng = np.random.default_rng(seed)
    at = [frame[["x_km", "y_km"]].to_numpy() for frame in (homes, schools)]
    km = np.sqrt(((at[0][:, None] - at[1]) ** 2).sum(axis=2))
    worth = tastes["distance"] * km + tastes["nearest"] * (km == km.min(axis=1, keepdims=True))
    worth += tastes["log_size"] * np.log(schools["size"].to_numpy()) + tastes["dalton"] * schools["dalton"].to_numpy()
    shares = np.exp(worth) / np.exp(worth).sum(axis=1, keepdims=True)
    counts = np.array([rng.multinomial(pupils, row) for row in shares])
    wide = pd.DataFrame(counts, columns=schools["site"].to_numpy()).assign(home_pc4=homes["home_pc4"])
    flows = wide.melt(id_vars="home_pc4", var_name="site", value_name="pupils")
    return flows[flows["pupils"] > 0].reset_index(drop=True)


def hide(flows):
    """Counts of 1 to 4 hidden, as DUO does, and the exact totals."""
    hidden = flows["pupils"].between(1, 4)
    masked = flows.assign(
        pupils_low=flows["pupils"].where(~hidden, 1),
        pupils_high=flows["pupils"].where(~hidden, 4),
        pupils=flows["pupils"].astype("Int64").mask(hidden),
    )
    return masked, flows.groupby("site", as_index=False)["pupils"].sum()


@pytest.fixture(scope="module")
def country():
    homes, schools = town()
    return homes, schools, drawn(homes, schools)


def test_known_tastes_come_back_from_flows_open_and_hidden(country):
    homes, schools, flows = country
    options = {"schools": schools, "homes": homes, "terms": list(TASTES), "alternatives": 40}
    found = sm.estimate(flows, **options)
    for term, known in TASTES.items():
        assert abs(by_term(found)[term] - known) < 3.5 * by_term(found, "robust_se")[term], term
    assert found.choices == flows["pupils"].sum()
    masked, totals = hide(flows)
    assert masked["pupils"].isna().mean() > 0.3
    veiled = sm.estimate(masked, totals=totals, **options)
    for term, known in TASTES.items():
        assert abs(by_term(veiled)[term] - known) < max(4 * by_term(veiled, "robust_se")[term], 0.1 * abs(known)), term
    assert any("Poisson truncated" in note for note in veiled.notes)


def test_schools_out_of_reach_are_told(country):
    homes, schools, flows = country
    found = sm.estimate(flows, schools=schools, homes=homes, terms=["distance"], alternatives=5)
    assert any("attend none of the 5 nearest sites" in note for note in found.notes)
    lost = schools.assign(x_km=schools["x_km"].where(schools["site"] != "S00"))
    found = sm.estimate(flows, schools=lost, homes=homes, terms=["distance"])
    assert "1 of 40 schools have no place and are left out" in found.notes
    assert any("has no place for" in note for note in found.notes)
    # What is not known is named where the standard model is asked for.
    standard = sm.estimate(flows, schools=schools, homes=homes)
    assert any("own_municipality" in note for note in standard.notes)
    assert "distance:density" in by_term(standard)


def test_pulls_give_every_school_its_pupils(country):
    homes, schools, flows = country
    options = {"schools": schools, "homes": homes, "alternatives": 40}
    found = sm.estimate(flows, terms=["distance", "nearest"], pulls=True, **options)
    for term in ("distance", "nearest"):
        assert abs(by_term(found)[term] - TASTES[term]) < 3.5 * by_term(found, "robust_se")[term]
    pupils = flows.groupby("home_pc4")["pupils"].sum()
    told = found.predict(schools, homes.assign(pupils=homes["home_pc4"].map(pupils)))
    sizes = told.groupby("site")["pupils"].sum()
    pd.testing.assert_series_equal(sizes, flows.groupby("site")["pupils"].sum().astype(float), rtol=1e-8)
    # Pulls are what size and concept were.
    known = np.log(schools["size"]) * TASTES["log_size"] + schools["dalton"] * TASTES["dalton"]
    assert np.corrcoef(found.pulls.to_numpy(), known)[0, 1] > 0.98
    refuse(
        sm.InputError,
        "CollinearColumn",
        lambda: sm.estimate(flows, terms=["distance", "log_size"], pulls=True, **options),
    )
    # A model without pulls can be given them.
    plain = sm.estimate(flows, terms=["distance", "nearest"], **options)
    given = schools.assign(size=schools["site"].map(flows.groupby("site")["pupils"].sum()))
    balanced = plain.predict(given, homes.assign(pupils=homes["home_pc4"].map(pupils)), balance=True)
    assert np.allclose(balanced.groupby("site")["pupils"].sum(), given.set_index("site")["size"], rtol=1e-6)


def test_utility_is_what_shares_are_made_of(country):
    homes, schools, flows = country
    found = sm.estimate(flows, schools=schools, homes=homes, terms=list(TASTES))
    worth, told = found.utility(schools, homes), found.predict(schools, homes)
    assert list(worth) == ["home_area", "site", "value"]
    share = np.exp(worth["value"])
    share /= share.groupby(worth["home_area"]).transform("sum")
    assert np.allclose(share, told["share"], atol=1e-12)
    assert (told.groupby("home_pc4")["share"].sum() - 1).abs().max() < 1e-12
    assert found.willingness()["term"].tolist() == ["nearest", "log_size", "dalton"]
    assert (found.willingness()["estimate"] > 0).all()


def test_degrees_and_kilometres_tell_the_same(country):
    """The same places in RD and in degrees: distances differ by the scale of the map, a part in ten thousand."""
    from pyproj import Transformer

    homes, schools, flows = country
    turn = Transformer.from_crs(28992, 4326, always_xy=True)

    def moved(frame):
        lon, lat = turn.transform(150_000 + 1000 * frame["x_km"].to_numpy(), 450_000 + 1000 * frame["y_km"].to_numpy())
        return frame.drop(columns=["x_km", "y_km"]).assign(lon=lon, lat=lat)

    flat = sm.estimate(flows, schools=schools, homes=homes, terms=list(TASTES), alternatives=12)
    globe = sm.estimate(flows, schools=moved(schools), homes=moved(homes), terms=list(TASTES), alternatives=12)
    assert by_term(globe) == pytest.approx(by_term(flat), rel=1e-3)


# What is refused


def test_what_choices_cannot_tell_is_refused_by_name(fishing):
    chosen = fishing["choice"]
    for kind, column in {
        "ConstantColumn": fishing["income"],
        "Separation": chosen * 2.0,
        "CollinearColumn": fishing["price"] * 2,
    }.items():
        error = refuse(sm.InputError, kind, lambda c=column: fitted(fishing.assign(z=c), ["price", "z"]))
        assert (error.column, "id" in str(error).split()) == ("z", False)
        assert error.remedy


@pytest.mark.parametrize(
    ("kind", "change", "options"),
    [
        ("MissingValue", lambda f: f.assign(price=f["price"].where(f["id"] > 1)), {}),
        ("NotFinite", lambda f: f.assign(price=f["price"].where(f["id"] > 1, np.inf)), {}),
        ("NotFinite", lambda f: f.assign(choice=f["choice"] - 1), {}),
        ("NothingChosen", lambda f: f.assign(choice=f["choice"].where(f["id"] > 3, 0)), {}),
        ("DuplicateKey", lambda f: pd.concat([f, f.head(1)]), {}),
        ("MissingKey", lambda f: f.assign(alt=f["alt"].where(f["id"] > 1)), {}),
        ("MissingOption", lambda f: f, {"chosen": None}),
        ("MissingOption", lambda f: f, {"alternative": None}),
        ("MissingOption", lambda f: f, {"terms": None}),
        ("MissingOption", lambda f: f, {"schools": pd.DataFrame()}),
        ("MissingColumn", lambda f: f, {"terms": ["prize"]}),
        ("BadOption", lambda f: f, {"terms": ["price", "price"]}),
        ("BadOption", lambda f: f, {"terms": ["price:"]}),
        ("BadRank", lambda f: f.assign(r=f["choice"].replace(0, np.nan) * 2), {"chosen": None, "rank": "r"}),
        ("EmptyInput", lambda f: f[f["choice"] == 1].assign(choice=0.0).head(0), {}),
        ("WrongType", lambda f: f.assign(price=pd.Timestamp("2024-01-01")), {}),
    ],
)
def test_bad_lists_are_refused(fishing, kind, change, options):
    given = {"chooser": "id", "alternative": "alt", "chosen": "choice", "terms": ["price", "catch"], **options}
    error = refuse(sm.InputError, kind, lambda: sm.estimate(change(fishing), **given))
    assert error.remedy


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("MissingOption", {"homes": None}),
        ("BadOption", {"alternatives": 1}),
        ("BadOption", {"alternatives": True}),
        ("BadOption", {"pulls": 1}),
        ("BadOption", {"chosen": "pupils"}),
        ("BadOption", {"law": "normal"}),
        ("MissingColumn", {"terms": ["distance", "size_of_site"]}),
        ("MissingColumn", {"terms": ["own_municipality"]}),
        ("MissingPlace", {"places": "none"}),
        ("UnmatchedKey", {"places": "other"}),
        ("MissingValue", {"places": "size"}),
        ("UnknownCode", {"places": "denomination", "terms": ["denomination"]}),
        ("ConstantColumn", {"terms": ["distance", "density"]}),
    ],
)
def test_bad_flows_are_refused(country, kind, options):
    homes, schools, flows = country
    changed = {
        "none": (schools.drop(columns="x_km"), homes),
        "other": (schools.assign(site=schools["site"] + "x"), homes),
        "size": (schools.assign(size=0), homes),
        "denomination": (schools.assign(denomination="of the moon"), homes),
        None: (schools, homes),
    }
    sites, areas = changed[options.get("places")]
    given = {"schools": sites, "homes": areas, "terms": ["distance", "log_size"]}
    given |= {name: value for name, value in options.items() if name != "places"}
    assert refuse(sm.InputError, kind, lambda: sm.estimate(flows, **given)).remedy


def test_draws_and_terms_that_are_not_there(fishing):
    found = fitted(fishing, ["price"])
    refuse(sm.InputError, "BadOption", lambda: found.draws(-1))
    refuse(sm.InputError, "BadOption", found.willingness)
    refuse(sm.InputTypeError, "WrongType", lambda: found.utility(fishing, fishing))
    refuse(sm.InputError, "BadOption", sm.Estimate)
