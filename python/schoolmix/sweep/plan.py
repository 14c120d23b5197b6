"""What a sweep is to do: its runs, and what its results are known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix import _core, identity, luggage
from schoolmix.design import Design
from schoolmix.seeds import derived

# Version of what a store looks like and of how seeds are derived.
CONTRACT = 1


@dataclass(frozen=True, slots=True)
class Run:
    """One call: its number, the point of the design, the replicate, and its seed."""

    number: int
    parameters: dict[str, Any]
    seed: int
    replicate: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All runs of a sweep, numbered by point and within it by replicate."""

    design: Design
    replicates: int
    seed: int
    independent: bool
    told: dict[str, Any]

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.design) * self.replicates

    @property
    def provenance(self) -> str:
        """SHA-256 of everything that decides about the results."""
        return hashlib.sha256(json.dumps(self.told, sort_keys=True).encode()).hexdigest()

    def run(self, number: int) -> Run:
        """Return a run; its seed is that of its replicate, whatever the point, so that differences lose most noise."""
        point, replicate = divmod(number, self.replicates)
        return Run(number, self.design.point(point), self.seed_of(point, replicate), replicate)

    def seed_of(self, point: int, replicate: int) -> int:
        """Return the seed of a run."""
        common = derived(self.seed, replicate)
        return derived(common, point) if self.independent else common

    def keys(self, runs: np.ndarray[Any, Any]) -> pa.Table:
        """Return the columns that say what rows are about, for the number of the run of each row."""
        points, replicates = np.divmod(runs, self.replicates)
        seeds = {run: self.seed_of(*divmod(run, self.replicates)) for run in np.unique(runs).tolist()}
        columns: dict[str, Any] = {"run": pa.array(runs), "point": pa.array(points)}
        columns |= {name: self.design.column(name).take(columns["point"]) for name in self.design.names}
        columns["replicate"] = pa.array(replicates)
        columns["seed"] = pa.array([seeds[run] for run in runs.tolist()], pa.uint64())
        columns["provenance"] = pa.repeat(pa.scalar(self.provenance), len(runs))
        return pa.table(columns)


def planned(
    world: Any, design: Design, run: Callable[..., Any], *, replicates: int, seed: int, independent: bool
) -> Plan:
    """Return the plan of a sweep."""
    told = {
        "contract": CONTRACT,
        "schoolmix": _core.VERSION,
        "design": described(design),
        "world": luggage.known_by(world),
        "function": {"name": identity.name_of(run), "sha256": identity.digest_of(run)},
        "replicates": replicates,
        "seed": seed,
        "independent": independent,
    }
    return Plan(design, replicates, seed, independent, told)


def described(design: Design) -> dict[str, Any]:
    """Return a design as a manifest holds it."""
    bounds = design.bounds
    return {
        "kind": design.kind,
        "names": list(design.names),
        "bounds": None if bounds is None else {name: list(pair) for name, pair in bounds.items()},
        "settings": design.settings,
        "seed": design.seed,
        "points": len(design),
        "sha256": design.digest,
    }
