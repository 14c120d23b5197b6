"""M, H and D beside lean NumPy and polars, in one run.

Run from the project's root: ``make bench``, or ``python benches/measure.py [--units 1000000] [--repeats 7]``.
Each side starts from the same pandas or polars columns and ends with the three numbers, which must agree.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import schoolmix as sm

GROUPS = 10
AGREE = 1e-12  # all sides compute the same formula on the same counts


def rows(units):
    """Nine tenths of all cells, shuffled: unit, group, pupils."""
    rng = np.random.default_rng(0)
    cells = rng.permutation(units * GROUPS)[: units * GROUPS * 9 // 10]
    counts = rng.integers(1, 60, cells.size)
    return pd.DataFrame({"unit": cells // GROUPS, "group": cells % GROUPS, "pupils": counts})


def numpy_lean(frame, units):
    """Integer codes to M, H, D: one bincount, logarithms in place."""
    unit, group, pupils = (frame[name].to_numpy() for name in ("unit", "group", "pupils"))
    table = np.bincount(unit * GROUPS + group, weights=pupils, minlength=units * GROUPS).reshape(units, GROUPS)
    return _from_table(table)


def _from_table(table):
    by_unit, by_group, total = table.sum(1), table.sum(0), table.sum()
    share = by_group / total
    entropy = -(share * np.log(share)).sum()
    mix = table / by_unit[:, None]
    dissimilarity = (by_unit @ np.abs(mix - share)).sum() / (2 * total * (share * (1 - share)).sum())
    mix /= share
    np.log(mix, out=mix, where=mix > 0)
    information = (table * mix).sum() / total
    return information, information / entropy, dissimilarity


def polars_group_by(frame, _units):
    """Any keys to M, H, D with group_by and joins."""
    cells = frame.group_by("unit", "group").agg(pl.col("pupils").sum().cast(pl.Float64))
    total = cells["pupils"].sum()
    share = cells.group_by("group").agg((pl.col("pupils").sum() / total).alias("share"))
    by_unit = cells.group_by("unit").agg(pl.col("pupils").sum().alias("size"), pl.col("group").n_unique().alias("k"))
    cells = cells.join(share, on="group").join(by_unit, on="unit")
    mix = cells["pupils"] / cells["size"]
    information = (cells["pupils"] / total * (mix / cells["share"]).log()).sum()
    entropy = -(share["share"] * share["share"].log()).sum()
    interaction = (share["share"] * (1 - share["share"])).sum()
    seen = (cells["size"] * (mix - cells["share"]).abs()).sum()
    unseen = by_unit["size"].sum() - (cells["size"] * cells["share"]).sum()
    return information, information / entropy, (seen + unseen) / (2 * total * interaction)


def polars_key(frame, _units):
    """Only the grouping that ours cannot do without: cells by text keys."""
    return frame.group_by("unit", "group").agg(pl.col("pupils").sum())


def ours(frame, _units):
    """From the frame to M, H, D through Roll and measure."""
    table = sm.measure(sm.Roll(frame, unit="unit", group="group", count="pupils"), ["M", "H", "D"])
    return tuple(pa.table(table)["estimate"].to_pylist())


def timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def compare(name, mine, peer, units, repeats):
    """Alternate both sides; print the medians and the median of the ratios."""
    (own, own_frame), (other, other_frame) = mine, peer
    times = []
    for _ in range(repeats):
        a, result = timed(own, own_frame, units)
        b, expected = timed(other, other_frame, units)
        if isinstance(expected, tuple):
            assert np.allclose(result, expected, rtol=AGREE, atol=0), (result, expected)
        times.append((a, b))
    a, b = (statistics.median(side) for side in zip(*times, strict=True))
    ratio = statistics.median(other_time / own_time for own_time, other_time in times)
    print(f"| {name} | {1e3 * a:.0f} | {1e3 * b:.0f} | {ratio:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    if sm._core.DEBUG:
        sys.exit("this is a build without optimisation: run `make bench`")
    whole = rows(options.units)
    text = whole.assign(unit="s" + whole["unit"].astype(str), group="g" + whole["group"].astype(str))
    arrow = text.astype({"unit": pd.ArrowDtype(pa.string()), "group": pd.ArrowDtype(pa.string())})
    category = text.astype({"unit": "category", "group": "category"})
    as_text = pl.from_arrow(pa.table({name: pa.array(text[name]) for name in text}))
    as_category = as_text.with_columns(pl.col("unit", "group").cast(pl.Categorical))
    print(f"{len(whole):,} rows, {options.units:,} units, {GROUPS} groups, {os.cpu_count()} cores")
    print("| work | ours, ms | peer, ms | peer / ours |\n|---|---|---|---|")
    pairs = [
        ("M, H, D, integer keys, beside lean NumPy", (ours, whole), (numpy_lean, whole)),
        ("M, H, D, integer keys, beside polars", (ours, whole), (polars_group_by, pl.from_pandas(whole))),
        ("M, H, D, Arrow text, beside polars", (ours, arrow), (polars_group_by, as_text)),
        ("M, H, D, Arrow text, beside polars group_by alone", (ours, arrow), (polars_key, as_text)),
        ("M, H, D, category, beside polars", (ours, category), (polars_group_by, as_category)),
        ("M, H, D, category, beside polars group_by alone", (ours, category), (polars_key, as_category)),
    ]
    for name, mine, peer in pairs:
        compare(name, mine, peer, options.units, options.repeats)


if __name__ == "__main__":
    main()
