"""Make ``indices.json``: every index by its definition, in whole numbers and 50 digits, nothing shared with the core.

Run from the project's root: ``python tests/golden/make.py ../shared/data``.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

getcontext().prec = 60
SMALL = {
    "V1": [[80, 20], [15, 85], [5, 95]],
    "V4": [[10, 90], [40, 60], [25, 75], [60, 40], [5, 95]],
    "JT1": [[100, 0], [60, 40], [40, 60], [0, 100]],
    "T24": [[40, 20, 5, 1], [20, 40, 60, 80]],
    "T24 turned": [[40, 20], [20, 40], [5, 60], [1, 80]],
    "Z": [[10, 0, 5], [0, 20, 5], [7, 3, 0], [0, 0, 9]],
    "three": [[10, 30], [20, 20], [30, 10]],
}


def digits(x: Fraction | Decimal) -> str:
    """Return 40 digits of a number."""
    x = x if isinstance(x, Decimal) else Decimal(x.numerator) / Decimal(x.denominator)
    return f"{x:.40f}"


def entropy(t: list[int]) -> Decimal:
    """Return -Σ p ln p."""
    total = Decimal(sum(t))
    return -sum(n / total * (n / total).ln() for n in map(Decimal, t) if n)


def information(table: np.ndarray) -> Decimal:
    """Return M as E - Σ w_j E_j, which is another formula than that of the core."""
    total = Decimal(int(table.sum()))
    units = [[int(n) for n in row] for row in table]
    inside = sum(Decimal(sum(row)) / total * entropy(row) for row in units)
    return entropy([int(n) for n in table.sum(0)]) - inside


def of(table: np.ndarray) -> dict[str, str]:
    """Return D, G, H, M, P, E of a table."""
    t, groups, total = table.sum(1), [int(n) for n in table.sum(0)], int(table.sum())
    square = sum(n * (total - n) for n in groups)  # T² I
    shift = sum(int(abs(row * total - unit * table.sum(0)).sum()) for row, unit in zip(table, t, strict=True))
    gaps = sum(int(abs(np.outer(table[:, k], t) - np.outer(t, table[:, k])).sum()) for k in range(len(groups)))
    variance = sum(
        Fraction(int((row[k] * total - unit * groups[k]) ** 2), int(unit)) / (total - groups[k])
        for row, unit in zip(table, t, strict=True)
        for k in range(len(groups))
    )
    m, e = information(table), entropy(groups)
    return {
        "D": digits(Fraction(shift, 2 * square)),
        "G": digits(Fraction(gaps, 2 * square)),
        "H": digits(m / e),
        "M": digits(m),
        "P": digits(variance / (total * total)),
        "E": digits(e),
    }


def meets(table: np.ndarray, a: int, b: int) -> str:
    """Return aPb."""
    pairs = zip(table, table.sum(1), strict=True)
    return digits(sum(Fraction(int(row[a] * row[b]), int(unit)) for row, unit in pairs) / int(table[:, a].sum()))


def main(data: Path) -> None:
    """Write the file beside this script."""
    schools = pd.read_csv(data / "us" / "schools00.csv")
    wide = schools.pivot_table(index="school", columns="race", values="n", aggfunc="sum", fill_value=0)
    tables = {name: np.array(rows, dtype=np.int64) for name, rows in SMALL.items()}
    tables["schools00"] = wide.to_numpy(dtype=np.int64)
    found = {}
    for name, table in tables.items():
        groups = range(table.shape[1])
        rest = [of(np.stack([table[:, k], table.sum(1) - table[:, k]], axis=1)) for k in groups]
        found[name] = {
            **of(table),
            "against_rest": [{("V" if key == "P" else key): value for key, value in one.items()} for one in rest],
            "exposure": [[meets(table, a, b) for b in groups] for a in groups],
        }
    text = json.dumps({"tables": SMALL, "values": found}, indent=1)
    (Path(__file__).parent / "indices.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
