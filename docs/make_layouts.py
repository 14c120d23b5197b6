"""Write docs/layouts.md from `schoolmix.read.layouts`: PYTHONPATH=python python docs/make_layouts.py."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from schoolmix import read

HEAD = """# Layouts that can be read

Made by `docs/make_layouts.py` from `sm.read.layouts()`. A file is recognised by its content, never by its name;
`sm.read.file(path)` says which layout it is. `code` is text of fixed form that is never a number; a hidden number of
pupils is null with `pupils_low` and `pupils_high` around it.
"""


def section(rows: pd.DataFrame) -> str:
    """Return one layout as Markdown."""
    first = rows.iloc[0]
    lines = [f"## `{first['layout']}`", "", f"{first['publisher']}: {first['title']}. Source: {first['source']}", ""]
    if not first["met"]:
        lines += ["Header from the publisher's description or other readers of it; not met in a real file here.", ""]
    lines += ["| column | type | unit | meaning | null | published as |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows.itertuples():
        cells = [f"`{row.column}`", row.type, row.unit, row.meaning, row.null, row.published]
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the page."""
    table = read.layouts()
    return "\n".join([HEAD, *(section(rows) for _, rows in table.groupby("layout", sort=False))])


if __name__ == "__main__":
    Path(__file__).with_name("layouts.md").write_text(page(), encoding="utf-8")
