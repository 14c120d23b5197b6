"""Worlds of published files: what is known exactly stays so, what is not is drawn or fitted, counted and said."""

from __future__ import annotations

import json
import shutil
import zipfile

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import places

PO = "nl/duo/po-2024"
HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
POINTS, ADDRESSES = "nl/geo/scholen20241122.geo.zip", "nl/duo/alle-vestigingen-bo.csv"
CENTROIDS, SES = "nl/geo/postcode_coords.csv", "nl/cbs/ses-woa-pc4-2021.csv"
COMPASS, TRANSPORT = "nl/amsterdam/compass/amsterdam-ses", "nl/amsterdam/transport-network"


# Flows: who goes where is known, but for hidden counts


@pytest.fixture(scope="module")
def history(data):
    return sm.read.file(data / HISTORY)


@pytest.fixture(scope="module")
def po(data):
    return sm.World.from_files(
        flows=data / PO,
        schools=[data / POINTS, data / ADDRESSES],
        homes=[data / CENTROIDS, data / SES],
        totals=data / HISTORY,
        area_traits=["ses_woa"],
        rng=1,
    )


def test_the_schools_of_2024_hold_the_pupils_that_the_history_counts(po, data, history):
    flows = sm.read.file(data / PO)
    flows = flows[flows["sector"] == "bo"]
    totals = history[history["year"] == 2024].set_index("site")["pupils"]
    seen = flows.groupby("site").agg(low=("pupils_low", "sum"), high=("pupils_high", "sum"))
    exact = totals.reindex(seen.index)
    can_be = (exact >= seen["low"]) & (exact <= seen["high"])
    pupils = po.pupils.groupby("site").size()
    assert set(pupils.index) == set(seen.index)
    assert int(can_be.sum()) > 3_700
    assert (pupils[can_be] == exact[can_be]).all()
    assert ((pupils >= seen["low"]) & (pupils <= seen["high"])).all()
    # What cannot be conditioned on is listed.
    words = next(note for note in po.notes if "hidden counts" in note)
    assert f"{int(exact.isna().sum())} sites without a total" in words
    assert f"{int((~can_be & exact.notna()).sum())} sites whose total cannot be" in words
    assert f"{int(flows['pupils'].isna().sum()):,} hidden counts 1..4: one draw, Poisson truncated" in words


def test_no_visible_count_has_changed_and_no_hidden_one_left_its_bounds(po, data):
    flows = sm.read.file(data / PO)
    flows = flows[(flows["sector"] == "bo") & flows["home_pc4"].notna() & flows["age"].notna()]
    made = po.pupils.groupby(["site", "home_area", "age"]).size()
    found = made.reindex(pd.MultiIndex.from_frame(flows[["site", "home_pc4", "age"]])).to_numpy()
    assert (found >= flows["pupils_low"].to_numpy(int)).all()
    assert (found <= flows["pupils_high"].to_numpy(int)).all()


def test_the_traps_of_the_files_are_told_and_not_fallen_into(po, data):
    assert (data / PO / "Ridderkerk afgeschermd.csv").stat().st_size == 0
    assert not po.schools["municipality"].eq("Ridderkerk").any()
    homes = po.homes.set_index("home_area")
    # 9999 is a home area like any other; abroad and unknown are areas without a place.
    assert homes.loc["9999", "municipality"] == "Het Hogeland"
    assert homes.loc[["BE", "DE", "other", "unknown"], ["x_km", "y_km"]].isna().all(axis=None)
    assert (homes.loc[["BE", "DE", "other", "unknown"], "municipality_code"] == "0000").all()
    assert "Grand Total" not in homes.index
    assert homes.index.str.fullmatch(r"\d{4}|BE|DE|other|unknown").all()
    for words in ("abroad or not known", "of other kinds", "without a place", "trait of the home area", "places are"):
        assert any(words in note for note in po.notes), words


def test_places_are_the_most_that_a_site_ever_held(po, history):
    sites = po.schools.set_index("site")
    past = history[(history["year"] <= 2024)].groupby("site")["pupils"].max().reindex(sites.index).dropna()
    assert (sites.loc[past.index, "places"] == past).all()
    assert sites["denomination"].notna().all()
    assert {"province", "municipality_code", "board", "x_km"} <= set(sites)


def test_ages_tell_study_years_and_other_ages_do_not(po):
    years = po.pupils.groupby("age")["study_year"].agg(["min", "max"])
    assert years["min"].loc[4:12].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 8]
    assert (years["min"] == years["max"]).loc[4:12].all()
    assert years.loc[13:].isna().all(axis=None)


