"""DUO: its data sets with their files (*resources*), from the JSON list of the data portal's catalogue."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.errors import FileError
from schoolmix.read.fields import Field
from schoolmix.read.layout import Layout, Reading
from schoolmix.read.tables import TEXT

_OF_DATA_SET = {"_ckan_id": "data_set", "bron": "title", "_thema": "theme", "frequentie": "frequency"}
_OF_RESOURCE = {"naam": "resource", "id": "resource_id", "format": "format", "url": "url"}
_ASKED = (*_OF_DATA_SET, "_kolommen", "_resources")

FIELDS = (
    Field("data_set", "text", "name of the data set at DUO", published="_ckan_id"),
    Field("title", "text", "its title", published="bron"),
    Field("theme", "text", "its theme, such as PO", published="_thema"),
    Field("frequency", "text", "how often it appears", published="frequentie"),
    Field("resource", "text", "title of the file", null="a data set without files", published="naam"),
    Field("resource_id", "text", "code of the file at DUO", null="as resource", published="id"),
    Field("format", "text", "format of the file, such as CSV", null="as resource", published="format"),
    Field("url", "text", "where it is", null="as resource", published="url"),
    Field("file", "text", "name of the file, the last part of its address", null="as resource"),
    Field("columns", "text", "columns of the first file, joined by comma", null="not listed", published="_kolommen"),
)


def read_catalogue(document: Any) -> pd.DataFrame:
    """Read the catalogue of DUO's data portal: a row a file.

    Parameters
    ----------
    document : list of dict
        The parsed JSON: a data set each, with its ``_resources``.

    Returns
    -------
    pandas.DataFrame
        ``data_set, title, theme, frequency, resource, resource_id, format, url, file, columns``, all text; what is
        about the file is null for a data set without one, and ``columns`` where the catalogue lists none.

    Raises
    ------
    FileError
        Kind ``UnknownLayout``: it is no list of data sets, or one lacks something.

    References
    ----------
    cedanl/rio-onderwijsdata, a catalogue of https://onderwijsdata.duo.nl.

    Examples
    --------
    >>> csv = {"naam": "Per site", "id": "0-1", "format": "CSV", "url": "https://duo.example/download/brin6_totaal.csv"}
    >>> one = {"_ckan_id": "poleerlingen-v1", "bron": "Leerlingen po", "_thema": "PO", "frequentie": "Jaarlijks"}
    >>> frame = read_catalogue([one | {"_kolommen": ["INSTELLINGSCODE", "PEILJAAR"], "_resources": [csv]}])
    >>> frame[["data_set", "file", "columns"]]
              data_set              file                    columns
    0  poleerlingen-v1  brin6_totaal.csv  INSTELLINGSCODE, PEILJAAR
    """
    if not isinstance(document, list) or not document:
        message = "this is no list of data sets"
        raise FileError(message, kind="UnknownLayout", remedy="Give the catalogue as published.")
    rows = [row for at, data_set in enumerate(document) for row in _read_data_set(data_set, at)]
    names = [field.name for field in FIELDS]
    return pd.DataFrame(rows, columns=pd.Index(names)).astype(dict.fromkeys(names, TEXT))


def _read_data_set(data_set: Any, at: int) -> list[dict[str, Any]]:
    _check(data_set, _ASKED, f"data set {at + 1}", at)
    general = {name: data_set[key] for key, name in _OF_DATA_SET.items()}
    general["columns"] = ", ".join(data_set["_kolommen"] or []) or None
    resources = data_set["_resources"] or []
    for resource in resources:
        _check(resource, tuple(_OF_RESOURCE), f"a file of data set {at + 1}", at)
    return [general | _read_resource(resource) for resource in resources] or [general]


def _read_resource(resource: dict[str, Any]) -> dict[str, Any]:
    found = {name: resource[key] for key, name in _OF_RESOURCE.items()}
    return found | {"file": str(found["url"]).rpartition("/")[2]}


def _check(found: Any, asked: tuple[str, ...], what: str, at: int) -> None:
    missing = [key for key in asked if not isinstance(found, dict) or key not in found]
    if missing:
        message = f"{what} lacks {', '.join(missing)}"
        remedy = "Give the catalogue as published."
        raise FileError(message, kind="UnknownLayout", column=missing[0], row=at, count=len(missing), remedy=remedy)


LAYOUT = Layout(
    name="duo_catalogue",
    title="data sets of the data portal with their files",
    publisher="DUO",
    columns=("CKAN ID", "BRON", "KOLOMMEN", "RESOURCES"),
    fields=FIELDS,
    source="https://onderwijsdata.duo.nl",
    read=lambda source: Reading(read_catalogue(source.document)),
)
