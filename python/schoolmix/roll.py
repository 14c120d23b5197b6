"""The roll: who sits where."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import _core, door, frames, tally
from schoolmix.errors import InputError
from schoolmix.read import marks

Columns = str | Sequence[str]
Bounds = tuple[int, int]


class Roll:
    """
    Pupils per unit and group, checked once at the door.

    Parameters
    ----------
    frame : pandas, polars, pyarrow or narwhals frame, duckdb relation, or any Arrow stream
        One row a unit and group (or a pupil), in any order. Columns are read in place where they can be.
    unit : str or sequence of str
        Column or columns that name the unit, such as the site.
    group : str or sequence of str
        Column or columns that name the group.
    count : str, optional
        Whole pupils. Without ``count`` and ``weight`` a row is a pupil.
    weight : str, optional
        Weights of 0 or more, fractions allowed; not with ``count``.
    within : str or sequence of str
        Columns of the areas around the units, from the outermost to the innermost.
    by : str or sequence of str
        Columns that split the rows into separate tables, measured side by side.
    order : sequence, optional
        The groups in order, for ordinal measures; an ordered categorical brings its own.
    masks : mapping of str to (int, int), optional
        Texts that hide a count, with the lowest and highest pupils they may stand for: ``{"<5": (1, 4)}``.
    bounds : (str, str), optional
        Two columns with the lowest and highest pupils where ``count`` is null.
    totals : frame, optional
        Exact pupils per unit: the unit's columns and a column named as ``count``. They narrow hidden counts.
    duplicates : {"sum", "error"}
        Whether rows of the same unit and group are added up or refused.

    Attributes
    ----------
    units, groups : list
        The units (of all tables) and groups that have pupils, sorted; tuples for compound keys.
    pupils : int or float
        All pupils that are visible, or the sum of weights.
    masked : int
        Rows whose count is hidden.
    notes : list of str
        What was dropped, and why.

    Raises
    ------
    InputError, ColumnError, InputTypeError, LimitError
        With the column, the first offending row from 0, how many there are, and the remedy.

    Notes
    -----
    Nothing is dropped but units and groups without a single pupil, which ``notes`` tells. Counts are added as
    whole numbers, so that any order of rows, chunks and threads gives the same bits.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "a", "b"], "group": ["x", "y", "y"], "pupils": [3, 1, 4]})
    >>> roll = sm.Roll(frame, unit="site", group="group", count="pupils")
    >>> roll
    Roll: 8 pupils, 2 units (site), 2 groups (group)
    >>> roll.groups
    ['x', 'y']
    """

    __slots__ = (
        "_core",
        "_count",
        "_groups",
        "_restore",
        "_series",
        "_units",
        "by",
        "group",
        "order",
        "unit",
        "within",
    )

    unit: tuple[str, ...]
    group: tuple[str, ...]
    by: tuple[str, ...]
    within: tuple[str, ...]
    order: tuple[Any, ...] | None
    _core: _core.Roll
    _count: str
    _groups: list[Any]
    _restore: frames.Restore
    _series: str
    _units: list[Any] | None

    def __init__(
        self,
        frame: Any,
        *,
        unit: Columns,
        group: Columns,
        count: str | None = None,
        weight: str | None = None,
        within: Columns = (),
        by: Columns = (),
        order: Sequence[Any] | None = None,
        masks: Mapping[str, Bounds] | None = None,
        bounds: tuple[str, str] | None = None,
        totals: Any = None,
        duplicates: str = "sum",
    ) -> None:
        keys = {"unit": door.some(unit, "unit"), "group": door.some(group, "group")}
        keys |= {"by": frames.columns(by, "by"), "within": frames.columns(within, "within")}
        door.check_options(count=count, weight=weight, masks=masks, bounds=bounds, totals=totals, duplicates=duplicates)
        amounts = [name for name in (count, weight, *(bounds or ())) if name is not None]
        door.check_names(keys["by"], keys["within"], keys["unit"])
        door.check_distinct(keys["by"] + keys["unit"] + keys["group"], amounts)
        source = frames.collected(frame)
        table = frames.take(source, list(dict.fromkeys([*chain(*keys.values()), *amounts])))
        name = count or weight or "pupils"
        core = _core.Roll(
            table,
            **keys,
            count=count,
            weight=weight,
            masks=door.checked_masks(masks or {}),
            bounds=bounds,
            totals=None if totals is None else door.taken_totals(totals, keys["by"], keys["unit"], name),
            refuse_duplicates=duplicates == "error",
            order=door.order_labels(order, frames.ordered_categories(frame, keys["group"])),
        )
        found = door.labels(core.groups())
        fixed = {"_core": core, "_count": name, "_groups": found, "_restore": frames.restore(frame), "_units": None}
        fixed["_series"] = marks.noted(source)
        fixed |= {option: tuple(columns) for option, columns in keys.items()}
        fixed["order"] = door.ordered(order, frames.ordered_categories(frame, keys["group"]), found)
        for attribute, value in fixed.items():
            object.__setattr__(self, attribute, value)

    @classmethod
    def from_wide(
        cls,
        frame: Any,
        *,
        unit: Columns,
        groups: Sequence[str],
        weighted: bool = False,
        within: Columns = (),
        by: Columns = (),
        order: Sequence[Any] | None = None,
        masks: Mapping[str, Bounds] | None = None,
        totals: Any = None,
        duplicates: str = "sum",
    ) -> Roll:
        """
        Read a frame with one column of pupils a group.

        Parameters
        ----------
        frame : frame
            One row a unit.
        unit, within, by, order, masks, totals, duplicates
            As for the class.
        groups : sequence of str
            The columns with pupils; their names become the groups, under the column ``group`` (``group_`` where
            that is taken).
        weighted : bool
            Whether the columns hold weights, fractions allowed, instead of whole pupils.

        Returns
        -------
        Roll

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"site": ["a", "b"], "low": [3, 0], "high": [1, 4]})
        >>> Roll.from_wide(frame, unit="site", groups=["low", "high"]).pupils
        8
        """
        keys = list(
            dict.fromkeys([*frames.columns(by, "by"), *door.some(unit, "unit"), *frames.columns(within, "within")])
        )
        wide = door.some(groups, "groups")
        door.check_distinct(keys, wide)
        amount, group = door.free("pupils", keys), door.free("group", keys)
        source = frames.collected(frame)
        long = frames.melted(frames.take(source, [*keys, *wide]), keys, wide, (amount, group))
        try:
            roll = cls(
                long,
                unit=unit,
                group=group,
                count=None if weighted else amount,
                weight=amount if weighted else None,
                within=within,
                by=by,
                order=order,
                masks=masks,
                totals=totals,
                duplicates=duplicates,
            )
        except InputError as error:
            raise _widened(error, wide, amount, long.num_rows // len(wide)) from None
        object.__setattr__(roll, "_restore", frames.restore(frame))
        object.__setattr__(roll, "_series", marks.noted(source))
        return roll

    @classmethod
    def from_parquet(
        cls,
        paths: Any,
        *,
        unit: Columns,
        group: Columns,
        count: str | None = None,
        within: Columns = (),
        by: Columns = (),
        order: Sequence[Any] | None = None,
        client: Any = None,
        progress: bool = True,
    ) -> Roll:
        """
        Count the pupils of many Parquet files without holding their rows, on this machine or on a Dask cluster.

        Files are read little by little and every row is checked as that of a frame; whole numbers of files are added
        up, so the roll is the one that all rows in one frame would give, to the bit.

        Parameters
        ----------
        paths : path or sequence of paths
            A folder with all Parquet files in it (but those that begin with ``.`` or ``_``), or files. Folders called
            as ``year=2024`` give a column of that name: whole numbers, or texts such as ``0363``.
        unit, group, within, by, order
            As for the class.
        count : str, optional
            Whole pupils, as integers. Without it a row is a pupil. Weights and hidden counts need one frame.
        client : distributed.Client, optional
            Counts on a cluster (extra ``scale``), a file a task; its workers must reach the files by the same paths.
        progress : bool
            Whether to show how far it is.

        Returns
        -------
        Roll

        Raises
        ------
        InputError, ColumnError, InputTypeError
            As the class, with the file; ``WrongType`` also where files have a column in different types.
        FileError
            Kinds ``FileNotFound``, ``EmptyInput``, ``CorruptFile``.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import pandas as pd
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> for year in (2023, 2024):
        ...     (folder / f"year={year}").mkdir()
        ...     frame = pd.DataFrame({"site": ["a", "b"], "group": ["x", "y"], "pupils": [year - 2000, 4]})
        ...     frame.to_parquet(folder / f"year={year}" / "part.parquet")
        >>> roll = Roll.from_parquet(folder, unit="site", group="group", count="pupils", by="year")
        >>> roll
        Roll: 55 pupils, 2 units (site), 2 groups (group), by year
        """
        keys = {"unit": door.some(unit, "unit"), "group": door.some(group, "group")}
        keys |= {"by": frames.columns(by, "by"), "within": frames.columns(within, "within")}
        door.check_options(count=count, weight=None, masks=None, bounds=None, totals=None, duplicates="sum")
        door.check_names(keys["by"], keys["within"], keys["unit"])
        door.check_distinct(keys["by"] + keys["unit"] + keys["group"], [count] if count else [])
        amount = count or door.free("pupils", [*keys["by"], *keys["unit"], *keys["within"], *keys["group"]])
        files = tally.parts(paths)
        table = tally.tallied(files, keys, count, amount, client=client, progress=progress)
        roll = cls(table, unit=unit, group=group, within=within, by=by, count=amount, order=order)
        object.__setattr__(roll, "_count", count or "pupils")
        object.__setattr__(roll, "_restore", frames.to_pandas)
        return roll

    @property
    def units(self) -> list[Any]:
        """The units that have pupils, sorted; tuples for compound keys."""
        if self._units is None:
            object.__setattr__(self, "_units", sorted(set(door.labels(self._core.units()))))
        return list(self._units or ())

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a roll does not change once it is made."""
        raise AttributeError(f"a Roll does not change: make another one with another {name}")

    @property
    def groups(self) -> list[Any]:
        """The groups that have pupils, sorted; tuples for compound keys."""
        return list(self._groups)

    @property
    def pupils(self) -> int | float:
        """All visible pupils, or the sum of weights."""
        total = self._core.pupils
        return total if self._core.weighted else round(total)

    @property
    def masked(self) -> int:
        """Rows whose count is hidden."""
        return self._core.masked

    def noted(self, note: str) -> Roll:
        """Return the same roll with one more of its ``notes``."""
        return self._with(self._core.noted(note))

    @property
    def notes(self) -> list[str]:
        """What was dropped, and why."""
        return self._core.notes

    def to_frame(self) -> Any:
        """
        Return the canonical table: one row a cell with pupils, sorted, in the caller's own kind of frame.

        Returns
        -------
        frame
            Columns of ``by``, ``unit``, ``within`` and ``group``, and the count; where counts are hidden also their
            bounds, in columns named after the count with ``_low`` and ``_high``.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"site": ["b", "a"], "group": ["x", "x"]})
        >>> Roll(frame, unit="site", group="group").to_frame()
          site group  pupils
        0    a     x       1
        1    b     x       1
        """
        frame = self._restore(pa.table(self._core.frame(self._count)))
        return marks.kept(frame, self._series) if isinstance(frame, pd.DataFrame) else frame

    def located(
        self,
        places: Any = None,
        *,
        x: str = "x",
        y: str = "y",
        area: str | None = None,
        perimeter: str | None = None,
        centre: tuple[float, float] | None = None,
        per_km: float | None = None,
        links: Any = None,
        to: Columns = "neighbour",
        weight: str | None = None,
        radius: float | None = None,
    ) -> Roll:
        """
        Return the same roll with the places of its units, for spatial measures.

        Parameters
        ----------
        places : frame, optional
            One row a unit: the unit's columns, coordinates, and areas or perimeters where they are known. Rows of other
            units are passed over; a unit without a row is an error.
        x, y : str
            Columns of flat (projected) coordinates, such as those of the Dutch grid (EPSG:28992); never degrees.
        area, perimeter : str, optional
            Columns with the area and the perimeter of each unit.
        centre : (float, float), optional
            The centre, in the same coordinates.
        per_km : float, optional
            How many units of length are in a kilometre; areas are in the square of that length. Without it 1 where the
            names of both coordinates end in ``_km``, as those of a world do, and otherwise 1000, for metres.
        links : frame, optional
            One row a link: the unit's columns, the columns ``to``, and a weight. Both directions are to be given.
        to : str or sequence of str
            Columns of ``links`` with the unit at the other end.
        weight : str, optional
            Column of ``links`` with weights of 0 or more; without it each link weighs 1.
        radius : float, optional
            Links all units within this many kilometres of each other, with weight 1, instead of ``links``.

        Returns
        -------
        Roll

        Raises
        ------
        InputError
            Kinds ``UnmatchedKey``, ``DuplicateKey``, ``MissingPlace``, ``BadWeight``, ``BadOption``.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
        >>> places = pd.DataFrame({"site": ["a", "b", "c"], "x": [0, 900, 5000], "y": [0, 0, 0]})
        >>> roll = Roll.from_wide(frame, unit="site", groups=["low", "high"]).located(places)
        >>> import schoolmix as sm
        >>> sm.measure(roll, sm.Measure("spatial_theil", bandwidth=2))["estimate"].round(4).item()
        0.1824
        """
        if places is None and links is None and radius is None:
            raise InputError(
                "nothing is said of the places",
                kind="BadOption",
                column="places",
                remedy="Give a frame of places, a frame of links, or both.",
            )
        if per_km is None:
            per_km = 1.0 if isinstance(x, str) and isinstance(y, str) and x[-3:] == y[-3:] == "_km" else 1000.0
        taken = door.checked_places(
            places, unit=self.unit, x=x, y=y, area=area, perimeter=perimeter, per_km=per_km, centre=centre
        )
        network = door.checked_links(links, unit=self.unit, to=to, weight=weight, radius=radius)
        return self._with(self._core.located(places=taken, links=network, radius=radius))

    def _with(self, core: Any, **changed: Any) -> Roll:
        """Return the same roll around another core, with other private attributes where they are given."""
        roll = object.__new__(type(self))
        for attribute in self.__slots__:
            kept = core if attribute == "_core" else getattr(self, attribute)
            object.__setattr__(roll, attribute, changed.get(attribute, kept))
        return roll

    @classmethod
    def _beside(cls, rolls: Mapping[int, Roll], name: str) -> Roll:
        """Return rolls of the same columns as one, with the number of each as last column of ``by``."""
        first = next(iter(rolls.values()))
        groups = list(dict.fromkeys(chain(*(roll.groups for roll in rolls.values()))))
        order = door.one_order([roll.order for roll in rolls.values() if roll.order], groups)
        core = _core.Roll.beside([(number, roll._core) for number, roll in rolls.items()], name)  # noqa: SLF001
        return first._with(  # noqa: SLF001 - another roll of this class
            core,
            by=(*first.by, name),
            within=(),
            order=order,
            _groups=door.labels(core.groups()),
            _units=None,
            _count="pupils",
        )

    def _table(self) -> pa.Table:
        """Return the canonical table with its count as ``pupils``."""
        return pa.table(self._core.frame("pupils"))

    def __repr__(self) -> str:
        return frames.visible(", ".join(self._facts()))

    def _repr_html_(self) -> str:
        first, *rest = (html.escape(frames.visible(fact)) for fact in [*self._facts(), *self.notes])
        return f"<b>{first}</b><ul>{''.join(f'<li>{fact}</li>' for fact in rest)}</ul>"

    def _facts(self) -> list[str]:
        amount = f"{self.pupils:,}" if not self._core.weighted else f"{self.pupils:,.6g} weight,"
        facts = [f"Roll: {amount} pupils" if not self._core.weighted else f"Roll: {amount}".rstrip(",")]
        facts.append(f"{len(self.units):,} units ({', '.join(self.unit)})")
        facts.append(f"{len(self._groups):,} groups ({', '.join(self.group)})")
        facts += [f"by {', '.join(self.by)}"] if self.by else []
        facts += [f"within {' > '.join(self.within)}"] if self.within else []
        return facts + ([f"{self.masked:,} hidden counts"] if self.masked else [])


def _widened(error: InputError, groups: Sequence[str], amount: str, rows: int) -> InputError:
    """Return an error about the long form of a wide frame in the terms of the wide one."""
    if error.row is None or error.column != amount or not rows:
        return error
    column, row = groups[error.row // rows], error.row % rows
    message = error.message.replace(f"'{amount}'", f"'{column}'").replace(f"row {error.row}", f"row {row}")
    return type(error)(message, kind=error.kind, column=column, row=row, count=error.count, remedy=error.remedy)
