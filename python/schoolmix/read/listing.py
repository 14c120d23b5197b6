"""What can be read: `layouts`, the written schema of every layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from schoolmix.read.published.known import LAYOUTS

if TYPE_CHECKING:
    from schoolmix.read.fields import Field
    from schoolmix.read.layout import Layout


def layouts() -> pd.DataFrame:
    """List every layout that can be read, with the columns that it gives.

    Returns
    -------
    pandas.DataFrame
        A row a layout and column: ``layout, title, publisher, column, type, unit, meaning, null`` (when it is null;
        empty where it never is), ``published`` (the header or headers that it comes from; empty where it is worked
        out), ``source``, ``met`` (whether the layout was met in a real file; else its header is from descriptions
        alone). Types are ``text, code`` (text of fixed form, never a number), ``whole`` (Int64), ``decimal``
        (Float64), ``flag`` (boolean), ``date`` and ``geometry`` (of a geopandas frame).

    Examples
    --------
    >>> from schoolmix import read
    >>> table = read.layouts()
    >>> table.loc[table["layout"] == "duo_history", "column"].tolist()[:4]
    ['site', 'site_name', 'sector', 'denomination']
    """
    listed = [(layout, field) for layout in LAYOUTS for field in layout.fields]
    table = pd.DataFrame([_describe(layout, field) for layout, field in listed]).astype("str")
    return table.assign(met=[layout.met for layout, _ in listed])


def _describe(layout: Layout, field: Field) -> dict[str, str]:
    return {
        "layout": layout.name,
        "title": layout.title,
        "publisher": layout.publisher,
        "column": field.name,
        "type": field.type,
        "unit": field.unit,
        "meaning": field.meaning,
        "null": field.null,
        "published": field.published,
        "source": layout.source,
    }
