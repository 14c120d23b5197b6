"""The world that a sweep takes along: how it travels to another process, and what it is known by."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schoolmix.sweep.identity import digest_of
from schoolmix.world import World

_lock = threading.Lock()
_made: dict[Recipe, World] = {}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a synthetic world is made by: the same recipe gives the same world on any machine."""

    sector: str
    scale: float
    seed: int

    def world(self) -> World:
        """Return the world, made once in each process."""
        with _lock:
            if self not in _made:
                _made.clear()
                _made[self] = World.synthetic("netherlands", sector=self.sector, scale=self.scale, seed=self.seed)
            return _made[self]


def packed(world: Any) -> Any:
    """Return what travels in place of a world: the recipe of a synthetic one, anything else as it is.

    Examples
    --------
    >>> packed(World.synthetic("netherlands", scale=0.01, seed=7))
    Recipe(sector='po', scale=0.01, seed=7)
    """
    if isinstance(world, World) and world.scale is not None and world.seed is not None:
        return Recipe(world.sector, world.scale, world.seed)
    return world


def unpacked(luggage: Any) -> Any:
    """Return the world that something packed stands for.

    Examples
    --------
    >>> unpacked(None) is None
    True
    """
    return luggage.world() if isinstance(luggage, Recipe) else luggage


def known_by(world: Any) -> dict[str, Any]:
    """Return what a world is known by, as a manifest holds it.

    Examples
    --------
    >>> known_by(None)
    {'kind': 'none'}
    """
    if world is None:
        return {"kind": "none"}
    luggage = packed(world)
    if isinstance(luggage, Recipe):
        told = {"sector": luggage.sector, "scale": luggage.scale, "seed": luggage.seed}
        return {"kind": "synthetic netherlands", **told}
    if isinstance(world, World):
        return {"kind": world.source, "sector": world.sector, "sha256": digest_of(_tables(world))}
    return {"kind": type(world).__name__, "sha256": digest_of(world)}


def _tables(world: World) -> list[pa.Table]:
    core = world._core  # noqa: SLF001 - its frames show the latest school year only
    return [pa.table(core.schools()), pa.table(core.homes()), *(pa.table(core.pupils(year)) for year in world.years)]