def test_prosperity_is_a_trait_of_the_area_in_fifths_of_pupils(po):
    shares = po.pupils["ses_woa_fifth"].value_counts(normalize=True)
    assert sorted(shares.index) == [1, 2, 3, 4, 5]
    assert (shares - 0.2).abs().max() < 0.01
    assert po.pupils.groupby("home_area")["ses_woa_fifth"].nunique().max() == 1
    for verb in (sm.reassign, sm.sources, sm.nearest_school):
        with pytest.raises(sm.AreaTraitError):
            verb(po, group="ses_woa_fifth")
    # Pouring pupils from areas into schools can only mix.
    at_school, at_home = (
        sm.measure(po.roll("ses_woa_fifth", unit=unit), "D", focal=1)["estimate"][0] for unit in ("site", "home_area")
    )
    assert at_school < at_home


def test_rows_in_any_order_give_the_same_bits(data):
    town = data / PO / "Gouda afgeschermd.csv"
    flows, points = sm.read.file(town), sm.read.file(data / CENTROIDS)
    schools, totals = sm.read.file(data / POINTS), sm.read.file(data / HISTORY)

    def made(shuffle, **seed):
        rows = [
            frame.sample(frac=1, random_state=7) if shuffle else frame for frame in (flows, schools, points, totals)
        ]
        return sm.World.from_files(**dict(zip(("flows", "schools", "homes", "totals"), rows, strict=True)), **seed)

    one, other, third = made(shuffle=False, rng=5), made(shuffle=True, rng=5), made(shuffle=False, rng=6)
    for name in ("pupils", "schools", "homes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.notes == other.notes
    assert not one.pupils.equals(third.pupils)


def test_places_are_on_the_national_grid(data):
    # A file that has both degrees and metres on the grid.
    known = json.loads((data / TRANSPORT / "ams-schools.geojson").read_text())["features"]
    degrees = np.array([[each["properties"]["Lng"], each["properties"]["Lat"]] for each in known])
    metres = np.array([each["geometry"]["coordinates"] for each in known])
    found = np.column_stack(places.on_the_grid(*degrees.T)) * 1000
    assert np.abs(found - metres).max() < 1


# No flows: who goes where is fitted


@pytest.fixture(scope="module")
def compass(data):
    pytest.importorskip("geopandas")
    folder = data / COMPASS
    given = {"schools": folder / "schools.geojson", "homes": folder / "neighbourhoods.geojson"}
    return sm.World.from_files(**given, year=2018, missing=["onbekend"], rng=1)


def test_amsterdam_has_the_published_margins_and_its_table_is_called_fitted(compass, data):
    dissimilarity = {
        unit: sm.measure(compass.roll("group", unit=unit), "D", focal="ja")["estimate"][0]
        for unit in ("site", "home_area")
    }
    assert dissimilarity["site"] == pytest.approx(0.460541, abs=1e-6)
    assert dissimilarity["home_area"] == pytest.approx(0.352565, abs=1e-4)
    published = sm.read.file(data / COMPASS / "schools.geojson")
    published = published[published["group"] != "onbekend"].set_index(["school", "group"])["pupils"]
    made = compass.pupils.groupby(["site", "group"]).size()
    assert (made.reindex(published.index, fill_value=0) == published.to_numpy(int)).all()
    assert "WHO GOES WHERE IS FITTED, NOT OBSERVED" in compass.notes[0]
    assert any("20,611 at home, brought in proportion to the 19,458 at school" in note for note in compass.notes)
    # The mean distance is that which schools publish, but for rounding to whole pupils.
    table = compass.describe().set_index("name")["value"]
    assert table["mean_distance"] == pytest.approx(1.478, abs=0.02)


def test_groups_with_shorter_reach_live_nearer(data):
    pytest.importorskip("geopandas")
    folder = data / COMPASS
    given = {"schools": folder / "schools.geojson", "homes": folder / "neighbourhoods.geojson", "year": 2018, "rng": 1}
    decay = {"ja": 0.5, "nee": 3.0, "onbekend": 1.0}
    world = sm.World.from_files(**given, decay=decay)
    homes, sites = (frame.set_index(key)[["x_km", "y_km"]] for frame, key in
                    ((world.homes, "home_area"), (world.schools, "site")))  # fmt: skip
    pupils = world.pupils
    away = homes.loc[pupils["home_area"]].to_numpy() - sites.loc[pupils["site"]].to_numpy()
    mean = pd.Series(np.hypot(*away.T)).groupby(pupils["group"]).mean()
    assert mean["ja"] < mean["onbekend"] < mean["nee"]


def test_schools_that_tell_only_places_are_filled_by_first_choices(data):
    folder = data / TRANSPORT
    homes = sm.read.file(folder / "ams-ses.csv")
    given = {
        "schools": [folder / "schools.csv", folder / "ams-schools.geojson"],
        "groups": ["dutch", "western", "non_western"],
        "trait": "migration_background",
        "area_traits": ["low_income"],
        "sector": "vo",
        "year": 2020,
        "rng": 1,
    }
    # Three neighbourhoods count more migrants than residents.
    with pytest.raises(sm.InputError) as error:
        sm.World.from_files(homes=homes, **given)
    assert (error.value.kind, error.value.column, error.value.row, error.value.count) == (
        "NegativeCount",
        "dutch",
        5,
        3,
    )
    homes["dutch"] = homes["dutch"].clip(lower=0)
    world = sm.World.from_files(homes=homes, **given)
    schools, published = world.schools.set_index("site"), sm.read.file(folder / "schools.csv").set_index("site_name")
    assert len(schools) == 47
    assert schools["x_km"].notna().all()
    assert schools["places"].equals(published["places"].sort_index().rename_axis("site").astype("int64"))
    held = world.pupils.groupby("site").size().reindex(schools.index)
    assert (held <= schools["places"]).all()
    # First choices fill a school that more ask for than it has places.
    popular = published.index[published["popularity"] >= 1]
    assert (held[popular] == schools.loc[popular, "places"]).all()
    shares = world.pupils["migration_background"].value_counts(normalize=True)
    residents = homes[["dutch", "western", "non_western"]].sum()
    # Residents become pupils home by home, in whole numbers.
    assert (shares - residents / residents.sum()).abs().max() < 3e-3
    assert any("distance plays no part" in note for note in world.notes)


# Saved and loaded


def register():
    pupils = pd.DataFrame({"pupil": ["a", "b"], "site": ["s", "t"], "home_area": ["x", "y"], "origin": ["1", None]})
    return sm.World.from_pupils(
        pupils, mapping={"sector": "po", "year": 2023, "traits": {"origin": {"column": "origin"}}}
    )


def tiny(rng=1, **changes):
    flows = pd.DataFrame(
        {
            "site": ["a", "a", "b", "b"],
            "home_pc4": ["1011", "1012", "1012", None],
            "age": [4, 5, 13, 11],
            "pupils": pd.array([6, None, 9, None], dtype="Int64"),
            "pupils_low": [6, 1, 9, 1],
            "pupils_high": [6, 4, 9, 4],
        }
    )
    given = {
        "flows": flows,
        "schools": pd.DataFrame({"site": ["a", "b"], "lon": [4.90, None], "lat": [52.37, None]}),
        "homes": pd.DataFrame(
            {"pc4": ["1011", "1012"], "lon": [4.90, 4.90], "lat": [52.37, 52.36], "score": [1.0, 2.0]}
        ),
        "totals": pd.DataFrame({"site": ["a", "b"], "year": [2024, 2024], "pupils": [8, 12]}),
    }
    return sm.World.from_files(**{**given, "year": 2024, "area_traits": ["score"], **changes}, rng=rng)


MADE = {
    "microdata": register,
    "po": lambda: sm.World.synthetic("netherlands", sector="po", scale=0.005, seed=2),
    "vo": lambda: sm.World.synthetic("netherlands", sector="vo", scale=0.005, seed=2),
    "files": tiny,
}


@pytest.fixture(scope="module", params=MADE)
def world(request):
    return MADE[request.param]()


def test_a_loaded_world_is_the_same_in_everything(world, tmp_path):
    path = tmp_path / "one.world"
    world.save(path)
    again = sm.World.load(path)
    assert (repr(again), again.notes, again.years, again.seed) == (repr(world), world.notes, world.years, world.seed)
    for table in ("pupils", "schools", "homes"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(world, table), check_exact=True)
    for trait, *_ in world._core.traits():
        for year in (world.years[0], world.years[-1]):
            assert again.roll(trait, year).to_frame().equals(world.roll(trait, year).to_frame())
    assert again._core.traits() == world._core.traits()
    # The same bytes again, and nothing else beside them.
    again.save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["again", path.name])


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "tiny.world"
    tiny().save(path)
    return path


