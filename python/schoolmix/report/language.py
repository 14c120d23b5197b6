"""One language: its texts, and how it writes numbers, years and dates."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from schoolmix.errors import InputError
from schoolmix.monitor.section import Claim, Value
from schoolmix.policy import about

HERE = Path(__file__).parent
LANGUAGES = ("nl", "en")
COMPOSED = {"instrument", "euros", "terms", "range"}
"""Kinds that are made of several values, or of what the register of instruments tells."""
LOOKED_UP = {"term", "phrase", "measure", "part", "moved", "answer", "rule", "assumption", "tier", "word"}
"""Kinds that are names in the catalogue."""
SIGNED = {"signed": (100, "0.0"), "signed_decimal": (1, "0.00"), "difference": (1, "0.000")}
"""Kinds with a sign: what they are multiplied by, and their pattern."""
MINUS, PLUS = "\u2212", "+"


class Language:
    """The texts of a language, and its numbers.

    Examples
    --------
    >>> Language("nl").write(Value("share", 0.1234)), Language("en").write(Value("count", 1234))
    ('12,3', '1,234')
    """

    def __init__(self, code: str) -> None:
        if code not in LANGUAGES:
            raise InputError(
                f"there is no edition in {code!r}",
                kind="BadOption",
                column="language",
                remedy=f"Allowed: {', '.join(LANGUAGES)}.",
            )
        self.code = code
        self.locale = Locale.parse({"nl": "nl_NL", "en": "en_GB"}[code])
        self.texts = _texts(code)

    def text(self, group: str, name: str, default: str | None = None) -> str:
        """Return a text of the catalogue; a missing one is a defect, not a blank."""
        found = self.texts[group].get(name, default)
        if not isinstance(found, str):
            raise KeyError(f"the {self.code} catalogue has no text {group}.{name}")
        return found

    def sentence(self, claim: Claim) -> str:
        """Return the sentence of a claim."""
        written = {name: self.write(value) for name, value in claim.values.items()}
        return self.text("template", claim.template).format(**written)

    def write(self, value: Value) -> str:
        """Return a value as it stands in a sentence."""
        kind, given = value.kind, value.value
        if kind in {"term", "phrase", "measure", "assumption", "tier"}:
            return self.text(kind, str(given))
        if kind in {"name", "code", "text"}:
            return str(given)
        return self.percent(self.number(kind, given)) if kind == "cut" else self.number(kind, given)

    def cell(self, kind: str, given: Any) -> str:
        """Return a value as it stands in a table."""
        if given is None or given != given:  # noqa: PLR0124 - null in its two forms
            return ""
        if kind in COMPOSED:
            return self._composed(kind, given)
        if kind in LOOKED_UP:
            found = self.text(kind, str(given))
            return found.replace(" ", "\u00a0") if kind == "word" else found
        if kind == "reason":
            return self.text("term", f"reason_{given}")
        if kind in {"share", "cut"}:
            return self.percent(self.number(kind, given))
        return str(given) if kind in {"name", "code", "text", "file", "hash"} else self.number(kind, given)

    def number(self, kind: str, given: Any) -> str:
        """Return a number as this language writes it."""
        if kind == "count":
            return self._decimal(round(float(given)), "#,##0")
        if kind == "year":
            return f"{int(given)}/{(int(given) + 1) % 100:02d}"
        if kind in {"cut", "share", "points"}:
            return self._decimal(float(given) * 100, "0" if kind == "cut" else "0.0")
        if kind in SIGNED:
            factor, pattern = SIGNED[kind]
            return self._signed(float(given) * factor, pattern)
        return self._decimal(float(given), {"index": "0.000", "decimal": "0.00"}[kind])

    def _composed(self, kind: str, given: Any) -> str:
        """Return a cell of several values, or of what the register of instruments tells."""
        if kind == "terms":
            return ", ".join(self.text("term", name) for name in given)
        if kind == "range":
            low, high = (self.number("signed", end) for end in given)
            return self.text("axis", "range").format(low, high)
        known = about(given)
        if kind == "instrument":
            return str(getattr(known, f"name_{self.code}"))
        return "; ".join(f"{self._euros(each.euros)} {getattr(each, f'what_{self.code}')}" for each in known.euros)

    def _euros(self, amount: float) -> str:
        return self._decimal(amount, "#,##0" if amount == round(amount) else "#,##0.00")

    def percent(self, number: str) -> str:
        """Return a percentage of a written number."""
        return f"{number}\u00a0%" if self.code == "nl" else f"{number}%"

    def date(self, day: dt.date) -> str:
        """Return a date in full."""
        return format_date(day, format="long", locale=self.locale)

    def _decimal(self, number: float, pattern: str) -> str:
        written = format_decimal(number, format=pattern, locale=self.locale)
        return written.replace("-", MINUS)

    def _signed(self, number: float, pattern: str) -> str:
        written = self._decimal(abs(number), pattern)
        is_zero = not written.strip("0,.")
        return written if is_zero else f"{PLUS if number > 0 else MINUS}{written}"


@cache
def _texts(code: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / f"texts_{code}.toml").read_text("utf-8"))
