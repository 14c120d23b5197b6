"""Write the tables of ``calibration-open-flows.md``: tastes of the open files, and municipalities held out.

Run from the project's root with the package installed and ``SCHOOLMIX_DATA`` set: ``python docs/make_calibration.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pandas as pd

import schoolmix as sm

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "python"))
from calibration import files, flows_of, recorded

PAGE = Path(__file__).parent / "calibration-open-flows.md"
MARK = "<!-- made by docs/make_calibration.py: {} -->"
TARGETS = ("flows", "sizes", "distance", "nearest")
FOLDS = 5


def table(frame: pd.DataFrame, digits: int = 3) -> str:
    """Return a frame as a table of the page."""
    shown = frame.map(lambda x: f"{x:.{digits}f}" if isinstance(x, float) else str(x))
    rows = [list(shown), ["-"] * shown.shape[1], *shown.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def card(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows about all municipalities, with the share of municipalities within the band."""
    columns = ["observed", "predicted", "nearest", "gravity", "off", "nearest_off", "gravity_off", "band"]
    parts = found[found["municipality_code"].notna()]
    within = parts.groupby("target")["passed"].mean().astype(float)
    better = (parts["off"] < parts["gravity_off"]).groupby(parts["target"]).mean()
    whole = recorded(found)[columns].reset_index()
    return whole.assign(within=whole["target"].map(within), better=whole["target"].map(better))


def put(name: str, text: str) -> None:
    """Put a table between its marks on the page."""
    mark = MARK.format(name)
    before, _, after = PAGE.read_text(encoding="utf-8").split(mark)
    PAGE.write_text(f"{before}{mark}\n{text}\n{mark}{after}", encoding="utf-8")


def listed(notes: list[str]) -> str:
    """Return notes as a list of the page."""
    return "\n".join(f"- {note}" for note in notes)


def main() -> None:
    """Write the page, or those parts that are named: tastes, held, balanced."""
    asked = sys.argv[1:] or ["tastes", "held", "balanced"]
    made = files(Path(os.environ["SCHOOLMIX_DATA"]))
    free, given = flows_of(*made), flows_of(*made, year=2024)
    if "tastes" in asked:
        tastes = sm.estimate(free[0], **free[1])
        put("tastes", table(tastes.table.drop(columns="p")))
        put("notes", listed(tastes.notes))
    if "held" in asked:
        held = sm.backtest(free[0], folds=FOLDS, targets=TARGETS, **free[1])
        put("held out", table(card(held)))
        put("held out, notes", listed(recorded(held)["note"].iloc[0].split("; ")))
        held.to_csv(os.environ.get("CALIBRATION_TABLE", os.devnull), index=False)
    if "balanced" in asked:
        balanced = sm.backtest(given[0], folds=FOLDS, targets=TARGETS, balance=True, **given[1])
        put("balanced", table(card(balanced)))


if __name__ == "__main__":
    main()
