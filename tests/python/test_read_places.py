"""Places: outlines and points with their coordinates, and the files about Amsterdam."""

from __future__ import annotations

import csv
import json
import math
import sys
import zipfile

import geopandas as gpd
import pyproj
import pytest
from files import geopackage, square

import schoolmix as sm
from schoolmix import read
from schoolmix.errors import FileError, InputError, MissingExtraError

COMPASS = "nl/amsterdam/compass/amsterdam-{}.geojson"
TRANSPORT = "nl/amsterdam/transport-network/"
NETHERLANDS = (3.3, 50.7, 7.3, 53.7)  # the extreme points of the European part, rounded outwards to 0.1 degree
OUTLINES = {
    "nl/geo/townships.geojson": "EPSG:4326",
    "nl/geo/AmsterdamPC4.geojson": "EPSG:4326",
    COMPASS.format("ses/neighbourhoods"): "EPSG:3857",
    COMPASS.format("income/neighbourhoods"): "EPSG:3857",
}
POINTS = {
    "nl/geo/scholen20241122.geo.zip": 0,
    "nl/geo/postcode_coords.csv": 0,
    COMPASS.format("ses/schools"): 1,
    COMPASS.format("income/schools"): 1,
    TRANSPORT + "ams-schools.geojson": 1,
}
AMSTERDAM = (4.7, 52.2, 5.2, 52.5)


