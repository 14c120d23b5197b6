"""Readers: totals of real files, their quirks, and files that cannot be read."""

from __future__ import annotations

import gzip
import zipfile

import pandas as pd
import pytest

from schoolmix import read
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError, LimitError
from schoolmix.read.years import find_year

HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
SCORES = "nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv"
TEXEL = "nl/duo/po-2024/Texel afgeschermd.csv"
TRACKS = "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
HEADER = (
    "INSTELLINGSCODE;VESTIGINGSCODE;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE_VESTIGING;"
    "BEVOEGD_GEZAG_NUMMER;GEMEENTECODE_VESTIGING;GEMEENTENAAM_VESTIGING;LEERLINGEN_2023;LEERLINGEN_2024"
)
ROW = "00AP;00AP00;Wereldwijs;BO;Openbaar;41646;637;ZOETERMEER;104;<5"
SES = (
    "SES_Verslagjaar;SES_PC4;SES_Aantal_huishoudens;SES_Deelscore_welvaart;SES_Deelscore_arbeid;SES_Totaalscore;"
    "SES_Spreiding_welvaart;SES_Spreiding_arbeid;SES_Spreiding_totaalscore;SES_Interval_ondergrens;SES_Interval_bovengrens"
)

ROUNDED_TWICE = 0.055  # percentage points: shares are printed to one decimal, that of 15.948 as 16.0 (by way of 15.95)


@pytest.fixture(scope="module")
def po(data):
    return read.duo(data / "nl/duo/po-2024")


@pytest.fixture(scope="module")
def history(data):
    return read.duo(data / HISTORY)


@pytest.fixture(scope="module", params=[2017, 2019])
def tracks(request, data):
    return request.param, read.duo(data / TRACKS.format(request.param))


@pytest.fixture
def write(tmp_path):
    """Write a history file of given rows, or any content, and give its path."""

    def put(*rows, header=HEADER, encoding="utf-8", name="history.csv", end="\n"):
        path = tmp_path / name
        path.write_bytes(("\n".join([header, *rows]) + end).encode(encoding))
        return path

    return put


def refuse(error, kind, path, verb=read.duo, **options):
    with pytest.raises(error) as caught:
        verb(path, **options)
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    return caught.value


# Real files: primary pupils per site, home area and age


def test_po_has_a_row_a_site_home_and_age(po):
    assert " ".join(po) == (
        "site site_name board denomination municipality_code municipality province sector home_pc4 home_country "
        "home_municipality age age_class census_date pupils pupils_low pupils_high site_pc4"
    )
    assert po["site"].nunique() == 4329
    assert po["site"].str.fullmatch(r"\d\d[A-Z]{2}\d\d").all()
    assert po["pupils"].sum() == 661_110
    assert set(po["sector"]) == {"bo", "sbo", "so", "vso"}
    assert set(po["census_date"]) == {pd.Timestamp(2024, 10, 1)}
    assert not po.duplicated(["site", "sector", "home_pc4", "home_country", "age_class"]).any()


def test_masks_stay_masks(po):
    hidden = po["pupils"].isna()
    assert hidden.sum() == 150_321
    assert (po.loc[hidden, "pupils_low"] == 1).all()
    assert (po.loc[hidden, "pupils_high"] == 4).all()
    known = po[~hidden]
    assert (known["pupils"] == known["pupils_low"]).all()
    assert (known["pupils"] == known["pupils_high"]).all()
    assert known["pupils"].min() == 5


def test_homes_abroad_are_no_areas_but_9999_is_one(po):
    assert (po["home_pc4"].notna() == (po["home_country"] == "NL")).all()
    assert set(po["home_country"].dropna()) == {"NL", "BE", "DE", "other"}
    assert set(po.loc[po["home_pc4"] == "9999", "home_municipality"]) == {"Het Hogeland"}
    assert po["home_pc4"].dropna().str.fullmatch("[1-9][0-9]{3}").all()
    assert po.loc[po["home_pc4"].isna(), "home_municipality"].isna().all()


def test_open_age_classes_have_no_age(po):
    assert set(po.loc[po["age"].isna(), "age_class"]) <= {"<4", ">24"}
    closed = po[po["age"].notna()]
    assert (closed["age"].astype("str") == closed["age_class"]).all()
    assert closed["age"].between(4, 24).all()


