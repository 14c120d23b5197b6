"""The whole agenda: 12 scenarios beside the baseline, 20 replicates of 5 years at a tenth of the country.

`make bench` runs it. No peer simulates these instruments; beside it stands the goal of a minute on two cores. The
clock runs from the world to the tables of effects by municipality and group, measures and Python included. With
`--scale 1` the full country, with progress; with `--store` kept in a folder, so that it goes on where it was broken
off.
"""

from __future__ import annotations

import argparse
import resource
import time

import schoolmix as sm

GROUPS, OTHERS = ["outside_europe"], ["netherlands", "europe"]
COUNT, REPLICATES, YEARS = 12, 20, 5
GOAL = 60
"""Seconds, at a tenth of the country."""


def main() -> None:
    """Run it and print the clock."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--scale", type=float, default=0.1)
    asked.add_argument("--store", default=None)
    given = asked.parse_args()
    world = sm.World.synthetic("netherlands", sector="po", scale=given.scale, seed=1)
    scenarios = sm.agenda("po", groups=GROUPS, others=OTHERS)[:COUNT]
    start = time.perf_counter()
    run = sm.simulate(
        world, scenarios, years=YEARS, replicates=REPLICATES, by_group=True, rng=1, store=given.store,
        progress=given.store is not None,
    )  # fmt: skip
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"the agenda: {len(scenarios)} scenarios x {REPLICATES} replicates x {YEARS} years at scale {given.scale:g}")
    print(f"{seconds:.1f} s, {memory:.1f} GB, {len(run.effects):,} effects; goal at a tenth: {GOAL} s")


if __name__ == "__main__":
    main()
