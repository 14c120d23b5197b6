"""The world that a sweep takes along: how it travels to another process, and what it is known by."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from schoolmix.identity import digest_of
from schoolmix.world import World

_lock = threading.Lock()
_made: dict[Luggage, World] = {}


class Luggage(ABC):
    """What travels in place of a world, which is made of it once in each process."""

    def world(self) -> World:
        """Return the world."""
        with _lock:
            if self not in _made:
                _made.clear()
                _made[self] = self._make()
            return _made[self]

    @abstractmethod
    def _make(self) -> World: ...


@dataclass(frozen=True)
class Recipe(Luggage):
    """What a synthetic world is made by: the same recipe gives the same world on any machine."""

    sector: str
    scale: float
    seed: int

    def _make(self) -> World:
        return World.synthetic("netherlands", sector=self.sector, scale=self.scale, seed=self.seed)


@dataclass(frozen=True, repr=False)
class Saved(Luggage):
    """The file of a world that was saved."""

    content: bytes

    def _make(self) -> World:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "world"
            path.write_bytes(self.content)
            return World.load(path)


def packed(world: Any) -> Any:
    """Return what travels in place of a world: the recipe of a synthetic one, the file of another.

    What is no world travels as it is.

    Examples
    --------
    >>> packed(World.synthetic("netherlands", scale=0.01, seed=7))
    Recipe(sector='po', scale=0.01, seed=7)
    """
    if not isinstance(world, World):
        return world
    if (recipe := _recipe(world)) is not None:
        return recipe
    with TemporaryDirectory() as folder:
        path = Path(folder) / "world"
        world.save(path)
        return Saved(path.read_bytes())


def _recipe(world: World) -> Recipe | None:
    is_synthetic = world.source == "synthetic" and world.scale is not None and world.seed is not None
    return Recipe(world.sector, world.scale, world.seed) if is_synthetic else None  # type: ignore[arg-type]


def unpacked(luggage: Any) -> Any:
    """Return the world that something packed stands for.

    Examples
    --------
    >>> unpacked(None) is None
    True
    """
    return luggage.world() if isinstance(luggage, Luggage) else luggage


def known_by(world: Any) -> dict[str, Any]:
    """Return what a world is known by, as a manifest holds it.

    Examples
    --------
    >>> known_by(None)
    {'kind': 'none'}
    """
    if world is None:
        return {"kind": "none"}
    if isinstance(world, World):
        if (recipe := _recipe(world)) is not None:
            return {"kind": "synthetic netherlands", **asdict(recipe)}
        return {"kind": world.source, "sector": world.sector, "sha256": digest_of(_tables(world))}
    return {"kind": type(world).__name__, "sha256": digest_of(world)}


def _tables(world: World) -> list[pa.Table]:
    core = world._core  # noqa: SLF001 - its frames show the latest school year only
    return [pa.table(core.schools()), pa.table(core.homes()), *(pa.table(core.pupils(year)) for year in world.years)]