def test_provenance_travels_and_names_the_empty_file(po):
    records = read.provenance(po[po["sector"] == "bo"])
    assert len(records) == 232
    empty = records[records["layout"].isna()]
    assert empty["file"].tolist() == ["Ridderkerk afgeschermd.csv"]
    assert empty["note"].tolist() == ["empty file skipped"]
    assert records["rows"].sum() == 64_034
    assert records["pupils"].sum() == po["pupils"].sum()
    assert records["hidden"].sum() == 150_321
    assert records["zeros"].sum() == 64_034 * 23 - len(po)


def test_one_file_of_a_folder_reads_as_in_the_folder(data, po):
    alone = read.duo(data / "nl/duo/po-2024/Delft afgeschermd.csv")
    together = po[po["municipality"] == "Delft"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)
    records = read.provenance(po).set_index("file").loc["Delft afgeschermd.csv"]
    assert records["pupils"] == alone["pupils"].sum()
    assert records["hidden"] == alone["pupils"].isna().sum()


def test_empty_file_alone_is_refused(data):
    refuse(FileError, "EmptyInput", data / "nl/duo/po-2024/Ridderkerk afgeschermd.csv")


def test_exact_totals_lie_inside_the_bounds(po, history):
    bounds = po.groupby("site")[["pupils_low", "pupils_high"]].sum()
    exact = history[history["year"] == 2024].set_index("site")["pupils"]
    for site, low, total, high in (("03CL00", 47, 56, 80), ("05JK00", 241, 268, 331)):
        assert bounds.loc[site].tolist() == [low, high]
        assert exact[site] == total
    inside = exact.reindex(bounds.index).between(bounds["pupils_low"], bounds["pupils_high"])
    for municipality, sites in (("Texel", 8), ("Delft", 25), ("Zoetermeer", 39)):
        bo = po.loc[(po["municipality"] == municipality) & (po["sector"] == "bo"), "site"].unique()
        assert len(bo) == sites
        assert inside[bo].all()


MOVED = (  # mergers, moves and sites counted together: their totals are not of the pupils in the masked file
    "00DM00 05EG00 07RY00 08SW00 08XF00 10NN03 13OK00 15QL02 16AA03 17YV00 17YV01"
)


def test_every_ordinary_site_but_eleven_has_its_total_inside_its_bounds(po, history):
    bounds = po[po["sector"] == "bo"].groupby("site")[["pupils_low", "pupils_high"]].sum()
    exact = history[(history["year"] == 2024) & (history["sector"] == "bo")].set_index("site")
    assert len(bounds) == 3816
    exact = exact.loc[bounds.index]
    hidden = exact["pupils"].isna()
    assert exact.loc[hidden, ["pupils_low", "pupils_high"]].to_numpy().tolist() == [[1, 4]] * 2
    outside = (exact["pupils_high"] < bounds["pupils_low"]) | (exact["pupils_low"] > bounds["pupils_high"])
    assert " ".join(bounds.index[outside]) == MOVED


# Real files: enrolment history


def test_history_has_a_row_a_site_and_year(history):
    assert " ".join(history) == (
        "site site_name sector denomination board municipality_code municipality year pupils pupils_low pupils_high"
    )
    assert len(history) == 9737 * 30
    assert history["pupils"].isna().sum() == 762
    assert set(history["sector"]) == {"bo", "sbo", "so", "vso", "so_vso"}
    assert history["municipality_code"].str.fullmatch("[0-9]{4}").all()
    assert history["board"].isna().sum() == 5 * 30
    names = history.set_index("site")["site_name"]
    assert names["00AR00"].iloc[0] == 'BS "De Maasparel"'
    assert not names.str.contains('""').any()


# Real files: secondary tracks


def test_tracks_read_whole(tracks):
    year, frame = tracks
    sites, pupils = {2017: (1462, 992_195), 2019: (1450, 956_857)}[year]
    assert " ".join(frame) == (
        "site site_name place province sector track_label track programme programme_code levels width vmbo_sector "
        "department lwoo study_year sex year census_date pupils pupils_low pupils_high"
    )
    assert frame["site"].nunique() == sites
    assert frame["pupils"].sum() == pupils
    assert set(frame["sex"]) == {"m", "f"}
    assert set(frame["study_year"]) == set(range(1, 7))
    assert set(frame["year"]) == {year}
    assert frame["lwoo"].isna().all() == (year == 2019)


