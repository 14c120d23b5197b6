"""Files that tests make: workbooks, GeoPackages and TOML, as small as they can be."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def column(at):
    """Name of a column of a sheet by its place, from 0."""
    return (column(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def sheet(rows, head=""):
    """XML of a sheet with these rows; None leaves a cell out."""

    def cell(row, at, value):
        place = f'r="{column(at)}{row}"'
        if isinstance(value, int | float):
            return f"<c {place}><v>{value}</v></c>"
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

    lines = [
        f'<row r="{number}">{"".join(cell(number, at, v) for at, v in enumerate(row) if v is not None)}</row>'
        for number, row in enumerate(rows, 1)
    ]
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(*sheets):
    """Bytes of a workbook with these sheets, as `sheet` gives them."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    names = "".join(f'<sheet name="Tabel {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": made for n, made in zip(numbers, sheets, strict=True)},
    }
    return packed(members)


def packed(members):
    """Bytes of a zip with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def square(x, y, side=1000):
    """GeoPackage geometry (header without envelope, then WKB) of a square."""
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    ring = b"".join(struct.pack("<2d", *corner) for corner in corners)
    return b"GP\0\1" + struct.pack("<i", 28992) + struct.pack("<BIII", 1, 3, 1, 5) + ring


def geopackage(layers, more=""):
    """Bytes of a GeoPackage in RD coordinates: layers by name, each a list of records with ``geom``, then some SQL."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES (28992, 'EPSG', 28992);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INT);"
    )
    for name, records in layers.items():
        keys = list(records[0])
        base.execute(f"CREATE TABLE {name} ({', '.join(keys)})")
        marks = ", ".join("?" * len(keys))
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(record.values()) for record in records])
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', 28992)", (name,))
    base.executescript(more)
    base.commit()
    return database(base)


def database(base):
    """Bytes of an SQLite database."""
    content = base.serialize()
    base.close()
    return content


def toml(value):
    """Return plain data as a TOML value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(one)}' for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)
