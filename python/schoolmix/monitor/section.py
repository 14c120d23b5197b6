"""What a chapter is made of: parts with claims, tables and figures, all of them free of language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import pandas as pd

from schoolmix.errors import InternalError

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Value:
    """A value in a sentence or a cell.

    Attributes
    ----------
    kind : str
        How it is written: ``share, index, points, signed, count, decimal, year, term, name, code, text``.
    value : object
        The value itself; for ``term`` a name in the catalogue.
    column : str
        The column of the claim's table that it stands in, if it stands there.
    """

    kind: str
    value: Any
    column: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence before it has words: a template, and the values that go into it.

    Attributes
    ----------
    template : str
        Name of the template in the catalogue.
    values : mapping of str to Value
        What goes into it.
    table : str
        Table in which the values stand; empty where a claim states no figure of a table.
    row : tuple
        Key of the row.
    certainty : str
        ``register`` (as counted), ``hidden`` (some counts are hidden; the claim gives bounds), ``estimated`` (the same,
        without bounds), ``process`` (a difference), ``synthetic``.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    table: str = ""
    row: Row = ()
    certainty: str = "register"

    def check(self, tables: Mapping[str, Table]) -> None:
        """Look every value up again in its table, or raise.

        Examples
        --------
        >>> table = Table("t", pd.DataFrame({"year": [2017], "H": [0.5]}), [Column("H", "index")], key=("year",))
        >>> Claim("x", {"h": Value("index", 0.5, "H")}, "t", (2017,)).check({"t": table})
        """
        for name, value in self.values.items():
            if value.column and not _same(found := tables[self.table].cell(self.row, value.column), value.value):
                raise InternalError(
                    f"claim '{self.template}' says {name} is {value.value!r} where its table has {found!r}",
                    kind="WrongClaim",
                    column=value.column,
                    remedy="Please report this.",
                )


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the frame, and how its values are written."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table: a frame, the columns that are shown, and the columns that name a row.

    ``folded`` tables are shown on request, as the data behind a figure are; ``is_synthetic`` ones hold invented pupils
    even in an edition of real ones.
    """

    id: str
    frame: pd.DataFrame = field(repr=False)
    columns: Sequence[Column]
    key: tuple[str, ...] = ()
    folded: bool = False
    is_synthetic: bool = False

    def cell(self, row: Row, column: str) -> Any:
        """Return the value in the row with this key."""
        chosen = self.frame
        for name, wanted in zip(self.key, row, strict=True):
            chosen = chosen[chosen[name] == wanted]
        if len(chosen) != 1:
            raise InternalError(
                f"table '{self.id}' has {len(chosen)} rows {row!r}", kind="WrongClaim", remedy="Please report this."
            )
        return chosen[column].iloc[0]

    def value(self, kind: str, row: Row, column: str) -> Value:
        """Return the value in a cell as a claim takes it."""
        return Value(kind, self.cell(row, column), column)


@dataclass(frozen=True)
class Figure:
    """A figure: a kind of chart, the table behind it, and the claim that is its text alternative."""

    id: str
    chart: str
    table: Table
    alternative: Claim
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A part of a chapter.

    Texts are names in the catalogue; ``reading`` says how to read it, ``caveat`` its limit, and ``limits`` are claims
    that follow the caveat.
    """

    heading: str = ""
    claims: Sequence[Claim] = ()
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    reading: str = ""
    caveat: str = ""
    limits: Sequence[Claim] = ()
    cards: Sequence[Claim] = ()
    verbatim: str = ""


@dataclass(frozen=True)
class Section:
    """A chapter."""

    id: str
    parts: Sequence[Part]
    title: str = ""

    def tables(self) -> dict[str, Table]:
        """Return all tables by id, those behind figures included."""
        found = [table for part in self.parts for table in [*part.tables, *(f.table for f in part.figures)]]
        return {table.id: table for table in found}

    def claims(self) -> list[Claim]:
        """Return all claims, text alternatives, key figures and limits included."""
        return [
            claim
            for part in self.parts
            for claim in [*part.cards, *part.claims, *part.limits, *(figure.alternative for figure in part.figures)]
        ]

    def check(self, tables: Mapping[str, Table] | None = None) -> Section:
        """Check every claim against its table, and return the section."""
        known = {**(tables or {}), **self.tables()}
        for claim in self.claims():
            claim.check(known)
        return self


def _same(found: Any, stated: Any) -> bool:
    if isinstance(stated, float) and isinstance(found, float):
        return found == stated or (isnan(found) and isnan(stated))
    return bool(found == stated)
