"""Reading without naming a publisher: `file`, and `provenance` of what was read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from schoolmix.read import origin
from schoolmix.read.folder import read_files

if TYPE_CHECKING:
    import pandas as pd


def file(path: str | os.PathLike[str], *, encoding: str | None = None) -> pd.DataFrame:
    r"""Read a file or folder of any known layout, whoever published it.

    What a file is shows from its content, never from its name: delimited text, a workbook, JSON or GeoJSON, a
    GeoPackage, or one of these in a zip or gzip. `provenance` says by what it was recognised.

    Parameters
    ----------
    path : str or os.PathLike
        A file or a folder.
    encoding : str or None
        By default UTF-8, else cp1252.

    Returns
    -------
    pandas.DataFrame
        As `schoolmix.read.duo` or `schoolmix.read.cbs` give it; points of schools and areas with ``lon`` and ``lat``,
        outlines as a `geopandas.GeoDataFrame`. `schoolmix.read.layouts` lists the columns of each layout.

    Notes
    -----
    What takes long to read is kept as Parquet in the user's cache folder (or in that of the environment variable
    ``SCHOOLMIX_CACHE``; ``off`` keeps nothing) and read from there the next time, as long as no source file has
    changed. Only published files are kept: what is not of a known layout is not read.

    Raises
    ------
    FileError, InputError, LimitError, MissingExtraError
        As `schoolmix.read.duo` and `schoolmix.read.cbs`; kind ``UnknownLayout`` names the header seen and what it lacks
        of the nearest layout.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from schoolmix import read
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "unknown.csv"
    >>> _ = path.write_text("school;pupils\n16AH;12\n")
    >>> try:
    ...     read.file(path)
    ... except OSError as error:
    ...     print(error.kind)
    UnknownLayout
    """
    return read_files(path, encoding, None)


def provenance(frame_or_path: Any) -> pd.DataFrame:
    r"""Tell which files a frame was read from, and what was found in them.

    Parameters
    ----------
    frame_or_path : pandas.DataFrame, str or os.PathLike
        A frame read here, or a path to read now. The records travel in ``frame.attrs``: pandas keeps them when rows or
        columns are selected and on copying, but not on every merge or concatenation, and other libraries drop them.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``file, sha256, bytes, publisher, layout, recognised_by`` (what it is and the columns that had to
        be there), ``encoding, delimiter, rows`` (in the file), ``pupils`` (visible), ``hidden`` (cells), ``zeros``
        (cells left out), ``note``. What was found is that of the whole file, also where the frame has since been cut.

    Raises
    ------
    InputError
        Kind ``NoProvenance``: nothing travelled along.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from schoolmix import read
    >>> header = "BRIN NUMMER;VESTIGINGSNUMMER;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE;BEVOEGD_GEZAG_NUMMER"
    >>> header += ";GEMEENTENUMMER;GEMEENTENAAM;LEERLINGEN_2023;LEERLINGEN_2024"
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "history.csv"
    >>> _ = path.write_text(header + "\n00AP;0;Wereldwijs;BO;Openbaar;41646;637;ZOETERMEER;104;<5\n")
    >>> read.provenance(read.duo(path))[["file", "layout", "encoding", "rows", "pupils", "hidden"]]
              file       layout encoding  rows  pupils  hidden
    0  history.csv  duo_history    utf-8     1     104       1
    """
    if isinstance(frame_or_path, str | os.PathLike):
        return origin.recall(file(frame_or_path))
    return origin.recall(frame_or_path)
