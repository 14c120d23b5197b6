"""How often intervals and corrections hold what they promise, on rolls whose truth is known.

Run from the project's root: ``python benches/promises.py [--rolls 400] [--replicates 400]``. Rolls are drawn again and
again from known shares; a 95 % interval should hold the index of those shares 95 times in 100, and a corrected index
should be right on average. The table goes into ``docs/uncertainty.md``.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import schoolmix as sm

MEASURES = ["D", "H", "V"]
METHODS = ["basic", "percentile", "bias_corrected"]
CORRECTIONS = ["bootstrap", "carrington_troske", "allen", "density", "rathelot"]


def shares(units, rng):
    """Shares of the focal group in units that differ, 30 % on average."""
    return rng.beta(1.5, 3.5, units)


def roll(x, t):
    """A roll of two groups."""
    frame = pd.DataFrame({"unit": range(len(x)), "focal": x, "other": t - x})
    return sm.Roll.from_wide(frame, unit="unit", groups=["focal", "other"])


def truth(p, sizes):
    """D, H and V of units of these shares and sizes, as if they were endless."""
    scaled = np.rint(np.c_[p, 1 - p] * sizes[:, None] * 1e7).astype(np.int64)
    frame = pd.DataFrame({"unit": range(len(p)), "focal": scaled[:, 0], "other": scaled[:, 1]})
    return values(sm.Roll.from_wide(frame, unit="unit", groups=["focal", "other"]))


def values(of, **options):
    """The rows of D, H and V for the focal group."""
    return sm.measure(of, MEASURES, focal="focal", **options)


def pupils(arguments, size, units):
    """Pupils drawn multinomially from known cells: which intervals hold the truth of the cells?"""
    rng = np.random.default_rng(1)
    p = shares(units, rng)
    sizes = np.full(units, size)
    true = truth(p, sizes)["estimate"].to_numpy()
    cells = (np.c_[p, 1 - p] * size).ravel()
    held = {method: np.zeros(len(MEASURES)) for method in METHODS}
    sums = {name: np.zeros(len(MEASURES)) for name in ["none", *CORRECTIONS]}
    for number in range(arguments.rolls):
        x, y = rng.multinomial(units * size, cells / cells.sum()).reshape(units, 2).T
        drawn = roll(x, x + y)
        for method in METHODS:
            found = values(drawn, interval="pupils", method=method, replicates=arguments.replicates, rng=number)
            held[method] += (found["low"] <= true) & (true <= found["high"])
        sums["none"] += found["estimate"]
        for name in CORRECTIONS:
            corrected = values(drawn, correct=name, replicates=100, rng=number)["estimate"].to_numpy(float)
            sums[name] += corrected - true
    sums["none"] -= true * arguments.rolls
    return held, sums


def of_units(arguments, units):
    """Schools drawn from endless many: which intervals hold the index of all?"""
    rng = np.random.default_rng(2)
    every = shares(200_000, rng)
    true = truth(every, np.full(len(every), 200))["estimate"].to_numpy()
    held = {method: np.zeros(len(MEASURES)) for method in METHODS}
    for number in range(arguments.rolls):
        t = np.full(units, 200)
        drawn = roll(np.rint(rng.choice(every, units) * 200).astype(int), t)
        for method in METHODS:
            found = values(drawn, interval="units", method=method, replicates=arguments.replicates, rng=number)
            held[method] += (found["low"] <= true) & (true <= found["high"])
    return held


def line(name, numbers):
    """A row of the table."""
    print(f"| {name} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |")


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rolls", type=int, default=400)
    parser.add_argument("--replicates", type=int, default=400)
    arguments = parser.parse_args()
    print("| interval | " + " | ".join(MEASURES) + " |\n|---|" + "---|" * len(MEASURES))
    errors = {}
    for size, units in ((200, 60), (25, 60), (8, 200)):
        held, errors[size] = pupils(arguments, size, units)
        for method, hits in held.items():
            line(f"pupils, {units} units of {size}, {method}", hits / arguments.rolls)
    for units in (30, 200):
        for method, hits in of_units(arguments, units).items():
            line(f"units, {units} of 200, {method}", hits / arguments.rolls)
    print("\n| mean error | " + " | ".join(MEASURES) + " |\n|---|" + "---|" * len(MEASURES))
    for size, sums in errors.items():
        for name, total in sums.items():
            line(f"units of {size}, {name}", total / arguments.rolls)


if __name__ == "__main__":
    main()
