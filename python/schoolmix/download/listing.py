"""`editions`: what can be fetched."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.download import manifest
from schoolmix.download.place import need_download, root
from schoolmix.download.registry import load

_TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=float("nan"))
_COLUMNS: dict[str, Any] = {
    "edition": _TEXT,
    "title": _TEXT,
    "publisher": _TEXT,
    "licence": _TEXT,
    "file": _TEXT,
    "layout": _TEXT,
    "address": _TEXT,
    "page": _TEXT,
    "known_from": _TEXT,
    "sha256": _TEXT,
    "bytes": "Int64",
    "fetched": _TEXT,
}


def editions(
    *, folder: str | os.PathLike[str] | None = None, registry: str | os.PathLike[str] | None = None
) -> pd.DataFrame:
    """
    List what `download` can fetch.

    Parameters
    ----------
    folder : path, optional
        Folder in which to look for what is there already; by default that of `download`.
    registry : path, optional
        A registry of your own (TOML), instead of that of the package.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``edition, title, publisher, licence, file, layout`` (null: no reader yet), ``address, page``
        (where the publisher tells of it), ``known_from`` (``catalogue``: DUO's own; ``cited``: in public code;
        ``pattern``: after the naming of other years; null in a registry without it), ``sha256, bytes`` (null where not
        known), ``fetched`` (when the file that is there was fetched or found; null if it is not there).

    Raises
    ------
    InputError, FileError, MissingExtraError
        As `download`.

    Examples
    --------
    >>> import schoolmix as sm
    >>> table = sm.editions(folder="nowhere")
    >>> table.loc[table["edition"] == "vo-homes", ["file", "known_from"]].to_numpy().tolist()
    [['02.-leerlingen-per-vestiging-naar-postcode-en-leerjaar-2025.csv', 'cited']]
    """
    need_download()
    rows = [
        {
            "edition": edition.name,
            "title": edition.title,
            "publisher": edition.publisher,
            "licence": edition.licence,
            "file": item.name,
            **asdict(item),
            "fetched": _fetched(root(folder) / edition.name, item.name),
        }
        for edition in load(registry).editions.values()
        for item in edition.items
    ]
    return pd.DataFrame(rows, columns=pd.Index(_COLUMNS)).astype(_COLUMNS)


def _fetched(place: Path, name: str) -> str | None:
    record = manifest.read(place).get(name)
    return record.date if record and (place / name).is_file() else None
