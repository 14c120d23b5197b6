"""Tables and sentences about what uneven spread is made of, in a model."""

from __future__ import annotations

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.origins import BETWEEN, OBSERVED, PARTS
from schoolmix.monitor.section import Claim, Column, Figure, Part, Table
from schoolmix.monitor.values import columns, points, signed, term, year


def part(edition: Edition) -> Part:
    """Return the sources of every trait as a table and a waterfall."""
    found = edition.origins
    order = [BETWEEN, *PARTS, OBSERVED]
    wide = found.pivot_table(index=["subject", "year"], columns="part", values="estimate", sort=False)[order]
    kinds = {name: "difference" if name in PARTS else "index" for name in order}
    shown = [Column("subject", "term"), *columns(**kinds)]
    table = Table("sources", wide.reset_index(), shown, key=("subject",))
    claims = [_claim(table, str(subject)) for subject in table.frame["subject"]]
    steps = found[found["part"].isin(PARTS)]
    rank = {name: place for place, name in enumerate(PARTS)}
    steps = steps.sort_values("part", key=lambda names: names.map(rank), kind="stable")
    data = Table("sources_steps", steps, [*_LONG], folded=True)
    ends = table.frame.set_index("subject").rename(columns={BETWEEN: "before", OBSERVED: "after"})
    first = table.frame.iloc[0]
    values = {"trait": term(f"by_{first['subject']}"), "year": year(first["year"])}
    values |= {"x": points(first[OBSERVED]), "b": points(first[BETWEEN]), "t": signed(first["tracking"])}
    options = {"ends": ends[["before", "after"]], "labels": (BETWEEN, OBSERVED)}
    figure = Figure("sources_steps", "steps", data, Claim("alt_sources", values), options)
    return Part(
        "heading_sources",
        claims=claims,
        tables=[table],
        figures=[figure],
        reading="read_sources",
        caveat="caveat_sources",
    )


_LONG = [Column("subject", "term"), Column("part", "part"), *columns(estimate="difference")]
_LONG += columns(low="difference", high="difference")


def _claim(table: Table, subject: str) -> Claim:
    key = (subject,)
    letters = {"c": "chance", "t": "tracking", "h": "homes", "p": "preferences", "q": "places", "u": "unexplained"}
    values = {letter: table.value("signed", key, name) for letter, name in letters.items()}
    values |= {"x": table.value("points", key, OBSERVED), "b": table.value("points", key, BETWEEN)}
    values |= {"year": table.value("year", key, "year"), "trait": term(f"by_{subject}")}
    return Claim("sources", values, table.id, key, certainty="synthetic")
