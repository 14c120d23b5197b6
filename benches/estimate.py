"""The conditional logit of 100,000 choosers, 20 alternatives and 6 terms beside xlogit.

Run from the project's root: ``python benches/estimate.py [--choosers 100000] [--alternatives 20]
[--terms 6] [--repeats 3]``.
Both sides start from the same pandas columns and end with estimates and standard errors, which must agree; xlogit (CPU)
is only needed here.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import numpy as np
import pandas as pd

import schoolmix as sm

AGREES = 1e-4  # where a BFGS stops


def choices(choosers, alternatives, terms):
    """Choosers with known tastes, a row an alternative."""
    rng = np.random.default_rng(0)
    length = choosers * alternatives
    frame = pd.DataFrame(rng.normal(size=(length, terms)), columns=[f"x{term}" for term in range(terms)])
    worth = frame.to_numpy() @ np.linspace(-1, 1, terms) + rng.gumbel(size=length)
    best = worth.reshape(choosers, alternatives).argmax(axis=1)
    chosen = np.zeros(length, dtype=int)
    chosen[np.arange(choosers) * alternatives + best] = 1
    ids = {"id": np.repeat(np.arange(choosers), alternatives), "alt": np.tile(np.arange(alternatives), choosers)}
    return frame.assign(**ids, chosen=chosen)


def ours(frame, terms):
    found = sm.estimate(frame, chooser="id", alternative="alt", chosen="chosen", terms=terms)
    return found.table["estimate"].to_numpy()


def peer(frame, terms):
    from xlogit import MultinomialLogit

    model = MultinomialLogit()
    model.fit(X=frame[terms], y=frame["chosen"], varnames=terms, ids=frame["id"], alts=frame["alt"], verbose=0)
    return model.coeff_


def timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def main():
    parser = argparse.ArgumentParser()
    for option, value in {"choosers": 100_000, "alternatives": 20, "terms": 6, "repeats": 3}.items():
        parser.add_argument(f"--{option}", type=int, default=value)
    given = parser.parse_args()
    frame = choices(given.choosers, given.alternatives, given.terms)
    terms = [f"x{term}" for term in range(given.terms)]
    if sm._core.DEBUG:
        print("a build without optimisation: its times mean nothing", file=sys.stderr)
    pairs = []
    for _ in range(given.repeats):
        (mine, found), (theirs, known) = timed(ours, frame, terms), timed(peer, frame, terms)
        if np.abs(found - known).max() > AGREES:
            sys.exit(f"the two differ: {found} {known}")
        pairs.append((mine, theirs))
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"conditional logit {given.choosers} x {given.alternatives} x {given.terms}: ", end="")
    print(f"ours {mine:.3f} s, xlogit {theirs:.3f} s, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
