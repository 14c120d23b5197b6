"""Hostile and broken files: a typed error, soon, in little memory, and nothing written.

The numbers are those of the catalogue of bad inputs; 47 and 48, 50 to 55 and 62 to 66 have their variants in
test_read.py and test_bad_input.py too.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files import database, geopackage, packed, sheet, square, workbook

from schoolmix import read
from schoolmix.errors import SchoolmixError

SECONDS, MEGABYTES = 2, 512
SES = (
    "PC4;VERSLAGJAAR;AANTAL_HUISHOUDENS;TOTAALSCORE;DEELSCORE_WELVAART;DEELSCORE_ARBEID;SPREIDING_WELVAART;"
    "SPREIDING_ARBEID;SPREIDING_TOTAALSCORE;INTERVAL_ONDERGRENS;INTERVAL_BOVENGRENS\n"
)
ROW = "1011;2021;5700;0,111;-0,01;-0,013;0,434;0,34;0,878;0,873;0,884\n"
HISTORY = (
    "INSTELLINGSCODE;VESTIGINGSCODE;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE_VESTIGING;BEVOEGD_GEZAG_NUMMER;"
    "GEMEENTECODE_VESTIGING;GEMEENTENAAM_VESTIGING;LEERLINGEN_2024\n"
)
SCHOOL = "00AP;00;Mozaïek;BO;Openbaar;41646;637;ZOETERMEER;104\n"
FEATURE = {"type": "Feature", "properties": {"Postcode4": 1011}, "geometry": {"type": "Polygon", "coordinates": []}}
PARQUET = io.BytesIO()
pq.write_table(pa.table({"site": ["00AP00"] * 1000, "pupils": range(1000)}), PARQUET)
PARQUET = PARQUET.getvalue()
ARROW = io.BytesIO()
with pa.ipc.new_file(ARROW, pa.schema({"n": pa.int64()})) as writer:
    writer.write_table(pa.table({"n": [1, 2]}))
ARROW = ARROW.getvalue()


def footer(thrift):
    return b"PAR1" + thrift + struct.pack("<I", len(thrift)) + b"PAR1"


def linked():
    made = io.BytesIO()
    member = zipfile.ZipInfo("data.csv")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return made.getvalue()


def entities():
    names = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    head = f'<!DOCTYPE z [<!ENTITY a "{"a" * 10}">{names}]>'
    return workbook(sheet([["x"]], head).replace(">x<", ">&j;<"))


def far_away():
    cell = '<row r="900000"><c r="XFD900000"><v>1</v></c></row></sheetData>'
    return workbook(sheet([["a", "b", "c"]]).replace("</sheetData>", cell))


def table_of_names(length):
    return HISTORY + SCHOOL.replace("Mozaïek", "x" * length)


def municipality(more=""):
    """Bytes of a GeoPackage with one municipality, changed by some SQL."""
    record = {"gemeentecode": "GM0363", "gemeentenaam": "Amsterdam", "geom": square(120_000, 480_000)}
    return geopackage({"gemeenten": [record]}, more)


def other_database():
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE t (a)")
    return database(base)


VIEW = "ALTER TABLE gemeenten RENAME TO t; CREATE VIEW gemeenten AS SELECT *, randomblob(1000000000) AS naam FROM t;"
HOSTILE = {
    "47 school code as a number": ("NumericId", lambda: HISTORY + SCHOOL.replace("00AP", "0.0")),
    "48 school code without its zeros": ("NumericId", lambda: HISTORY + SCHOOL.replace("00AP", "0")),
    "50 cp1252 read as UTF-8": ("WrongEncoding", lambda: (HISTORY + SCHOOL).encode("cp1252"), "utf-8"),
    "51 UTF-8 read as cp1252": ("WrongEncoding", lambda: HISTORY + SCHOOL, "cp1252"),
    "52 C1 control as latin-1": ("WrongEncoding", lambda: HISTORY.encode() + b"00AP;00;x\x96x", "latin-1"),
    "54 UTF-16": ("WrongEncoding", lambda: (HISTORY + SCHOOL).encode("utf-16")),
    "55 encodings mixed": ("WrongEncoding", lambda: (HISTORY + SCHOOL).encode() + SCHOOL.encode("cp1252")),
    "58 name of 10 MB": ("SizeLimit", lambda: table_of_names(10**7)),
    "58 name of 10 MB in JSON": ("SizeLimit", lambda: json.dumps([{"naam": "x" * 10**7}])),
    "58 header of 10 MB": ("SizeLimit", lambda: "x" * 10**7 + ";" + HISTORY + ";" + SCHOOL),
    "62 lone surrogate": ("WrongEncoding", lambda: '[{"naam": "\\ud800"}]'),
    "63 csv cut off": ("CorruptFile", lambda: HISTORY + SCHOOL + SCHOOL[:20]),
    "63 gzip cut off": ("CorruptFile", lambda: gzip.compress((SES + ROW * 99).encode())[:-40]),
    "63 zip cut off": ("CorruptFile", lambda: packed({"a.csv": SES + ROW})[:-30]),
    "63 workbook cut off": ("CorruptFile", lambda: workbook(sheet([["a", "b", "c"]]))[:-200]),
    "63 JSON cut off": ("CorruptFile", lambda: '{"type": "FeatureCollection", "features": [\n{"type": "Fea'),
    "63 Parquet cut off": ("CorruptFile", lambda: PARQUET[:-100]),
    "63 Parquet, whole": ("UnsupportedFormat", lambda: PARQUET),
    "63 Arrow, whole": ("UnsupportedFormat", lambda: ARROW),
    "63 damaged member": ("CorruptFile", lambda: b"%b\xff%b" % ((whole := packed({"a.csv": SES}))[:60], whole[61:])),
    "64 wrong delimiter": ("WrongDelimiter", lambda: (HISTORY + SCHOOL).replace(";", "|")),
    "65 open quote": ("MalformedRow", lambda: HISTORY + SCHOOL.replace("Moz", '"Moz') + SCHOOL),
    "65 open quote in a long header": ("MalformedRow", lambda: '"' + "\n" * 10**6 + ROW),
    "66 a field too many": ("MalformedRow", lambda: HISTORY + SCHOOL + "1;" + SCHOOL),
    "67 zip bomb": ("SizeLimit", lambda: packed({"a.csv": b"0" * 2 * 10**8})),
    "67 gzip bomb": ("SizeLimit", lambda: gzip.compress(b"0" * 2 * 10**8, 1)),
    "67 workbook bomb": ("SizeLimit", lambda: workbook(sheet([["a", "b", "c"]]) + " " * 2 * 10**8)),
    "67 cell far away": ("SizeLimit", far_away),
    "67 entities": ("CorruptFile", entities),
    "68 member above": ("UnsafePath", lambda: packed({"../../x": SES})),
    "68 absolute member": ("UnsafePath", lambda: packed({"/etc/x": SES})),
    "68 member with a drive": ("UnsafePath", lambda: packed({"C:\\x": SES})),
    "68 link": ("UnsafePath", linked),
    "69 Parquet footer of 2^31 items": ("SizeLimit", lambda: footer(b"\x15\x02\x19\xfc\xff\xff\xff\xff\x07")),
    "71 Arrow without a type": ("CorruptFile", lambda: ARROW[:24] + bytes(len(ARROW) - 34) + ARROW[-10:]),
    "73 JSON of depth 10^6": ("SizeLimit", lambda: "[" * 10**6),
    "73 JSON objects of depth 10^6": ("SizeLimit", lambda: '{"a":' * 10**6),
    "74 key twice": ("MalformedJson", lambda: '[{"a": "}"},\n{"a": 1, "a": 2}]'),
    "74 NaN": ("MalformedJson", lambda: '[{"a": "NaN"},\n{"a": NaN}]'),
    "74 number of 5,000 digits": ("MalformedJson", lambda: '[{"a": ' + "9" * 5000 + "}]"),
    "75 YAML": ("UnsupportedFormat", lambda: "# settings\na: &a [x]\nb: *a\n"),
    "75 XML": ("UnsupportedFormat", lambda: '<?xml version="1.0"?><a/>'),
    "75 error page": ("UnsupportedFormat", lambda: "\n<!DOCTYPE html>\n<html>404; not, found</html>"),
    "75 PDF": ("UnsupportedFormat", lambda: b"%PDF-1.7\n"),
    "zip of a shapefile": ("UnsupportedFormat", lambda: packed({"a.shp": "", "a.dbf": ""})),
    "zip of two files": ("ManyFiles", lambda: packed({"a.csv": SES, "b.csv": SES})),
    "zip in a zip": ("UnsupportedFormat", lambda: packed({"a.zip": packed({"b.csv": SES})})),
    "zip of nothing": ("EmptyInput", lambda: packed({"folder/": ""})),
    "JSON that is no table": ("UnknownLayout", lambda: '{"a": 1}'),
    "features that are none": ("CorruptFile", lambda: '{"type": "FeatureCollection", "features": [1]}'),
    "outline without corners": (
        "OutsideRange",
        lambda: json.dumps({"type": "FeatureCollection", "features": [FEATURE]}),
    ),
    "SQLite, but no GeoPackage": ("UnsupportedFormat", other_database),
    "GeoPackage cut off": ("CorruptFile", lambda: municipality()[:-4096]),
    "GeoPackage with pages overwritten": ("CorruptFile", lambda: municipality()[:200] + b"\xff" * 30_000),
    "GeoPackage whose layer is a view": ("UnsupportedFormat", lambda: municipality(VIEW)),
    "GeoPackage with broken geometry": ("CorruptFile", lambda: municipality("UPDATE gemeenten SET geom = 'x'")),
}


def written(folder, content, name="hostile.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def listing(folder):
    return sorted((path.name, path.stat().st_size) for path in folder.iterdir())


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_give_typed_errors_soon_and_write_nothing(tmp_path, case, monkeypatch):
    kind, make, *encoding = HOSTILE[case]
    path = written(tmp_path, make())
    before = listing(tmp_path)
    monkeypatch.chdir(tmp_path)
    began = time.process_time()
    with pytest.raises(SchoolmixError) as caught:
        read.file(path, encoding=encoding[0] if encoding else None)
    assert time.process_time() - began < SECONDS
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    assert str(caught.value).startswith("hostile.csv")
    assert len(str(caught.value)) < 1000
    assert listing(tmp_path) == before


def test_hostile_files_take_little_memory(tmp_path):
    """All of them in one process: what it took at most, with the libraries (its own peak, not that of the tests)."""
    for at, (_, make, *_encoding) in enumerate(HOSTILE.values()):
        written(tmp_path, make(), f"{at}.csv")
    code = f"""
