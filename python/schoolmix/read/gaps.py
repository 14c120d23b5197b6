"""Columns of pupils that a file should have beside those it has: its pupils are lost in silence otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolmix.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schoolmix.read.layout import Layout

NUMBER = "#"
"""Stands for the number in the form of such a column."""

_REMEDY = "Give the file as published; a column may have been renamed."


def refuse_gaps(layout: Layout, columns: Sequence[str]) -> None:
    """Refuse a file that lacks a column of pupils between others, or has one that is nearly such a column."""
    if lost := [column for forms in layout.forms for column in _find_lost(forms, layout.steps, columns)]:
        message = f"there is no column {lost[0]!r} beside those like it{_say(find_near(layout, columns))}"
        raise ColumnError(message, kind="MissingColumn", column=lost[0], count=len(lost), remedy=_REMEDY)
    if near := [column for column in find_near(layout, columns) if re.search("[0-9]", column)]:
        message = f"column {near[0]!r} is like those with pupils, but is not known"
        raise ColumnError(message, kind="UnknownColumn", column=near[0], count=len(near), remedy=_REMEDY)


def _say(near: Sequence[str]) -> str:
    return f"; not known is {', '.join(near[:3])}" if near else ""


def find_near(layout: Layout, columns: Sequence[str]) -> list[str]:
    """Find the columns that begin like those of pupils, and are not read."""
    begins = {form.partition(NUMBER)[0] for forms in layout.forms for form in forms}
    pattern = "|".join(f"{re.escape(begin)}{'.' if begin.endswith(' ') else '[0-9]'}.*" for begin in begins)
    known = {*layout.columns, *layout.find_cells(columns)}
    return [column for column in columns if column not in known and re.fullmatch(pattern, column)]


def _find_lost(forms: Sequence[str], steps: Sequence[float], columns: Sequence[str]) -> list[str]:
    """Find which columns a set of forms lacks, between the lowest and the highest number that any of them has."""
    found = {form: _find_numbers(form, columns) for form in forms}
    numbers = sorted({number for there in found.values() for number in there})
    if not numbers:
        return []
    whole = range(int(numbers[0]), int(numbers[-1]) + 1)
    asked = [step for step in steps or whole if numbers[0] <= step <= numbers[-1]]
    return [form.replace(NUMBER, f"{step:g}") for form, there in found.items() for step in asked if step not in there]


def _find_numbers(form: str, columns: Sequence[str]) -> set[float]:
    pattern = re.escape(form).replace(re.escape(NUMBER), r"([0-9]+(?:[.,][0-9]+)?)")
    return {float(match[1].replace(",", ".")) for column in columns if (match := re.fullmatch(pattern, column))}
