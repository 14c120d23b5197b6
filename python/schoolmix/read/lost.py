"""What did not match: counted, listed with a hint, and refused or kept beside the frame."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.given import check_frame, check_pupils
from schoolmix.read.municipalities import FIRST, register
from schoolmix.read.tables import TEXT

KEY = "schoolmix.read.unmatched"
"""Key in `pandas.DataFrame.attrs`; the value is a text (JSON), as that of the provenance is."""

PUBLISHED = frozenset(
    {
        *("site", "school", "board", "denomination", "sector", "census_date", "year", "study_year", "period"),
        *("track", "track_label", "programme_code", "advice", "test", "subject", "level", "noat", "cumi"),
        *("municipality_code", "municipality", "home_municipality_code", "home_municipality", "province", "place"),
        *("pc4", "home_pc4", "site_pc4", "main_pc4", "area_code", "area_name", "area_type", "neighbourhood_key"),
    }
)
"""Columns of published files: only their values are shown in an error or travel, as any other key may be a pupil's."""

UNKNOWN = "9999"
SHOWN = 5
_TYPES: dict[str, Any] = {
    "on": TEXT,
    "key": TEXT,
    "rows": "Int64",
    "share": "Float64",
    "pupils": "Int64",
    "pupils_share": "Float64",
    "hint": TEXT,
}


def unmatched(frame: pd.DataFrame) -> pd.DataFrame:
    """List what a join or a change of borders left without a match.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `join` or `constant_geography` gave it with ``unmatched="report"``.

    Returns
    -------
    pandas.DataFrame
        A row a key, most rows first: ``on`` (columns), ``key``, ``rows``, ``share`` (of all rows), ``pupils`` and
        ``pupils_share`` (null without a column ``pupils``; hidden ones count as none), ``hint`` (null: no idea). Empty
        if all matched. Keys of columns that published files do not have may be a pupil's: they are one row, ``key``
        null. The list travels in ``frame.attrs``: see `provenance` for how far.

    Raises
    ------
    InputTypeError
        Kind ``WrongType``: no pandas frame.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> left = pd.DataFrame({"site": ["16AH00", "16ah01"], "pupils": [150, 50]})
    >>> right = pd.DataFrame({"site": ["16AH00", "16AH01"], "score": [1.5, 2.5]})
    >>> read.unmatched(read.join(left, right, on="site", unmatched="report"))[["key", "rows", "pupils_share", "hint"]]
          key  rows  pupils_share                                         hint
    0  16ah01     1          0.25  the other frame writes '16AH01'
    """
    check_frame(frame)
    return pd.DataFrame(json.loads(frame.attrs.get(KEY, "[]")), columns=pd.Index(_TYPES)).astype(_TYPES)


def check_option(value: str) -> None:
    """Refuse another way to treat what does not match."""
    if value not in {"error", "report"}:
        message = f"unmatched is {value!r}"
        raise InputError(message, kind="BadOption", column="unmatched", remedy='Allowed: "error", "report".')


def listed(
    frame: pd.DataFrame, on: Sequence[str], missed: pd.Series[Any], hints: pd.Series[Any] | None = None
) -> pd.DataFrame:
    """List the keys of the rows that were missed, with rows, pupils and hints."""
    check_pupils(frame)
    pupils = frame["pupils"] if "pupils" in frame else pd.Series(pd.NA, index=frame.index, dtype="Int64")
    keys = join_texts(frame.loc[missed, list(on)])
    hint = pd.Series(None, index=keys.index, dtype=TEXT) if hints is None else hints[missed]
    table = pd.DataFrame({"key": keys, "pupils": pupils[missed], "hint": hint})
    grouped = table.groupby("key", sort=True, dropna=False)
    found = grouped.agg(rows=("key", "size"), pupils=("pupils", lambda part: part.sum(min_count=1)))
    found = found.assign(hint=grouped["hint"].first()).reset_index()
    found["on"] = ", ".join(on)
    found["share"] = found["rows"] / len(frame)
    everyone = pupils.sum(min_count=1)
    found["pupils_share"] = found["pupils"] / everyone if pd.notna(everyone) and everyone else pd.NA
    ordered = found.sort_values("rows", ascending=False, kind="stable", ignore_index=True)
    return ordered[list(_TYPES)].astype(_TYPES)