import pathlib, re
from schoolmix import SchoolmixError, read
for path in pathlib.Path({str(tmp_path)!r}).iterdir():
    try:
        read.file(path)
    except SchoolmixError:
        pass
print(re.search("VmHWM: *([0-9]+)", pathlib.Path("/proc/self/status").read_text().replace("\\t", ""))[1])
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert int(done.stdout) < MEGABYTES * 1024


@pytest.mark.parametrize("cut", [*range(0, 100, 7), 200, 400])
def test_cut_off_packages_never_read(tmp_path, cut):
    whole = municipality()
    for content in (whole[: len(whole) - 1 - cut * 8], gzip.compress(whole)[: -1 - cut]):
        with pytest.raises(SchoolmixError) as caught:
            read.file(written(tmp_path, content))
        assert caught.value.kind == "CorruptFile"


def outcome(path):
    """Kind of the error, or ``"read"``."""
    try:
        read.file(path)
    except SchoolmixError as error:
        return error.kind
    return "read"


def test_flipped_bits_are_errors_or_the_same_data(tmp_path):
    """Of Parquet, which is refused as what it is, as damaged or (first bytes) as no text; and of a GeoPackage."""
    draw = np.random.default_rng(20241001)
    for content, times in ((PARQUET, 1000), (municipality(), 300)):
        kinds = set()
        for at in draw.integers(0, len(content) * 8, times):
            flipped = bytearray(content)
            flipped[at // 8] ^= 1 << (at % 8)
            kinds.add(outcome(written(tmp_path, bytes(flipped))))
        assert "UnsupportedFormat" in kinds or content != PARQUET
        assert ("read" in kinds) == (content != PARQUET)


@pytest.mark.parametrize("content", [(SES + ROW).encode(), PARQUET])
def test_what_is_no_file_does_not_block(tmp_path, content):
    """77: a FIFO, a device and a folder where a file stands in for one."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/stdin")):
        with pytest.raises(SchoolmixError) as caught:
            read.file(path)
        assert caught.value.kind == "NotAFile"
    written(tmp_path, content)
    with pytest.raises(SchoolmixError) as caught:
        read.file(tmp_path)
    assert caught.value.kind in {"NotAFile", "UnsupportedFormat"}


def test_lines_are_named_in_json(tmp_path):
    for case in ("74 key twice", "74 NaN"):
        with pytest.raises(SchoolmixError, match="line 2") as caught:
            read.file(written(tmp_path, HOSTILE[case][1]()))
        assert caught.value.row == 1


def test_a_package_runs_nothing_of_its_own(tmp_path):
    """Triggers, virtual tables and computed columns are there in honest packages too; none of them is reached."""
    plain = read.file(written(tmp_path, municipality()))
    armed = read.file(
        written(
            tmp_path,
            municipality(
                "ALTER TABLE gemeenten ADD COLUMN bomb AS (hex(zeroblob(500000000)));"
                "CREATE TRIGGER t AFTER INSERT ON gemeenten BEGIN DELETE FROM gemeenten; END;"
                "CREATE VIRTUAL TABLE rtree_gemeenten USING rtree(id, minx, maxx, miny, maxy);"
            ),
        )
    )
    assert armed.drop(columns="geometry").equals(plain.drop(columns="geometry"))
    assert plain.crs == armed.crs == "EPSG:28992"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: packed({"folder/": "", "a/ses.csv": content})])
def test_honest_packing_is_read(tmp_path, pack):
    """53, 49 and 57 too: a byte order mark goes, names that read like a null or hold invisible letters stay."""
    frame = read.file(written(tmp_path, pack(b"\xef\xbb\xbf" + (SES + ROW).encode())))
    assert frame["pc4"].tolist() == ["1011"]
    assert "packed" in read.provenance(frame)["note"].iloc[0]
    for name in ("None", "a\u200bb\u202ec\0d"):
        school = read.file(written(tmp_path, pack((HISTORY + SCHOOL.replace("Mozaïek", name)).encode())))
        assert school["site_name"].tolist() == [name]


def test_damaged_and_unknown_files_of_a_folder_are_told_apart(tmp_path):
    written(tmp_path, HISTORY + SCHOOL, "a.csv")
    written(tmp_path, HISTORY + SCHOOL[:20], "b.csv")
    with pytest.raises(SchoolmixError, match=r"^b\.csv: ") as caught:
        read.file(tmp_path)
    assert caught.value.kind == "CorruptFile"
    written(tmp_path, HISTORY.replace("SOORT_VESTIGING;", "") + SCHOOL.replace("BO;", ""), "b.csv")
    with pytest.raises(SchoolmixError, match=r"^b\.csv: .*Nearest is duo_history .* missing: SOORT") as caught:
        read.file(tmp_path)
    assert caught.value.kind == "UnknownLayout"


def test_provenance_says_why(tmp_path):
    found = read.provenance(written(tmp_path, HISTORY + SCHOOL))["recognised_by"].iloc[0]
    assert found.startswith("text: INSTELLINGSCODE, VESTIGINGSCODE")
    assert found.endswith("LEERLINGEN 2024")
