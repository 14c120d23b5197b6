"""What the door of the models on a grid asks of its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from schoolmix import door
from schoolmix.errors import InputError

# Whole numbers that the core can hold.
LARGEST = 2**32 - 1


def refused(option: str, allowed: str) -> InputError:
    """Return the error of an option whose value has no meaning."""
    message = f"{option} has a value without meaning"
    return InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")


def whole(value: Any, option: str) -> int:
    """Return a whole number as the core takes it, which knows how large it may be."""
    if isinstance(value, int | np.integer) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return int(value)
    raise refused(option, "a whole number, not negative")


def number(value: Any, option: str, *, infinite: bool = False) -> float:
    """Return a number as the core takes it, which knows how large it may be."""
    if door.finite(value) or (infinite and isinstance(value, float | np.floating) and value == np.inf):
        return float(value)
    raise refused(option, "a number")


def per_group(value: Any, option: str, groups: int) -> list[float]:
    """Return a number a group: the one given for all, or those of a sequence of one a group."""
    if door.finite(value):
        return [float(value)] * groups
    listed = _listed(value)
    if len(listed) == groups and all(door.finite(one) for one in listed):
        return [float(one) for one in listed]
    raise refused(option, f"a number, or one for each of the {groups} groups")


def shares_of(value: Any) -> list[float]:
    """Return the shares of groups as the core takes them."""
    listed = _listed(value)
    if listed and all(door.finite(one) for one in listed):
        return [float(one) for one in listed]
    raise refused("shares", "shares above 0 that add up to 1, of two groups or more")


def grid_of(
    grid: Any, *, density: Any, shares: Sequence[float], radius: Any, neighbourhoods: Any
) -> dict[str, int | float | list[float]]:
    """Return the grid and who lives on it as the core takes them."""
    sides = [grid, grid] if isinstance(grid, int | np.integer) else _listed(grid)
    if len(sides) != 2:
        raise refused("grid", "cells in a row and in a column, such as 50 or (60, 40)")
    width, height = (whole(side, "grid") for side in sides)
    return {
        "width": width,
        "height": height,
        "density": number(density, "density"),
        "shares": list(shares),
        "radius": whole(radius, "radius"),
        "neighbourhoods": whole(neighbourhoods, "neighbourhoods"),
    }


def wanted_of(*, rows: Any, replicates: Any, seed: int, window: Any, eps: Any) -> dict[str, Any]:
    """Return what of a run is shown, which replicates, and when a run has come to rest, as the core takes them."""
    if not isinstance(rows, str):
        raise refused("rows", "a text")
    is_count = isinstance(replicates, int | np.integer) and not isinstance(replicates, bool)
    if is_count and not 1 <= replicates <= LARGEST:
        raise refused("replicates", "a number from 1, or a sequence of numbers of replicates")
    listed = range(1, int(replicates) + 1) if is_count else _listed(replicates)
    if len(listed) >= 2**24 or not all(isinstance(one, int | np.integer) for one in listed):
        raise refused("replicates", "a number from 1, or a sequence of numbers of replicates")
    return {
        "rows": rows,
        "replicates": [whole(one, "replicates") for one in listed],
        "seed": seed,
        "window": None if window is None else whole(window, "window"),
        "eps": number(eps, "eps"),
    }


def _listed(value: Any) -> list[Any]:
    """Return a sequence as a list; what is none as an empty one."""
    if isinstance(value, str | bytes | dict) or not hasattr(value, "__iter__"):
        return []
    return list(value)