def join_texts(keys: pd.DataFrame) -> pd.Series[Any]:
    """Write the keys of rows as one text each; null where a part is null."""
    texts = keys.astype(TEXT)
    whole = texts.iloc[:, 0]
    for name in texts.columns[1:]:
        whole = whole.str.cat(texts[name], sep=" | ")
    return whole


def attach(frame: pd.DataFrame, found: pd.DataFrame) -> None:
    """Let the list travel along, behind what travels already; keys that are not shown stay behind."""
    records = json.loads(frame.attrs.get(KEY, "[]")) + json.loads(_shareable(found).to_json(orient="records"))
    frame.attrs[KEY] = json.dumps(records, ensure_ascii=False)


def _shareable(found: pd.DataFrame) -> pd.DataFrame:
    """Put keys that may be a pupil's together in one row without key, as attrs are written with a frame."""
    on = str(found["on"].iloc[0])
    has_key = found["key"].notna()
    if _is_shown(on.split(", ")) or not has_key.any():
        return found
    amounts = found.loc[has_key, ["rows", "share", "pupils", "pupils_share"]].sum(min_count=1)
    row = {"on": on, **amounts, "hint": f"{has_key.sum()} keys; {_not_shown(on)}"}
    together = pd.DataFrame([row], columns=pd.Index(_TYPES)).astype(_TYPES)
    return pd.concat([together, found[~has_key]], ignore_index=True)


def refusal(what: str, found: pd.DataFrame, missed: pd.Series[Any], *, kind: str = "UnmatchedKey") -> InputError:
    """Say what did not match, as a share and by the keys that matter most."""
    on = str(found["on"].iloc[0]).split(", ")
    rows = int(found["rows"].sum())
    message = f"{what}: {len(found)} keys do not match, {_percent(found['share'])} % of rows ({rows})"
    if found["pupils"].notna().any():
        message += f" and {_percent(found['pupils_share'])} % of pupils ({int(found['pupils'].sum())})"
    message += f"; {_shown(found, on)}"
    where = "Give sites=, which tells where each site lies" if kind == "SplitMunicipality" else "Correct the keys"
    remedy = f'{where}, or keep these rows with unmatched="report".'
    row = int(missed.to_numpy(bool).argmax())
    return InputError(message, kind=kind, column=on[0], row=row, count=rows, remedy=remedy)


def _shown(found: pd.DataFrame, on: Sequence[str]) -> str:
    if not _is_shown(on):
        return _not_shown(", ".join(on))
    parts = [
        f"{'null' if pd.isna(key) else repr(key)}{f' ({hint})' if pd.notna(hint) else ''}"
        for key, hint in zip(found["key"].iloc[:SHOWN], found["hint"].iloc[:SHOWN], strict=True)
    ]
    more = len(found) - len(parts)
    return ", ".join(parts) + (f" and {more} more" if more else "")


def _percent(shares: pd.Series[Any]) -> str:
    """Write shares together in per cent, in two figures and never as a power of ten."""
    return np.format_float_positional(100 * float(shares.sum()), precision=2, fractional=False, trim="-")


def _is_shown(on: Sequence[str]) -> bool:
    return PUBLISHED.issuperset(on)


def _not_shown(on: str) -> str:
    return f"keys are not shown, as {on} is not a column of published files"


def code_hint(code: Hashable) -> str:
    """Say what is known of a municipality code that does not match."""
    entries = {str(entry["municipality_code"]): entry for entry in register().to_dict("records")}
    text = str(code)
    if text == UNKNOWN:
        return "DUO's code for unknown"
    if text in entries:
        return f"{entries[text]['municipality']}, {_years(entries[text])}"
    padded = text.strip().zfill(4)
    return f"{padded} without its zeros or with blanks" if padded in entries else f"no code since {FIRST}"


def _years(entry: Mapping[Hashable, Any]) -> str:
    """Say on which 1 January a code holds."""
    first = None if pd.isna(entry["since"]) else next_january(entry["since"])
    last = None if pd.isna(entry["until"]) else next_january(entry["until"]) - 1
    if first is None and last is None:
        return "valid in every year"
    return f"valid {'' if first is None else f'from {first} '}{'' if last is None else f'to {last}'}".rstrip()


def next_january(day: pd.Timestamp) -> int:
    """Give the first year that has a day's change on its 1 January."""
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1
