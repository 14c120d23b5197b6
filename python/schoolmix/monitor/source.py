"""What an edition is made from: real files found by content, or the synthetic Netherlands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix import read
from schoolmix.errors import FileError, InputError, SchoolmixError
from schoolmix.world import World

SKIPPED_KINDS = frozenset(
    {
        "UnknownLayout",
        "NotATable",
        "UnsupportedFormat",
        "ManyFiles",
        "WrongDelimiter",
        "WrongEncoding",
        "EmptyInput",
        "MalformedRow",
        "MalformedJson",
        "CorruptFile",
        "NotAFile",
        "MissingExtra",
    }
)
"""Kinds of error by which a file is not one of ours; it is then left out and listed. Anything else is an error."""

SYNTHETIC_SCALE = 0.1
SECTORS = ("po", "vo")


@dataclass(frozen=True)
class Source:
    """Everything that an edition is made from.

    Attributes
    ----------
    kind : {"real", "synthetic"}
        Whether pupils exist.
    frames : dict
        Frames by layout, as the readers name layouts.
    worlds : dict
        Synthetic worlds by sector.
    files : pandas.DataFrame
        A row a file that was read: what `schoolmix.read.provenance` tells of it, its SHA-256 included.
    skipped : pandas.DataFrame
        A row a file that was left out: ``file, kind``.
    outlines : dict or None
        GeoJSON of municipalities, with their CBS codes.
    years : tuple of int or None
        The school years asked for; None is all.
    municipality : str or None
        The municipality asked for, by its CBS code.
    """

    kind: str
    frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    worlds: dict[str, World] = field(default_factory=dict, repr=False)
    files: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    skipped: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    outlines: dict[str, Any] | None = field(default=None, repr=False)
    years: tuple[int, ...] | None = None
    municipality: str | None = None

    @property
    def is_synthetic(self) -> bool:
        """Whether its pupils are invented."""
        return self.kind == "synthetic"

    def has(self, *layouts: str) -> bool:
        """Tell whether there are frames of all these layouts."""
        return all(layout in self.frames for layout in layouts)

    def chosen(self, years: Sequence[int]) -> list[int]:
        """Return those years that were asked for, in order; refuse if there are none."""
        found = [year for year in sorted(years) if self.years is None or year in self.years]
        if not found:
            raise InputError(
                f"the data have none of the years {', '.join(map(str, self.years or ()))}",
                kind="BadOption",
                column="years",
                remedy=f"The data have {', '.join(map(str, sorted(years)))} (2017 is school year 2017/18).",
            )
        return found


def open_source(
    data: str | Path | None, *, years: Sequence[int] | None = None, municipality: str | None = None
) -> Source:
    """
    Open a folder of published files, or without one the synthetic Netherlands.

    Parameters
    ----------
    data : path or None
        A folder; its files and those of its subfolders are recognised by content.
    years : sequence of int, optional
        School years, by the year they start in.
    municipality : str, optional
        CBS code of four digits.

    Returns
    -------
    Source

    Raises
    ------
    FileError
        Kinds ``FileNotFound``, ``EmptyInput``.

    Examples
    --------
    >>> open_source(None, years=[2017, 2024]).kind
    'synthetic'
    """
    asked = None if years is None else tuple(sorted(years))
    if data is None:
        worlds = {sector: World.synthetic("netherlands", sector=sector, scale=SYNTHETIC_SCALE) for sector in SECTORS}
        return Source("synthetic", worlds=worlds, years=asked, municipality=municipality)
    found = _Found()
    for path in _folders(Path(data)):
        found.take(path)
    # The national file holds what those per municipality hold: it stands in for them, and is never added to them.
    if "duo_po_total" in found.frames:
        found.frames.setdefault("duo_po_pc4", found.frames["duo_po_total"])
    if not found.frames:
        raise FileError(
            f"{data} holds no file that is known",
            kind="EmptyInput",
            count=len(found.skipped),
            remedy="Give a folder with files of DUO or CBS; `schoolmix.read.file` tells what it makes of a file.",
        )
    return Source(
        "real",
        frames={layout: pd.concat(parts, ignore_index=True) for layout, parts in found.frames.items()},
        files=pd.concat(found.records, ignore_index=True),
        skipped=pd.DataFrame(found.skipped, columns=["file", "kind"]),
        outlines=found.outlines,
        years=asked,
        municipality=municipality,
    )


class _Found:
    """What was found on a walk through folders."""

    def __init__(self) -> None:
        self.frames: dict[str, list[pd.DataFrame]] = {}
        self.records: list[pd.DataFrame] = []
        self.skipped: list[tuple[str, str]] = []
        self.outlines: dict[str, Any] | None = None
        self.hashes: set[str] = set()

    def take(self, folder: Path) -> None:
        """Read a folder at once where it holds one layout, else file by file."""
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        if len(paths) > 1 and self._read(folder, quietly=True):
            return
        for path in paths:
            if path.suffix.lower() in {".geojson", ".json"} and self._take_outlines(path):
                continue
            self._read(path)

    def _read(self, path: Path, *, quietly: bool = False) -> bool:
        try:
            frame = read.file(path)
        except SchoolmixError as error:
            if quietly:
                return False
            if error.kind not in SKIPPED_KINDS:
                raise
            self.skipped.append((path.name, error.kind))
            return False
        records = read.provenance(frame)
        named = records[records["layout"].notna()]
        if copies := self.hashes & set(named["sha256"]):
            self.skipped += [(name, "Copy") for name in named.loc[named["sha256"].isin(copies), "file"]]
            return False
        self.hashes |= set(named["sha256"])
        self.skipped += [(name, "EmptyInput") for name in records.loc[records["layout"].isna(), "file"]]
        self.records.append(named)
        self.frames.setdefault(str(named["layout"].iloc[0]), []).append(frame)
        return True

    def _take_outlines(self, path: Path) -> bool:
        """Keep outlines of municipalities, known by a CBS code of four digits on each."""
        try:
            found = json.loads(path.read_bytes())
        except ValueError:
            return False
        features = found.get("features", []) if isinstance(found, dict) else []
        codes = [str(feature.get("properties", {}).get("code", "")) for feature in features]
        if not codes or not all(len(code) == 4 and code.isdigit() for code in codes):
            return False
        self.outlines = found
        row = {"file": path.name, "sha256": _sha256(path), "bytes": path.stat().st_size, "rows": len(codes)}
        self.records.append(pd.DataFrame([{**row, "layout": "municipality_outlines"}]))
        return True


def _folders(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        raise FileError(f"there is no folder {root}", kind="FileNotFound", remedy="Give the folder with the files.")
    yield root
    yield from sorted(path for path in root.rglob("*") if path.is_dir())


def _sha256(path: Path) -> str:
    import hashlib  # noqa: PLC0415 - only for outlines

    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_municipality(source: Source, known: Sequence[str]) -> None:
    """Refuse a municipality that the data do not have."""
    if source.municipality is not None and source.municipality not in known:
        raise InputError(
            f"the data have no municipality {source.municipality!r}",
            kind="UnknownMunicipality",
            column="municipality",
            remedy=f"Give a CBS code of four digits, one of {len(known)}, such as {', '.join(sorted(known)[:3])}.",
        )