def kind_of(path):
    with pytest.raises(sm.FileError) as error:
        sm.World.load(path)
    assert error.value.remedy
    return error.value.kind


def rewritten(path, **changes):
    """Write the same file with other members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**members, **changes}.items():
            if content is not None:
                archive.writestr(name, content)


def manifest_of(path, **changes):
    with zipfile.ZipFile(path) as archive:
        return json.dumps({**json.loads(archive.read("manifest.json")), **changes})


def test_files_that_are_damaged_foreign_or_newer_say_so(saved, tmp_path):
    assert kind_of(tmp_path / "nowhere") == "FileNotFound"
    assert kind_of(tmp_path) == "NotAFile"
    (tmp_path / "text").write_text("a;b\n1;2\n")
    assert kind_of(tmp_path / "text") == "UnknownLayout"
    changes = {
        "StoreVersion": {"manifest.json": manifest_of(saved, version=2)},
        "UnknownLayout": {"manifest.json": manifest_of(saved, format="another")},
        "CorruptFile": {"manifest.json": "no json"},
    }
    for kind, change in changes.items():
        copy = shutil.copy(saved, tmp_path / kind)
        rewritten(copy, **change)
        assert kind_of(copy) == kind
    for change in (
        {"pupils.parquet": b"nothing"},
        {"homes.parquet": None},
        {"manifest.json": manifest_of(saved, years=[2030, 2030])},
        {"manifest.json": manifest_of(saved, traits=[])},
        {"manifest.json": manifest_of(saved, sector="so")},
        {"manifest.json": manifest_of(saved, sha256={})},
    ):
        copy = shutil.copy(saved, tmp_path / "changed")
        rewritten(copy, **change)
        assert kind_of(copy) == "CorruptFile"


def test_no_flipped_byte_goes_unseen(saved, tmp_path):
    whole, world = saved.read_bytes(), tiny()
    for at in range(0, len(whole), max(len(whole) // 300, 1)):
        copy = tmp_path / "flipped"
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        try:
            again = sm.World.load(copy)
        except sm.FileError:
            continue
        assert again.pupils.equals(world.pupils)
        assert again.schools.equals(world.schools)
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "short").write_bytes(whole[:length])
        assert kind_of(tmp_path / "short") in {"UnknownLayout", "CorruptFile"}


def test_saving_replaces_only_when_asked_and_only_whole(saved, tmp_path):
    before = saved.read_bytes()
    with pytest.raises(sm.FileError) as error:
        tiny(rng=2).save(saved)
    assert (error.value.kind, saved.read_bytes()) == ("OutputExists", before)
    tiny(rng=2).save(saved, overwrite=True)
    assert sm.World.load(saved).seed == 2
    with pytest.raises(sm.FileError) as error:
        tiny().save(tmp_path / "no" / "where")
    assert error.value.kind == "NotWritable"
    with pytest.raises(sm.FileError) as error:
        tiny().save(tmp_path)
    assert error.value.kind == "NotAFile"


# Described


def test_what_is_described_is_what_is_there(world):
    table = world.describe(reach=3)
    assert list(table) == ["part", "name", "value", "note"]
    assert table["value"].notna().to_numpy()[table["note"].eq("").to_numpy()].all()
    pupils, said = world.pupils, table.set_index(["part", "name"])["value"]
    assert said["world", "pupils"] == len(pupils)
    assert said["world", "sites"] == pupils["site"].nunique()
    assert said["world", "home_areas"] == pupils["home_area"].nunique()
    for trait, *_ in world._core.traits():
        assert said[trait, "missing"] == pytest.approx(pupils[trait].isna().mean())
        shares = pupils[trait].value_counts(normalize=True)
        if len(shares) <= 20:
            for label, share in shares.items():
                assert said[trait, str(label)] == pytest.approx(share)
    levels = table[table["part"] == "traits"].set_index("name")["note"].str.contains("area")
    assert levels.to_dict() == {
        **{t[0]: t[3] for t in world._core.traits()},
        **({"study_year": False} if "study_year" in pupils else {}),
    }
    if world.source != "synthetic":
        return
    homes, sites = world.homes.set_index("home_area"), world.schools.set_index("site")
    at, to = (
        frame.loc[key, ["x_km", "y_km"]].to_numpy()
        for frame, key in ((homes, pupils["home_area"]), (sites, pupils["site"]))
    )
    assert said["distance", "mean_distance"] == pytest.approx(np.hypot(*(at - to).T).mean())
    there = sites.loc[sorted(pupils["site"].unique())]
    away = np.hypot(*(at[:, None, :] - there[["x_km", "y_km"]].to_numpy()[None]).transpose(2, 0, 1))
    assert said["distance", "share_at_nearest"] == pytest.approx(
        (there.index.to_numpy()[away.argmin(axis=1)] == pupils["site"].to_numpy()).mean()
    )
    assert said["distance", "schools_within_3_km"] == pytest.approx((away <= 3).sum(axis=1).mean())
    assert said["world", "places"] == there["places"].sum()
    shares = pupils["site"].map(sites["denomination"]).value_counts(normalize=True)
    assert all(said["denomination", label] == pytest.approx(share) for label, share in shares.items())


def test_a_world_shows_itself(po):
    assert repr(po).startswith("World: files, po, 8")
    assert "<table>" in po._repr_html_()
    assert "ses_woa_fifth (of the area)" in po._repr_html_()
    assert po.source == "files"
    po.notes.clear()
    assert po.notes


# What cannot be understood is refused


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("MissingColumn", {"flows": pd.DataFrame({"site": ["a"], "pupils": [1]})}),
        ("MissingColumn", {"area_traits": ["prosperity"]}),
        ("MissingColumn", {"schools": pd.DataFrame({"brin": ["a"]})}),
        (
            "MissingCount",
            {"flows": pd.DataFrame({"site": ["a"], "home_pc4": ["1"], "pupils": [None]}).astype({"pupils": "Int64"})},
        ),
        ("NegativeCount", {"flows": pd.DataFrame({"site": ["a"], "home_pc4": ["1"], "pupils": [-1]})}),
        ("FractionalCount", {"flows": pd.DataFrame({"site": ["a"], "home_pc4": ["1"], "pupils": [1.5]})}),
        ("EmptyInput", {"flows": pd.DataFrame({"site": [], "home_pc4": [], "pupils": []}, dtype="Int64")}),
        ("BadYear", {"year": None}),
        ("BadYear", {"year": 20}),
        ("BadOption", {"law": "normal"}),
        ("BadOption", {"decay": 1.0}),
        ("BadOption", {"sector": "so"}),
        ("BadSeed", {"rng": -1}),
        ("BadSeed", {"rng": 2**64}),
        ("WrongType", {"schools": 3}),
        ("WrongType", {"area_traits": "score"}),
        ("WrongType", {"area_traits": ["name"], "homes": pd.DataFrame({"pc4": ["1011"], "name": ["high"]})}),
        ("BadCapacity", {"schools": pd.DataFrame({"site": ["a"], "places": [-1]})}),
        ("BadCapacity", {"schools": pd.DataFrame({"site": ["a"], "places": [1.5]})}),
        ("FileNotFound", {"homes": "no-such-file.csv"}),
        ("DuplicateKey", {"totals": pd.DataFrame({"site": ["a", "a"], "pupils": [8, 9]})}),
        ("MissingPlace", {"schools": pd.DataFrame({"site": ["a"], "lon": [400.0], "lat": [52.0]})}),
        ("DuplicateKey", {"schools": pd.DataFrame({"site": ["a", "a"], "lon": [4.0, 5.0], "lat": [52.0, 52.0]})}),
    ],
)
def test_wrong_input_is_an_error_that_says_what_to_do(kind, change):
    with pytest.raises(sm.SchoolmixError) as error:
        tiny(**change)
    assert (error.value.kind, bool(error.value.remedy)) == (kind, True)


MARGIN = pd.DataFrame({"site": ["s", "s", "t", "t"], "group": ["x", "y"] * 2, "pupils": [3, 1, 2, 4]})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("BadOption", {}),
        ("BadOption", {"decay": 0}),
        ("BadOption", {"decay": {"x": 1.0}}),
        ("WrongType", {"decay": "far"}),
        ("BadOption", {"decay": 1.0, "totals": MARGIN}),
        ("UnmatchedKey", {"schools": MARGIN.replace({"group": {"y": "z"}})}),
        (
            "TotalMismatch",
            {"homes": MARGIN.rename(columns={"site": "pc4"}).assign(pupils=[1, 0, 1, 0], x_km=[0, 0, 3, 3], y_km=1.0)},
        ),
        ("MissingColumn", {"schools": MARGIN[["site"]]}),
        ("NegativeCount", {"schools": MARGIN.assign(pupils=[1, 2, -3, 4])}),
        ("FractionalCount", {"schools": MARGIN.assign(pupils=[1, 2, 0.5, 4])}),
        ("MissingCount", {"schools": MARGIN.assign(pupils=[1, 2, None, 4])}),
    ],
)
def test_margins_that_cannot_be_fitted_are_refused(kind, change):
    spots = {"x_km": [0.0, 0.0, 3.0, 3.0], "y_km": [1.0] * 4}
    given = {
        "schools": MARGIN.assign(**spots),
        "homes": MARGIN.rename(columns={"site": "pc4"}).assign(**spots),
        "year": 2020,
        "rng": 1,
    }
    with pytest.raises(sm.SchoolmixError) as error:
        sm.World.from_files(**{**given, **change})
    assert (error.value.kind, bool(error.value.remedy)) == (kind, True)
