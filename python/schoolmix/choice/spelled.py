"""A choice spelled out for one world: a number for every group, positions instead of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from schoolmix.choice.choices import Choice
from schoolmix.choice.numbers import Label, check_known, for_groups
from schoolmix.choice.parts import Part
from schoolmix.choice.rules import Known, Rule
from schoolmix.choice.values import by_home, by_site
from schoolmix.terms import Fixed

Numbers = dict[str, list[float]]
Words = dict[str, str]


class SpelledPart(NamedTuple):
    """
    A part: name (quality is a ``school``), numbers a group each, words, values.

    ``values``: of ``school`` and ``denomination`` a number a group and site, those of a group together; of ``given`` a
    table ``home, site, group, value`` of positions (group null: all), in that order; else None.
    """

    name: str
    numbers: Numbers
    words: Words
    values: list[float] | pa.Table | None


class SpelledRule(NamedTuple):
    """
    A rule: name (best is a ``logit`` of scale inf), numbers a group each, words, positions of its criteria, values.

    ``tolerances``, ``weights`` and ``cuts`` have a number a criterion and group, those of a criterion together.
    ``values``: the quality that ``threshold`` asks, a number a group and site, those of a group together; else None.
    """

    name: str
    numbers: Numbers
    words: Words
    criteria: list[int]
    values: list[float] | None


class SpelledKnown(NamedTuple):
    """Which schools are known: name, numbers a group each, words (none so far)."""

    name: str
    numbers: Numbers
    words: Words


class Spelled(NamedTuple):
    """What the core takes of a choice."""

    parts: list[SpelledPart]
    rule: SpelledRule
    known: SpelledKnown
    join: str
    draws: str


class _World(NamedTuple):
    groups: list[Label]
    sites: list[str]
    homes: list[str]
    denominations: list[str | None]


def spelled(
    choice: Choice,
    *,
    groups: Sequence[Label],
    sites: Sequence[str],
    homes: Sequence[str],
    denominations: Sequence[str | None],
) -> Spelled:
    """
    Return a choice as plain data for one world, with every default in its place.

    Parameters
    ----------
    choice : Choice
    groups, sites, homes : sequence
        The labels of the world, in its order.
    denominations : sequence of str or None
        Of each site.

    Returns
    -------
    Spelled

    Raises
    ------
    InputError
        Kinds ``MissingKey``: a group without a number, a site without a value; ``UnmatchedKey``: a group, site, home
        area or denomination that the world lacks.

    Examples
    --------
    >>> choice = Choice(Part("composition", optimum={"low": 0.5, "high": 0.6}))
    >>> found = spelled(choice, groups=["high", "low"], sites=[], homes=[], denominations=[])
    >>> found.parts[0].numbers
    {'at_one': [0.6, 0.6], 'optimum': [0.6, 0.5], 'weight': [1.0, 1.0]}
    >>> found.known
    SpelledKnown(name='nearest', numbers={'count': [20.0, 20.0]}, words={})
    """
    world = _World(list(groups), list(sites), list(homes), list(denominations))
    return Spelled(
        [_part(part, world) for part in choice.parts],
        _rule(choice, world),
        SpelledKnown(choice.known.name, *_split(choice.known, world.groups)),
        choice.join,
        choice.draws,
    )


def _split(term: Part | Rule | Known, groups: Sequence[Label]) -> tuple[Numbers, Words]:
    """Return the parameters of a term, given or by default: numbers by group, and words."""
    settings = {**term.DEFAULTS[term.name], **term.parameters}
    numbers, words = {}, {}
    for key, value in sorted(settings.items()):
        if isinstance(value, bool):
            words[key] = "true" if value else "false"
        elif isinstance(value, float | Fixed) and key not in _ELSEWHERE:
            numbers[key] = for_groups(value, groups, f"{term.name}.{key}")
        elif isinstance(value, str) and key not in _ELSEWHERE:
            words[key] = value
    return numbers, words


_ELSEWHERE = {"weights", "tolerances", "cuts", "values", "label"}


def _part(part: Part, world: _World) -> SpelledPart:
    numbers, words = _split(part, world.groups)
    if part.name == "distance" and part.value("form") != "sigmoid":
        del numbers["slope"]
    values = _VALUES[part.name](part, world) if part.name in _VALUES else None
    return SpelledPart("school" if part.name == "quality" else part.name, numbers, words, values)


def _of_sites(part: Part, world: _World) -> list[float]:
    return by_site(part.parameters["values"], world.groups, world.sites, f"{part.name}.values")


def _of_homes(part: Part, world: _World) -> pa.Table:
    return by_home(part.parameters["values"], world.groups, world.sites, world.homes, f"{part.name}.values")


def _of_denominations(part: Part, world: _World) -> list[float]:
    """Return the weight of every group and site; 0 for denominations that are not named."""
    weights, field = part.parameters["weights"], "denomination.weights"
    is_by_group = any(isinstance(one, Mapping) for one in weights.values())
    tables = for_groups(weights, world.groups, field) if is_by_group else [weights] * len(world.groups)
    known = sorted({one for one in world.denominations if one is not None})
    check_known(dict.fromkeys(label for table in tables for label in table), known, field, "denomination")
    return [table.get(label, 0.0) for table in tables for label in world.denominations]


_VALUES: dict[str, Callable[[Part, _World], Any]] = {
    "school": _of_sites,
    "quality": _of_sites,
    "denomination": _of_denominations,
    "given": _of_homes,
}


def _rule(choice: Choice, world: _World) -> SpelledRule:
    rule = choice.rule if choice.rule.name != "best" else Rule("logit", scale=float("inf"))
    numbers, words = _split(rule, world.groups)
    for key in ("tolerances", "weights", "cuts"):
        if key in rule.KNOWN[rule.name]:
            field = f"{rule.name}.{key}"
            numbers[key] = [x for one in rule.value(key) for x in for_groups(one, world.groups, field)]
    labels = [part.label for part in choice.parts]
    quality = rule.parameters.get("quality")
    values = None if quality is None else by_site(quality, world.groups, world.sites, "threshold.quality")
    return SpelledRule(rule.name, numbers, words, [labels.index(name) for name in rule.criteria], values)
