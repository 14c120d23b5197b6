"""Present borders: municipality codes of the past carried to those of another year."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read import lost, marks
from schoolmix.read.given import check_frame
from schoolmix.read.municipalities import changes, first_day, register, valid_on
from schoolmix.read.tables import TEXT

CODE, NAME = marks.CODE, "municipality"


def constant_geography(
    frame: pd.DataFrame,
    *,
    vintage: int,
    year: int | None = None,
    column: str = CODE,
    sites: pd.DataFrame | None = None,
    unmatched: str = "error",
) -> pd.DataFrame:
    """Carry municipality codes to the borders of one year, so that years can be compared.

    The bridge for municipalities that merged (*herindeling*). Rows are recoded, not added up.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column of municipality codes, text of four digits; null stays null.
    vintage : int
        Whose borders, those of 1 January: 2014 to 2026. No municipality may have ended between it and a later day of
        which the codes are, as what merged cannot be taken apart.
    year : int, optional
        The year of which the codes are, on 1 January. If given, each must hold in it. Without it they are of the day
        that travelled with the frame, or of 1 October of its own years, if it has any.
    column : str
        The column with the codes, such as ``home_municipality_code``.
    sites : pandas.DataFrame, optional
        A later frame with ``site`` and ``municipality_code``, which tells where a site of a municipality lies that was
        split; ``frame`` then needs ``site``.
    unmatched : {"error", "report"}
        Whether what cannot be carried is refused, or becomes null and is listed by `unmatched`.

    Returns
    -------
    pandas.DataFrame
        The frame with new codes; the column of the names (that without ``_code``), if there is one, holds CBS's name of
        the vintage. Other columns of codes stay as they are.

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey`` (no code of that year, or newer than the vintage), ``SplitMunicipality``,
        ``BadOption`` (codes from after the vintage, among others).
    ColumnError
        Kinds ``MissingColumn``, ``DuplicateColumn``.
    InputTypeError
        Kind ``WrongType``: no pandas frame, or pupils that are no whole numbers beside what cannot be carried.

    References
    ----------
    CBS, Gemeentelijke indeling op 1 januari, each year 2014-2026.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> frame = pd.DataFrame({"municipality_code": ["0457", "0363"], "municipality": ["WEESP", "AMSTERDAM"]})
    >>> read.constant_geography(frame, vintage=2024)
      municipality_code municipality
    0              0363    Amsterdam
    1              0363    Amsterdam
    """
    lost.check_option(unmatched)
    check_frame(frame, [column])
    _refuse_return(frame, column, vintage, year)
    codes = frame[column]
    refused = _refused(codes, vintage, year)
    after, split = _carried(codes.where(refused.isna()), vintage)
    if sites is not None:
        places = _places(frame, sites, vintage)
        is_heir = [place in split.get(code, ()) for code, place in zip(codes, places, strict=True)]
        after = after.mask(pd.Series(is_heir, index=frame.index, dtype=bool), places)
    reasons = refused.fillna(codes.where(after.isna()).map(_split_hints(split)).astype(TEXT))
    result = _with_codes(frame, column, after, vintage)
    missed = reasons.notna()
    if missed.any():
        found = lost.listed(frame, [column], missed, reasons)
        if unmatched == "error":
            kind = "UnmatchedKey" if refused.notna().any() else "SplitMunicipality"
            raise lost.refusal(f"column {column!r}", found, missed, kind=kind)
        lost.attach(result, found)
    return marks.placed(result, column, vintage)


def _refuse_return(frame: pd.DataFrame, column: str, vintage: int, year: int | None) -> None:
    """Refuse to carry codes back over the end of a municipality: its heir would pass for what it was before."""
    found, day = marks.recall(frame), first_day(vintage)
    days = marks.days_of_borders(found, column) if year is None or column in found["borders"] else []
    last = max([*days, *([] if year is None else [first_day(year)])], default=day)
    ends = changes()["date"]
    between = ends[(ends > day) & (ends <= last)]
    if not between.empty:
        message = f"column {column!r}: codes of {last:%Y-%m-%d} cannot be carried back to 1 January {vintage}, as"
        message += " municipalities merged in between"
        remedy = f"Give vintage={lost.next_january(between.max())} or later."
        raise InputError(message, kind="BadOption", column="vintage", remedy=remedy)


def _refused(codes: pd.Series[Any], vintage: int, year: int | None) -> pd.Series[Any]:
    """Say of each row why its code is none of the year, or newer than the vintage; null where it is fine."""
    known, day = register(), first_day(vintage)
    usable = set(known.loc[known["since"].isna() | (known["since"] <= day), CODE])
    if year is not None:
        usable &= set(known.loc[valid_on(first_day(year)), CODE])
    found = {code: lost.code_hint(code) for code in codes.dropna().unique() if code not in usable}
    return codes.map(found).astype(TEXT)


def _carried(codes: pd.Series[Any], vintage: int) -> tuple[pd.Series[Any], dict[str, list[str]]]:
    """Follow each code to the vintage; a code that was split on the way goes nowhere and is told with its heirs."""
    heirs = {code: _heirs(code, first_day(vintage)) for code in codes.dropna().unique()}
    whole = {code: next(iter(found)) for code, found in heirs.items() if len(found) == 1}
    return codes.map(whole).astype(TEXT), {code: sorted(found) for code, found in heirs.items() if len(found) > 1}


def _heirs(code: str, day: pd.Timestamp) -> set[str]:
    nexts = [after for date, after in _links().get(code, ()) if date <= day]
    return {heir for after in nexts for heir in _heirs(after, day)} if nexts else {code}


@cache
def _links() -> dict[str, list[tuple[pd.Timestamp, str]]]:
    found: dict[str, list[tuple[pd.Timestamp, str]]] = {}
    table = changes()
    for before, date, after in zip(table["code_before"], table["date"], table["code_after"], strict=True):
        found.setdefault(before, []).append((date, after))
    return found


def _places(frame: pd.DataFrame, sites: pd.DataFrame, vintage: int) -> pd.Series[Any]:
    """Give the municipality of each row's site by a later frame; null where it does not have the site, or has two."""
    check_frame(frame, ["site"])
    check_frame(sites, ["site", CODE])
    later = sites[["site", CODE]].dropna().drop_duplicates()
    now = later.assign(**{CODE: _carried(later[CODE], vintage)[0]}).dropna().drop_duplicates()
    of_site = now[~now["site"].duplicated(keep=False)].set_index("site")[CODE]
    return frame["site"].map(of_site).astype(TEXT)


def _split_hints(split: dict[str, list[str]]) -> dict[str, str]:
    names = register().set_index(CODE)[NAME]
    return {
        code: f"{names[code]} was split over " + ", ".join(f"{heir} {names[heir]}" for heir in heirs)
        for code, heirs in split.items()
    }


def _with_codes(frame: pd.DataFrame, column: str, codes: pd.Series[Any], vintage: int) -> pd.DataFrame:
    result = frame.assign(**{column: codes})
    name = column.removesuffix("_code")
    if column.endswith(CODE) and name in frame:
        known = register()[valid_on(first_day(vintage))].set_index(CODE)[NAME]
        result[name] = codes.map(known).astype(TEXT)
    return result
