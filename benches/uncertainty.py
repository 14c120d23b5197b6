"""Bootstrap, expected value and Gini beside NumPy, polars, PySAL and, where it is present, R's segregation, in one run.

Run from the project's root: ``make bench``, or ``python benches/uncertainty.py --data folder [--repeats 5]``, with
`schools00.csv` (R package segregation, MIT) in ``folder/us``. Each side starts from the same counts; where both sides
compute the same number, the numbers must agree.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

import schoolmix as sm

REPLICATES = 1000
AGREE = 1e-12  # the same formula on the same counts
ALIKE = 0.05  # standard errors of two bootstraps with other random numbers


def from_table(table):
    """M, H and D of a table of floats, in NumPy."""
    by_unit, by_group, total = table.sum(1), table.sum(0), table.sum()
    share = by_group / total
    mix = np.divide(table, by_unit[:, None], out=np.zeros_like(table), where=by_unit[:, None] > 0)
    dissimilarity = (by_unit @ np.abs(mix - share) * (by_unit.sum() > 0)).sum() / (
        2 * total * (share * (1 - share)).sum()
    )
    mix /= share
    np.log(mix, out=mix, where=mix > 0)
    information = (table * mix).sum() / total
    return information, information / -(share * np.log(share)).sum(), dissimilarity


def bootstrap_numpy(table):
    """Standard errors of M, H and D over replicates."""
    rng = np.random.default_rng(1)
    cells, total = table.ravel() / table.sum(), int(table.sum())
    draws = [from_table(rng.multinomial(total, cells).reshape(table.shape).astype(float)) for _ in range(REPLICATES)]
    return np.std(draws, axis=0, ddof=1)


def bootstrap_ours(roll):
    """The same."""
    found = sm.measure(roll, ["M", "H", "D"], interval="pupils", replicates=REPLICATES, rng=1)
    return found["se"].to_numpy()


def expected_numpy(table, draws):
    """Mean of M and D under random allocation, groups dealt out over the seats."""
    rng = np.random.default_rng(1)
    seats = np.repeat(np.arange(len(table)), table.sum(1).astype(int))
    groups = np.repeat(np.arange(table.shape[1]), table.sum(0).astype(int))
    values = []
    for _ in range(draws):
        code = seats * table.shape[1] + rng.permutation(groups)
        values.append(from_table(np.bincount(code, minlength=table.size).reshape(table.shape).astype(float)))
    return np.mean(values, axis=0)[[0, 2]]


def expected_ours(roll):
    """The exact values."""
    return sm.expected(roll, ["M", "D"])["estimate"].to_numpy()


def gini_ours(roll):
    """Gini of two groups."""
    return sm.measure(roll, "G")["estimate"].to_numpy()


def gini_numpy(x, t):
    """Gini of two groups by one argsort and running sums."""
    order = np.argsort(x / t)
    x, y = x[order].cumsum(), (t - x)[order].cumsum()
    return (x[1:] * y[:-1] - x[:-1] * y[1:]).sum() / (x[-1] * y[-1])


def gini_polars(x, t):
    """The same in polars."""
    frame = pl.DataFrame({"x": x, "y": t - x}).sort(pl.col("x") / (pl.col("x") + pl.col("y")))
    cumulated = frame.select(pl.all().cum_sum())
    ends = cumulated.row(-1)
    terms = pl.col("y").shift(1) * pl.col("x") - pl.col("x").shift(1) * pl.col("y")
    return cumulated.select(terms.sum()).item() / ends[0] / ends[1]


def timed(function, *arguments, repeats):
    """Seconds of each round, and the answer."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = function(*arguments)
        seconds.append(time.perf_counter() - start)
    return seconds, answer


def line(work, ours, peer):
    """A row of the table: medians, and the median of the rounds' ratios."""
    ratio = statistics.median(p / o for o, p in zip(ours, peer, strict=True))
    print(
        f"| {work} | {statistics.median(ours) * 1e3:.3g} | {statistics.median(peer) * 1e3:.3g} | {ratio:.3g} |",
        flush=True,
    )


def beside(work, ours, peer, check, repeats):
    """Both sides in turn; their answers must agree."""
    mine, theirs = [], []
    for _ in range(repeats):
        seconds, answer = timed(*ours, repeats=1)
        mine += seconds
        seconds, other = timed(*peer, repeats=1)
        theirs += seconds
        assert check(np.asarray(answer, float), np.asarray(other, float)), (work, answer, other)
    line(work, mine, theirs)


