"""Schelling's model beside Mesa's example of it: `make bench` runs it.

Both sides have as many agents on the same grid without borders, the same radius and share wanted, and let everyone who
is not content at the start of a step move to a random empty cell, in random order, for the same number of steps; the
example's grid has borders, so that the torus is set here, and nothing else. Building the model is on both clocks; ours
is the whole call from Python to a pandas frame. As the draws differ, so do the runs: what must agree is the share of
agents content and the share of neighbours alike at the end, over seeds.
"""

from __future__ import annotations

import statistics
import time

import mesa
from mesa.discrete_space import OrthogonalMooreGrid
from mesa.examples.basic.schelling.agents import SchellingAgent
from mesa.examples.basic.schelling.model import Schelling

import schoolmix as sm

STEPS, WANTED, DENSITY = 20, 0.4, 0.8
# What the means over seeds of two shares, content and alike, may differ by: some four standard errors.
AGREE = 0.01


class Torus(Schelling):
    """Mesa's example on a grid without borders, with a given number of agents in groups of equal size."""

    def __init__(self, side: int, agents: int, radius: int, seed: int):
        super().__init__(height=1, width=1, density=0, seed=seed)
        self.grid = OrthogonalMooreGrid((side, side), torus=True, random=self.random, capacity=1)
        cells = self.random.sample(list(self.grid.all_cells), agents)
        for number, cell in enumerate(cells):
            SchellingAgent(self, cell, 2 * number // agents, homophily=WANTED, radius=radius)
        self.agents.do("assign_state")


def mesa_run(side: int, agents: int, radius: int, seed: int):
    """Return the share content and the mean share alike after the steps, or at rest."""
    model = Torus(side, agents, radius, seed)
    for _ in range(STEPS):
        model.step()
        if not model.running:
            break
    shares = []
    for agent in model.agents:
        near = list(agent.cell.get_neighborhood(radius=radius).agents)
        if near:
            shares.append(sum(other.type == agent.type for other in near) / len(near))
    return model.happy / agents, statistics.mean(shares)


def ours_run(side: int, radius: int, seed: int):
    """Return the same of our model."""
    run = sm.schelling(
        grid=side,
        density=DENSITY,
        radius=radius,
        wanted=WANTED,
        update="synchronous",
        steps=STEPS,
        neighbourhoods=25,
        rng=seed,
        progress=False,
    )
    last = run.iloc[-1]
    return last["content"], last["alike"]


def timed(work, *arguments):
    start = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - start, answer


def beside(side: int, radius: int, rounds: int):
    """Both sides in turns, a seed a round."""
    agents = int(DENSITY * side * side)
    assert len(sm.schelling(grid=side, density=DENSITY, radius=radius, steps=0, rows="agents", rng=1)) == agents
    ours, peer, ends = [], [], []
    for seed in range(rounds):
        slow, theirs = timed(mesa_run, side, agents, radius, seed)
        times = [timed(ours_run, side, radius, seed) for _ in range(5)]
        ours.append(min(time for time, _ in times))
        peer.append(slow)
        ends.append((*theirs, *times[0][1]))
    content, alike, our_content, our_alike = (statistics.mean(column) for column in zip(*ends, strict=True))
    assert abs(content - our_content) < AGREE, (content, our_content)
    assert abs(alike - our_alike) < AGREE, (alike, our_alike)
    quick, slow = statistics.median(ours), statistics.median(peer)
    ratio = statistics.median(b / a for a, b in zip(ours, peer, strict=True))
    print(
        f"| {agents:,} agents, radius {radius}, {STEPS} steps | {quick * 1e3:.2f} | {slow * 1e3:,.0f} | {ratio:,.0f} "
        f"| {our_content:.3f}, {our_alike:.3f} | {content:.3f}, {alike:.3f} |"
    )


def compass(rounds: int):
    """The size of a run of COMPASS, which Mesa has no example of."""
    size = {"residential_ticks": 55, "school_ticks": 55, "window": None, "progress": False}
    times = [timed(lambda seed: sm.compass(**size, rng=seed), seed) for seed in range(rounds)]
    assert all(len(run) == 112 for _, run in times)
    households = len(sm.compass(**size, rows="agents", rng=1))
    print(f"| {households:,} households, 25 schools, 110 ticks | {min(t for t, _ in times) * 1e3:.2f} | | | | |")


if __name__ == "__main__":
    print(f"Mesa {mesa.__version__}; groups of equal size, {WANTED:.0%} alike wanted, density {DENSITY}")
    print("| work | ours, ms | Mesa, ms | Mesa / ours | content and alike, ours | Mesa |\n|---|---|---|---|---|---|")
    beside(side=100, radius=2, rounds=3)
    beside(side=35, radius=1, rounds=20)
    compass(rounds=20)