def features(path):
    """Parse GeoJSON, zipped or not, with nothing of ours."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read(archive.namelist()[0]))["features"]
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def collection(*shapes, crs=None, **properties):
    """Text of a GeoJSON with these geometries, all with the same properties."""
    made = [{"type": "Feature", "properties": properties, "geometry": shape} for shape in shapes]
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **stated, "features": made})


def ring(x, y, side):
    corners = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [corners]}


def refuse(error, kind, path):
    with pytest.raises(error) as caught:
        read.file(path)
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def write(tmp_path):
    def put(content, name="places"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


# Coordinates


@pytest.mark.parametrize("path", OUTLINES)
def test_outlines_state_their_coordinates_and_lie_in_the_netherlands(data, path):
    frame = read.file(data / path)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == OUTLINES[path]
    assert OUTLINES[path] in read.provenance(frame)["note"].iloc[0]
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds
    assert west > NETHERLANDS[0]
    assert south > NETHERLANDS[1]
    assert east < NETHERLANDS[2]
    assert north < NETHERLANDS[3]
    known = features(data / path)
    times = len(frame) / len(known)
    assert times == (3 if "group" in frame else 1)
    expected = gpd.GeoDataFrame.from_features(known, crs=OUTLINES[path]).to_crs("EPSG:28992").area.sum()
    assert frame.to_crs("EPSG:28992").area.sum() == pytest.approx(expected * times, rel=1e-12)


@pytest.mark.parametrize("path", POINTS)
def test_points_lie_where_they_are(data, path):
    frame = read.file(data / path)
    west, south, east, north = AMSTERDAM if POINTS[path] else NETHERLANDS
    assert frame["lon"].between(west, east).all()
    assert frame["lat"].between(south, north).all()
    assert not isinstance(frame, gpd.GeoDataFrame)


def test_web_mercator_is_turned_as_by_proj(data):
    path = data / COMPASS.format("ses/schools")
    frame = read.file(path).drop_duplicates("school")
    pairs = [feature["geometry"]["coordinates"] for feature in features(path)]
    turn = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True).transform
    for (x, y), lon, lat in zip(pairs, frame["lon"], frame["lat"], strict=True):
        assert (lon, lat) == pytest.approx(turn(x, y), abs=1e-9)


def test_rd_points_agree_with_the_degrees_beside_them(data, write):
    """The school points of the transport model have both: RD in the geometry, degrees in the properties."""
    path = data / TRANSPORT / "ams-schools.geojson"
    text = path.read_text(encoding="utf-8").replace('"Lat"', '"Buurt_code"').replace('"Lng"', '"shape"')
    turned = read.file(write(text.replace('"Name"', '"color"')))
    stated = read.file(path)
    assert (turned["lon"] - stated["lon"]).abs().max() < 1e-5
    assert (turned["lat"] - stated["lat"]).abs().max() < 1e-5
    assert "EPSG:28992" in read.provenance(turned)["note"].iloc[0]


def test_coordinates_that_cannot_be(write):
    rd = ring(120_000, 480_000, 1000)
    frame = read.file(write(collection(rd, Postcode4=1011)))
    assert frame.crs == "EPSG:28992"
    error = refuse(
        InputError, "OutsideRange", write(collection(ring(4.9, 52.3, 0.1), ring(52.3, 4.9, 0.1), Postcode4=1011))
    )
    assert (error.row, error.count) == (1, 1)
    refuse(InputError, "OutsideRange", write(collection(rd, crs="urn:ogc:def:crs:OGC:1.3:CRS84", Postcode4=1011)))
    refuse(FileError, "UnknownCrs", write(collection(rd, crs="urn:ogc:def:crs:EPSG::31370", Postcode4=1011)))
    refuse(FileError, "CorruptFile", write(collection({"type": "Polygon", "coordinates": "x"}, Postcode4=1011)))
    lost = {"type": "Point", "coordinates": [None, 52.3]}
    refuse(InputError, "OutsideRange", write(collection(lost, Buurt_code="", shape="", color="")))
    refuse(InputError, "NumericId", write(collection(rd, Postcode4=101)))


def test_outlines_in_different_coordinates_are_not_joined(write, tmp_path):
    write(collection(ring(120_000, 480_000, 1000), Postcode4=1011), "a.geojson")
    write(collection(ring(4.9, 52.3, 0.1), Postcode4=1012), "b.geojson")
    assert "EPSG:28992, EPSG:4326" in str(refuse(FileError, "UnknownCrs", tmp_path))


def test_outlines_need_the_extra_and_points_do_not(data, monkeypatch):
    monkeypatch.setattr("schoolmix.extras.find_spec", lambda _: None)
    for name in ("geopandas", "shapely", "pyproj"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"schoolmix\[geo\]"):
        read.file(data / "nl/geo/AmsterdamPC4.geojson")
    for path in POINTS:
        assert len(read.file(data / path))


# Outlines of CBS, as GeoPackage


def test_layers_of_a_package_are_read_together(write):
    area = {"gemeentecode": "GM0363", "gemeentenaam": "Amsterdam", "water": "NEE", "aantal_inwoners": -99_999_999}
    district = {"wijkcode": "WK0363ME", "wijknaam": "Oost", **area}
    hoods = [
        {
            "buurtcode": f"BU0363ME{n}",
            "buurtnaam": f"B{n}",
            "wijkcode": "WK0363ME",
            **area,
            "geom": square(120_000 + n, 480_000),
        }
        for n in (10, 11)
    ]
    hoods[1] |= {"water": "JA"}
    layers = {
        "gemeenten": [area | {"geom": square(120_000, 480_000)}],
        "wijken": [district | {"geom": square(121_000, 480_000)}],
    }
    frame = read.cbs(write(geopackage({**layers, "buurten": hoods})))
    assert frame.crs == "EPSG:28992"
    assert dict(zip(frame["area_code"], frame["area_type"], strict=True)) == {
        "BU0363ME10": "neighbourhood",
        "BU0363ME11": "neighbourhood",
        "GM0363": "municipality",
        "WK0363ME": "district",
    }
    assert set(frame["municipality_code"]) == {"0363"}
    assert set(frame["area_name"]) == {"B10", "B11", "Amsterdam", "Oost"}
    assert frame["water"].sum() == 1
    assert frame.area.tolist() == [1e6] * 4


def test_postcode_areas_of_a_package(write):
    frame = read.file(write(geopackage({"pc4": [{"postcode4": 1011, "geom": square(121_000, 487_000)}]})))
    assert frame["pc4"].tolist() == ["1011"]
    assert read.provenance(frame)["recognised_by"].tolist() == ["GeoPackage: POSTCODE4, outline"]


# What the files hold


def test_municipalities_and_postcode_areas(data):
    towns = read.file(data / "nl/geo/townships.geojson")
    known = features(data / "nl/geo/townships.geojson")
    assert towns["municipality_code"].tolist() == [feature["properties"]["code"] for feature in known]
    assert len(towns) == towns["municipality_code"].nunique() == len(known)
    middles = read.file(data / "nl/geo/postcode_coords.csv")
    *lines, last = (data / "nl/geo/postcode_coords.csv").read_text().splitlines()[1:]
    assert last.startswith("Grand Total")
    assert middles["pc4"].tolist() == [line[:4] for line in lines]
    assert "Grand Total" in read.provenance(middles)["note"].iloc[0]
    shapes = read.file(data / "nl/geo/AmsterdamPC4.geojson").set_index("pc4")
    inside = middles.set_index("pc4").loc[lambda frame: frame.index.intersection(shapes.index)]
    points = gpd.GeoSeries.from_xy(
        inside["lon"].astype(float), inside["lat"].astype(float), index=inside.index, crs=shapes.crs
    )
    assert shapes.loc[inside.index].contains(points).mean() > 0.9  # two sources, two years


def test_school_points(data):
    path = data / "nl/geo/scholen20241122.geo.zip"
    frame = read.file(path)
    known = [feature["properties"] for feature in features(path)]
    assert frame["site"].tolist() == [school["vestigingscode"] for school in known]
    assert frame["pupils"].sum() == sum(school["leerlingen"] or 0 for school in known)
    assert frame["pupils"].isna().sum() == sum(school["leerlingen"] is None for school in known)
    assert (frame["sector"] == "bo").sum() == sum(school["type"] == "basisschool" for school in known)
    assert frame["structure"].notna().equals(frame["sector"] == "vo")
    again = len(known) - len({school["vestigingscode"] for school in known})
    assert f"{again} further places" in read.provenance(frame)["note"].iloc[0]


def test_points_of_postcode_areas_that_cannot_be(data, write):
    text = (data / "nl/geo/postcode_coords.csv").read_text(encoding="utf-8-sig")
    refuse(InputError, "OutsideRange", write(text.replace("LAT;LON", "LON;LAT")))
    header, row, rest = text.split("\n", 2)
    refuse(InputError, "DuplicateKey", write(f"{header}\n{row}\n{row}\n{rest}"))


@pytest.mark.parametrize(
    ("kind", "sector", "structure"),
    [("basisschool", "bo", None), ("VBO/PRO", "vo", "VBO/PRO"), ("Basisschool", None, None), ("", None, None)],
)
def test_a_type_of_school_that_is_not_known_has_no_sector(data, write, kind, sector, structure):
    document = {"type": "FeatureCollection", "features": []}
    for feature in features(data / "nl/geo/scholen20241122.geo.zip")[:2]:
        document["features"].append(feature | {"properties": feature["properties"] | {"type": kind}})
    frame = read.file(write(json.dumps(document)))
    found = frame[["sector", "structure"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [[sector, structure]] * 2
    assert ("no sector" in read.provenance(frame)["note"].iloc[0]) == (sector is None)


@pytest.mark.parametrize(
    ("name", "unit", "expected"), [("schools", "school", 0.460541), ("neighbourhoods", "area_code", 0.352565)]
)
def test_two_groups_of_amsterdam(data, name, unit, expected):
    """Dissimilarity as computed beside the source (SOURCE.md), those unknown left out."""
    path = data / COMPASS.format(f"ses/{name}")
    frame = read.file(path)
    known = [feature["properties"] for feature in features(path)]
    for group in ("ja", "nee", "onbekend"):
        assert frame.loc[frame["group"] == group, "pupils"].tolist() == [place[group] for place in known]
    assert read.provenance(frame)["pupils"].tolist() == [sum(place["totaal"] for place in known)]
    two = frame.loc[frame["group"] != "onbekend", [unit, "group", "pupils"]]
    roll = sm.Roll(two, unit=unit, group="group", count="pupils")
    found = sm.measure(roll, "D", focal="ja")["estimate"].iloc[0]
    assert found == pytest.approx(expected, abs=5e-7)


def test_schools_agents_and_neighbourhoods_of_the_transport_model(data):
    def rows(name):
        with (data / TRANSPORT / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    known, schools = rows("schools.csv"), read.file(data / TRANSPORT / "schools.csv")
    assert schools["site_name"].tolist() == [row["facility"] for row in known]
    assert schools["places"].tolist() == [float(row["capacity"]) for row in known]
    assert schools["popularity"].tolist() == [float(row["popularity"]) for row in known]
    points = read.file(data / TRANSPORT / "ams-schools.geojson")
    assert points["places"].count() == len(known)
    for name in ("population.csv", "population_1000.csv", "population_7000.csv", "population_10000.csv"):
        known, agents = rows(name), read.file(data / TRANSPORT / name)
        assert (agents["group"] == "non_western").sum() == sum(
            row["group"].endswith("nw_migr") and "dutch" not in row["group"] for row in known
        )
        assert agents["node"].tolist() == [int(row["node"]) for row in known]
        assert agents["tolerance"].isna().all() == ("tolerance" not in known[0])
    for name in ("ams-ses.csv", "ams-diemen-duiven-ses.csv"):
        known, areas = rows(name), read.file(data / TRANSPORT / name)
        assert areas["area_code"].tolist() == [row["BU_CODE"] for row in known]
        for column, published in (
            ("residents", "pop"),
            ("non_western", "nr_nw_migr"),
            ("low_income", "p_hh_low_income"),
        ):
            values = [float(row[published]) for row in known if row[published]]
            assert math.fsum(areas[column].dropna()) == pytest.approx(math.fsum(values), rel=1e-12)
            assert areas[column].count() == len(values)
        parts = areas["dutch"] + areas["western"] + areas["non_western"]
        assert (parts == areas["residents"]).all()


def test_a_group_of_another_model(write):
    error = refuse(InputError, "UnknownMarker", write("id,node,group\n0,1,nr_nw_migr\n1,2,x\n"))
    assert (error.column, error.row, error.count) == ("group", 1, 1)
