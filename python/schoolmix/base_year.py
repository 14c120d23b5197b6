"""The year of a world with which simulations begin, and plans for what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from numbers import Integral
from typing import Any

import numpy as np

from schoolmix import _core
from schoolmix.choice import Choice, spelled
from schoolmix.enrolment import Enrolment
from schoolmix.enrolment import spelled as spelled_enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.mechanism import Mechanism, bands
from schoolmix.world import World

UPDATES = ("cohort", "synchronous", "fraction", "sequential")


@dataclass(frozen=True)
class Course:
    """
    What a year of a simulation goes like.

    Attributes
    ----------
    update : str
        Who chooses beside the cohort.
    share : float or None
        How many of all pupils choose at a time.
    moving : float
        Share of families that move.
    feedback : bool
        Whether families see who is at school now.
    """

    update: str = "cohort"
    share: float | None = None
    moving: float = 0.0
    feedback: bool = True


@dataclass(frozen=True)
class BaseYear:
    """
    A year of a world with which simulations begin.

    Attributes
    ----------
    world : World
    group : str
        The trait that groups are made by.
    core : _core.Simulator
        Who is at school, and who will come.
    """

    world: World
    group: str
    core: _core.Simulator

    @classmethod
    def of(cls, world: World, group: str, year: int | None, *, moving: float) -> BaseYear:
        """Return the year of a world; `moving` is the share of families that move."""
        core = _core.Simulator(
            world._core,  # noqa: SLF001 - the verbs are friends of the noun
            group=group,
            year=year,
            moving=moving > 0,
        )
        return cls(world, group, core)

    @property
    def groups(self) -> list[Any]:
        """The groups that have pupils, in the order of the core."""
        labels = self.core.labels
        return [code if labels is None else labels[code] for code in self.core.groups]

    def plan(self, choice: Choice | None, enrolment: Enrolment, course: Course) -> _core.Plan:
        """Return what holds in a scenario, ready to be simulated; the choice that is fitted without one."""
        check_word("update", course.update, UPDATES)
        if course.share is not None:
            check_share("share", course.share)
        return self.core.plan(
            choice=None if choice is None else self._spelled(choice),
            enrolment=self._enrolment(enrolment),
            course=asdict(course),
        )

    def _spelled(self, choice: Choice) -> Any:
        schools = self.world.schools
        has_denominations = "denomination" in schools
        return spelled(
            choice,
            groups=self.groups,
            sites=schools["site"].tolist(),
            homes=self.world.homes["home_area"].tolist(),
            denominations=[
                one if isinstance(one, str) else None
                for one in (schools["denomination"] if has_denominations else [None] * len(schools))
            ],
        )

    def _enrolment(self, enrolment: Enrolment) -> Any:
        sites = self.world.schools["site"].tolist()
        plain = spelled_enrolment(enrolment, sites=sites)
        asked = None
        if plain.mechanism not in ("free", "queue"):
            popular = set(plain.tie_parameters.get("popular", ()))
            consents = plain.parameters.get("consent", True)
            asked = {
                "mechanism": plain.mechanism if consents else "deferred_acceptance",
                "bands": bands(plain.parameters),
                "unplaced": plain.parameters.get("unplaced"),
                "delay": 0.0,
                "ties": plain.ties,
                "popular": [site in popular for site in sites] if plain.ties == "hybrid" else [],
                "weight": float(plain.tie_parameters.get("weight", 0.0)),
                "lotteries": 1,
                "seed": 0,
            }
        intake = [] if all(one is None for one in plain.intake) else plain.intake
        return plain.mechanism, asked, plain.list_length, plain.sibling_first, intake


def enrolment_of(admission: Enrolment | Mechanism | str | None) -> Enrolment:
    """Return how places are given out; queues without anything else."""
    return Enrolment() if admission is None else Enrolment.of(admission)


def check_choice(choice: Any) -> None:
    """Refuse what is no choice."""
    if not isinstance(choice, Choice | None):
        raise InputTypeError(
            f"choice is a {type(choice).__name__}",
            kind="WrongType",
            column="choice",
            remedy='Give a Choice, such as Choice(Part("distance")), or None for the one that is fitted.',
        )


def check_word(column: str, value: Any, allowed: Sequence[str]) -> str:
    """Return a text, or refuse what is none of those that are allowed."""
    if not isinstance(value, str) or value not in allowed:
        raise InputError(
            f"{column} is {value!r}",
            kind="BadOption",
            column=column,
            remedy=f"Allowed: {', '.join(map(repr, allowed))}.",
        )
    return value


def check_truth(column: str, value: Any) -> bool:
    """Return True or False, or refuse what is neither."""
    if not isinstance(value, bool | np.bool_):
        raise InputError(f"{column} is {value!r}", kind="BadOption", column=column, remedy="Allowed: True and False.")
    return bool(value)


def check_count(column: str, value: Any, least: int, most: int) -> int:
    """Return a whole number, or refuse one outside its range."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not least <= int(value) <= most:
        raise InputError(
            f"{column} is {value!r}",
            kind="BadOption",
            column=column,
            remedy=f"Allowed: a whole number from {least} to {most}.",
        )
    return int(value)


def check_share(column: str, value: Any) -> float:
    """Return a share, or refuse what is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 1:
        raise InputError(
            f"{column} is {value!r}, which is no share",
            kind="BadOption",
            column=column,
            remedy="Allowed: a number from 0 to 1.",
        )
    return float(value)
