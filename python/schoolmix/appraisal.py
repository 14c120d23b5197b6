"""What came out of an appraisal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.scenario import Scenario
from schoolmix.simulation import SPREAD, Simulation

ABOUT = [
    "scenario",
    "year",
    "municipality",
    "municipality_code",
    "outcome",
    "focal",
    "effect",
    "estimate",
    "low",
    "high",
    "parameter_low",
    "parameter_high",
    "structure_low",
    "structure_high",
    "sign_stability",
]
GAINS = {"first_choice_share": 1, "mean_distance": -1, "unplaced_share": -1, "encounter_hours": 1}
"""Outcomes of families, and whether more of it is a gain."""
HOURS = "encounter_hours"
ENOUGH = 20
"""Replicates from which a side is named."""


@dataclass(frozen=True, eq=False)
class Appraisal:
    """
    What came out of :func:`appraise`.

    Parameters
    ----------
    table, costs, interactions, draws, scenarios, notes, simulation
        What the verb makes it of; not for callers.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a ``scenario, municipality`` (both null: all pupils), ``outcome, focal`` and ``effect`` (``"partial"`` or
        ``"equilibrium"``), in the last ``year``: ``estimate``; ``low, high``: 5 % and 95 % quantiles over replicates;
        ``parameter_low, parameter_high``: the same over draws of parameters; ``structure_low, structure_high``: least
        and most of the models of choice; ``sign_stability``: share of all these with the sign of the estimate (null
        where it is 0); ``tier`` of evidence; ``note``; ``seed``.
    costs : pandas.DataFrame
        ``scenario, instrument, year, payer, units, euros, recurring, note``; null where nothing is known of a cost.
    interactions : pandas.DataFrame
        Of scenarios with several instruments, on all pupils: ``scenario, outcome, focal, together, alone`` (the sum of
        what each does by itself), ``interaction``, ``note``.
    draws : pandas.DataFrame
        ``scenario, replicate, year, outcome, focal, effect`` on all pupils.
    scenarios : tuple of Scenario
    notes : list of str
        What was left out, assumed or not known.
    simulation : Simulation
        The simulation under the first choice.

    Examples
    --------
    >>> import schoolmix as sm
    >>> from schoolmix import policy
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> near = sm.Scenario("near", [policy.NearestSchool()])
    >>> sm.appraise(world, [near], years=1, replicates=2, rng=1, progress=False)
    Appraisal of 1 scenario in 2025: near; 2 replicates, seed 1
    """

    table: pd.DataFrame
    costs: pd.DataFrame
    interactions: pd.DataFrame
    draws: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    notes: list[str]
    simulation: Simulation

    def side_by_side(
        self,
        outcome: str = "D",
        *,
        focal: Any = None,
        municipality: str | None = None,
        tier_c: bool = False,
        homes: bool = False,
    ) -> pd.DataFrame:
        """
        Return the scenarios beside each other in one outcome.

        Scenarios that only let pupils meet at the schools where they are (friendship schools) stand beside others in
        ``encounter_hours`` alone; those that mix homes stand by themselves, as a bound over decades.

        Parameters
        ----------
        outcome : str
            A measure, or an outcome of families.
        focal : value, optional
            The group that it is about; without it that of all.
        municipality : str, optional
            Name or code; all pupils without it.
        tier_c : bool
            Whether to name scenarios whose evidence is illustrative (tier C): not unless asked for.
        homes : bool
            Those that mix homes, instead of those of schools.

        Returns
        -------
        pandas.DataFrame
            ``scenario, partial``, the columns of the equilibrium effect as in ``table``, ``euros`` (of all years that
            were simulated together; null where a cost is not known), ``tier, note``.

        Raises
        ------
        InputError
            Kind ``BadOption``: an outcome, group or municipality that the table does not have.

        Examples
        --------
        >>> import schoolmix as sm
        >>> from schoolmix import policy
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> near = sm.Scenario("near", [policy.NearestSchool()])
        >>> found = sm.appraise(world, [near], years=1, replicates=2, rng=1, progress=False)
        >>> found.side_by_side("H").columns.tolist()[:3]
        ['scenario', 'partial', 'estimate']
        """
        rows = self._rows(outcome, focal, municipality)
        rows = rows[((rows["tier"] != "C") | tier_c) & self._beside(rows, homes=homes)]
        full = rows[rows["effect"] == "equilibrium"].set_index("scenario")
        partial = rows[rows["effect"] == "partial"].set_index("scenario")["estimate"]
        numbers = ABOUT[ABOUT.index("estimate") :]
        found = full[numbers].assign(euros=self._euros(), tier=full["tier"], note=full["note"])
        found.insert(0, "partial", partial)
        return found.reset_index()

    def sources(self, municipality: str | None = None, *, tier_c: bool = False, homes: bool = False) -> pd.DataFrame:
        """
        Return the effects with each source of uncertainty in a row of its own, as ``sm.plot.effects`` draws them.

        Parameters
        ----------
        municipality : str, optional
            Name or code; all pupils without it.
        tier_c, homes : bool
            Which scenarios, as in :meth:`side_by_side`.

        Returns
        -------
        pandas.DataFrame
            ``scenario, year, municipality, municipality_code, outcome, focal, source`` (``"monte_carlo"``,
            ``"parameters"``, ``"structure"``; only those that are known), ``estimate, low, high, tier``.

        Raises
        ------
        InputError
            Kind ``BadOption``: a municipality that the table does not have.

        Examples
        --------
        >>> import schoolmix as sm
        >>> from schoolmix import policy
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> near = sm.Scenario("near", [policy.NearestSchool()])
        >>> found = sm.appraise(world, [near], years=1, replicates=2, rng=1, progress=False)
        >>> found.sources()["source"].unique().tolist()
        ['monte_carlo']
        """
        rows = self._about(municipality)
        rows = rows[
            (rows["effect"] == "equilibrium") & ((rows["tier"] != "C") | tier_c) & self._beside(rows, homes=homes)
        ]
        about = ["scenario", "year", "municipality", "municipality_code", "outcome", "focal", "estimate", "tier"]
        sides = {"monte_carlo": "", "parameters": "parameter_", "structure": "structure_"}
        tables = [
            rows[about].assign(source=source, low=rows[f"{side}low"], high=rows[f"{side}high"]).dropna(subset="low")
            for source, side in sides.items()
        ]
        return pd.concat(tables, ignore_index=True)

    def winners(self, scenario: str, *, municipality: str | None = None) -> pd.DataFrame:
        """
        Return who gains and who loses by group, in what families meet with.

        Parameters
        ----------
        scenario : str
        municipality : str, optional
            Name or code; all pupils without it.

        Returns
        -------
        pandas.DataFrame
            ``focal, outcome, estimate, low, high, answer``: ``"gains"`` or ``"loses"`` where 90 % of at least 20
            replicates lie on one side and so do the means of all draws of parameters and models, ``"unchanged"`` where
            nothing moved, else ``"not distinguishable"``. More at their first choice, fewer without a place of choice,
            shorter ways and more time with other groups count as gains.

        Raises
        ------
        InputError
            Kind ``BadOption``: a scenario or municipality that the table does not have.

        Examples
        --------
        >>> import schoolmix as sm
        >>> from schoolmix import policy
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> near = sm.Scenario("near", [policy.NearestSchool()])
        >>> found = sm.appraise(world, [near], years=1, replicates=20, rng=1, progress=False).winners("near")
        >>> found[found["outcome"] == "mean_distance"]["answer"].unique().tolist()
        ['gains']
        """
        rows = self._about(municipality)
        self._known("scenario", scenario, rows["scenario"])
        rows = rows[(rows["scenario"] == scenario) & (rows["effect"] == "equilibrium") & rows["focal"].notna()]
        rows = rows[rows["outcome"].isin(GAINS)].sort_values(["focal", "outcome"], kind="stable")
        sign = rows["outcome"].map(GAINS).to_numpy(float)[:, None]
        ends = ["low", "high", "parameter_low", "parameter_high", "structure_low", "structure_high"]
        values = rows[ends].to_numpy(float) * sign
        low, high = np.nanmin(values, axis=1, initial=np.inf), np.nanmax(values, axis=1, initial=-np.inf)
        is_enough = self.simulation.replicates >= ENOUGH
        answer = np.select(
            [rows["estimate"].isna(), (low == 0) & (high == 0), is_enough & (low > 0), is_enough & (high < 0)],
            ["unknown", "unchanged", "gains", "loses"],
            "not distinguishable",
        )
        return rows[["focal", "outcome", "estimate", "low", "high"]].assign(answer=answer).reset_index(drop=True)

    def frontier(
        self,
        outcome: str = "D",
        *,
        focal: Any = None,
        municipality: str | None = None,
        budget: float | None = None,
        tier_c: bool = False,
    ) -> pd.DataFrame:
        """
        Return which scenarios bring the most for their cost, as a band over replicates.

        Parameters
        ----------
        outcome : str
            A measure, of which less is aimed at, or what families meet with, of which what :meth:`winners` counts as a
            gain is.
        focal : value, optional
            The group that it is about.
        municipality : str, optional
            Name or code: effects on the pupils who live there; all pupils without it. Costs are those of the scenario.
        budget : float, optional
            Euros of all years that were simulated together, at most.
        tier_c : bool
            Whether scenarios of tier C are in it: not unless asked for.

        Returns
        -------
        pandas.DataFrame
            A row a scenario with a known cost, the cheapest first: ``scenario, euros, estimate, low, high``;
            ``dominated``: the share of replicates in which another costs no more and lowers the outcome more, or as
            much for less; ``best_low, best_high``: 5 % and 95 % quantiles of what the best of those up to this cost
            brings (nothing done is one of them). Empty where no cost is known.

        Raises
        ------
        InputError
            Kind ``BadOption``: an outcome, group or municipality that was not simulated.

        Examples
        --------
        >>> import schoolmix as sm
        >>> from schoolmix import policy
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> mixes = [sm.Scenario(f"{x:.0%}", [policy.HousingMix(share=x, euros_per_unit=1000)]) for x in (0.1, 0.4)]
        >>> found = sm.appraise(world, mixes, years=1, replicates=4, rng=1, progress=False)
        >>> found.frontier("D", tier_c=True)["scenario"].tolist()
        ['10%', '40%']
        """
        shown = self._rows(outcome, focal, municipality).dropna(subset="estimate")
        euros = self._euros().dropna()
        euros = euros[euros.index.isin(shown["scenario"])]
        tiers = self.table.drop_duplicates("scenario").set_index("scenario")["tier"]
        kept = [
            name for name in euros.index if (tier_c or tiers[name] != "C") and (budget is None or euros[name] <= budget)
        ]
        cost = euros[kept].sort_values(kind="stable")
        effects = self._effects(outcome, focal, municipality)
        if not len(cost):
            columns = ["scenario", "euros", "estimate", "low", "high", "dominated", "best_low", "best_high"]
            return pd.DataFrame(columns=columns)
        values = effects[cost.index].to_numpy(float)
        prices = cost.to_numpy(float)
        # Less is aimed at, or where more is a gain, more.
        aim = -GAINS.get(outcome, -1)
        best = aim * np.minimum(np.minimum.accumulate(aim * values, axis=1), 0)
        low, high = np.quantile(values, SPREAD, axis=0)
        best_low, best_high = np.quantile(best, SPREAD, axis=0)
        known = ~np.isnan(values).any(axis=0)
        return pd.DataFrame(
            {
                "scenario": cost.index,
                "euros": prices,
                "estimate": values.mean(axis=0),
                "low": low,
                "high": high,
                "dominated": np.where(
                    known, [_dominated(aim * values, prices, at) for at in range(len(prices))], np.nan
                ),
                "best_low": best_low,
                "best_high": best_high,
            }
        )

    def _effects(self, outcome: str, focal: Any, municipality: str | None) -> pd.DataFrame:
        """Return effects in the last year, a row a replicate and a column a scenario."""
        draws = self.draws if municipality is None else self.simulation.draws_in(municipality)
        rows = draws[(draws["outcome"] == outcome) & (draws["year"] == draws["year"].max())]
        rows = rows[rows["focal"].isna() if focal is None else rows["focal"] == focal]
        wide: pd.DataFrame = rows.pivot_table(index="replicate", columns="scenario", values="effect", dropna=False)
        return wide

    def _euros(self) -> pd.Series[float]:
        """Return what scenarios cost in all years together; null where a cost is not known."""
        euros: pd.Series[float] = self.costs.groupby("scenario", sort=False)["euros"].agg(
            lambda each: each.sum(skipna=False)
        )
        return euros

    def _beside(self, rows: pd.DataFrame, *, homes: bool) -> pd.Series[bool]:
        """Return which rows stand beside each other."""
        handles = {one.name: {part.HANDLE for part in one.parts()} for one in self.scenarios}
        mixes = rows["scenario"].map({name: "homes" in own for name, own in handles.items()})
        meets = rows["scenario"].map({name: own == {"encounters"} for name, own in handles.items()})
        return (mixes == homes) & (~meets | (rows["outcome"] == HOURS))

    def _about(self, municipality: str | None) -> pd.DataFrame:
        if municipality is None:
            return self.table[self.table["municipality_code"].isna()]
        found = self.table[(self.table[["municipality", "municipality_code"]] == municipality).any(axis=1)]
        if not len(found):
            raise InputError(
                f"the appraisal has no municipality '{municipality}'",
                kind="BadOption",
                column="municipality",
                remedy="Give a name or code of the world's.",
            )
        return found

    def _rows(self, outcome: str, focal: Any, municipality: str | None) -> pd.DataFrame:
        rows = self._about(municipality)
        self._known("outcome", outcome, rows["outcome"])
        rows = rows[rows["outcome"] == outcome]
        found = rows[rows["focal"].isna() if focal is None else rows["focal"] == focal]
        if not len(found):
            self._known("focal", focal, rows["focal"].dropna())
        return found

    @staticmethod
    def _known(column: str, value: Any, there: pd.Series[Any]) -> None:
        if value in set(there):
            return
        listed = ", ".join(repr(one) for one in dict.fromkeys(there))
        raise InputError(
            f"{column} {value!r} was not appraised", kind="BadOption", column=column, remedy=f"Allowed: {listed}."
        )

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.scenarios)
        count = f"{len(self.scenarios)} scenario{'s' if len(self.scenarios) > 1 else ''}"
        how = f"{self.simulation.replicates} replicates, seed {self.simulation.seed}"
        return frames.visible(f"Appraisal of {count} in {self.table['year'].max()}: {names}; {how}")


def _dominated(values: Any, prices: Any, at: int) -> float:
    """Return the share of draws in which another scenario is no dearer and better, or as good for less."""
    better = (values < values[:, [at]]) & (prices <= prices[at])
    cheaper = (values <= values[:, [at]]) & (prices < prices[at])
    nothing = (values[:, at] > 0) | ((values[:, at] == 0) & (prices[at] > 0))
    return float(((better | cheaper).any(axis=1) | nothing).mean())