def test_named_tracks_leave_out_bridges_and_streams(tracks):
    year, frame = tracks
    named = frame[frame["track"].isin(["pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo"])]
    assert named["pupils"].sum() == {2017: 490_584, 2019: 475_708}[year]
    assert named["site"].nunique() == {2017: 1324, 2019: 1318}[year]
    without = set(frame.loc[frame["track"].isna(), "track_label"])
    assert {"HAVO uitbest. aan VAVO", "Int. Baccelaureaat", "Engelse Stroom"} <= without
    gl_tl = frame["track_label"].isin(["VMBO GL lj 3-4", "VMBO TL lj 3-4"])
    assert set(frame.loc[gl_tl, "track"]) == {"vmbo_gt"}


def test_width_of_first_classes_is_as_published(tracks):
    year, frame = tracks
    first = frame[(frame["track"] == "first_years") & (frame["study_year"] == 1)]
    by_width = first.groupby("width")["pupils"].sum()
    shares, pupils = {
        2017: ([44.7, 34.5, 16.2, 0.7, 4.0], 196_071),
        2019: ([44.9, 34.8, 16.0, 0.7, 3.7], 187_930),
    }[year]
    assert by_width.sum() == pupils
    assert (by_width / pupils * 100).tolist() == pytest.approx(shares, abs=ROUNDED_TWICE)
    levels = first["levels"].str
    bridging = first[levels.contains("vmbo") & levels.contains("havo|vwo")]
    assert bridging["pupils"].sum() / pupils == pytest.approx({2017: 0.200, 2019: 0.204}[year], abs=5e-4)
    assert frame.loc[frame["track"] != "first_years", "width"].isna().all()


def test_accents_of_cp1252_are_read(data):
    names = read.duo(data / "nl/duo/alle-vestigingen-bo.csv").set_index("site_name").index
    assert "Dalton Kindcentrum ’t Kompas" in names  # noqa: RUF001 - as published
    assert "Dr. Ariëns Daltonschool" in names


def test_addresses_give_secondary_sites_their_municipality(data, tracks):
    addresses = read.duo(data / "nl/duo/alle-vestigingen-vo.csv")
    assert len(addresses) == addresses["site"].nunique() == 1619
    assert addresses["municipality_code"].str.fullmatch("[0-9]{4}").all()
    assert set(addresses["sector"]) == {"vo"}
    assert addresses["denomination"].isna().sum() == 1
    year, frame = tracks
    assert len(set(frame["site"]) - set(addresses["site"])) == {2017: 55, 2019: 11}[year]
    primary = read.duo(data / "nl/duo/alle-vestigingen-bo.csv")
    assert len(primary) == 6268
    assert primary["sector"].isna().all()


# Real files: CBS


def test_ses_woa_per_area(data):
    ses = read.cbs(data / "nl/cbs/ses-woa-pc4-2021.csv")
    assert list(ses)[:4] == ["pc4", "year", "households", "ses_woa"]
    assert len(ses) == ses["pc4"].nunique() == 4059
    assert ses["ses_woa"].isna().sum() == 483
    assert ses.loc[0, ["pc4", "households", "ses_woa", "spread"]].tolist() == ["1011", 5700, 0.111, 0.878]
    scored = ses.dropna()
    assert scored["spread"].between(scored["spread_low"], scored["spread_high"]).all()


def test_disadvantage_scores_per_site(data):
    scores = read.cbs(data / "nl/cbs/achterstandsscores-scholen-2019.xlsx")
    assert len(scores) == scores["site"].nunique() == 6295
    assert set(scores["census_date"]) == {pd.Timestamp(2019, 10, 1)}
    row = scores.set_index("site").loc["31ML00"]
    assert row["funded_pupils"] == 32
    assert (row["score"], row["score_without_threshold"], row["score_lower"]) == (105.54, 127.82, 127.82)
    assert not row["score_reliable"]
    assert ((scores["funded_pupils"] <= 40) == ~scores["score_reliable"]).all()
    parts = scores["score_lower"] + scores["score_upper"]
    assert (parts - scores["score_without_threshold"]).abs().max() < 0.011  # two decimals each


def test_file_finds_the_publisher(data):
    assert "ses_woa" in read.file(data / "nl/cbs/ses-woa-pc4-2021.csv")
    assert "track" in read.file(str(data / TRACKS.format(2019)))
    records = read.provenance(data / HISTORY)
    assert records.loc[0, ["publisher", "layout", "rows"]].tolist() == ["DUO", "duo_history", 9737]
    error = refuse(FileError, "UnknownLayout", data / HISTORY, read.cbs)
    assert "schoolmix.read.duo" in error.remedy


