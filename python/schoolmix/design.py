"""Designs: which values of which parameters a sweep tries (*proefopzet*)."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames, memory
from schoolmix.errors import InputError, InputTypeError
from schoolmix.extras import need
from schoolmix.seeds import seed_of
from schoolmix.sensitivity import indices

__all__ = ["Design", "grid", "latin_hypercube", "morris", "sobol"]

Value = float | str
Bounds = Mapping[str, tuple[float, float]]

# Columns of a sweep, which no parameter may be called.
TAKEN = ("run", "point", "replicate", "seed", "provenance")
# Replicates that an interval draws at most.
REPLICATES = 100_000


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Design:
    """
    Points in the space of parameters; it does not change once it is made.

    Make one with :func:`grid`, :func:`latin_hypercube`, :func:`sobol` or :func:`morris`.

    Attributes
    ----------
    kind : str
        The function that made it.
    names : tuple of str
        The parameters.
    bounds : dict of str to (float, float), or None
        Lowest and highest value of each; None for a grid.
    seed : int or None
        What its points were drawn with; None where nothing was drawn.
    settings : dict
        How it was asked for.
    digest : str
        SHA-256 of all of the above and every value, in hexadecimal digits.

    Examples
    --------
    >>> design = grid({"tolerance": [0.3, 0.5], "group": ["x", "y"]})
    >>> design
    Design: grid, 4 points of 2 parameters (tolerance, group)
    >>> design.to_frame()
       point  tolerance group
    0      0        0.3     x
    1      1        0.3     y
    2      2        0.5     x
    3      3        0.5     y
    """

    kind: str
    seed: int | None
    _table: pa.Table
    _bounds: tuple[tuple[float, float], ...] | None = None
    _settings: tuple[tuple[str, Any], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters."""
        return tuple(self._table.column_names)

    @property
    def bounds(self) -> dict[str, tuple[float, float]] | None:
        """Lowest and highest value of each parameter; None for a grid."""
        return None if self._bounds is None else dict(zip(self.names, self._bounds, strict=True))

    @property
    def settings(self) -> dict[str, Any]:
        """How it was asked for."""
        return dict(self._settings)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the design is."""
        told = [self.kind, self.names, self._bounds, self.seed, self._settings]
        columns = [[str(column.type), column.to_pylist()] for column in self._table.columns]
        # Python writes a float with as many digits as tell it from every other.
        return hashlib.sha256(json.dumps([told, columns], ensure_ascii=True).encode()).hexdigest()

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __repr__(self) -> str:
        drawn = "" if self.seed is None else f", seed {self.seed}"
        names = frames.visible(", ".join(self.names))
        return f"Design: {self.kind}, {len(self):,} points of {len(self.names)} parameters ({names}){drawn}"

    def to_frame(self) -> pd.DataFrame:
        """
        Return the points, a row each.

        Returns
        -------
        pandas.DataFrame
            ``point`` (from 0) and a column a parameter.
        """
        frame = frames.to_pandas(self._table)
        frame.insert(0, "point", np.arange(len(self)))
        return frame

    def point(self, number: int) -> dict[str, Any]:
        """
        Return the parameters of one point.

        Parameters
        ----------
        number : int
            From 0.

        Returns
        -------
        dict

        Examples
        --------
        >>> grid({"tolerance": [0.3, 0.5]}).point(1)
        {'tolerance': 0.5}
        """
        return {name: column[number].as_py() for name, column in zip(self.names, self._table.columns, strict=True)}

    def column(self, name: str) -> pa.ChunkedArray:
        """
        Return the values of one parameter, in the order of points.

        Parameters
        ----------
        name : str

        Returns
        -------
        pyarrow.ChunkedArray
        """
        return self._table[name]

    def sensitivity(
        self, outcome: Any, *, column: str | None = None, level: float = 0.95, replicates: int = 100, rng: Any = None
    ) -> pd.DataFrame:
        """
        Tell how much of an outcome hangs on each parameter, by SALib (extra ``scale``).

        Parameters
        ----------
        outcome : sequence of float, or frame
            One finite number a point, in the order of points; or a frame with ``point`` and ``column``, such as the
            results of a sweep cut down to one measure and year, of which each point's rows are averaged.
        column : str, optional
            The column of the frame that holds the outcome.
        level : float
            Of the interval, between 0 and 1.
        replicates : int
            Bootstrap replicates behind the interval, from 2.
        rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
            For the bootstrap.

        Returns
        -------
        pandas.DataFrame
            ``parameter, other, index, estimate, low, high, note, seed``. ``index`` is for :func:`sobol` ``S1`` (share
            of the variance that the parameter explains alone) and ``ST`` (with all that it does together with others),
            and with ``second_order`` also ``S2`` of a pair, ``other`` being its second; for :func:`morris` ``mu`` and
            ``mu_star`` (mean effect of a step over the whole range, and of its size, in units of the outcome) and
            ``sigma`` (their spread: interaction or curvature); for :func:`latin_hypercube` ``S1``. Estimates are null
            where the outcome is the same everywhere, and intervals where none is known, with a note.
            Estimates of shares may lie a little below 0 or above 1.

        Raises
        ------
        InputError
            Kinds ``BadOption`` (a grid; too few points; level or replicates without meaning), ``NonFinite``,
            ``UnmatchedKey`` (not one number for each point).
        MissingExtraError
            Without the extra ``scale``.

        References
        ----------
        Sobol' (2001); Saltelli et al. (2010); Morris (1991), Campolongo et al. (2007); Tarantola et al. (2006) with
        the correction of Tissot and Prieur (2012).

        Examples
        --------
        >>> design = sobol({"a": (0, 1), "b": (0, 1)}, samples=256, rng=1)
        >>> outcome = 3 * design.to_frame()["a"] + design.to_frame()["b"]
        >>> table = design.sensitivity(outcome, rng=1)
        >>> table.loc[table["index"] == "S1", ["parameter", "estimate"]].round(1)
          parameter  estimate
        0         a       0.9
        1         b       0.1
        """
        need("scale", ["SALib"], "sensitivity")
        if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
            raise _meaningless("level", "a number between 0 and 1")
        _whole(replicates, "replicates", 2, REPLICATES)
        values = self._one_a_point(outcome, column)
        problem = {
            "num_vars": len(self.names),
            "names": list(self.names),
            "bounds": [list(b) for b in self._bounds or ()],
        }
        points = np.column_stack([column.to_numpy() for column in self._table.columns])
        return indices(
            self.kind,
            problem,
            points if self._bounds else np.empty(0),
            values,
            self.settings,
            level=level,
            replicates=int(replicates),
            seed=seed_of(rng),
        )

    def _one_a_point(self, outcome: Any, column: str | None) -> np.ndarray[Any, Any]:
        """Return one finite number for each point."""
        if column is None:
            try:
                values = np.asarray(outcome, dtype=float)
            except (TypeError, ValueError):
                raise InputTypeError(
                    f"outcome is a {type(outcome).__name__}",
                    kind="WrongType",
                    column="outcome",
                    remedy="Give a number for each point, or a frame with column=.",
                ) from None
            if values.shape != (len(self),):
                raise self._unmatched(f"outcome is of shape {values.shape}")
        else:
            values = self._averaged(frames.to_pandas(frames.take(outcome, ["point", column])), column)
        bad = ~np.isfinite(values)
        if bad.any():
            raise InputError(
                f"the outcome is no finite number at {bad.sum()} of {len(self)} points, first at {bad.argmax()}",
                kind="NonFinite",
                column=column or "outcome",
                row=int(bad.argmax()),
                count=int(bad.sum()),
                remedy="An index needs the outcome at every point: choose one that is defined throughout.",
            )
        return values

    def _averaged(self, frame: pd.DataFrame, column: str) -> np.ndarray[Any, Any]:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise InputTypeError(
                f"column '{column}' holds no numbers",
                kind="WrongType",
                column=column,
                remedy="Name a column of numbers.",
            )
        means = frame.groupby("point", sort=True)[column].agg(lambda values: values.to_numpy(float).mean())
        if not means.index.equals(pd.RangeIndex(len(self))) and list(means.index) != list(range(len(self))):
            raise self._unmatched(f"the frame speaks of {len(means)} points")
        return means.to_numpy(float)

    def _unmatched(self, what: str) -> InputError:
        return InputError(
            f"{what}, and the design has {len(self)} points",
            kind="UnmatchedKey",
            column="outcome",
            remedy="Give the outcome of every point of this design, numbered from 0.",
        )


def grid(parameters: Mapping[str, Sequence[Value]]) -> Design:
    """
    Try every combination of the values given, the last parameter varying fastest.

    Parameters
    ----------
    parameters : mapping of str to sequence
        The values of each parameter: whole numbers, finite numbers, texts or truth values, of one kind each.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        Kind ``BadOption``: no parameters or values, a value that is missing, not finite or there twice, a name that a
        sweep uses itself (``run, point, replicate, seed, provenance``).
    InputTypeError
        A parameter that is no sequence of such values.
    LimitError
        More points than memory holds.

    Examples
    --------
    >>> len(grid({"years": [1, 5, 10], "tolerance": [0.3, 0.5]}))
    6
    """
    names = _names(parameters)
    values = [_values(name, parameters[name]) for name in names]
    _fits(math.prod(map(len, values)), len(names))
    columns = zip(*itertools.product(*values), strict=True)
    return Design(kind="grid", seed=None, _table=pa.table(dict(zip(names, map(pa.array, columns), strict=True))))


def latin_hypercube(bounds: Bounds, *, runs: int, rng: Any = None) -> Design:
    """
    Draw points that are spread evenly along each parameter: one in each of so many equal slices of its range.

    Needs the extra ``scale`` (SALib).

    Parameters
    ----------
    bounds : mapping of str to (float, float)
        Lowest and highest value of each parameter.
    runs : int
        How many points, from 2.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        What to draw with.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        Kind ``BadOption``: bounds that are not two finite numbers, the first the lower; runs without meaning.
    LimitError, MissingExtraError
        More points than memory holds; without the extra ``scale``.

    References
    ----------
    McKay, Beckman and Conover (1979).

    Examples
    --------
    >>> design = latin_hypercube({"tolerance": (0.0, 1.0)}, runs=4, rng=1)
    >>> sorted((4 * design.to_frame()["tolerance"]).astype(int))
    [0, 1, 2, 3]
    """
    problem = _problem(bounds)
    _whole(runs, "runs", 2, None)
    _fits(runs, problem["num_vars"])
    from SALib.sample import latin  # noqa: PLC0415 - needs the extra

    seed = seed_of(rng)
    return _drawn("latin_hypercube", problem, latin.sample(problem, int(runs), seed=seed), seed, {"runs": int(runs)})


def sobol(bounds: Bounds, *, samples: int, second_order: bool = False, rng: Any = None) -> Design:
    """
    Draw the points from which Sobol' indices are estimated, after Saltelli.

    ``samples (D + 2)`` points for D parameters, ``samples (2 D + 2)`` with second order. Needs the extra ``scale``
    (SALib).

    Parameters
    ----------
    bounds : mapping of str to (float, float)
        Lowest and highest value of each parameter.
    samples : int
        A power of 2, from 2.
    second_order : bool
        Whether pairs of parameters are asked for too.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        What the sequence is scrambled with.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        Kind ``BadOption``: bounds that are not two finite numbers, the first the lower; samples no power of 2.
    LimitError, MissingExtraError
        More points than memory holds; without the extra ``scale``.

    References
    ----------
    Sobol' (2001); Saltelli (2002); Saltelli et al. (2010).

    Examples
    --------
    >>> len(sobol({"a": (0, 1), "b": (0, 1), "c": (0, 1)}, samples=64, rng=1))
    320
    """
    problem = _problem(bounds)
    _whole(samples, "samples", 2, None)
    if not isinstance(second_order, bool):
        raise _meaningless("second_order", "True or False")
    if int(samples) & (int(samples) - 1):
        raise _meaningless("samples", "a power of 2, such as 1024")
    _fits(samples * (2 * problem["num_vars"] + 2), problem["num_vars"])
    from SALib.sample import sobol as saltelli  # noqa: PLC0415 - needs the extra

    seed = seed_of(rng)
    points = saltelli.sample(problem, int(samples), calc_second_order=second_order, seed=np.random.default_rng(seed))
    return _drawn("sobol", problem, points, seed, {"samples": int(samples), "second_order": second_order})


def morris(bounds: Bounds, *, trajectories: int, levels: int = 4, rng: Any = None) -> Design:
    """
    Draw trajectories that change one parameter at a time, for a cheap look at which parameters matter.

    ``trajectories (D + 1)`` points for D parameters. Needs the extra ``scale`` (SALib).

    Parameters
    ----------
    bounds : mapping of str to (float, float)
        Lowest and highest value of each parameter.
    trajectories : int
        From 2; 10 to 50 are usual.
    levels : int
        In how many values the range of a parameter is divided: even, from 4.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        What to draw with.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        Kind ``BadOption``: bounds that are not two finite numbers, the first the lower; trajectories or levels without
        meaning.
    LimitError, MissingExtraError
        More points than memory holds; without the extra ``scale``.

    References
    ----------
    Morris (1991); Campolongo, Cariboni and Saltelli (2007).

    Examples
    --------
    >>> len(morris({"a": (0, 1), "b": (0, 1)}, trajectories=10, rng=1))
    30
    """
    problem = _problem(bounds)
    _whole(trajectories, "trajectories", 2, None)
    _whole(levels, "levels", 4, 1000)
    if levels % 2:
        raise _meaningless("levels", "an even number from 4")
    _fits(trajectories * (problem["num_vars"] + 1), problem["num_vars"])
    from SALib.sample.morris import sample  # noqa: PLC0415 - needs the extra

    seed = seed_of(rng)
    points = sample(problem, int(trajectories), num_levels=int(levels), seed=seed)
    return _drawn("morris", problem, points, seed, {"trajectories": int(trajectories), "levels": int(levels)})


def _drawn(kind: str, problem: Mapping[str, Any], points: Any, seed: int, settings: Mapping[str, Any]) -> Design:
    names = problem["names"]
    table = pa.table({name: np.ascontiguousarray(points[:, i]) for i, name in enumerate(names)})
    bounds = tuple((low, high) for low, high in problem["bounds"])
    return Design(kind=kind, seed=seed, _table=table, _bounds=bounds, _settings=tuple(settings.items()))


def _problem(bounds: Any) -> dict[str, Any]:
    """Return bounds as SALib takes them."""
    names = _names(bounds)
    listed = []
    for name in names:
        pair = bounds[name]
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2 and all(map(_is_number, pair))
        if not (is_pair and pair[0] < pair[1] and math.isfinite(pair[1] - pair[0])):
            raise InputError(
                f"the bounds of '{name}' are not two finite numbers, the first the lower",
                kind="BadOption",
                column=name,
                remedy="Give for example (0.0, 1.0).",
            )
        listed.append([float(pair[0]), float(pair[1])])
    need("scale", ["SALib"], "this design")
    return {"num_vars": len(names), "names": names, "bounds": listed}


def _names(parameters: Any) -> list[str]:
    if not isinstance(parameters, Mapping) or not all(isinstance(name, str) for name in parameters):
        raise InputTypeError(
            f"parameters are a {type(parameters).__name__}",
            kind="WrongType",
            column="parameters",
            remedy="Give a dictionary by name.",
        )
    taken = [name for name in parameters if name in TAKEN or not name]
    if taken or not parameters:
        raise InputError(
            f"parameter {taken[0]!r} is called as a column of a sweep" if taken else "there are no parameters",
            kind="BadOption",
            column=taken[0] if taken else "parameters",
            count=len(taken),
            remedy=f"Give at least one, and call none of them {', '.join(TAKEN)}.",
        )
    return list(parameters)


def _values(name: str, given: Any) -> list[Any]:
    """Return the values of a parameter of a grid, of one type."""
    listed = given.tolist() if isinstance(given, np.ndarray | pd.Series) else given
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        raise InputTypeError(
            f"parameter '{name}' is a {type(given).__name__}",
            kind="WrongType",
            column=name,
            remedy="Give a list of its values.",
        )
    values = [value.item() if isinstance(value, np.generic) else value for value in listed]
    missing = [i for i, value in enumerate(values) if value is None or value is pd.NA or value != value]  # noqa: PLR0124
    infinite = [i for i, value in enumerate(values) if isinstance(value, float) and math.isinf(value)]
    kinds = {type(value) for i, value in enumerate(values) if i not in missing}
    if kinds == {int, float}:
        values = [float(value) if i not in missing else value for i, value in enumerate(values)]
        kinds = {float}
    if len(kinds) > 1 or not kinds <= {bool, int, float, str}:
        raise InputTypeError(
            f"parameter '{name}' has values of types {', '.join(sorted(kind.__name__ for kind in kinds))}",
            kind="WrongType",
            column=name,
            remedy="Give whole numbers, numbers, texts or truth values, of one kind.",
        )
    repeated = [i for i, value in enumerate(values) if i not in missing and value in values[:i]]
    for wrong, what in ((missing, "is missing"), (infinite, "is not finite"), (repeated, "is there twice")):
        if wrong:
            raise InputError(
                f"a value of parameter '{name}' {what}: {len(wrong)}, first at place {wrong[0]}",
                kind="BadOption",
                column=name,
                row=wrong[0],
                count=len(wrong),
                remedy="Give each value once, and none that is missing.",
            )
    if not values:
        raise InputError(
            f"parameter '{name}' has no values", kind="BadOption", column=name, remedy="Give at least one."
        )
    if kinds == {int} and not all(-(2**63) <= value < 2**63 for value in values):
        raise InputError(
            f"a value of parameter '{name}' is beyond 64 bits", kind="BadOption", column=name, remedy="Give numbers."
        )
    return values


def _fits(points: int, parameters: int) -> None:
    # The points, SALib's unit hypercube and its scaled copy, and what sorts them.
    memory.check(32 * points * parameters, f"a design of {points:,} points", "Take fewer points.")


def _whole(value: Any, option: str, low: int, high: int | None) -> None:
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not is_whole or value < low or (high is not None and value > high):
        raise _meaningless(option, f"a whole number from {low}" + ("" if high is None else f" to {high}"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


def _meaningless(option: str, allowed: str) -> InputError:
    message = f"{option} has a value without meaning"
    return InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
