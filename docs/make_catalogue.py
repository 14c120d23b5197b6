"""Write ``catalogue.md``: every measure with formula, range, axioms, source and a call that runs.

Run from the project's root with the package installed: ``python docs/make_catalogue.py``. A test holds the page against
the catalogue.
"""

from __future__ import annotations

from pathlib import Path

import schoolmix as sm

PAGE = Path(__file__).parent / "catalogue.md"
HEAD = """# The catalogue

Every measure that `sm.catalogue()` lists. Notation: units j (schools) with t_j pupils, groups k with T_k, T in all;
w_j = t_j/T, π_k = T_k/T, π_jk = t_jk/t_j; two groups x_j, y_j, X, Y, p_j = x_j/t_j, P = X/T, f_j = x_j/X, g_j = y_j/Y;
d_ij distances in kilometres; a tilde is written ~. `roll` in the examples stands for any roll with a group `low`, and
with what the measure needs.
"""
FACTS = ("range", "parameters", "needs", "axioms", "reference")


def page() -> str:
    """Return the page."""
    table = sm.catalogue()
    sections = [_section(kind, rows) for kind, rows in table.groupby("kind", sort=False)]
    return "\n".join([HEAD, *sections])


def _section(kind: str, rows: object) -> str:
    return "\n".join([f"## {kind.capitalize()}", "", *(_entry(row) for row in rows.to_dict("records"))])


def _entry(row: dict[str, str]) -> str:
    names = f"### {row['name']} ({row['symbol']})"
    also = f"Also `{row['also'].replace(', ', '`, `')}`." if row["also"] else ""
    facts = [f"- {fact}: {row[fact]}" for fact in FACTS if row[fact]]
    lines = [names, "", f"    {row['formula']}", "", also, *facts, f"- one row: {row['rows']}"]
    return "\n".join([line for line in lines if line or line == ""] + [f"- example: `{row['example']}`", ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
