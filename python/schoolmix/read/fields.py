"""Columns of a tidy frame: what they hold, and how they are read from the published table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.read.codes import check_code, read_code, read_name, read_pc4, read_sector, read_site
from schoolmix.read.numbers import read_count, read_dates, read_decimals, read_whole
from schoolmix.read.tables import TEXT
from schoolmix.read.words import published_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TYPES = {
    "text": "str",
    "code": "str",
    "whole": "Int64",
    "decimal": "Float64",
    "flag": "boolean",
    "date": "datetime64",
    "geometry": "geometry",
}
"""Types of columns, with the dtype they have in pandas; a code is text of fixed form that is never a number."""

_NULLS: dict[str, Any] = TYPES | {"text": TEXT, "code": TEXT, "date": "datetime64[us]"}


@dataclass(frozen=True)
class Field:
    """One column of the tidy frame that a layout gives.

    Attributes
    ----------
    name, type, meaning : str
        The column, one of `TYPES`, and what it holds.
    unit : str
        Unit of a number; empty where it has none.
    null : str
        When it is null; empty where it never is.
    published : str
        The header, or headers, it comes from, as published today; empty where it is worked out.
    optional : str
        The word of a published column that some editions lack; the column is then null, and a note says so.
    read : callable or None
        From the published table, in the words of `schoolmix.read.words`, to the column; None where the layout does it.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    null: str = ""
    published: str = ""
    optional: str = ""
    read: Callable[[pd.DataFrame], pd.Series[Any]] | None = field(default=None, repr=False)

    def but(self, **changes: Any) -> Field:
        """Return the column with other words around it."""
        return replace(self, **changes)

    def maybe(self, word: str = "") -> Field:
        """Return the column as one that some editions lack: `word`, by default that of its own name."""
        reasons = [reason for reason in (self.null, "not in this edition") if reason]
        return replace(self, optional=word or self.name, null=", or ".join(reasons))


def read_fields(wide: pd.DataFrame, fields: Iterable[Field]) -> pd.DataFrame:
    """Read those columns that say themselves how, in their order; a row a row of the published table."""
    return pd.DataFrame({one.name: _read_or_null(one, wide) for one in fields if one.read})


def _read_or_null(one: Field, wide: pd.DataFrame) -> Any:
    if one.read is None or (one.optional and one.optional not in wide):
        return pd.Series(None, index=wide.index, dtype=_NULLS[one.type])
    return one.read(wide)


def text(name: str, meaning: str, *, word: str = "", null: str = "blank") -> Field:
    """Text without surrounding blanks; null where blank."""
    return _field(name, "text", meaning, word, read_name, null=null)


def code(name: str, meaning: str, *, digits: int, word: str = "", null: str = "none (blank, 0 or -)") -> Field:
    """Code of so many digits, lost zeros put back; null where the publisher has none."""
    what = f"{name.replace('_', ' ')} of {digits} digits"
    return _field(name, "code", meaning, word, lambda values: read_code(values, digits, what), null=null)


def coded(name: str, meaning: str, *, pattern: str, what: str, word: str = "") -> Field:
    """Code that must have a form, never null; `what` names it in the error."""

    def read(values: pd.Series[Any]) -> pd.Series[Any]:
        found = values.str.strip()
        check_code(found, pattern, what)
        return found

    return _field(name, "code", meaning, word, read)


def whole(name: str, meaning: str, *, unit: str = "", word: str = "", null: str = "") -> Field:
    """Whole number, plain digits."""
    return _field(name, "whole", meaning, word, read_whole, unit=unit, null=null)


def counted(name: str, meaning: str, *, word: str = "", null: str = "1 to 4, hidden (<5 or -1)") -> Field:
    """Pupils beside those a row is about, a whole number; null where hidden."""
    return _field(name, "whole", meaning, word, lambda values: read_count(values)["pupils"], unit="pupils", null=null)


def decimal(name: str, meaning: str, *, unit: str = "", word: str = "", null: str = "", mark: str = ",") -> Field:
    """Decimal number, written with a comma or another `mark`."""
    return _field(name, "decimal", meaning, word, lambda values: read_decimals(values, mark), unit=unit, null=null)


def date(name: str, meaning: str, *, word: str = "") -> Field:
    """Day, written yyyymmdd."""
    return _field(name, "date", meaning, word, read_dates)


def constant(name: str, value: str) -> Field:
    """Text that is the same in every row."""
    return Field(name, "text", value, read=lambda wide: pd.Series(value, index=wide.index, dtype=TEXT))


def _field(
    name: str,
    kind: str,
    meaning: str,
    word: str,
    read: Callable[[pd.Series[Any]], pd.Series[Any]],
    **more: str,
) -> Field:
    word = word or name
    published = published_name(word)
    return Field(name, kind, meaning, published=published, read=lambda wide: read(wide[word]), **more)


SITE = Field(
    "site",
    "code",
    "school (BRIN, four characters) and location (two digits); 00 is the head site",
    published="INSTELLINGSCODE, VESTIGINGSCODE",
    read=read_site,
)
SITE_NAME = text("site_name", "name of the site")
BOARD = code("board", "school board (bevoegd gezag)", digits=5)
DENOMINATION = text("denomination", "denomination (denominatie), as published")
MUNICIPALITY_CODE = code("municipality_code", "municipality of the site (CBS code)", digits=4)
MUNICIPALITY = text("municipality", "name of that municipality, as published")
PROVINCE = text("province", "province of the site")
PLACE = text("place", "town or village of the site")
CENSUS_DATE = date("census_date", "day on which pupils were counted (peildatum)")
SITE_PC4 = Field(
    "site_pc4",
    "code",
    "postcode area of the site, four digits",
    null="blank",
    published="POSTCODE VESTIGING",
    read=lambda wide: read_pc4(wide["site_postcode"]),
)
SECTOR = Field(
    "sector",
    "text",
    "bo, sbo, so, vso, so_vso or vo",
    published="SOORT PO",
    read=lambda wide: read_sector(wide["sector"]),
)
PUPILS = (
    Field("pupils", "whole", "pupils", unit="pupils", null="hidden (<5 or -1)"),
    Field("pupils_low", "whole", "pupils, at least", unit="pupils"),
    Field("pupils_high", "whole", "pupils, at most", unit="pupils"),
)
