"""The nearest school of 1.4 million homes beside SciPy's k-d tree and NumPy, and whole verbs on the whole country.

Run from the project's root: ``python benches/nearest.py [--homes 1400000] [--schools 6600] [--repeats 5] [--scale 1]``.
Both sides start from the same two arrays of coordinates and end with the number of the nearest school of every home;
the distances must agree. SciPy is only needed here; without it only NumPy stands beside ours, on a sample.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

import numpy as np
import pyarrow as pa

import schoolmix as sm

SAMPLE = 2000  # homes for which NumPy looks at all schools


def places(homes, schools):
    """Homes and schools crowded in towns, as kilometres to the east and to the north."""
    rng = np.random.default_rng(0)
    towns = rng.uniform(0, 250, (400, 2))
    size = rng.pareto(1.2, 400) + 0.2
    at = rng.choice(400, homes + schools, p=size / size.sum())
    spots = towns[at] + rng.normal(0, 2.5, (homes + schools, 2))
    return spots[:homes], spots[homes:]


def table(spots):
    return pa.table({"x_km": spots[:, 0], "y_km": spots[:, 1]})


def ours(homes, schools):
    found = pa.table(sm._core.World.nearest(table(homes), table(schools)))
    return found["school"].to_numpy()


def scipy_tree(homes, schools):
    from scipy.spatial import cKDTree

    return cKDTree(schools).query(homes, workers=-1)[1]


def numpy_all(homes, schools):
    return np.array([((schools - home) ** 2).sum(axis=1).argmin() for home in homes])


def timed(function, *arguments, **options):
    start = time.perf_counter()
    result = function(*arguments, **options)
    return time.perf_counter() - start, result


def compare(name, peer, homes, schools, repeats):
    """Alternate both sides; print the medians and the median of the ratios."""
    times = []
    for _ in range(repeats):
        a, mine = timed(ours, homes, schools)
        b, theirs = timed(peer, homes, schools)
        one, other = (((homes - schools[found]) ** 2).sum(axis=1) for found in (mine, theirs))
        assert np.array_equal(one, other), "both sides find schools equally far away"
        times.append((a, b))
    a, b = (statistics.median(side) for side in zip(*times, strict=True))
    ratio = statistics.median(other / own for own, other in times)
    print(f"| {name} | {1e3 * a:.0f} | {1e3 * b:.0f} | {ratio:.1f} |")


def verbs(scale):
    """Time the verbs on worlds of both sectors."""
    print("\n| verb | sector | s |\n|---|---|---|")
    group = "migration_background"
    for sector in ("po", "vo"):
        world = sm.World.synthetic("netherlands", sector=sector, scale=scale, seed=1)
        for rule in ("nearest", "nearest_with_places", "nearest_denomination", "random"):
            seconds, _ = timed(sm.reassign, world, rule, group=group, rng=1)
            print(f"| reassign, {rule} | {sector} | {seconds:.2f} |", flush=True)
        seconds, _ = timed(sm.nearest_school, world, group, rng=1)
        print(f"| nearest_school, three rules | {sector} | {seconds:.2f} |", flush=True)
        seconds, _ = timed(sm.sources, world, "D", replicates=20, rng=1)
        print(f"| sources, 20 replicates | {sector} | {seconds:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, default=1_400_000)
    parser.add_argument("--schools", type=int, default=6_600)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    if sm._core.DEBUG:
        sys.exit("this is a build without optimisation: run `make bench`")
    homes, schools = places(options.homes, options.schools)
    print(f"{options.homes:,} homes, {options.schools:,} schools, {os.cpu_count()} cores")
    print("| work | ours, ms | peer, ms | peer / ours |\n|---|---|---|---|")
    try:
        compare("nearest, beside SciPy's cKDTree", scipy_tree, homes, schools, options.repeats)
    except ImportError:
        print("| nearest, beside SciPy's cKDTree | | SciPy is not there | |")
    compare(f"nearest of {SAMPLE:,} homes, beside NumPy", numpy_all, homes[:SAMPLE], schools, options.repeats)
    verbs(options.scale)


if __name__ == "__main__":
    main()
