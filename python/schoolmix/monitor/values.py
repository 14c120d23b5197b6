"""Short forms for values in claims, and claims that many chapters make."""

from __future__ import annotations

from typing import Any

from schoolmix.monitor.section import Claim, Column, Value


def term(name: str) -> Value:
    """Return a word of the catalogue."""
    return Value("term", name)


def year(first: int) -> Value:
    """Return a school year by the calendar year in which it starts."""
    return Value("year", int(first))


def count(number: Any) -> Value:
    """Return a whole number."""
    return Value("count", int(number))


def share(part: Any) -> Value:
    """Return a share of 0 to 1, written as a percentage."""
    return Value("share", float(part))


def points(value: Any) -> Value:
    """Return an index of 0 to 1, written times 100."""
    return Value("points", float(value))


def signed(difference: Any) -> Value:
    """Return a difference of indices of 0 to 1, written times 100 with its sign."""
    return Value("signed", float(difference))


def name(text: str) -> Value:
    """Return the name of a place or school, which is not translated."""
    return Value("name", text)


def columns(**kinds: str) -> list[Column]:
    """Return columns by name and kind.

    Examples
    --------
    >>> columns(H="index")
    [Column(name='H', kind='index')]
    """
    return [Column(column, kind) for column, kind in kinds.items()]


def unknown(question: str, needed: str) -> Claim:
    """Return the claim that something cannot be established from these files, and what would be needed."""
    return Claim("unknown", {"question": term(question), "needed": term(needed)})


def moved(row: Any) -> dict[str, Value]:
    """Return what a claim about a change says of it: word, difference, interval, margin and number of years."""
    return {
        "d": Value("signed", row["difference"], "difference"),
        "a": Value("signed", row["low"], "low"),
        "b": Value("signed", row["high"], "high"),
        "m": Value("points", row["margin"], "margin"),
        "n": Value("count", int(row["points"]), "points"),
        "base": Value("year", int(row["base"]), "base"),
        "year": Value("year", int(row["latest"]), "latest"),
    }