def test_folder_of_many_layouts_is_refused(data, tmp_path):
    for name in (HISTORY, "nl/duo/alle-vestigingen-vo.csv"):
        (tmp_path / name.rpartition("/")[2]).write_bytes((data / name).read_bytes())
    error = refuse(FileError, "MixedLayouts", tmp_path)
    assert "duo_history" in str(error)
    assert "duo_addresses" in str(error)


def test_cp850_is_not_taken_for_cp1252(write):
    row = ROW.replace("Wereldwijs", "Mariëndaelü")
    assert read.duo(write(row, encoding="cp850"))["site_name"].iloc[0] == "Mariëndaelü"
    path = write(row.replace("ü", ""), row.replace("00AP", "00AR"), encoding="cp850")
    path.write_bytes(path.read_bytes().replace("ü".encode("cp850"), "ï".encode("cp1252")))
    assert "cp850" in refuse(FileError, "WrongEncoding", path).remedy
    dash = write(ROW.replace("Wereldwijs", "Noord\u2013Zuid"), encoding="cp1252")
    assert "cp850" in refuse(FileError, "WrongEncoding", dash).remedy
    assert "\u2013" in read.duo(dash, encoding="cp1252")["site_name"].iloc[0]


# Synthetic files: what is read


def test_codes_stay_text(write):
    frame = read.duo(write("00E1;0;NA;BO;;1234;46;X;1;2", "00AP;00AP07;null;BO;Openbaar;0;0637;X;0;7"))
    assert frame["site"].unique().tolist() == ["00E100", "00AP07"]
    assert frame["site_name"].unique().tolist() == ["NA", "null"]
    assert frame["municipality_code"].unique().tolist() == ["0046", "0637"]
    assert frame["board"].iloc[0] == "01234"
    assert frame[["board", "denomination"]].isna().to_numpy().tolist() == [[False, True]] * 2 + [[True, False]] * 2
    assert frame["pupils"].tolist() == [1, 2, 0, 7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_any_usual_encoding_and_line_end(write, encoding, end):
    row = ROW.replace("Wereldwijs", "Het Mozaïek")
    frame = read.duo(write(row, encoding=encoding, end=end))
    assert frame["site_name"].tolist() == ["Het Mozaïek"] * 2
    assert frame["pupils_high"].tolist() == [104, 4]


def test_commas_quotes_and_line_breaks_in_names(write):
    path = write(
        '00AP,00,"A, ""B""\nC",BO,Openbaar,41646,637,X,-1, 12 ', header=HEADER.replace(";", ",").replace("_", " ")
    )
    frame = read.duo(path)
    assert frame["site_name"].iloc[0] == 'A, "B"\nC'
    assert frame["pupils_low"].tolist() == [1, 12]
    assert frame["pupils_high"].tolist() == [4, 12]


def test_year_of_tracks_is_null_without_one_in_the_name(data, tmp_path):
    path = tmp_path / "tracks.csv"
    path.write_bytes(b"".join((data / TRACKS.format(2019)).read_bytes().splitlines(keepends=True)[:20]))
    frame = read.duo(path)
    assert frame[["year", "census_date"]].isna().all(axis=None)
    assert "no year" in read.provenance(frame)["note"].iloc[0]


# Synthetic files: what is refused


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("x", "UnknownMarker"),
        ("", "UnknownMarker"),
        ("<10", "NotANumber"),
        ("-3", "NegativeCount"),
        ("1.001", "AmbiguousNumber"),
        ("1,5", "AmbiguousNumber"),
        ("+12", "NotANumber"),
        ("\u00a012", "NotANumber"),
        ("\uff11\uff12", "NotANumber"),
        ("9" * 16, "CountOverflow"),
    ],
)
def test_cells_that_are_no_pupils(write, cell, kind):
    error = refuse(InputError, kind, write(ROW, ROW.replace("<5", cell).replace("00AP", "00AR")))
    assert (error.column, error.row, error.count) == ("LEERLINGEN 2024", 1, 1)
    assert "history.csv" in str(error)
    assert "line 3" in str(error)


@pytest.mark.parametrize("code", ["0.0", "0", "0E+00", "12", "0,00E+00"])
def test_codes_turned_into_numbers(write, code):
    error = refuse(InputError, "NumericId", write(ROW.replace("00AP;00AP00", f"{code};00")))
    assert (error.column, error.row) == ("INSTELLINGSCODE", 0)


