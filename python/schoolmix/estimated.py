"""Tastes with their errors, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames
from schoolmix.alternatives import Alternatives, Design, FlowDesign, ListDesign
from schoolmix.choice import Choice, Known, Part
from schoolmix.errors import ConvergenceError, InputError, InputTypeError
from schoolmix.reach import Reach
from schoolmix.seeds import seed_of

NORMAL = 1.959963984540054
"""The 97.5 percent quantile of the normal distribution."""
DISTANCE = "distance"
# A world may have schools between those in reach, such as some that have closed since.
BEYOND = 2
DRAWS = 1_000_000
"""Draws at most."""


class Estimate:
    """
    Tastes estimated from choices; made by :func:`schoolmix.estimate`.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a term: ``term``, ``estimate`` (utility per unit of the term), ``se`` (from the curvature of the
        likelihood), ``robust_se`` (sandwich over clusters, null with fewer than two), ``low`` and ``high`` (95
        percent), ``p`` (that the taste is 0, two-sided, normal), from ``robust_se`` where there is one.
    loglikelihood, null_loglikelihood : float
        Of the choices, in natural logarithms; and with all tastes 0.
    choices, clusters : float, int
        Choices made (the sum of weights), and clusters that chose.
    pulls : pandas.Series
        Pull of each school, by code; empty unless they were asked for. Only differences count, between schools that
        homes have in reach together.
    notes : list of str
        What was left out and assumed.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> wishes = pd.DataFrame(
    ...     {"pupil": [1, 1, 2, 2, 3, 3], "school": ["a", "b"] * 3, "km": [1, 2, 1, 3, 2, 1], "first": [1, 0] * 3}
    ... )
    >>> found = sm.estimate(wishes, chooser="pupil", alternative="school", chosen="first", terms=["km"])
    >>> found
    Estimate: 1 term of 3 choices, log-likelihood -1.725
    """

    __slots__ = (
        "_covariance", "_design", "_estimates", "_robust", "choices", "clusters", "loglikelihood", "notes",
        "null_loglikelihood", "pulls",
    )  # fmt: skip

    _covariance: npt.NDArray[np.float64]
    _design: Design
    _estimates: list[float]
    _robust: npt.NDArray[np.float64] | None
    choices: float
    clusters: int
    loglikelihood: float
    notes: list[str]
    null_loglikelihood: float
    pulls: pd.Series[float]

    def __init__(self) -> None:
        raise InputError("an estimate is made from choices", kind="BadOption", remedy="Use sm.estimate(wishes, ...).")

    @classmethod
    def _of(cls, found: Any, design: Design, choices: float, notes: Sequence[str], pulls: pd.Series[float]) -> Estimate:
        made = object.__new__(cls)
        made._estimates, covariance, robust, likelihoods, (_, made.clusters), _ = found
        width = len(made._estimates)
        made._covariance = np.array(covariance, np.float64).reshape(width, width)
        # No more clusters than terms leave directions of which the sandwich knows nothing.
        is_robust = robust is not None and made.clusters > width
        made._robust = np.array(robust, np.float64).reshape(width, width) if is_robust else None
        if robust is not None and not is_robust:
            notes = [*notes, f"{made.clusters} clusters for {width} terms: errors as if choosers were independent"]
        made.loglikelihood, made.null_loglikelihood = likelihoods
        made._design, made.choices, made.notes, made.pulls = design, choices, list(notes), pulls
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Return everything, so that estimates can be sent to other processes."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take everything back."""
        for name, value in state.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        count = len(self._estimates)
        return (
            f"Estimate: {count} term{'' if count == 1 else 's'} of {self.choices:.0f} choices,"
            f" log-likelihood {self.loglikelihood:.3f}"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.table.to_html(index=False)}"

    @property
    def table(self) -> pd.DataFrame:
        """Terms with their estimates and errors, a row each."""
        estimates = np.array(self._estimates)
        se = np.sqrt(np.diag(self._covariance))
        robust = np.full(len(se), np.nan) if self._robust is None else np.sqrt(np.diag(self._robust))
        error = se if self._robust is None else robust
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(estimates / error)
        return pd.DataFrame(
            {
                "term": list(self._design.names),
                "estimate": estimates,
                "se": se,
                "robust_se": robust,
                "low": estimates - NORMAL * error,
                "high": estimates + NORMAL * error,
                "p": [erfc(x / sqrt(2)) for x in z],
            }
        )

    def willingness(self, per: str = DISTANCE) -> pd.DataFrame:
        """
        Return how far people are willing to go for a unit of each term: minus its taste over that of the distance.

        Parameters
        ----------
        per : str
            The term that is given up, in kilometres; products of it, its logarithm and others with it do not count.

        Returns
        -------
        pandas.DataFrame
            ``term, estimate, se, low, high`` (95 percent, by the delta method), in units of ``per``.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a term that is not there.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> wishes = pd.DataFrame(
        ...     {"pupil": [1, 1, 2, 2, 3, 3, 4, 4], "school": ["a", "b"] * 4, "km": [1, 2, 1, 3, 2, 1, 2, 1]}
        ... ).assign(dalton=[0, 1, 0, 1, 1, 0, 0, 1], first=[1, 0, 0, 1, 1, 0, 0, 1])
        >>> found = sm.estimate(
        ...     wishes, chooser="pupil", alternative="school", chosen="first", terms=["km", "dalton"]
        ... )
        >>> found.willingness("km")["term"].tolist()
        ['dalton']
        """
        names = list(self._design.names)
        if per not in names:
            remedy = f"Allowed: {', '.join(map(repr, names))}."
            raise InputError(f"there is no term {per!r}", kind="BadOption", column="per", remedy=remedy)
        at = names.index(per)
        covariance = self._covariance if self._robust is None else self._robust
        rows = []
        for term, name in enumerate(names):
            if name == per:
                continue
            ratio = -self._estimates[term] / self._estimates[at]
            slope = np.zeros(len(names))
            slope[term], slope[at] = -1 / self._estimates[at], -ratio / self._estimates[at]
            error = float(np.sqrt(slope @ covariance @ slope))
            rows.append((name, ratio, error, ratio - NORMAL * error, ratio + NORMAL * error))
        return pd.DataFrame(rows, columns=["term", "estimate", "se", "low", "high"])

    def draws(self, n: int, rng: Any = None) -> pd.DataFrame:
        """
        Return tastes as uncertain as they are: drawn from the normal distribution around the estimates.

        Parameters
        ----------
        n : int
            How many; more draws leave the first ones as they are.
        rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
            Seed of what is drawn; None draws one.

        Returns
        -------
        pandas.DataFrame
            A row a draw, ``draw`` from 0, a column a term, and ``seed``. The covariance is the robust one where there
            are more clusters than terms. Pulls of schools are not drawn.

        Raises
        ------
        InputError
            Kinds ``BadOption``, ``BadSeed``.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> wishes = pd.DataFrame(
        ...     {"pupil": [1, 1, 2, 2, 3, 3], "school": ["a", "b"] * 3, "km": [1, 2, 1, 3, 2, 1], "first": [1, 0] * 3}
        ... )
        >>> found = sm.estimate(wishes, chooser="pupil", alternative="school", chosen="first", terms=["km"])
        >>> found.draws(2, rng=1).round(3)
           draw     km  seed
        0     0 -0.389     1
        1     1 -2.690     1
        """
        if not isinstance(n, int | np.integer) or isinstance(n, bool) or not 0 <= n <= DRAWS:
            remedy = f"Allowed: a whole number from 0 to {DRAWS}."
            raise InputError("n is no number of draws", kind="BadOption", column="n", remedy=remedy)
        seed = seed_of(rng)
        covariance = self._covariance if self._robust is None else self._robust
        drawn = _core.taste_draws(self._estimates, covariance.tolist(), count=int(n), seed=seed)
        if drawn is None:
            raise ConvergenceError(
                "the errors of the tastes cannot be drawn from: their covariance is not positive definite",
                kind="NotConverged",
                column="n",
                remedy="Leave terms out that say almost the same, or give more clusters.",
            )
        table = pd.DataFrame(drawn, columns=list(self._design.names), index=range(n), dtype=float)
        table.insert(0, "draw", np.arange(n))
        return table.assign(seed=np.uint64(seed))

    def predict(self, schools: Any, homes: Any = None, *, balance: bool = False) -> Any:
        """
        Return how likely each alternative is chosen.

        Parameters
        ----------
        schools : frame
            Schools, as in :func:`schoolmix.estimate`; or, for tastes from a frame of alternatives, such a frame.
        homes : frame, optional
            Home areas, as in :func:`schoolmix.estimate`; with ``pupils`` the pupils who live there.
        balance : bool
            Give each school the pull with which it is expected to have its ``size`` (all sizes in proportion, so that
            they add up to the ``pupils`` of homes), as far as homes in reach allow.

        Returns
        -------
        frame
            A row an alternative, sorted: the home area, the site, ``distance`` (kilometres), ``share`` (0 to 1, adding
            up to 1 for every home area), and ``pupils`` expected where homes have them. For frames of alternatives the
            chooser, the alternative and ``share``.

        Raises
        ------
        InputError, ColumnError
            As :func:`schoolmix.estimate`; ``UnmatchedKey`` for a school without a pull.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> wishes = pd.DataFrame(
        ...     {"pupil": [1, 1, 2, 2, 3, 3], "school": ["a", "b"] * 3, "km": [1, 2, 1, 2, 2, 1], "first": [1, 0] * 3}
        ... )
        >>> found = sm.estimate(wishes, chooser="pupil", alternative="school", chosen="first", terms=["km"])
        >>> found.predict(wishes.head(2)).round(3)
           pupil school  share
        0      1      a  0.667
        1      1      b  0.333
        """
        if isinstance(self._design, ListDesign):
            made = self._design.alternatives(schools)
            shares = pa.table(made.core.shares(self._estimates, pulls=[]))["share"].to_numpy()
            return frames.restore(schools)(pa.Table.from_pandas(made.about.assign(share=shares), preserve_index=False))
        reach, made, found = self._placed(schools, homes, balance=balance)
        table = made.about.assign(share=found["share"].to_numpy())
        if "pupils" in reach.ground.homes:
            table["pupils"] = table["share"] * _pupils(reach)[reach.home]
        return frames.restore(homes)(pa.Table.from_pandas(table, preserve_index=False))

    def utility(self, schools: Any, homes: Any, *, balance: bool = False) -> Any:
        """
        Return what each school in reach is worth from each home area, as a part of the utility of a simulation.

        Parameters
        ----------
        schools, homes, balance
            As in :meth:`predict`.

        Returns
        -------
        frame
            A row a home area and school in reach: ``home_area, site, value``, on the scale on which tastes that are
            not seen are Gumbel with scale 1. Only differences within a home area count.

        Raises
        ------
        InputError
            As :meth:`predict`.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> homes = pd.DataFrame({"home_pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": 0.0})
        >>> schools = pd.DataFrame({"site": ["a", "b"], "x_km": [1.0, 3.0], "y_km": 0.0})
        >>> flows = pd.DataFrame({"site": ["a", "b"] * 2, "home_pc4": ["1", "1", "2", "2"], "pupils": [60, 40, 20, 80]})
        >>> found = sm.estimate(flows, schools=schools, homes=homes, terms=["distance"])
        >>> found.utility(schools, homes).round(2)
          home_area site  value
        0         1    a  -0.42
        1         1    b  -1.27
        2         2    b   0.00
        3         2    a  -0.85
        """
        if isinstance(self._design, ListDesign):
            raise InputTypeError(
                "these tastes are of listed alternatives, not of homes and schools",
                kind="WrongType",
                column="schools",
                remedy="Use predict with a frame of alternatives, or estimate from flows.",
            )
        _, made, found = self._placed(schools, homes, balance=balance)
        names = {self._design.area: "home_area", self._design.unit: "site"}
        table = made.about.rename(columns=names)[["home_area", "site"]].assign(value=found["utility"].to_numpy())
        return frames.restore(homes)(pa.Table.from_pandas(table, preserve_index=False))

    def choice(self, schools: Any, homes: Any, *, balance: bool = False) -> Choice:
        """
        Return these tastes as the choice that a simulation takes: a logit of the utility of schools.

        Nobody goes to a school out of reach.

        Parameters
        ----------
        schools, homes, balance
            As in :meth:`utility`.

        Returns
        -------
        Choice

        Raises
        ------
        InputError, ColumnError, InputTypeError
            As :meth:`utility`.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> homes = pd.DataFrame({"home_pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": 0.0})
        >>> schools = pd.DataFrame({"site": ["a", "b"], "x_km": [1.0, 3.0], "y_km": 0.0})
        >>> flows = pd.DataFrame({"site": ["a", "b"] * 2, "home_pc4": ["1", "1", "2", "2"], "pupils": [60, 40, 20, 80]})
        >>> found = sm.estimate(flows, schools=schools, homes=homes, terms=["distance"])
        >>> found.choice(schools, homes).parts[0].name
        'given'
        """
        utility = frames.to_pandas(self.utility(schools, homes, balance=balance))
        reach = int(utility.groupby("home_area").size().max())
        return Choice(Part("given", values=utility, others="never"), known=Known("nearest", count=BEYOND * reach))

    def choices_drawn(
        self, n: int, schools: Any, homes: Any, *, balance: bool = False, rng: Any = None
    ) -> list[Choice]:
        """
        Return choices with tastes as uncertain as they are, for :func:`robustness`.

        Parameters
        ----------
        n, rng
            As in :meth:`draws`.
        schools, homes, balance
            As in :meth:`utility`.

        Returns
        -------
        list of Choice

        Raises
        ------
        InputError, ColumnError, InputTypeError
            As :meth:`draws` and :meth:`utility`.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> homes = pd.DataFrame({"home_pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": 0.0})
        >>> schools = pd.DataFrame({"site": ["a", "b"], "x_km": [1.0, 3.0], "y_km": 0.0})
        >>> flows = pd.DataFrame({"site": ["a", "b"] * 2, "home_pc4": ["1", "1", "2", "2"], "pupils": [60, 40, 20, 80]})
        >>> found = sm.estimate(flows, schools=schools, homes=homes, terms=["distance"])
        >>> len(found.choices_drawn(3, schools, homes, rng=1))
        3
        """
        drawn = self.draws(n, rng)[list(self._design.names)].to_numpy()
        return [self._with(tastes).choice(schools, homes, balance=balance) for tastes in drawn]

    def _with(self, tastes: npt.NDArray[np.float64]) -> Estimate:
        """Return the same with other tastes."""
        made = object.__new__(Estimate)
        made.__setstate__({**self.__getstate__(), "_estimates": tastes.tolist()})
        return made

    def _placed(self, schools: Any, homes: Any, *, balance: bool) -> tuple[Reach, Alternatives, pd.DataFrame]:
        """Return schools in reach, with utilities and shares."""
        design = self._design
        if homes is None or not isinstance(design, FlowDesign):
            raise InputError(
                "these tastes are of schools in reach of homes",
                kind="MissingOption",
                column="homes",
                remedy="Give frames of schools and of homes.",
            )
        reach = design.reach(schools, homes)
        if balance:
            made = design.alternatives(reach, pulled=True)
            pupils, sizes = _pupils(reach), _sizes(reach)
            sizes = sizes * pupils.sum() / max(sizes.sum(), 1.0)
            pulls, _ = made.core.balanced(self._estimates, pupils=pupils.tolist(), sizes=sizes.tolist())
        else:
            made, pulls = design.alternatives(reach, pulled=bool(design.pulls)), design.pulled(reach)
        shares = made.core.shares(self._estimates, pulls=pulls)
        return reach, made, frames.to_pandas(shares)


def _pupils(reach: Reach) -> Any:
    return _amounts(reach.ground.homes, "pupils", "homes")


def _sizes(reach: Reach) -> Any:
    return _amounts(reach.ground.sites, "size", "schools")


def _amounts(frame: pd.DataFrame, name: str, option: str) -> Any:
    if name not in frame:
        raise InputError(
            f"{option} have no column '{name}'", kind="MissingColumn", column=name, remedy="Give it to balance sizes."
        )
    amounts = pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64)
    wrong = ~((amounts >= 0) & np.isfinite(amounts))
    if wrong.any():
        raise InputError(
            f"'{name}' of {option} is missing or no number of 0 or more in {int(wrong.sum())} rows",
            kind="MissingValue",
            column=name,
            count=int(wrong.sum()),
            remedy="Give every row a number.",
        )
    return amounts
