"""Terms of a utility: columns, constants of categories and products of these, as numbers by alternative."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError, InputTypeError

Numbers = npt.NDArray[np.float64]
Column = Callable[[str], "pd.Series[Any]"]
"""Gives a column, a row an alternative, by its name."""


def parts(terms: Any, option: str = "terms") -> list[str]:
    """
    Return the columns that terms name, each once.

    Examples
    --------
    >>> parts(["distance", "distance:density"])
    ['distance', 'density']
    """
    listed = frames.columns(terms, option)
    named = [part for term in listed for part in term.split(":")]
    if "" in named:
        remedy = 'Name columns, and products of them such as "distance:density".'
        raise InputError("a term has no name", kind="BadOption", column=option, remedy=remedy)
    return list(dict.fromkeys(named))


def expanded(terms: Sequence[str], column: Column) -> list[str]:
    """
    Return terms with those of texts as constants, one for every value but the first.

    Values are sorted, those of a categorical in its order.

    Examples
    --------
    >>> expanded(["km", "kind", "km:kind"], {"km": pd.Series([1.0, 2.0]), "kind": pd.Series(["a", "b"])}.__getitem__)
    ['km', 'kind[b]', 'km:kind[b]']
    """
    found: list[str] = []
    for term in terms:
        products = [""]
        for part in term.split(":"):
            names = _names(part, column(part))
            products = [f"{before}:{name}" if before else name for before in products for name in names]
        found += products
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"term '{twice}' is named twice", kind="BadOption", column=twice, remedy="Name it once.")
    return found


def _names(part: str, values: pd.Series[Any]) -> list[str]:
    if _is_number(values):
        return [part]
    if not isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
        if not values.dropna().map(lambda value: isinstance(value, str)).all():
            raise InputTypeError(
                f"column '{part}' holds neither numbers nor texts",
                kind="WrongType",
                column=part,
                remedy="Give numbers, truth values, or texts for constants.",
            )
        values = values.astype("category")
    _check_there(part, values)
    found = values.cat.categories[np.unique(values.cat.codes)]
    return [f"{part}[{level}]" for level in found[1:]]


def values(name: str, column: Column) -> Numbers:
    """
    Return the numbers of a term that `expanded` gives.

    Raises
    ------
    InputError
        Kind ``MissingValue``: an alternative without a value.

    Examples
    --------
    >>> values("km:kind[b]", {"km": pd.Series([1.0, 2.0]), "kind": pd.Series(["a", "b"])}.__getitem__)
    array([0., 2.])
    """
    product: Numbers | None = None
    for part in name.split(":"):
        base, _, level = part.removesuffix("]").partition("[")
        if level:
            found = np.asarray((column(base).astype(object) == level).to_numpy(), np.float64)
        else:
            given = column(part)
            _check_there(part, given)
            found = np.asarray(given.to_numpy(np.float64), np.float64)
        product = found if product is None else np.asarray(product * found, np.float64)
    return np.empty(0) if product is None else product


def _is_number(values: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype))


def _check_there(name: str, values: pd.Series[Any]) -> None:
    wrong = values.isna().to_numpy(bool)
    if wrong.any():
        raise InputError(
            f"'{name}' has no value for {int(wrong.sum())} of {len(wrong)} alternatives, first in row {wrong.argmax()}",
            kind="MissingValue",
            column=name,
            row=int(wrong.argmax()),
            count=int(wrong.sum()),
            remedy="Give every alternative a value, or leave these out and say so.",
        )