def close(tolerance):
    """Whether two answers are the same but for a relative tolerance."""
    return lambda a, b: bool(np.all(abs(a - b) <= tolerance * abs(b)))


def pysal(table, roll, repeats):
    """Multigroup H, D and Gini of PySAL, on its wide frame."""
    try:
        from segregation import multigroup
    except ImportError:
        print("PySAL segregation is not installed: left out (pip install segregation).", file=sys.stderr)
        return
    import geopandas
    from shapely import Point

    groups = [f"g{k}" for k in range(table.shape[1])]
    shapes = geopandas.GeoDataFrame(pd.DataFrame(table, columns=groups), geometry=[Point(0, 0)] * len(table))
    for name, symbol in (("MultiInfoTheory", "H"), ("MultiDissim", "D"), ("MultiGini", "G")):
        peer = getattr(multigroup, name)
        beside(
            f"{symbol} of schools00, beside PySAL on its finished wide table",
            (lambda s=symbol: sm.measure(roll, s)["estimate"].to_numpy(),),
            (lambda p=peer: [p(shapes, groups=groups).statistic],),
            close(1e-9),
            repeats,
        )


def r_segregation(frame, repeats):
    """R's bootstrap and expected value, seconds as R tells them."""
    if shutil.which("Rscript") is None:
        print("R is not installed: left out.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schools.csv"
        frame.to_csv(path, index=False)
        script = f"""library(segregation); d <- read.csv("{path}")
        took <- function(call) cat(system.time(call)[3], "\\n")
        took(mutual_total(d, "race", "school", weight="n", se=TRUE, n_bootstrap={REPLICATES // 10}))
        took(mutual_total_expected(d, "race", "school", weight="n", n_bootstrap=10))"""
        done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if done.returncode:
        print("R's segregation is not installed: left out.", file=sys.stderr)
        return
    bootstrap, expected = (float(number) for number in done.stdout.split())
    roll = sm.Roll(frame, unit="school", group="race", count="n")
    ours, _ = timed(bootstrap_ours, roll, repeats=repeats)
    line(
        "bootstrap of pupils, 1,000 replicates, beside R (100 replicates, times ten)", ours, [bootstrap * 10] * repeats
    )
    ours, _ = timed(expected_ours, roll, repeats=repeats)
    line("M under random allocation, exact, beside R (10 draws)", ours, [expected] * repeats)


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("SCHOOLMIX_DATA", "../shared/data"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--units", type=int, default=1_000_000)
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, {os.environ.get('RAYON_NUM_THREADS', 'all')} threads, {arguments.repeats} rounds\n")
    print("| work | ours, ms | peer, ms | peer / ours |\n|---|---|---|---|")
    path = Path(arguments.data) / "us" / "schools00.csv"
    if path.exists():
        frame = pd.read_csv(path)[["school", "race", "n"]]
        roll = sm.Roll(frame, unit="school", group="race", count="n")
        table = frame.pivot_table(index="school", columns="race", values="n", fill_value=0).to_numpy(float)
        beside("bootstrap of pupils, 1,000 replicates, draw + M, H, D, schools00, beside NumPy",
               (bootstrap_ours, roll), (bootstrap_numpy, table), close(4 * ALIKE), arguments.repeats)  # fmt: skip
        beside("M and D under random allocation, exact, beside NumPy's mean of 20 draws",
               (expected_ours, roll), (expected_numpy, table, 20), close(0.02), arguments.repeats)  # fmt: skip
        pysal(table, roll, arguments.repeats)
        r_segregation(frame, arguments.repeats)
    rng = np.random.default_rng(2)
    t = rng.integers(50, 600, arguments.units)
    x = rng.binomial(t, rng.beta(1.5, 3.5, arguments.units))
    wide = pd.DataFrame({"unit": np.arange(arguments.units), "x": x, "y": t - x})
    roll = sm.Roll.from_wide(wide, unit="unit", groups=["x", "y"])
    ours = (gini_ours, roll)
    xs, ts = x.astype(float), t.astype(float)
    beside(f"Gini, {arguments.units:,} units, beside one numpy.argsort of the shares",
           ours, (np.argsort, xs / ts), lambda _a, _b: True, arguments.repeats)  # fmt: skip
    beside("the same, beside NumPy's Gini", ours, (gini_numpy, xs, ts), close(1e-9), arguments.repeats)
    beside("the same, beside polars", ours, (gini_polars, xs, ts), close(1e-9), arguments.repeats)


if __name__ == "__main__":
    main()
