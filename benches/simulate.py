"""National school choice beside NumPy, and ten years of the country: `make bench` runs it.

The round: every pupil of the full synthetic Netherlands chooses among the 20 nearest schools by a logit of distance.
Both sides get a table of homes and groups by schools with the utilities, turn it into running chances, and draw one
number a pupil; ours also gives up the old seat, sits every pupil down, and counts pupils by municipality, school and
group, which NumPy's does not. The yearly cohort is the same for those who come, with the leaving of others. Our clocks
are those of a difference of two runs, so that what is prepared once is on neither side.
"""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np

import schoolmix as sm
from schoolmix.base_year import BaseYear, Course

GROUP = "migration_background"
NEAR = sm.Choice(sm.Part("distance"), draws="inverse")
REPEATS = 5


def seconds(work):
    """Return the median time of some runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ours(base, course, years):
    """Return the time of a replicate of some years."""
    plan = base.plan(NEAR, sm.Enrolment("free"), course)
    return seconds(
        lambda: base.core.run(
            [plan],
            span={"years": years, "first": 0, "last": 1, "seed": 1, "log": False, "by_group": False, "norm": None},
            report=lambda *_: None,
        )
    )


def utilities(world):
    """Return minus the kilometres to the 20 nearest schools of every home, and home and group of every pupil."""
    schools = world.schools[world.schools["last_year"].isna()][["x_km", "y_km"]].to_numpy()
    homes = world.homes[["x_km", "y_km"]].to_numpy()
    km = np.sqrt(((homes[:, None, :] - schools[None, :, :]) ** 2).sum(axis=2))
    near = np.sort(km, axis=1)[:, :20]
    pupils = world.pupils
    home = pupils["home_area"].map({area: i for i, area in enumerate(world.homes["home_area"])}).to_numpy()
    group = pupils[GROUP].astype("category").cat.codes.to_numpy()
    return np.repeat(-near[:, None, :], 3, axis=1), home, group


def numpy_round(utility, home, group, rng):
    """Return the place of the school of every pupil: running chances of every home and group, one number a pupil."""
    chances = np.exp(utility - utility.max(axis=2, keepdims=True))
    running = chances.cumsum(axis=2)
    u = rng.random(len(home)) * running[home, group, -1]
    return (running[home, group] <= u[:, None]).sum(axis=1)


def main():
    world = sm.World.synthetic("netherlands", sector="po", scale=1.0, seed=1)
    base = BaseYear.of(world, GROUP, None, moving=0.0)
    pupils, cohorts, _ = base.core.known
    utility, home, group = utilities(world)
    rng = np.random.default_rng(1)
    everyone = seconds(lambda: numpy_round(utility, home, group, rng))
    few = rng.permutation(len(home))[: cohorts[-1]]
    entering = seconds(lambda: numpy_round(utility, home[few], group[few], rng))
    one, nine = ours(base, Course(), 1), ours(base, Course(), 9)
    cohort = (nine - one) / 8
    both_one, both_nine = ours(base, Course("synchronous"), 1), ours(base, Course("synchronous"), 9)
    whole = (both_nine - both_one) / 8 - cohort
    sites = world.pupils["site"].nunique()
    print(f"{pupils:,} pupils x 20 of {sites:,} schools; cohorts of about {cohorts[-1]:,}")
    for what, mine, theirs in (("choice round, everyone", whole, everyone), ("a year, its cohort", cohort, entering)):
        print(f"{what:24} ours {1e3 * mine:7.1f} ms   NumPy {1e3 * theirs:7.1f} ms   {theirs / mine:.1f}x")
    start = time.perf_counter()
    sm.simulate(world, [], years=10, replicates=20, rng=1, progress=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"ten years, 20 replicates, fitted choice, queues: {time.perf_counter() - start:.0f} s, {peak:.1f} GB at most"
    )


if __name__ == "__main__":
    main()
