"""Worlds of microdata: mapping, spells, twin; what cannot be understood is refused without showing a pupil."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import schoolmix as sm

MAPPING = """
sector = "vo"

[columns]
pupil = "RINPERSOON"
year = "SCHOOLJAAR"
site = "VESTIGING"
home_area = "PC4"
study_year = "LEERJAAR"
family = "RINHUISHOUDEN"

[traits.migration_background]
column = "HERKOMST"
values = { 1 = "netherlands", 2 = "europe", 3 = "outside_europe" }
missing = ["9"]

[traits.income_quintile]
column = "INKOMEN"
whole = [1, 5]
missing = ["-"]

[traits.preschool]
column = "VVE"
values = { J = "yes", N = "no" }
order = ["no", "yes"]
"""
ROW = {
    "RINPERSOON": "p0000001",
    "SCHOOLJAAR": "2023/24",
    "VESTIGING": "01AA00",
    "PC4": 1011,
    "LEERJAAR": 1,
    "RINHUISHOUDEN": "h1",
    "HERKOMST": "1",
    "INKOMEN": "3",
    "VVE": "J",
}


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING)
    return path


@pytest.fixture(scope="module")
def country():
    return sm.World.synthetic("netherlands", sector="vo", scale=0.01, seed=3)


def rows(*changes):
    """Return microdata: the row above with changes, a row each."""
    return pd.DataFrame([ROW | change for change in changes])


def refuse(kind, frame, mapping, error=sm.InputError, **options):
    with pytest.raises(error) as caught:
        sm.World.from_pupils(frame, mapping=mapping, **options)
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    assert "p0000001" not in str(caught.value)
    return caught.value


def test_a_twin_comes_back_as_the_same_rolls(country, mapping):
    twin = country.to_pupils(mapping=mapping)
    assert list(twin) == list(ROW)
    assert set(twin["HERKOMST"]) == {"1", "2", "3"}
    assert set(twin["VVE"]) == {"J", "N"}
    shuffled = twin.sample(frac=1, random_state=1)
    world = sm.World.from_pupils(shuffled, mapping=mapping)
    assert world.years == country.years
    assert world.source == "microdata"
    for group in ("migration_background", "income_quintile", "study_year"):
        for unit in ("site", "home_area"):
            for year in (2017, None):
                ours, theirs = (w.roll(group, year, unit=unit).to_frame() for w in (country, world))
                columns = [unit, group, "pupils"]
                ours = ours[columns].sort_values(columns[:2], ignore_index=True)
                pd.testing.assert_frame_equal(ours, theirs[columns].sort_values(columns[:2], ignore_index=True))


def test_the_mapping_of_the_documentation_works(country):
    page = (Path(__file__).parents[2] / "docs" / "microdata.md").read_text(encoding="utf-8")
    mapping = tomllib.loads(re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1])
    world = sm.World.from_pupils(country.to_pupils(mapping=mapping), mapping=mapping)
    assert world.roll("parental_education").groups == ["high", "low", "middle"]
    assert world.roll("income_quintile").pupils == len(world.pupils)


def test_any_order_and_kind_of_frame_is_the_same_world(country, mapping):
    twin = country.to_pupils(mapping=mapping, years=[2023, 2024])
    world = sm.World.from_pupils(twin, mapping=mapping)
    for frame in (twin[::-1], twin.astype({"HERKOMST": "category"}), twin.assign(PC4=twin["PC4"].astype("category"))):
        other = sm.World.from_pupils(frame, mapping=mapping)
        pd.testing.assert_frame_equal(world.pupils, other.pupils)


def test_pupils_are_numbered_anew(mapping):
    frame = rows({}, {"RINPERSOON": "p0000009", "RINHUISHOUDEN": "h0"})
    world = sm.World.from_pupils(frame, mapping=mapping)
    assert world.pupils["pupil"].tolist() == [0, 1]
    assert world.pupils["family"].tolist() == [1, 0]
    assert world.pupils["home_area"].tolist() == ["1011", "1011"]
    assert "birth_year" not in world.pupils
    assert list(world.schools) == ["site", "sector", "first_year", "last_year", "source"]


def test_what_is_not_known_is_null_and_said(mapping):
    changes = [{}, {"RINPERSOON": "q", "HERKOMST": "9", "INKOMEN": None}, {"RINPERSOON": "r", "HERKOMST": " "}]
    world = sm.World.from_pupils(rows(*changes), mapping=mapping)
    assert world.pupils["migration_background"].isna().tolist() == [False, True, True]
    assert world.pupils["income_quintile"].isna().tolist() == [False, True, False]
    roll = world.roll("migration_background")
    assert roll.pupils == 1
    assert roll.notes == ["2 pupils without a value of migration_background left out"]
    assert world.roll("preschool").notes == []
    assert world.roll("preschool").groups == ["yes"]


def test_ids_are_trimmed_and_study_years_may_be_text(mapping):
    refuse("DuplicatePupil", rows({}, {"RINPERSOON": "p0000001 "}), mapping)
    world = sm.World.from_pupils(rows({"LEERJAAR": "2"}), mapping=mapping)
    assert world.pupils["study_year"].tolist() == [2]
    refuse("WrongType", rows({"LEERJAAR": "brug"}), mapping, sm.InputTypeError)


def test_a_wrong_column_shows_no_identifier(mapping):
    many = rows(*({"RINPERSOON": f"p{n}", "RINHUISHOUDEN": f"h{n}", "VVE": f"p{n}"} for n in range(20)))
    assert "'p1'" not in str(refuse("UnknownCode", many, mapping))
    columns = {"pupil": "RINPERSOON", "site": "VESTIGING", "home_area": "PC4"}
    free = {"sector": "vo", "year": 2024, "columns": columns}
    refuse("BadOption", many, free | {"traits": {"origin": "RINPERSOON"}})
    refuse("BadOption", many, free | {"columns": columns | {"site": "RINPERSOON"}})


@pytest.mark.parametrize("column", ["places", "x_km"])
@pytest.mark.parametrize("value", [-7, 1.5, float("inf"), "a", True])
def test_places_are_whole_and_on_the_map(mapping, column, value):
    schools = pd.DataFrame({"site": ["01AA00"], column: [value]})
    if column == "x_km" and value in (-7, 1.5):
        assert sm.World.from_pupils(rows({}), mapping=mapping, schools=schools).schools["x_km"].tolist() == [value]
        return
    with pytest.raises(sm.InputError) as caught:
        sm.World.from_pupils(rows({}), mapping=mapping, schools=schools)
    assert caught.value.kind in {"BadCapacity", "MissingPlace", "WrongType"}
    assert caught.value.column == column


def test_keys_of_homes_may_be_numbers_with_gaps(mapping):
    homes = pd.DataFrame({"home_area": [1011.0], "x_km": [2.0]})
    assert sm.World.from_pupils(rows({}), mapping=mapping, homes=homes).homes["x_km"].tolist() == [2.0]


def test_invented_pupils_say_so(country, mapping):
    assert set(country.pupils["source"]) == {"synthetic"}
    assert country.to_pupils(mapping=mapping).attrs["source"] == "synthetic"


@pytest.mark.parametrize(
    ("years", "kind"), [([2019, 2019], "BadOption"), ([], "BadOption"), (2019, "WrongType"), ([1999], "BadOption")]
)
def test_years_of_a_twin(country, mapping, years, kind):
    with pytest.raises(sm.InputError) as caught:
        country.to_pupils(mapping=mapping, years=years)
    assert caught.value.kind == kind


def test_a_twin_is_what_its_mapping_reads(country):
    for trait in ({"column": "S", "whole": [1, 5]}, {"column": "S", "whole": [1, 5], "missing": ["9"]}):
        with pytest.raises(sm.InputError) as caught:
            country.to_pupils(mapping={"sector": "vo", "year": 2024, "traits": {"ses": trait}})
        assert caught.value.kind == "UnknownCode"
    with pytest.raises(sm.InputError) as caught:
        country.to_pupils(mapping={"sector": "po", "year": 2024})
    assert caught.value.column == "sector"


@pytest.mark.parametrize("options", [{"scale": "a"}, {"scale": None}, {"scale": True}, {"sector": None}, {"sector": 3}])
def test_options_of_another_type(options):
    with pytest.raises(sm.InputTypeError):
        sm.World.synthetic("netherlands", **options)


def test_rolls_of_what_is_not_there(country):
    for call in (lambda: country.roll(3), lambda: country.roll("track", unit=None)):
        with pytest.raises(sm.InputTypeError):
            call()
    for call in (lambda: country.roll("track", 2017.0), lambda: country.roll("shoe_size")):
        with pytest.raises(sm.InputError) as caught:
            call()
        assert caught.value.kind == "BadOption"


def test_an_order_is_an_order(country):
    education = country.roll("parental_education")
    assert education.order == ("low", "middle", "high")
    assert country.roll("income_quintile").order == (1, 2, 3, 4, 5)
    assert country.roll("migration_background").order is None
    assert 0 < sm.measure(education, "ordinal_information")["estimate"].item() < 1


def test_schools_and_homes_bring_places_and_municipalities(mapping):
    schools = pd.DataFrame(
        {
            "site": ["01AB00", "01AA00", "99ZZ00"],
            "site_name": ["B", None, "Z"],
            "denomination": ["Openbaar", None, "x"],
            "places": [30, 20, 1],
            "x_km": [1.5, 0.5, 0.0],
            "y_km": [2.0, 3.0, 0.0],
            "municipality_code": ["0363", "0363", "0001"],
            "municipality": ["Amsterdam", "Amsterdam", "Nergens"],
            "province": ["Noord-Holland", "Noord-Holland", "Geen"],
        }
    )
    homes = pd.DataFrame({"home_area": [1011], "municipality_code": ["0344"], "municipality": ["Utrecht"]})
    homes["province"] = "Utrecht"
    frame = rows({}, {"RINPERSOON": "b", "VESTIGING": "01AB00"})
    world = sm.World.from_pupils(frame, mapping=mapping, schools=schools, homes=homes)
    assert world.schools["site"].tolist() == ["01AA00", "01AB00"]
    assert world.schools["places"].tolist() == [20, 30]
    assert world.schools["municipality"].tolist() == ["Amsterdam", "Amsterdam"]
    assert world.schools["denomination"].isna().tolist() == [True, False]
    assert world.pupils["home_municipality"].tolist() == ["Utrecht", "Utrecht"]
    assert list(sm.decompose(world.roll("preschool"), "M")["part"])[:2] == ["province", "municipality_code"]
    missing = refuse("UnmatchedKey", frame, mapping, schools=schools[1:])
    assert "01AB00" in str(missing)
    assert missing.count == 1
    refuse("DuplicateKey", frame, mapping, schools=pd.concat([schools, schools[:1]]))
    refuse("MissingKey", frame, mapping, schools=schools.assign(places=[30, None, 1]))
    homes_elsewhere = homes.assign(municipality_code="0363")
    refuse("DuplicateKey", frame, mapping, schools=schools, homes=homes_elsewhere)


@pytest.mark.parametrize(
    ("changes", "kind", "where"),
    [
        ([{}, {}], "DuplicatePupil", ("RINPERSOON", 1, 1)),
        ([{}, {"RINPERSOON": None}], "MissingKey", ("RINPERSOON", 1, 1)),
        ([{}, {"RINPERSOON": "b", "VESTIGING": None}], "MissingKey", ("VESTIGING", 1, 1)),
        ([{}, {"RINPERSOON": "b", "HERKOMST": "4"}], "UnknownCode", ("HERKOMST", 1, 1)),
        ([{}, {"RINPERSOON": " "}], "MissingKey", ("RINPERSOON", 1, 1)),
        ([{}, {"RINPERSOON": "b", "INKOMEN": "6"}], "UnknownCode", ("INKOMEN", 1, 1)),
        ([{}, {"RINPERSOON": "b", "SCHOOLJAAR": "2023/25"}], "BadYear", ("SCHOOLJAAR", 1, 1)),
        ([{"SCHOOLJAAR": "1023"}], "BadYear", ("SCHOOLJAAR", 0, 1)),
        ([{}, {"RINPERSOON": "b", "LEERJAAR": 0}], "BadStudyYear", ("LEERJAAR", 1, 1)),
    ],
)
def test_rows_that_cannot_be(mapping, changes, kind, where):
    error = refuse(kind, rows(*changes), mapping)
    assert (error.column, error.row, error.count) == where


def test_frames_that_cannot_be(mapping):
    refuse("EmptyInput", rows({})[:0], mapping)
    refuse("MissingColumn", rows({}).drop(columns="VVE"), mapping, sm.ColumnError)
    refuse("WrongType", rows({"PC4": 1011.5}), mapping, sm.InputTypeError)
    many = rows(*({"RINPERSOON": str(n), "VVE": f"code{n}"} for n in range(200)))
    assert "code1" not in str(refuse("UnknownCode", many, mapping))
    free = {"sector": "vo", "year": 2024, "columns": {"pupil": "RINPERSOON", "site": "VESTIGING", "home_area": "PC4"}}
    assert sm.World.from_pupils(many, mapping=free).years == range(2024, 2025)
    refuse("TooManyLabels", many, free | {"traits": {"vve": "VVE"}})


@pytest.mark.parametrize(
    ("text", "kind", "error"),
    [
        (MAPPING.replace("sector", "sektor"), "UnknownOption", sm.InputError),
        (MAPPING.replace('"vo"', '"hbo"'), "BadOption", sm.InputError),
        (MAPPING.replace("year =", "jaar =", 1), "UnknownOption", sm.InputError),
        (MAPPING.replace("whole = [1, 5]", "whole = [5, 1]"), "BadOption", sm.InputError),
        (MAPPING.replace('["no", "yes"]', '["no"]'), "BadOption", sm.InputError),
        (MAPPING.replace("missing", "mising"), "UnknownOption", sm.InputError),
        ("year = 2024\n" + MAPPING, "BadOption", sm.InputError),
        (MAPPING.replace("traits.preschool", "traits.site"), "BadOption", sm.InputError),
        (MAPPING.replace('missing = ["9"]', 'missing = "9"'), "BadOption", sm.InputError),
        (MAPPING.replace('missing = ["9"]', 'missing = ["1"]'), "BadOption", sm.InputError),
        (MAPPING.replace('missing = ["9"]', "missing = 9"), "BadOption", sm.InputError),
        (MAPPING.replace('["no", "yes"]', "3"), "BadOption", sm.InputError),
        (MAPPING.replace('pupil = "RINPERSOON"', "pupil = 3"), "BadOption", sm.InputError),
        (MAPPING + "=", "MalformedToml", sm.FileError),
    ],
)
def test_mappings_that_cannot_be(mapping, text, kind, error):
    mapping.write_text(text)
    refuse(kind, rows({}), mapping, error)


def test_mappings_that_are_no_files(tmp_path):
    refuse("FileNotFound", rows({}), tmp_path / "none.toml", sm.FileError)
    (tmp_path / "mapping.yaml").write_text("sector: vo")
    assert "TOML" in refuse("UnsupportedFormat", rows({}), tmp_path / "mapping.yaml", sm.FileError).remedy
    refuse("WrongType", rows({}), 3, sm.InputTypeError)
    refuse("BadOption", rows({}), {})


def test_to_pupils_says_what_the_mapping_lacks(country, mapping):
    mapping.write_text(MAPPING.replace(', 3 = "outside_europe"', ""))
    with pytest.raises(sm.InputError) as caught:
        country.to_pupils(mapping=mapping)
    assert caught.value.kind == "UnknownCode"
    with pytest.raises(sm.InputError) as caught:
        country.to_pupils(mapping={"sector": "vo", "year": 1999})
    assert caught.value.kind == "BadOption"
