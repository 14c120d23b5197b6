"""Scenarios of the agenda against segregation as it stands: presets, and what lies within the present system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from schoolmix import policy
from schoolmix.choice.numbers import Label
from schoolmix.enrolment import Enrolment
from schoolmix.errors import InputError
from schoolmix.lists import Lists
from schoolmix.policy import Instrument
from schoolmix.preset import Preset
from schoolmix.scenario.scenarios import Scenario

Presets = Iterator[tuple[str, Sequence[Instrument]]]

GROUNDS = ("today", "experiment", None, "needs_law")
"""Legal grounds, from the easiest; what is not known comes after an experiment."""


def agenda(
    sector: str = "po",
    *,
    groups: Sequence[Label],
    others: Sequence[Label] | None = None,
    initiative: tuple[str, Label] | None = None,
) -> list[Scenario]:
    """
    Return the agenda against segregation (*beleidsagenda tegen onderwijssegregatie*) as scenarios, one an instrument.

    Intensities are round numbers, or those of a city where one is known: units to compare with, not proposals. Most
    instruments of admission need a mechanism, and stand with central enrolment. What no source tells is not filled in:
    instruments without a mechanism, of a single school, or whose size is wholly unknown (closing, preschool, the
    voluntary contribution) are left out.

    Information changes nothing where families know all schools, and a fixed registration moment nothing where nobody is
    late: give the baseline a ``choice`` with ``known=Known("chance", ...)`` and an ``admission`` with ``late``.

    Parameters
    ----------
    sector : {"po", "vo"}
        Primary or secondary education.
    groups : sequence
        The groups that instruments are for, as the simulation has them, such as ``["outside_europe"]``.
    others : sequence, optional
        All other groups, whom a quota limits; without them no quota.
    initiative : pair of site and group, optional
        At which school families of which group enrol together; without it no parents' initiative.

    Returns
    -------
    list of Scenario
        Named after what they do. :func:`schoolmix.scenario.grounds` tells evidence and legal ground of each.

    Raises
    ------
    InputError
        Kind ``BadOption``: another sector, groups that are none.

    References
    ----------
    The ministry's memo on the progress letter (early 2023); Nijmegen's target of 30 per cent and 3 nearest schools,
    Kortrijk's 35 per cent (:func:`schoolmix.policy.about`); Amsterdam's and Den Haag's rules (:class:`Preset`).

    Examples
    --------
    >>> import schoolmix as sm
    >>> scenarios = sm.agenda("po", groups=["outside_europe"])
    >>> [scenario.name for scenario in scenarios[:3]]
    ['central enrolment', 'fixed registration moment', 'information, ten points']
    >>> scenarios[2].instruments
    (Information(groups=('outside_europe',), points=0.1),)
    """
    makers: dict[str, Callable[[], Presets]] = {
        "po": lambda: _primary(groups, others, initiative),
        "vo": lambda: _secondary(groups, others),
    }
    if sector not in makers:
        raise InputError(
            f"there is no agenda of sector {sector!r}",
            kind="BadOption",
            column="sector",
            remedy=f"Allowed: {', '.join(map(repr, makers))}.",
        )
    return [Scenario(name, list(instruments)) for name, instruments in makers[sector]()]


def within_present_system(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """
    Return the scenarios that need no other law (*binnen het huidige stelsel*): all their instruments hold today.

    An instrument for which no source of a legal ground is known is not within it.

    Parameters
    ----------
    scenarios : sequence of Scenario

    Returns
    -------
    list of Scenario
        In their order.

    Examples
    --------
    >>> kept = within_present_system(agenda("po", groups=["low"]))
    >>> "central enrolment" in [scenario.name for scenario in kept], "reserve, 30 %" in [one.name for one in kept]
    (True, False)
    """
    return [scenario for scenario in scenarios if _ground(scenario) == "today"]


def grounds(scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """
    Return what scenarios stand on: who acts, on what legal ground, on what evidence.

    Parameters
    ----------
    scenarios : sequence of Scenario

    Returns
    -------
    pandas.DataFrame
        ``scenario, instruments, actor, legal, tier``: that of the weakest instrument. ``legal`` is null where it is not
        known, ``tier`` is ``"none"`` where nothing has a mechanism, ``"C"`` where a size is a setting.

    Examples
    --------
    >>> grounds(agenda("po", groups=["low"])).set_index("scenario").loc["central enrolment"].tolist()
    ['CentralEnrolment', 'municipality, board', 'today', 'B']
    """
    rows = [
        {
            "scenario": scenario.name,
            "instruments": ", ".join(type(one).__name__ for one in scenario.instruments),
            "actor": ", ".join(dict.fromkeys(actor for one in scenario.parts() for actor in policy.about(one).actor)),
            "legal": _ground(scenario),
            "tier": policy.tier(scenario.instruments),
        }
        for scenario in scenarios
    ]
    return pd.DataFrame(rows, columns=["scenario", "instruments", "actor", "legal", "tier"])


def _ground(scenario: Scenario) -> str | None:
    found = [policy.about(part).legal for part in scenario.parts()]
    return max(found, key=GROUNDS.index, default="today")


def _primary(groups: Sequence[Label], others: Sequence[Label] | None, initiative: tuple[str, Label] | None) -> Presets:
    central = policy.CentralEnrolment()
    informed = policy.Information(groups=groups, points=0.1)
    yield "central enrolment", [central]
    yield "fixed registration moment", [policy.FixedRegistrationMoment()]
    yield "information, ten points", [informed]
    if initiative is not None:
        site, group = initiative
        yield "parents' initiative, ten families", [policy.ParentInitiative(site=site, group=group, families=10)]
    yield from _friends(groups)
    yield from _mixed(groups, others)
    yield "double list, 35 %", [central, policy.DoubleList(groups=groups, share=0.35)]
    yield "SES tier, 30 %", [central, policy.SesTier(groups=groups, share=0.3)]
    yield "near priority, three schools", [central, policy.NearPriority(nearest=3)]
    yield "nearest school", [policy.NearestSchool()]
    yield "one of the three nearest schools", [policy.NearestSchool(among=3)]
    yield from _room()
    yield "housing mix, a tenth", [policy.HousingMix(share=0.1)]
    agreed = [policy.FixedRegistrationMoment(), central, informed]
    yield "local education agenda, if agreed", [policy.LocalEducationAgenda(instruments=agreed)]


def _secondary(groups: Sequence[Label], others: Sequence[Label] | None) -> Presets:
    central, broad = policy.CentralEnrolment(), policy.BroadSchools(uptake=0.1)
    informed = policy.Information(groups=groups, points=0.1)
    yield "double fixed foot", [policy.DoubleFixedFoot()]
    yield "heterogeneous first classes, half of the sites", [policy.HeterogeneousFirstClasses(uptake=0.5)]
    yield "broad schools, a tenth of the sites", [broad]
    yield "broad schools, all sites", [policy.BroadSchools()]
    yield "central enrolment", [central]
    yield "central enrolment, lists of twelve", [policy.CentralEnrolment(admission=_amsterdam())]
    yield "central enrolment, a lottery at each school first", [policy.CentralEnrolment(admission=Preset("denhaag_vo"))]
    yield "information, ten points", [informed]
    yield from _friends(groups)
    yield from _mixed(groups, others)
    yield from _room()
    yield "local education agenda, if agreed", [policy.LocalEducationAgenda(instruments=[central, broad, informed])]


def _amsterdam() -> Enrolment:
    """Return Amsterdam's rules of 2024 as far as a simulated year can follow them: one length of lists for all."""
    return Enrolment.of({**Preset("amsterdam_vo_2024"), "lists": Lists(most=12)})


def _friends(groups: Sequence[Label]) -> Presets:
    yield "friendship schools, a tenth of the time", [policy.FriendshipSchools(hours=0.1, groups=groups)]


def _mixed(groups: Sequence[Label], others: Sequence[Label] | None) -> Presets:
    """Yield places by group: first for it, kept for it, no more than a share for all others, first below a target."""
    central = policy.CentralEnrolment()
    yield "reserve, 30 %", [central, policy.Reserve(groups=groups, share=0.3)]
    yield "hard reserve, 30 %", [central, policy.Reserve(groups=groups, share=0.3, hard=True)]
    if others is not None:
        yield "quota, 70 %", [central, policy.Quota(groups=others, share=0.7)]
    yield "soft quota, 30 %", [central, policy.SoftQuota(groups=groups, share=0.3)]


def _room() -> Presets:
    yield "transport, a kilometre counts for half", [policy.Transport(factor=0.5)]
    yield "capacity, a tenth more", [policy.Capacity(factor=1.1)]
