"""Whether it could be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schoolmix import _core
from schoolmix.errors import InputError
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, families, group, together


def test(
    roll: Roll,
    other: Roll | None = None,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H", "M"),
    *,
    focal: Any = None,
    versus: Any = None,
    exchange: str = "pupils",
    clusters: str | Mapping[int, float] | None = None,
    interval: str | None = None,
    level: float = 0.95,
    replicates: int = 999,
    rng: Any = None,
) -> Any:
    """
    Test measures against chance by permutation.

    Of one roll: against no segregation, pupils being dealt out over the places at random with the sizes of units and
    groups as they are. Of two rolls: against no difference.

    Parameters
    ----------
    roll : Roll
        Who sits where; whole counts, none hidden.
    other : Roll, optional
        A second roll, such as another year or another area; the difference is ``other`` less ``roll``. It has the same
        ``unit``, ``group`` and ``by`` columns.
    measures : str, Measure, or a sequence of them
        Any measure; between two rolls any but spatial ones.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    exchange : {"pupils", "units"}
        What is exchanged between two rolls: pupils of the units that both have, each keeping its sizes (two years of
        the same schools), or whole units (two areas).
    clusters : mapping of int to float, or "units", optional
        Pupils who move together, as in :func:`schoolmix.expected`; for one roll.
    interval : {"pupils", "units"}, optional
        With two rolls also an interval of the difference; ``"units"`` draws a school once for both rolls, so that years
        of the same schools are paired.
    level : float
        Coverage of the interval.
    replicates : int
        Tables drawn.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        One row a measure and focus: the ``by`` columns, ``measure``, ``focal``, ``versus``, for two rolls ``before``
        and ``after``, ``estimate`` (the value, or the difference), ``expected`` and ``sd`` (mean and standard deviation
        under chance), ``z``, ``p_value`` (one-sided for one roll, two-sided for two; ``(1 + hits)/(1 + replicates)``,
        so never 0), with ``interval`` also ``low``, ``high`` and ``se``, ``units``, ``pupils``, ``note`` and ``seed``.
        Replicates in which a measure is undefined leave both counts.

    Raises
    ------
    InputError
        Kinds ``FractionalCount`` for weights, ``SuppressedMarker`` for hidden counts, ``BadOption``, ``UnmatchedKey``.

    References
    ----------
    Boisso, Hayes, Hirschberg & Silber 1994 for permutation; Cortese, Falk & Cohen 1976 for z; Phipson & Smyth 2010 for
    the p-value.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.test(roll, measures="D", replicates=199, rng=1)["p_value"].item()
    0.005
    """
    checked_sampling(interval=interval, level=level, replicates=replicates)
    checked_words(exchange=exchange)
    asked: dict[str, Any] = {
        "focal": group(focal),
        "versus": group(versus),
        "replicates": replicates,
        "seed": seed_of(rng),
    }
    if other is None:
        if interval is not None:
            raise InputError(
                "an interval of one roll is not a test",
                kind="BadOption",
                column="interval",
                remedy="Ask measure(roll, interval=...) for it, or give a second roll.",
            )
        with shown("test") as report:
            table = _core.test(
                checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
                named(measures),
                clusters=families(clusters),
                report=report,
                **asked,
            )
        return answer(roll, table)
    if clusters is not None:
        raise InputError(
            "clusters are for one roll", kind="BadOption", column="clusters", remedy="Leave clusters or other out."
        )
    both = together(checked(roll), checked(other))
    with shown("test") as report:
        table = _core.difference(
            both._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            exchange=exchange,
            interval=interval,
            level=level,
            report=report,
            **asked,
        )
    return answer(roll, table)
