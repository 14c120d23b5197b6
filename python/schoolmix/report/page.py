"""Chapters as HTML: every text escaped, charts inline, tables as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from schoolmix import _core
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Figure, Part, Section, Table
from schoolmix.report.figures import draw, header
from schoolmix.report.language import Language

TEMPLATES = Path(__file__).parent / "template"
LEFT = frozenset({"term", "name", "file", "code", "hash", "text", "word", "measure", "reason", "cut", "year", "phrase"})
LEFT |= {"part", "moved", "answer", "rule", "instrument", "assumption", "terms", "euros", "tier"}
"""Kinds of columns that are read, not added up."""

MIME = "application/vnd.schoolmix.section+json"


@dataclass
class Page:
    """The page of an edition: chapters are numbered in the order in which they are shown.

    Examples
    --------
    >>> from schoolmix.monitor import Edition, Section, open_source
    >>> page = Page(Edition(open_source(None)), Language("nl"))
    >>> page.chapter(Section("why", []))["metadata"]["number"]
    1
    """

    edition: Edition
    language: Language
    shown: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"figure": 0, "table": 0})

    @cached_property
    def environment(self) -> Environment:
        """The templates; whatever comes from data is escaped."""
        found = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        found.globals |= {"t": self.language.text, "say": self.language.sentence, "page": self}
        return found

    @property
    def mark(self) -> str:
        """The word that stands on everything that is invented."""
        return self.language.text("page", "synthetic") if self.edition.source.is_synthetic else ""

    def mark_of(self, table: Table) -> str:
        """Return the word that stands on a table of invented pupils, in whatever edition."""
        return self.language.text("page", "synthetic") if table.is_synthetic else self.mark

    def cover(self) -> dict[str, Any]:
        """Return the title block."""
        kind = self.edition.source.kind
        code = self.edition.source.municipality
        values = {
            "kind": kind,
            "edition": self.edition.protocol.edition,
            "made": self.language.text("page", "made").format(date=self.language.date(dt.date.today())),  # noqa: DTZ011
            "source": self.language.text("page", f"source_{kind}").format(
                version=_core.VERSION, **_world(self.edition)
            ),
            "sha256": self.edition.protocol.sha256,
            "focus": self.edition.municipalities[code] if code else "",
        }
        title = self.language.text("page", "title")
        titled = f"{title} ({self.mark})" if self.mark else title
        return _bundle(
            self.environment.get_template("cover.html.j2").render(**values),
            {"cover": True, "title": titled, "lang": self.language.code, "kind": kind, "words": self._words()},
        )

    def chapter(self, section: Section) -> dict[str, Any]:
        """Return a chapter with its number."""
        self.shown += 1
        html = self.environment.get_template("section.html.j2").render(section=section, number=self.shown)
        title = self.language.text("chapter", section.id)
        return _bundle(html, {"id": section.id, "number": self.shown, "title": title})

    def show(self, bundle: dict[str, Any]) -> None:
        """Display a cover or chapter in the notebook."""
        from IPython.display import display  # noqa: PLC0415 - only in a notebook

        display({"text/html": bundle["html"], MIME: bundle["metadata"]}, raw=True)  # type: ignore[no-untyped-call]

    def count(self, kind: str) -> int:
        """Return the next number of a figure or table."""
        self.counts[kind] += 1
        return self.counts[kind]

    def svg(self, figure: Figure) -> Markup:
        """Return a chart; it comes from our own drawing, in which texts are escaped."""
        return Markup(draw(figure, self.language, mark=self.mark))  # noqa: S704

    def headers(self, table: Table) -> list[tuple[str, bool]]:
        """Return the headers of a table, and whether each holds numbers."""
        shown = [(header(table.id, column.name, self.language), column.kind not in LEFT) for column in table.columns]
        return [*shown, (self.language.text("page", "synthetic_column"), False)] if self.mark_of(table) else shown

    def rows(self, table: Table) -> list[list[tuple[str, bool]]]:
        """Return the cells of a table, and whether each holds a number."""
        extra = [(mark, False)] if (mark := self.mark_of(table)) else []
        return [
            [
                *(
                    (self.language.cell(column.kind, row[column.name]), column.kind not in LEFT)
                    for column in table.columns
                ),
                *extra,
            ]
            for row in table.frame.to_dict("records")
        ]

    def card(self, claim: Claim) -> list[str]:
        """Return the number and the label of a key figure."""
        return self.language.sentence(claim).split("|", 1)

    def missing_places(self, figure: Figure) -> str:
        """Return the note on places that a map has no outline for."""
        lost = figure.options.get("lost", [])
        return self.language.text("axis", "lost").format(names=", ".join(sorted(lost))) if lost else ""

    def has_reading(self, part: Part) -> bool:
        """Tell whether a part says how to read it."""
        return bool(part.reading or part.caveat or part.limits)

    def _words(self) -> dict[str, str]:
        names = ("contents", "skip", "pages")
        return {name: self.language.text("page", name) for name in names} | {"mark": self.mark}


def _world(edition: Edition) -> dict[str, str]:
    world = next(iter(edition.source.worlds.values()), None)
    if world is None or world.scale is None:
        return {}
    return {"scale": f"{100 * world.scale:g}", "seed": str(world.seed)}


def _bundle(html: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"html": html, "metadata": metadata}
