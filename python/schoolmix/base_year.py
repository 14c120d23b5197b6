"""The year of a world with which simulations begin, and plans for what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import _core, policy
from schoolmix.choice import Choice, spelled
from schoolmix.enrolment import Enrolment, SpelledEnrolment
from schoolmix.enrolment import spelled as spelled_enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.located import located
from schoolmix.mechanism import Mechanism, bands
from schoolmix.policy import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import closest
from schoolmix.world import World

FARTHEST = 25.0
"""Kilometres from the nearest home area at which a school may stand."""
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
    years : int
        School years that are planned.
    seed : int
        Of who takes part in instruments.
    """

    update: str = "cohort"
    share: float | None = None
    moving: float = 0.0
    feedback: bool = True
    years: int = 1
    seed: int = 0


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
    opened : tuple of NewSchool
        The schools that instruments may open; they stand behind those of the world.
    """

    world: World
    group: str
    core: _core.Simulator
    opened: tuple[policy.NewSchool, ...] = ()

    @classmethod
    def of(
        cls, world: World, group: str, year: int | None, *, moving: float, instruments: Sequence[Instrument] = ()
    ) -> BaseYear:
        """
        Return the year of a world.

        `moving` is the share of families that move, `instruments` are those of all scenarios: some open schools, or
        change homes.
        """
        opened = _opened(world, instruments)
        core = _core.Simulator(
            world._core,  # noqa: SLF001 - the verbs are friends of the noun
            group=group,
            year=year,
            moving=moving > 0 or any(isinstance(one, policy.HousingMix) for one in instruments),
            opened=[(one.site, one.at, _town(world, one.at), one.denomination) for one in opened],
        )
        return cls(world, group, core, opened)

    @property
    def groups(self) -> list[Any]:
        """The groups that have pupils, in the order of the core."""
        labels = self.core.labels
        return [code if labels is None else labels[code] for code in self.core.groups]

    @cached_property
    def positions(self) -> Positions:
        """The names of the world, in the order of the core."""
        world = self.world
        homes = world.homes
        codes = world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun
        towns = {code: town for town, code in enumerate(codes)}
        if towns and "municipality" in homes:
            names = homes[["municipality", "municipality_code"]].dropna().drop_duplicates()
            # A name that two municipalities share names neither.
            names = names.drop_duplicates("municipality", keep=False)
            towns |= {
                name: towns[code] for name, code in zip(names["municipality"], names["municipality_code"], strict=True)
            }
        return Positions(
            groups=self.groups,
            sites=self.sites,
            homes=homes["home_area"].tolist(),
            tracks=world._core.track_labels(),  # noqa: SLF001 - the verbs are friends of the noun
            towns=towns,
        )

    @cached_property
    def sites(self) -> list[str]:
        """The schools, those that may be opened last."""
        return [*self.world.schools["site"].tolist(), *(one.site for one in self.opened)]

    @property
    def schools(self) -> pd.DataFrame:
        """The schools of the world, and those that may be opened with what is known of them."""
        schools = self.world.schools
        if not self.opened:
            return schools
        codes = self.world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun
        rows = pd.DataFrame({"site": [one.site for one in self.opened]})
        if codes and "municipality_code" in schools:
            rows["municipality_code"] = [codes[_town(self.world, one.at)] for one in self.opened]
            if "province" in schools:
                known = schools.drop_duplicates("municipality_code").set_index("municipality_code")["province"]
                rows["province"] = rows["municipality_code"].map(known)
        return pd.concat([schools, rows], ignore_index=True)

    def plan(
        self, choice: Choice | None, enrolment: Enrolment, course: Course, instruments: Sequence[Instrument] = ()
    ) -> _core.Plan:
        """Return what holds in a scenario, ready to be simulated; the choice that is fitted without one."""
        check_word("update", course.update, UPDATES)
        if course.share is not None:
            check_share("share", course.share)
        positions = self.positions if instruments else None
        parts = [(number, part) for number, one in enumerate(instruments) for part in one.parts() if is_simulated(part)]
        try:
            return self.core.plan(
                choice=None if choice is None else self._spelled(choice),
                enrolment=self._enrolment(enrolment),
                course=asdict(course),
                instruments=[self._instrument(part, number, positions) for number, part in parts],
            )
        except InputError as error:
            if error.kind == "Contradiction" and error.row is not None:
                number, part = parts[error.row]
                error.message = f"{type(part).__name__}: {error.message}"
                error.row, error.where = number, ("instruments", number, *error.where)
            raise

    def _instrument(self, one: Instrument, number: int, positions: Any) -> dict[str, Any]:
        name = type(one).__name__
        with located(name, "instruments", number):
            if isinstance(one, policy.NewSchool | policy.MoveSchool):
                self._check_place(one, positions)
            settings = {key: value for key, value in one.spelled(positions).items() if value is not None}
            admission = settings.pop("admission", None)
            return {
                "name": name,
                "start": one.start,
                "end": one.end,
                "towns": positions.of_towns(one.places),
                "uptake": one.uptake,
                "settings": settings,
                "admission": None if admission is None else self._asked(admission),
            }

    def _check_place(self, one: policy.NewSchool | policy.MoveSchool, positions: Positions) -> None:
        homes = self.world.homes
        x, y = one.at
        apart = np.hypot(homes["x_km"] - x, homes["y_km"] - y).min()
        if not apart <= FARTHEST:
            raise InputError(
                f"at lies {apart:,.0f} km from the nearest home area",
                kind="BadOption",
                column="at",
                remedy="Give kilometres on the plane of the world, as x_km and y_km of its homes, not degrees.",
            )
        if isinstance(one, policy.MoveSchool):
            return
        if positions.tracks and not one.tracks:
            raise InputError(
                "a secondary school offers at least one track",
                kind="MissingOption",
                column="tracks",
                remedy=f"Give some of {', '.join(positions.tracks)}.",
            )
        schools = self.world.schools
        known = sorted(set(schools["denomination"].dropna())) if "denomination" in schools else []
        if one.denomination is not None and one.denomination not in known:
            raise InputError(
                f"no school of the world has denomination '{one.denomination}'",
                kind="UnmatchedKey",
                column="denomination",
                remedy=closest(one.denomination, known),
            )

    def _spelled(self, choice: Choice) -> Any:
        schools = self.world.schools
        known = schools["denomination"] if "denomination" in schools else [None] * len(schools)
        return spelled(
            choice,
            groups=self.groups,
            sites=self.sites,
            homes=self.world.homes["home_area"].tolist(),
            denominations=[
                *(one if isinstance(one, str) else None for one in known),
                *(one.denomination for one in self.opened),
            ],
        )

    def _enrolment(self, enrolment: Enrolment) -> Any:
        return self._asked(spelled_enrolment(enrolment, sites=self.sites, groups=self.groups))

    def _asked(self, plain: SpelledEnrolment) -> Any:
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
                "popular": [site in popular for site in self.sites] if plain.ties == "hybrid" else [],
                "weight": float(plain.tie_parameters.get("weight", 0.0)),
                "lotteries": 1,
                "seed": 0,
            }
        intake = [] if all(one is None for one in plain.intake) else plain.intake
        return plain.mechanism, asked, plain.list_length, plain.sibling_first, intake, plain.late


def is_simulated(instrument: Instrument) -> bool:
    """Return whether it changes what is simulated: it is not only listed, and not about classes within schools."""
    return instrument.HANDLE not in ("none", "classes")


def _opened(world: World, instruments: Sequence[Instrument]) -> tuple[policy.NewSchool, ...]:
    """Return the schools that instruments may open, each site once."""
    found: dict[str, policy.NewSchool] = {}
    there = set(world.schools["site"])
    for one in instruments:
        if not isinstance(one, policy.NewSchool):
            continue
        other = found.setdefault(one.site, one)
        if one.site in there or (other.at, other.denomination) != (one.at, one.denomination):
            raise InputError(
                f"NewSchool: site '{one.site}' is "
                + ("in the world already" if one.site in there else "opened at two places, or with two denominations"),
                kind="DuplicateKey",
                column="site",
                remedy="Give every new school a code of its own.",
            )
    return tuple(found.values())


def _town(world: World, at: tuple[float, float]) -> int:
    """Return the municipality of the home area that is nearest to a place, by number; 0 where none is known."""
    homes = world.homes
    codes = world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun
    if not codes:
        return 0
    apart = (homes["x_km"] - at[0]) ** 2 + (homes["y_km"] - at[1]) ** 2
    nearest: str = homes["municipality_code"].iloc[int(apart.fillna(np.inf).to_numpy().argmin())]
    return codes.index(nearest)


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
