"""Make ``indices.json`` and ``indices.csv``: every index by its definition, in whole numbers and 50 digits.

Nothing is shared with the core.

Run from the project's root: ``python tests/golden/make.py ../shared/data``.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
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


def between(table: np.ndarray) -> dict[str, str]:
    """Return R, C, A of a table."""
    units, groups, total = whole(table), [int(n) for n in table.sum(0)], int(table.sum())
    inside = sum(Fraction(n * (sum(row) - n), sum(row)) for row in units for n in row)
    chi = sum(Fraction(n * n, sum(row) * groups[k]) for row in units for k, n in enumerate(row)) - 1
    alike = [[Decimal(n) / t for n, t in zip(row, groups, strict=True)] for row in units if all(row)]
    return {
        "R": digits(1 - inside * total / sum(n * (total - n) for n in groups)),
        "C": digits(chi / (len(groups) - 1)),
        "A": digits(1 - sum((root(math.prod(row), len(groups)) for row in alike), Decimal(0))),
    }


def whole(table: np.ndarray) -> list[list[int]]:
    """Return rows of Python's own whole numbers."""
    return [[int(n) for n in row] for row in table]


def root(x: Decimal, degree: int) -> Decimal:
    """Return the positive root of a positive number."""
    return x.sqrt() if degree == 2 else (x.ln() / degree).exp()


def focal(pairs: list[list[int]]) -> dict[str, str]:
    """Return O, A_ε, S, KM, MM, icc and Rp of the first group against the second."""
    x, y = (sum(pair[k] for pair in pairs) for k in (0, 1))
    total, p = x + y, Fraction(x, x + y)
    both = [(Decimal(a) / x, Decimal(b) / y) for a, b in pairs if a and b]
    shift = sum(abs(a * y - b * x) for a, b in pairs)
    apart = Fraction(shift, 2 * x * y)
    summary = sum(Fraction(a * abs(a * total - (a + b) * x), a + b) for a, b in pairs) / (x * y)
    return {
        "O": digits(1 - sum(((f * g).sqrt() for f, g in both), Decimal(0))),
        **{f"A_{tenths / 10}": digits(atkinson(both, Decimal(tenths) / 10)) for tenths in (1, 5, 9)},
        "S": digits(Fraction(sum(abs(a * total - (a + b) * x) for a, b in pairs), 2 * x * total)),
        "KM": digits(2 * p * (1 - p) * apart),
        "MM": digits(1 - Fraction(sum(min(a * y, b * x) for a, b in pairs), sum(max(a * y, b * x) for a, b in pairs))),
        "icc": digits(icc(pairs)),
        "Rp": digits(summary),
    }


def atkinson(both: list[tuple[Decimal, Decimal]], epsilon: Decimal) -> Decimal:
    """Return A_ε from shares above 0."""
    alike = sum(((epsilon * f.ln() + (1 - epsilon) * g.ln()).exp() for f, g in both), Decimal(0))
    return 1 - (alike.ln() / (1 - epsilon)).exp() if alike else Decimal(1)


def icc(pairs: list[list[int]]) -> Fraction:
    """Return the intraclass correlation by the sums of squares of an analysis of variance of 0 and 1."""
    sizes = [a + b for a, b in pairs]
    pupils, units, x = sum(sizes), len(pairs), sum(a for a, _ in pairs)
    inside = sum(Fraction(a * b, a + b) for a, b in pairs) / (pupils - units)
    outside = sum(Fraction((a * pupils - (a + b) * x) ** 2, a + b) for a, b in pairs) / (pupils**2 * (units - 1))
    size = (pupils - Fraction(sum(t * t for t in sizes), pupils)) / (units - 1)
    return (outside - inside) / (outside + (size - 1) * inside)


def entropy_of_share(c: Fraction) -> Decimal:
    """Return -c log2 c - (1-c) log2(1-c)."""
    return entropy([c.numerator, c.denominator - c.numerator]) / Decimal(2).ln()


def decimal(x: Fraction) -> Decimal:
    """Return a fraction in 60 digits."""
    return Decimal(x.numerator) / Decimal(x.denominator)


VARIATION = {
    "information": entropy_of_share,
    "variance": lambda c: decimal(4 * c * (1 - c)),
    "square_root": lambda c: 2 * decimal(c * (1 - c)).sqrt(),
    "absolute": lambda c: decimal(1 - abs(2 * c - 1)),
}


def ordinal(table: np.ndarray) -> dict[str, str]:
    """Return the ordinal indices of groups in the order of the columns."""

    def variation(row: list[int], phi: Callable[[Fraction], Decimal]) -> Decimal:
        return sum((phi(Fraction(sum(row[:k]), sum(row))) for k in range(1, len(row))), Decimal(0))

    rows, groups = whole(table), [int(n) for n in table.sum(0)]
    found = {}
    for name, phi in VARIATION.items():
        inside = sum(sum(row) * variation(row, phi) for row in rows) / sum(groups)
        found[f"ordinal_{name}"] = digits(1 - inside / variation(groups, phi))
    return found


def meets(table: np.ndarray, a: int, b: int) -> str:
    """Return aPb."""
    pairs = zip(table, table.sum(1), strict=True)
    return digits(sum(Fraction(int(row[a] * row[b]), int(unit)) for row, unit in pairs) / int(table[:, a].sum()))


def lines(found: dict[str, dict]) -> Iterator[str]:
    """Yield the values line by line, for a reader that knows no JSON: table, focal group, index, value."""
    for table, values in found.items():
        whole = {index: value for index, value in values.items() if isinstance(value, str)}
        for group, one in [("", whole), *enumerate(values["against_rest"])]:
            yield from (f"{table},{group},{index},{value}\n" for index, value in one.items())


def main(data: Path) -> None:
    """Write the file beside this script."""
    schools = pd.read_csv(data / "us" / "schools00.csv")
    wide = schools.pivot_table(index="school", columns="race", values="n", aggfunc="sum", fill_value=0)
    tables = {name: np.array(rows, dtype=np.int64) for name, rows in SMALL.items()}
    tables["schools00"] = wide.to_numpy(dtype=np.int64)
    found = {}
    for name, table in tables.items():
        groups = range(table.shape[1])
        pairs = [np.stack([table[:, k], table.sum(1) - table[:, k]], axis=1) for k in groups]
        rest = [{**of(pair), **focal(whole(pair))} for pair in pairs]
        found[name] = {
            **of(table),
            **between(table),
            **ordinal(table),
            "against_rest": [{("V" if key == "P" else key): value for key, value in one.items()} for one in rest],
            "exposure": [[meets(table, a, b) for b in groups] for a in groups],
        }
    text = json.dumps({"tables": SMALL, "values": found}, indent=1)
    here = Path(__file__).parent
    (here / "indices.json").write_text(text + "\n", encoding="utf-8")
    (here / "indices.csv").write_text("".join(lines(found)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
