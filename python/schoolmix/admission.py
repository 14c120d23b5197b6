"""What came out of an admission: placements, chances, cut-offs, proof."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, explanation, frames, keyed
from schoolmix.errors import ColumnError, InputError, InternalError
from schoolmix.figures import averaged, labelled, numbered, of_pupils, standard_error
from schoolmix.market import Market, hashed
from schoolmix.progress import shown
from schoolmix.roll import Roll

# Columns of answers, beside those of groups.
TOLD = {"lottery", "rank", "outcome", "pupils", "share", "estimate", "se", "low", "high", "seed"}
# What must be 0 under any mechanism, and what a mechanism promises beside it.
ALWAYS = {"wrong_wishes", "places_exceeded", "bounds_exceeded"}
PROMISED = {
    "deferred_acceptance": {"blocking_pairs", "justified_envy", "waste"},
    "immediate_acceptance": {"waste", "improving_cycles"},
    "top_trading_cycles": {"waste", "improving_cycles"},
    "serial_dictatorship": {"waste", "improving_cycles"},
    "efficiency_adjusted": {"waste"},
    "stable_improvement_cycles": {"justified_envy", "waste"},
    "rank_minimising": {"waste", "improving_cycles"},
}


class Admission:
    """
    What came out of giving out places, in one lottery or many; made by :func:`schoolmix.admit`.

    Parameters
    ----------
    core, market, seed, commitment
        What the verb makes it of; not for callers.

    Attributes
    ----------
    placements : frame
        ``lottery, pupil, school, rank``, a row a pupil and lottery, pupils in order; school null for who is unplaced,
        rank null as well for who is placed by a guarantee.
    lotteries : int
        How often lots were drawn.
    mechanism : Mechanism
        How places were given out.
    seed : int
        What names the lots.
    notes : list of str
        What must be known, such as pupils without a home on the map.

    Examples
    --------
    >>> import schoolmix as sm
    >>> result = sm.admit({1: ["a", "b"], 2: ["a"]}, {"a": 1, "b": 1}, lotteries=500, rng=1)
    >>> result
    Admission: 2 pupils, 2 schools, 500 lotteries of deferred_acceptance
    >>> result.chances().query("pupil == 2 and school == 'a'")["chance"].between(0.4, 0.6).item()
    True
    """

    def __init__(
        self,
        core: _core.Admission,
        *,
        market: Market,
        seed: int,
        commitment: str | None = None,
    ) -> None:
        self._core = core
        self._market = market
        self._pupils = market.pupils
        self._schools = market.schools
        self._restore = market.restore
        self._has_reserves = bool(market.rules)
        self._staged = market.staged
        self._has_guarantee = market.guaranteed > 0
        # Pupils whose ranks count for nothing may be anywhere.
        self._has_weightless = "weight" in market.traits.column_names and 0 in market.traits["weight"].to_pylist()
        self._commitment = commitment
        self.mechanism = market.mechanism
        self.ties = market.ties
        self.seed = seed
        self.notes = market.notes

    @property
    def lotteries(self) -> int:
        """How often lots were drawn."""
        return self._core.lotteries

    @cached_property
    def placements(self) -> Any:
        """Where every pupil is in every lottery."""
        return self._restore(self._placed)

    @cached_property
    def _placed(self) -> pa.Table:
        """The placements: pupils in order, lottery after lottery."""
        return pa.table(self._core.placements())

    @cached_property
    def _chances(self) -> pd.DataFrame:
        return frames.to_pandas(self._core.chances())

    def to_frame(self) -> Any:
        """
        Return the placements.

        Returns
        -------
        frame
            As :attr:`placements`.
        """
        return self.placements

    def chances(self) -> Any:
        """
        Return how often each pupil is admitted to each school of the list.

        Returns
        -------
        frame
            ``pupil, school, rank, chance, se``: a row a wish, and for every pupil one without school and rank, the
            chance to be placed nowhere. ``se`` is that of a binomial share over lotteries.
        """
        return self._restore(pa.table(self._core.chances()))

    def ranks(self, by: str | Sequence[str] = ()) -> Any:
        """
        Return how many pupils are placed on their first choice, their second, and so on.

        Parameters
        ----------
        by : str or sequence of str
            Columns of pupils whose groups are told apart.

        Returns
        -------
        frame
            ``<by...>, rank, outcome, pupils, share, se``: the mean over lotteries; ``outcome`` is ``choice``,
            ``guarantee`` or ``unplaced`` (rank null). ``se`` is that of the mean share, null for one lottery.
        """
        columns, codes, names = self._groups(by)
        counts = frames.to_pandas(self._core.ranks(codes))
        wide = counts.pivot_table(index=["group", "rank"], columns="lottery", values="pupils", fill_value=0)
        wide = wide.reindex(columns=range(1, self.lotteries + 1), fill_value=0)
        sizes = wide.groupby("group").transform("sum")
        shares = wide / sizes
        table = pd.DataFrame({"pupils": wide.mean(axis=1), "share": shares.mean(axis=1), "se": standard_error(shares)})
        table = table.reset_index()
        kinds = {0: "unplaced", -1: "guarantee"}
        table["outcome"] = table["rank"].map(kinds).fillna("choice")
        order = table["rank"].where(table["rank"] > 0, 10**9 - table["rank"])
        table = table.assign(order=order).sort_values(["group", "order"], ignore_index=True)
        table["rank"] = table["rank"].where(table["rank"] > 0).astype("Int64")
        named = labelled(table, columns, names)
        return self._out(named[[*columns, "rank", "outcome", "pupils", "share", "se"]])

    def summary(self, by: str | Sequence[str] = ()) -> Any:
        """
        Return what the admission achieved, in figures.

        Parameters
        ----------
        by : str or sequence of str
            Columns of pupils whose groups are told apart, beside all pupils (null); every pupil has a value.

        Returns
        -------
        frame
            ``<by...>, outcome, estimate, se, low, high, seed``. ``first_choice``, ``top_3``, ``top_5``, ``guarantee``
            and ``unplaced`` are shares of pupils with a list, ``no_list`` the share of all pupils who handed in none;
            ``mean_rank`` is of those placed on their list; ``mean_distance`` and ``median_distance`` are straight
            lines from home to school, in the unit of ``x, y`` (where both are known). For all pupils also
            ``empty_places``, ``blocking_pairs``, ``justified_envy`` (by class), ``waste`` and ``improving_cycles``, as
            :meth:`verify` counts them. The mean over lotteries with its standard error, and the 5 and 95 percent
            quantiles of lotteries; null for one lottery.
        """
        columns = frames.columns(by, "by")
        table = averaged(self._by_lottery(by), [*columns, "outcome"])
        return self._out(table.assign(seed=np.uint64(self.seed)))

    def _by_lottery(self, by: str | Sequence[str] = ()) -> pd.DataFrame:
        """Return what :meth:`summary` averages: ``lottery, <by...>, outcome, estimate``."""
        columns, codes, names = self._groups(by)
        parts = [self._figures(self._groups(())[1]).assign(group=-1)]
        for name in columns:
            # Null is said of all pupils.
            keyed.check_known(self._pupils[name], name, "pupils")
        if columns:
            parts.append(self._figures(codes))
        values = pd.concat([*parts, self._proven()], ignore_index=True)
        return labelled(values, columns, names)[["lottery", *columns, "outcome", "estimate"]]

    def cutoffs(self, lottery: int = 1) -> Any:
        """
        Return the last who was admitted to every school.

        Parameters
        ----------
        lottery : int
            Which lottery, from 1.

        Returns
        -------
        frame
            ``lottery, school, places, admitted, priority, number``: priority class and lottery number (56 bits) of the
            last admitted in the order of the school; null where places are left. A guarantee has no priority class, but
            a number.
        """
        return self._restore(pa.table(self._core.cutoffs(self._lottery(lottery))))

    def lots(self, lottery: int = 1) -> Any:
        """
        Return the numbers that were drawn, so that others can check them.

        Parameters
        ----------
        lottery : int
            Which lottery, from 1.

        Returns
        -------
        frame
            ``pupil, school, rank, priority, number``: a row a wish; the lowest number goes first within a priority
            class. Rank and priority are null for schools that a guarantee added to a list, which come last. Under
            ``lottery_then_central`` the number of a first choice is that of the draw of the school.
        """
        return self._restore(pa.table(self._core.numbers(self._lottery(lottery))))

    def blocking_pairs(self) -> Any:
        """
        Return pupils and schools that would both rather have each other than what they have.

        Returns
        -------
        frame
            ``lottery, pupil, school, rank``: the pupil prefers the school to the own place, and the school would choose
            the pupil beside those it has. No rows for a stable placement (Gale & Shapley 1962).
        """
        return self._restore(pa.table(self._core.blocking_pairs()))

    def justified_envy(self, by: str = "class") -> Any:
        """
        Return wishes for schools that admitted someone of lower priority.

        Parameters
        ----------
        by : {"class", "order", "group"}
            Lower in priority class; lower in class or lottery; or that among pupils of the same groups of reserves.

        Returns
        -------
        frame
            ``lottery, pupil, school, rank``.
        """
        return self._restore(pa.table(self._core.justified_envy(by)))

    def verify(self) -> Any:
        """
        Check the placements by code that shares nothing with the mechanisms.

        Returns
        -------
        frame
            ``check, found, promised, holds``: what was found in all lotteries together. ``wrong_wishes``: pupils placed
            at a school that is not on their list or does not admit them; ``places_exceeded`` and ``bounds_exceeded``:
            schools with more pupils than places, or than a hard quota; these are never allowed. ``blocking_pairs``,
            ``justified_envy`` (by class) and ``waste`` (an empty place whose school would choose a pupil who prefers
            it, so none that a hard quota keeps empty) are 0 under a stable mechanism,
            ``improving_cycles`` (pupils who would gladly exchange places) under an efficient one. Where a check is
            not promised, ``holds`` is null.

        Raises
        ------
        InternalError
            ``BrokenPromise`` where something promised does not hold; please report it.
        """
        found = self._verdicts.drop(columns="lottery").sum()
        promised = found.index.isin(ALWAYS | self._promised())
        table = pd.DataFrame({"check": found.index, "found": found.to_numpy(), "promised": promised})
        table["holds"] = (table["found"] == 0).astype("boolean").where(table["promised"])
        broken = table[table["promised"] & (table["found"] > 0)]
        if len(broken):
            raise InternalError(
                f"the placements break what {self.mechanism} promises: {', '.join(broken['check'])}",
                kind="BrokenPromise",
                count=int(broken["found"].sum()),
                remedy="Please report this with the call that caused it.",
            )
        return self._out(table)

    def explain(self, pupil: Any, lottery: int = 1, language: str = "nl") -> str:
        """
        Say why a pupil is placed at a school, and why not at those higher on the list.

        Parameters
        ----------
        pupil : value of the column ``pupil``
            Who asks.
        lottery : int
            Which lottery, from 1.
        language : {"nl", "en"}
            Dutch or English.

        Returns
        -------
        str
            A sentence a choice, in the order of the list.

        Raises
        ------
        InputError
            ``UnmatchedKey`` for who is no pupil of the admission; ``BadOption``.
        """
        number = self._lottery(lottery)
        rows = np.flatnonzero(self._pupils["pupil"] == pupil)
        if not len(rows):
            raise InputError(
                "the admission has no such pupil",
                kind="UnmatchedKey",
                column="pupil",
                remedy="Give the value as it stands in the column pupil.",
            )
        return explanation.explained(
            language,
            wishes=frames.to_pandas(self._core.numbers(number)).query("pupil == @pupil"),
            chances=self._chances[self._chances["pupil"] == pupil],
            placed=frames.to_pandas(self._placed.slice(number * len(self._pupils) + rows[0], 1)).iloc[0],
            cutoffs=frames.to_pandas(self._core.cutoffs(number)).set_index("school"),
            mechanism=self.mechanism.name,
            has_reserves=self._has_reserves,
            earlier=self._earlier(number, rows[0]),
        )

    def roll(self, group: str | Sequence[str]) -> Roll:
        """
        Return who sits where, as a roll that every verb takes.

        Parameters
        ----------
        group : str or sequence of str
            Columns of pupils.

        Returns
        -------
        Roll
            Pupils per school and group, of several lotteries ``by="lottery"``; pupils who are unplaced, or have no
            group, are not in it, as its ``notes`` say.
        """
        columns, codes, names = self._groups(group)
        if not columns:
            raise InputError("no group is named", kind="EmptyInput", column="group", remedy="Name columns of pupils.")
        seats = frames.to_pandas(self._core.seats(codes))
        unplaced = int(seats.loc[seats["school"].isna(), "pupils"].sum())
        seats = labelled(seats[seats["school"].notna()], columns, names)
        nameless = seats[columns].isna().any(axis=1)
        roll = Roll(
            seats[~nameless],
            unit="school",
            group=columns,
            count="pupils",
            by="lottery" if self.lotteries > 1 else (),
        )
        said = [(unplaced, "unplaced"), (int(seats.loc[nameless, "pupils"].sum()), "without a group")]
        over = f" in {self.lotteries} lotteries" if self.lotteries > 1 else ""
        for count, what in said:
            if count:
                roll = roll.noted(f"{count} pupils {what}{over} are left out")
        return roll

    def record(self) -> dict[str, Any]:
        """
        Return what a third party needs to see that the same input and seed give the same placements.

        Returns
        -------
        dict
            Version, seed (text), mechanism, ties, lotteries, and the SHA-256 of the input (:func:`schoolmix.digest`)
            and of the placements; ``commitment`` if the seed was under a :class:`Seal`.
        """
        sealed = {} if self._commitment is None else {"commitment": self._commitment}
        return sealed | {
            "schoolmix": _core.VERSION,
            "seed": str(self.seed),
            "mechanism": repr(self.mechanism),
            "ties": None if self.ties is None else repr(self.ties),
            "lotteries": self.lotteries,
            "input": self._market.digest(),
            "placements": hashed(self._placed),
        }

    def __repr__(self) -> str:
        drawn = "one lottery" if self.lotteries == 1 else f"{self.lotteries} lotteries"
        return f"Admission: {len(self._pupils)} pupils, {len(self._schools)} schools, {drawn} of {self.mechanism}"

    def _repr_html_(self) -> str:
        table = frames.to_pandas(pa.Table.from_pandas(self._figures(self._groups(())[1])))
        means = table.groupby("outcome", sort=False)["estimate"].mean()
        cells = "".join(
            f"<tr><th>{html.escape(str(name))}</th><td>{value:.4g}</td></tr>" for name, value in means.items()
        )
        return f"<p>{html.escape(repr(self))}</p><table>{cells}</table>"

    def _promised(self) -> set[str]:
        """Return what must be 0 beside what always must."""
        if self._staged:
            return set()
        promised = PROMISED.get(self.mechanism.name, set())
        if "unplaced" in self.mechanism.parameters:
            # No place may then count as better than a place: some stay empty.
            promised = promised - {"waste"}
        if self._has_weightless or (self._has_guarantee and self._has_reserves):
            return set()
        if self._has_guarantee:
            # What a guarantee gives is given out after all else.
            promised = promised - {"improving_cycles"}
        if self._has_reserves:
            is_stable = self.mechanism.name == "deferred_acceptance"
            return promised - {"justified_envy"} if is_stable else set()
        return promised

    def _earlier(self, number: int, row: int) -> set[Any]:
        """Return the schools that admitted someone in a round before that of a pupil."""
        if not self._staged:
            return set()
        rounds = self._market.traits["round"].to_numpy()
        schools = self._placed.slice(number * len(rounds), len(rounds))["school"].to_pylist()
        return {school for school, own in zip(schools, rounds, strict=True) if own < rounds[row]}

    def _lottery(self, lottery: Any) -> int:
        """Return the number of a lottery as the core counts, from 0."""
        if isinstance(lottery, int | np.integer) and not isinstance(lottery, bool) and 1 <= lottery <= self.lotteries:
            return int(lottery) - 1
        raise InputError(
            "there is no such lottery",
            kind="BadOption",
            column="lottery",
            remedy=f"Give a whole number from 1 to {self.lotteries}.",
        )

    def _groups(self, by: str | Sequence[str]) -> tuple[list[str], pa.Table, list[tuple[Any, ...]]]:
        """Return the columns of groups, the group of every pupil as a table of numbers, and their names."""
        columns = frames.columns(by, "by")
        if not columns:
            return [], pa.table({"group": np.zeros(len(self._pupils), dtype=np.int64)}), [()]
        for name in columns:
            keyed.column(self._pupils, name, "pupils")
            if name in TOLD:
                raise ColumnError(
                    f"column '{name}' of pupils is called as a column of the answer",
                    kind="SameColumn",
                    column=name,
                    remedy="Rename it in pupils.",
                )
        codes, names = numbered(self._pupils[columns])
        return columns, pa.table({"group": codes}), names

    def _out(self, table: pd.DataFrame) -> Any:
        """Return a table in the kind of frame that the wishes came in."""
        return self._restore(pa.Table.from_pandas(table, preserve_index=False))

    def _figures(self, codes: pa.Table) -> pd.DataFrame:
        """Return figures about pupils by lottery and group."""
        counts = frames.to_pandas(self._core.ranks(codes))
        shares = of_pupils(counts, self._silent(codes), has_guarantee=self._has_guarantee)
        long = pd.concat(shares | self._distances(codes), names=["outcome"]).rename("estimate").reset_index()
        return long[["group", "outcome", "lottery", "estimate"]]

    def _silent(self, codes: pa.Table) -> pd.Series[int]:
        """Return how many pupils of each group have no list."""
        without = ~self._pupils["pupil"].isin(self._listing)
        return without.groupby(codes["group"].to_numpy()).sum()

    @property
    def _listing(self) -> pd.Series[Any]:
        """Pupils who have a list, also where no school of it can admit them."""
        return self._chances.loc[self._chances["rank"].notna(), "pupil"]

    def _distances(self, codes: pa.Table) -> dict[str, Any]:
        on_map = {"x", "y"} <= set(self._pupils.columns) & set(self._schools.columns)
        if not on_map:
            return {}
        homes, schools = (
            pa.table({axis: keyed.numbers(frame, axis, of) for axis in ("x", "y")})
            for frame, of in ((self._pupils, "pupils"), (self._schools, "schools"))
        )
        far = frames.to_pandas(self._core.distances(codes, homes, schools)).set_index(["lottery", "group"])
        return {"mean_distance": far["mean"], "median_distance": far["median"]}

    @cached_property
    def _verdicts(self) -> pd.DataFrame:
        with shown("verify", unit="lottery") as report:
            return frames.to_pandas(self._core.verdicts(report=report))

    def _proven(self) -> pd.DataFrame:
        """Return figures about all pupils and schools, by lottery."""
        table = self._verdicts.drop(columns=sorted(ALWAYS))
        counts = frames.to_pandas(self._core.ranks(self._groups(())[1]))
        placed = counts[counts["rank"] != 0].groupby("lottery")["pupils"].sum()
        left = int(self._schools["places"].sum()) - placed.reindex(table["lottery"]).fillna(0).to_numpy()
        table.insert(1, "empty_places", left)
        long = table.melt(id_vars="lottery", var_name="outcome", value_name="estimate")
        return long.assign(group=-1, estimate=long["estimate"].astype(float))
