"""Figures about pupils who are placed: shares, means over lotteries, and groups as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Quantiles of lotteries that low and high are.
SPREAD = (0.05, 0.95)
# Choices within which pupils are counted.
TOPS = (1, 3, 5)


def of_pupils(counts: pd.DataFrame, silent: pd.Series[int], *, has_guarantee: bool) -> dict[str, Any]:
    """
    Return shares and mean ranks by lottery and group.

    ``counts`` has ``lottery, group, rank, pupils``, rank 0 for unplaced and -1 for placed by a guarantee; ``silent``
    how many of each group have no list.
    """
    keys = [counts["lottery"], counts["group"]]
    rank, pupils = counts["rank"], counts["pupils"]

    def summed(values: pd.Series[Any]) -> pd.Series[Any]:
        return values.groupby(keys).sum()

    total = summed(pupils)
    without = silent.reindex(total.index.get_level_values("group")).fillna(0).to_numpy()
    listed = (total - without).where(total > without)

    def share(suits: pd.Series[bool]) -> pd.Series[Any]:
        return summed(pupils.where(suits, 0)) / listed

    on_list = pupils.where(rank > 0, 0)
    placed = summed(on_list)
    shares = {("first_choice" if top == 1 else f"top_{top}"): share((rank >= 1) & (rank <= top)) for top in TOPS}
    if has_guarantee:
        shares["guarantee"] = share(rank == -1)
    return shares | {
        "unplaced": (summed(pupils.where(rank == 0, 0)) - without) / listed,
        "no_list": without / total,
        "mean_rank": summed(on_list * rank) / placed.where(placed > 0),
    }


def labelled(table: pd.DataFrame, columns: Sequence[str], names: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Return a table with the values of its groups; those of group -1 are null."""
    table = table.copy()
    codes = table["group"].to_numpy()  # a column of the caller may be called group too
    for place, name in enumerate(columns):
        values = pd.Series([values[place] for values in names])
        if (codes < 0).any() and values.dtype.kind in "iub":
            values = values.convert_dtypes()  # whole numbers stay whole beside a null
        table[name] = values.reindex(codes).array
    return table


def averaged(values: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the mean over lotteries of each figure, its standard error, and the spread of lotteries."""
    grouped = values.groupby(list(keys), sort=False, dropna=False)["estimate"]
    table = grouped.agg(["mean", "std", "count"])
    several = values["lottery"].max() > 1
    nothing = np.full(len(table), np.nan)
    figures = pd.DataFrame(
        {
            "estimate": table["mean"],
            "se": table["std"] / np.sqrt(table["count"]) if several else nothing,
            "low": grouped.quantile(SPREAD[0]) if several else nothing,
            "high": grouped.quantile(SPREAD[1]) if several else nothing,
        }
    )
    return figures.reset_index()


def standard_error(shares: pd.DataFrame) -> Any:
    """Return the standard error of the mean over lotteries, which are columns; none for one lottery."""
    count = shares.shape[1]
    return shares.std(axis=1) / np.sqrt(count) if count > 1 else np.nan


def numbered(frame: pd.DataFrame) -> tuple[NDArray[np.int64], list[tuple[Any, ...]]]:
    """Return a number for the values of every row, and the values of every number in order."""
    grouped = frame.groupby(list(frame.columns), sort=True, dropna=False, observed=True)
    numbers = grouped.ngroup().to_numpy().astype(np.int64)
    first = pd.Series(np.arange(len(frame))).groupby(numbers).first().to_numpy()
    return numbers, [tuple(row) for row in frame.iloc[first].itertuples(index=False)]