def test_site_of_another_school(write):
    refuse(InputError, "SiteMismatch", write(ROW.replace("00AP00", "00AR00")))


@pytest.mark.parametrize("verb", [read.duo, read.cbs, read.file])
def test_paths_that_are_no_files(tmp_path, verb):
    refuse(FileError, "FileNotFound", tmp_path / "absent.csv", verb)
    refuse(FileError, "EmptyInput", tmp_path, verb)
    refuse(FileError, "NotAFile", "/dev/null", verb)
    refuse(InputTypeError, "WrongType", 3, verb)


def test_nothing_in_the_file(write):
    refuse(FileError, "EmptyInput", write())
    refuse(FileError, "EmptyInput", write(header=""))


def test_encodings_that_are_not_what_they_seem(write):
    row = ROW.replace("Wereldwijs", "Mozaïek")
    refuse(FileError, "WrongEncoding", write(row, encoding="utf-16"))
    refuse(FileError, "WrongEncoding", write(row, encoding="utf-16-le"))
    error = refuse(FileError, "WrongEncoding", write(row, encoding="cp1252"), encoding="utf-8")
    assert "0xef" in str(error)
    assert "cp1252" in error.remedy
    refuse(FileError, "WrongEncoding", write(row), encoding="cp1252")
    refuse(FileError, "WrongEncoding", write(row), encoding="klingon")
    dash = write(row.replace("ï", "\u2013"), encoding="cp1252")
    refuse(FileError, "WrongEncoding", dash, encoding="latin-1")


def test_encodings_mixed_per_line(write):
    path = write(ROW)
    path.write_bytes(path.read_bytes() + "00AR;00;Mozaïek\n".encode() + "00AS;00;Mozaïek\n".encode("cp1252"))
    error = refuse(FileError, "WrongEncoding", path)
    assert (error.row, error.count) == (2, 1)
    assert "line 4" in str(error)


def test_wrong_delimiter_is_guessed(write):
    assert (
        "'|'"
        in refuse(FileError, "WrongDelimiter", write(ROW.replace(";", "|"), header=HEADER.replace(";", "|"))).remedy
    )
    assert "','" in refuse(FileError, "WrongDelimiter", write(ROW.replace(";", ","))).remedy


def test_rows_of_another_shape(write):
    long = refuse(FileError, "MalformedRow", write(ROW, ROW + ";1", ROW))
    assert (long.row, long.count) == (1, 1)
    assert "line 3" in str(long)
    short = refuse(FileError, "MalformedRow", write(ROW, ROW, ROW.rpartition(";")[0], ROW))
    assert short.row == 2
    quote = refuse(FileError, "MalformedRow", write(ROW, ROW.replace("Were", '"Were'), ROW))
    assert quote.row == 1


def test_files_that_break_off(write):
    refuse(FileError, "CorruptFile", write(ROW, ROW[:30], end=""))
    refuse(FileError, "CorruptFile", write(ROW, '00AP;00;"Wer', end=""))


def test_headers_that_are_not_known(write):
    error = refuse(FileError, "UnknownLayout", write(ROW, header=HEADER.replace("SOORT_VESTIGING", "SOORT")))
    assert error.column == "SOORT PO"
    assert "duo_history" in str(error)
    assert "LEERLINGEN 2023" in str(error)
    refuse(FileError, "MalformedRow", write(ROW, header=HEADER.replace("_", "\r", 1)))
    double = HEADER.replace("SOORT_VESTIGING", "NAAM VESTIGING")
    refuse(ColumnError, "DuplicateColumn", write(ROW, header=double))
    refuse(ColumnError, "DuplicateColumn", write(ROW, header=HEADER.replace("2023", "2024")))
    assert "Known are" in str(refuse(FileError, "UnknownLayout", write("1;2;3", header="unit;n;n")))


def test_a_file_twice_in_a_folder(write, tmp_path):
    write(ROW)
    write(ROW, name="copy.csv")
    refuse(FileError, "DuplicateFile", tmp_path)


def test_error_in_a_folder_names_file_and_line(data, tmp_path):
    for name in ("Delft", "Texel"):
        content = (data / f"nl/duo/po-2024/{name} afgeschermd.csv").read_bytes()
        (tmp_path / f"{name}.csv").write_bytes(content if name == "Delft" else content.replace(b'"<5"', b'"?"', 1))
    error = refuse(InputError, "UnknownMarker", tmp_path)
    assert str(error).startswith("Texel.csv: ")
    assert error.count == 1


