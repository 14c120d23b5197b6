"""Reading by publisher: `duo` and `cbs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolmix.read.folder import read_files

if TYPE_CHECKING:
    import os

    import pandas as pd


def duo(path: str | os.PathLike[str], *, encoding: str | None = None) -> pd.DataFrame:
    r"""Read a file of DUO, or a folder of files of one layout, into a tidy frame.

    The layout is seen from the header, never from the name of the file; `schoolmix.read.layouts` lists all that are
    known, with their columns: pupils by site, home, age, weight, background, track and year of study, enrolment year by
    year, recommendations, test scores and reference levels, distances, repeating and moving, forecasts, addresses and
    judgements, in DUO's old files and in those of its data portal.

    Parameters
    ----------
    path : str or os.PathLike
        A file; or a folder, of which the files directly in it are read (empty ones are skipped and named in
        `provenance`).
    encoding : str or None
        By default UTF-8, else cp1252, or cp850 where its accents leave no doubt.

    Returns
    -------
    pandas.DataFrame
        Long and tidy, codes as text. ``pupils`` is null where DUO writes ``<5`` or ``-1``, with ``pupils_low`` 1 and
        ``pupils_high`` 4. Of tables with a column a group, cells of exactly zero pupils are left out and counted in
        `schoolmix.read.provenance`, save where a zero says something (enrolment history, test scores, movement). What
        an edition lacks is null. Notes in the provenance name that, published totals that their cells cannot add up to,
        and names that came with spoilt accents.

        Home: ``home_country`` is ``NL, BE, DE, other``, ``abroad`` (not named) or null (unknown), and ``home_pc4`` null
        outside the Netherlands. ``age`` is null in the open classes ``<4`` and ``>24`` of ``age_class``. ``sex`` is
        ``m`` or ``f``. The ``year`` of secondary files is the one in the file's name; so is what the portal's file of
        totals counts (``counted``). All else is in `schoolmix.read.layouts`.

    Raises
    ------
    FileError
        Kinds ``FileNotFound, NotAFile, NotReadable, EmptyInput, WrongEncoding, WrongDelimiter, MalformedRow,
        MalformedJson, CorruptFile, UnsafePath, UnsupportedFormat, NotATable, ManyFiles, UnknownLayout, MixedLayouts,
        DuplicateFile``.
    LimitError
        Kind ``SizeLimit``.
    InputError
        Kinds ``UnknownMarker, UnknownCode, NumericId, SiteMismatch, AmbiguousNumber, NegativeCount, NotANumber,
        CountOverflow, BadDate, DuplicateColumn, DuplicateKey, MissingColumn, UnknownColumn``.

    Notes
    -----
    Source: DUO, open onderwijsdata, https://duo.nl/open_onderwijsdata.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from schoolmix import read
    >>> header = "BRIN NUMMER;VESTIGINGSNUMMER;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE;BEVOEGD_GEZAG_NUMMER"
    >>> header += ";GEMEENTENUMMER;GEMEENTENAAM;LEERLINGEN_2023;LEERLINGEN_2024"
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "history.csv"
    >>> _ = path.write_text(header + "\n00AP;0;Wereldwijs;BO;Openbaar;41646;637;ZOETERMEER;104;<5\n")
    >>> read.duo(path)[["site", "municipality_code", "year", "pupils", "pupils_low", "pupils_high"]]
         site municipality_code  year  pupils  pupils_low  pupils_high
    0  00AP00              0637  2023     104         104          104
    1  00AP00              0637  2024    <NA>           1            4
    """
    return read_files(path, encoding, "DUO")


def cbs(path: str | os.PathLike[str], *, encoding: str | None = None) -> pd.DataFrame:
    r"""Read a file of CBS, or a folder of files of one layout, into a tidy frame.

    Known are key figures of neighbourhoods (*kerncijfers wijken en buurten*) and of postcode areas, csv or workbook;
    SES-WOA per postcode area (a trait of the area, not of its pupils); disadvantage scores of primary and secondary
    sites (*achterstandsscores*); any export of StatLine; outlines of municipalities, districts and neighbourhoods
    (GeoPackage or GeoJSON). `schoolmix.read.layouts` lists their columns.

    Parameters
    ----------
    path : str or os.PathLike
        A file or a folder.
    encoding : str or None
        By default UTF-8, else cp1252.

    Returns
    -------
    pandas.DataFrame
        A row an area or site: ``pc4, year, households, ses_woa, ...``, ``site, census_date, sector, score, ...``,
        ``area_code, area_name, area_type, municipality_code, year, residents, ...``; of StatLine a row a figure:
        ``period, area_code, area_name, breakdown, measure, unit, value``. Null where CBS gives no figure, or an edition
        does not have it. With outlines a `geopandas.GeoDataFrame`, in the coordinates in which they are published.

    Raises
    ------
    FileError, InputError
        As `duo`; of postcode areas also ``SumMismatch``, of outlines ``UnknownCrs, OutsideRange``.
    LimitError
        Kind ``SizeLimit``.
    MissingExtraError
        Kind ``MissingExtra``: outlines need the extra ``geo``.

    Notes
    -----
    Source: CBS (CC BY 4.0), https://www.cbs.nl and https://opendata.cbs.nl/statline.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from schoolmix import read
    >>> header = "PC4;VERSLAGJAAR;AANTAL_HUISHOUDENS;TOTAALSCORE;DEELSCORE_WELVAART;DEELSCORE_ARBEID;SPREIDING_WELVAART"
    >>> header += ";SPREIDING_ARBEID;SPREIDING_TOTAALSCORE;INTERVAL_ONDERGRENS;INTERVAL_BOVENGRENS"
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ses.csv"
    >>> _ = path.write_text(header + "\n1011;2021;5700;0,111;-0,01;-0,013;0,434;0,34;0,878;0,873;0,884\n")
    >>> read.cbs(path)[["pc4", "year", "households", "ses_woa", "spread"]]
        pc4  year  households  ses_woa  spread
    0  1011  2021        5700    0.111   0.878
    """
    return read_files(path, encoding, "CBS")
