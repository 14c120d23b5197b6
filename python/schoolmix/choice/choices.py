"""How families choose: parts, a rule, and the schools that they know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schoolmix.choice import written
from schoolmix.choice.parts import Part
from schoolmix.choice.rules import Known, Rule
from schoolmix.errors import InputError
from schoolmix.terms import closest

JOINS = ("sum", "product")
DRAWS = ("gumbel", "inverse")


class Choice:
    """
    How families choose a school (*schoolkeuze*): what it is worth to them, how they decide, which ones they know.

    Parameters
    ----------
    *parts : Part or str
        What makes a school worth choosing. Two parts of the same name need labels of their own.
    rule : str or Rule
        How a household decides: ``"logit"``, ``"best"``, ``"threshold"``, ``"lexicographic"``, ``"elimination"``.
    known : str or Known
        Which schools it considers: ``"nearest"``, ``"radius"``, ``"chance"``.
    join : {"sum", "product"}
        The utility: the sum of weight x part, or the product of part^weight (Cobb & Douglas; 0^0 is 1), for parts that
        are never below 0.
    draws : {"gumbel", "inverse"}
        How chance enters: a number a pupil and school, so that a school that is added or taken away leaves all others
        as they were; or one number a pupil, which is faster.

    Raises
    ------
    InputError
        Kinds ``MissingOption``: no part; ``BadOption``: parts of the same label, a criterion that is no part, a part
        that a product cannot take, a word that is not known.
    InputTypeError
        Kind ``WrongType``: something else than a part, a rule, or what a household knows.

    References
    ----------
    Stoica & Flache (2014), JASSS 17(1) 5; Dignum et al. (2022), for the sum and the product.

    Examples
    --------
    >>> choice = Choice(
    ...     Part("composition", optimum=0.5, weight=0.25),
    ...     Part("distance", form="sigmoid", half_km=2, weight=0.75),
    ...     rule=Rule("logit", scale=50),
    ... )
    >>> choice.rule, choice.known
    (logit(scale=50.0), nearest)
    >>> choice == Choice.from_dict(choice.to_dict())
    True
    """

    __slots__ = ("draws", "join", "known", "parts", "rule")

    parts: tuple[Part, ...]
    rule: Rule
    known: Known
    join: str
    draws: str

    def __init__(
        self,
        *parts: str | Part,
        rule: str | Rule = "logit",
        known: str | Known = "nearest",
        join: str = "sum",
        draws: str = "gumbel",
    ) -> None:
        given = (tuple(map(Part.of, parts)), Rule.of(rule), Known.of(known))
        for name, value in zip(
            self._fields(), (*given, _word(join, "join", JOINS), _word(draws, "draws", DRAWS)), strict=True
        ):
            object.__setattr__(self, name, value)
        _check_parts(self)
        _check_criteria(self)
        if self.join == "product":
            _check_product(self)

    @staticmethod
    def _fields() -> tuple[str, ...]:
        return ("parts", "rule", "known", "join", "draws")

    def to_dict(self) -> dict[str, Any]:
        """
        Return it as plain data, as a TOML file holds it; frames as lists of their columns.

        Returns
        -------
        dict
            ``parts`` (each with ``name`` and its parameters), ``rule``, ``known``, ``join``, ``draws``. Numbers by
            group are a mapping where groups are texts, else a list of pairs.

        Examples
        --------
        >>> Choice(Part("composition", optimum={1: 0.5, 2: 0.6})).to_dict()["parts"]
        [{'name': 'composition', 'optimum': [[1, 0.5], [2, 0.6]]}]
        """
        return {
            "parts": [written.plain(part) for part in self.parts],
            "rule": written.plain(self.rule),
            "known": written.plain(self.known),
            "join": self.join,
            "draws": self.draws,
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Choice:
        """
        Return a choice of plain data, as :meth:`to_dict` gives it.

        Parameters
        ----------
        given : mapping
            ``parts``, and any of ``rule, known, join, draws``. A part, a rule or known is a text, or a mapping with
            ``name`` and parameters.

        Returns
        -------
        Choice

        Raises
        ------
        InputError
            Kinds ``BadOption``: a key that is not known; ``MissingOption``: a name is missing; and as
            :class:`Choice`.

        Examples
        --------
        >>> Choice.from_dict({"parts": ["distance"], "rule": {"name": "logit", "scale": 2}})
        Choice(distance, rule=logit(scale=2.0), known=nearest, join='sum', draws='gumbel')
        """
        written.check_mapping(given, cls._fields(), "choice")
        parts = written.terms(Part, given.get("parts", []), "parts")
        more = {key: given[key] for key in ("join", "draws") if key in given}
        more |= {
            key: written.term(kind, given[key], key) for key, kind in (("rule", Rule), ("known", Known)) if key in given
        }
        return cls(*parts, **more)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a choice does not change once it is made."""
        raise AttributeError(f"a Choice does not change: make another one with another {name}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choice) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, self._values()

    def __repr__(self) -> str:
        parts = "".join(f"{part!r}, " for part in self.parts)
        return f"Choice({parts}rule={self.rule!r}, known={self.known!r}, join={self.join!r}, draws={self.draws!r})"


def _made(parts: tuple[Part, ...], rule: Rule, known: Known, join: str, draws: str) -> Choice:
    return Choice(*parts, rule=rule, known=known, join=join, draws=draws)


def _word(given: Any, option: str, words: Sequence[str]) -> str:
    if isinstance(given, str) and given in words:
        return given
    raise InputError(
        f"{option} is {given!r}",
        kind="BadOption",
        column=option,
        remedy=closest(given, words),
    )


def _check_parts(choice: Choice) -> None:
    if not choice.parts and choice.rule.name != "threshold":
        raise InputError(
            "a choice has no part: nothing makes one school worth more than another",
            kind="MissingOption",
            column="parts",
            remedy='Give at least one, such as Part("distance").',
        )
    labels = [part.label for part in choice.parts]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise InputError(
            f"{labels.count(twice)} parts are called '{twice}'",
            kind="BadOption",
            column=twice,
            count=labels.count(twice),
            remedy="Give one of them, or a label to each part 'school', 'quality' and 'given'.",
        )


def _check_criteria(choice: Choice) -> None:
    labels = [part.label for part in choice.parts]
    absent = next((name for name in choice.rule.criteria if name not in labels), None)
    if absent is not None:
        raise InputError(
            f"criterion '{absent}' of rule '{choice.rule.name}' is none of the parts",
            kind="BadOption",
            column=f"{choice.rule.name}.criteria",
            remedy=closest(absent, labels),
        )


def _check_product(choice: Choice) -> None:
    for part in choice.parts:
        why = _not_in_product(part)
        if why:
            raise InputError(
                f"part '{part.label}' {why}, and a product needs parts from 0 up",
                kind="BadOption",
                column="join",
                remedy='Give join="sum"; or a distance of form "sigmoid", "min_max" or "nearest", values of 0 or more.',
            )


def _not_in_product(part: Part) -> str:
    weight = part.value("weight")
    if part.falls_below_zero():
        return f"of form '{part.value('form')}' is below 0" if part.name == "distance" else "has values below 0"
    if part.name == "sibling":
        return "is 0 at every school for who has no older brother or sister"
    return "has a weight below 0" if min(weight.values() if isinstance(weight, Mapping) else [weight]) < 0 else ""