def test_decimals_of_cbs(write):
    row = "2021;1011;5700;-0,01;NA;.;x;;0,878;0,873;0,884"
    frame = read.cbs(write(row, header=SES))
    assert frame["spread"].tolist() == [0.878]
    assert frame["ses_woa"].isna().all()
    error = refuse(InputError, "AmbiguousNumber", write(row.replace("0,873", "0.873"), header=SES), read.cbs)
    assert error.column == "SES INTERVAL ONDERGRENS"
    refuse(InputError, "AmbiguousNumber", write(row.replace("5700", "57,5"), header=SES), read.cbs)
    refuse(InputError, "DuplicateKey", write(row, row, header=SES), read.cbs)


def test_workbooks_that_cannot_be_opened(data, tmp_path, monkeypatch):
    content = (data / "nl/cbs/achterstandsscores-scholen-2019.xlsx").read_bytes()
    path = tmp_path / "scores.xlsx"
    path.write_bytes(content[: len(content) // 2])
    refuse(FileError, "CorruptFile", path, read.cbs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("history.csv", HEADER)
        archive.writestr("notes.txt", "none")
    assert "history.csv" in str(refuse(FileError, "ManyFiles", path, read.cbs))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "no workbook")
    refuse(FileError, "CorruptFile", path, read.cbs)
    monkeypatch.setattr("schoolmix.read.archive._LARGEST", 10)
    refuse(LimitError, "SizeLimit", path, read.cbs)


def test_editions_with_other_columns_are_read_together(data, tmp_path):
    for year in (2017, 2019):
        (tmp_path / f"{year}.csv").write_bytes((data / TRACKS.format(year)).read_bytes())
    frame = read.duo(tmp_path)
    assert frame.groupby("year")["pupils"].sum().to_dict() == {2017: 992_195, 2019: 956_857}
    assert frame.groupby("year")["lwoo"].count().to_dict() == {2017: 74_063, 2019: 0}
    assert frame["year"].dtype == frame["pupils"].dtype == "Int64"


def test_provenance_of_a_foreign_frame():
    refuse(InputError, "NoProvenance", pd.DataFrame({"pupils": [1]}), read.provenance)


@pytest.mark.parametrize(
    ("names", "year"),
    [
        (("vo-2017.csv", ""), 2017),
        (("vo-2019-2020.csv", ""), 2019),
        (("vo_2019_2020.csv", ""), 2019),
        (("pc4_2022_v1.csv.gz", ""), 2022),
        (("export.zip", "map/vo-2019.csv"), 2019),
        (("vo-2019.zip", "vo-2019.csv"), 2019),
        (("export-2024.zip", "vo-2019.csv"), None),
        (("vo-2019-gedownload-2024.csv", ""), None),
        (("vo-2017-2019.csv", ""), None),
        (("scholen20241122.zip", ""), None),
    ],
)
def test_a_year_is_taken_from_names_that_agree(names, year):
    assert find_year(*names)[0] == year


def test_a_year_is_that_of_the_file_in_its_package(data, tmp_path):
    content = (data / TRACKS.format(2019)).read_bytes()
    content = content[: content.index(b"\n", 9000) + 1]
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("vo-2019.csv", content)
    with (tmp_path / "export.csv.gz").open("wb") as raw, gzip.GzipFile("vo-2019.csv", "wb", fileobj=raw) as file:
        file.write(content)
    (tmp_path / "vo-2019-2024-01.csv").write_bytes(content)
    years = [set(read.duo(path)["year"]) for path in sorted(tmp_path.iterdir())]
    assert years == [{2019}, {2019}, {pd.NA}]
    assert "2019, 2024" in read.provenance(read.duo(tmp_path / "vo-2019-2024-01.csv"))["note"].iloc[0]


def test_rows_about_the_same_pupils_are_refused(data, tmp_path):
    for path in (
        HISTORY,
        TRACKS.format(2019),
        TEXEL,
        "nl/duo/alle-vestigingen-vo.csv",
    ):
        header, *rows = (data / path).read_bytes().split(b"\n")[:40]
        rows = [row for row in rows if row.count(b'"') % 2 == 0 and row]
        (tmp_path / "twice-2019.csv").write_bytes(b"\n".join([header, *rows, *rows, b""]))
        error = refuse(InputError, "DuplicateKey", tmp_path / "twice-2019.csv")
        assert (error.row, error.count) == (len(rows), len(rows))
        assert f"line {len(rows) + 2}" in str(error)


def test_a_row_with_other_counts_is_the_same_pupils(write):
    refuse(InputError, "DuplicateKey", write(ROW, ROW.replace("104", "105").replace("Wereldwijs", "Anders")))


def test_a_file_twice_in_other_bytes(data, tmp_path):
    content = (data / TEXEL).read_bytes()
    (tmp_path / "Texel.csv").write_bytes(content)
    for made in (content.replace(b"\n", b"\r\n"), content.removeprefix(b"\xef\xbb\xbf"), gzip.compress(content)):
        (tmp_path / "copy").write_bytes(made)
        assert "copy of" in str(refuse(FileError, "DuplicateFile", tmp_path))


def test_the_same_pupils_in_two_files_are_refused(data, tmp_path):
    content = (data / TEXEL).read_bytes()
    (tmp_path / "Texel.csv").write_bytes(content)
    (tmp_path / "part.csv").write_bytes(b"\n".join(content.split(b"\n")[:5]) + b"\n")
    assert str(refuse(InputError, "DuplicateKey", tmp_path)).startswith("Texel.csv to part.csv, read as one table")


@pytest.mark.parametrize(
    "case",
    [
        (TEXEL, ("LEEFTIJD_7", "LEEFTIJD 7 JAAR"), "MissingColumn", "LEEFTIJD 7"),
        (TEXEL, ("LEEFTIJD_24", "LEEFTIJD 24 JAAR"), "UnknownColumn", "LEEFTIJD 24 JAAR"),
        (TRACKS.format(2019), ("JAAR 3 - MAN", "JAAR 3 MAN"), "MissingColumn", "LEER- OF VERBLIJFSJAAR 3 - MAN"),
        (TRACKS.format(2019), (" - VROUW", " - V"), "MissingColumn", "LEER- OF VERBLIJFSJAAR 1 - VROUW"),
        (HISTORY, ("LEERLINGEN_2024", "LEERLINGEN 2024*"), "MissingColumn", "LEERLINGEN 2024"),
        (HISTORY, ("LEERLINGEN_2025", "LEERLINGEN 2025*"), "UnknownColumn", "LEERLINGEN 2025*"),
        (SCORES, ("CET_AANTAL", "CET_N"), "MissingColumn", "CET AANTAL"),
    ],
)
def test_a_lost_or_misspelt_column_of_pupils_is_refused(data, tmp_path, case):
    path, change, kind, column = case
    header, rest = (data / path).read_bytes().split(b"\n", 1)
    before, after = (part.encode() for part in change)
    assert before in header
    (tmp_path / "file-2019.csv").write_bytes(header.replace(before, after) + b"\n" + rest)
    error = refuse(ColumnError, kind, tmp_path / "file-2019.csv")
    assert error.column == column
    assert str(error).startswith("file-2019.csv: ")


def test_a_column_that_is_like_those_of_pupils_is_noted(data, tmp_path):
    header, *rows = (data / TEXEL).read_text(encoding="utf-8-sig").rstrip("\n").split("\n")
    lines = [f'{header};"LEEFTIJD_TOTAAL"', *(f'{row};"3"' for row in rows)]
    (tmp_path / "total.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "LEEFTIJD TOTAAL" in read.provenance(tmp_path / "total.csv")["note"].iloc[0]


@pytest.mark.parametrize("encoding", ["rot13", "base64", "undefined", "a\0b", "klingon"])
def test_an_encoding_must_be_one_of_texts(write, encoding):
    refuse(FileError, "WrongEncoding", write(ROW), encoding=encoding)


def test_an_encoding_must_be_a_text(write):
    assert refuse(InputTypeError, "WrongType", write(ROW), encoding=3).column == "encoding"


@pytest.mark.parametrize("names", [["history.csv"], ["xl/worksheets/sheet1.xml", "[Content_Types].xml"]])
def test_packages_that_lost_bytes(tmp_path, names):
    path = tmp_path / "history.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, HEADER * 9)
    content = path.read_bytes()
    for lost in (1, 10, 60, len(content) // 2):
        path.write_bytes(content[:30] + content[30 + lost :])
        refuse(FileError, "CorruptFile", path)
