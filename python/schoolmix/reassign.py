"""Who would sit where under a rule."""

from __future__ import annotations

from typing import Any

from schoolmix import _core, frames
from schoolmix.counterfactual import checked, year_of
from schoolmix.errors import InputTypeError
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.world import World

DRAWN = {"random", "nearest_with_places"}


def reassign(
    world: World,
    rule: str = "nearest",
    *,
    group: str,
    year: int | None = None,
    radius: float | None = None,
    rng: Any = None,
) -> Roll:
    """
    Return who would sit where under a rule: a counterfactual roll.

    Parameters
    ----------
    world : World
        Pupils with homes and schools on the map.
    rule : {"nearest", "nearest_with_places", "nearest_denomination", "random"}
        ``"nearest"``: every pupil goes to the nearest open site, in secondary education one that takes the pupil's
        track; ties go to the lower site code. ``"nearest_with_places"``: all distances together are least while no site
        has more pupils than places; pupils of one area who go to several sites are dealt over them at random, whatever
        their group. ``"nearest_denomination"``: the nearest site of the broad denomination (*richting*: public,
        Catholic, Protestant, non-denominational private, other) of the site attended. ``"random"``: pupils of a
        municipality (of the home) and track change seats at random, so that the sizes of sites stay.
    group : str
        A trait of pupils, as in :meth:`World.roll`; not one of their home area.
    year : int, optional
        The year in which the school year starts; the latest without it.
    radius : float, optional
        Kilometres, only for ``rule="random"``: any site that takes the track within it, each as likely, instead of the
        seats of the municipality; the nearest where there is none.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn, by pupil; None draws one.

    Returns
    -------
    Roll
        As :meth:`World.roll` gives it. ``notes`` name the rule, the pupils left out (those whose home, or every site
        for them, has no coordinates; they keep their places) and the seed where something was drawn. A site counts as
        open when it is open in the year and has a pupil; it takes the tracks that it offers and those of its pupils.

    Raises
    ------
    AreaTraitError
        Kind ``AreaTrait``, for a trait that hardly varies within home areas of ten or more pupils (98 percent of its
        diversity lies between them), or marked as one of the area: schools can then only mix areas, and choice is
        assumed away.
    InputError
        Kinds ``BadOption``, ``NoPlaces`` (nobody is on the map), ``NoCapacity`` (places are not known),
        ``TooFewPlaces``.

    References
    ----------
    The nearest school as counterfactual is that of the Dutch Inspectorate of Education (*Inspectie van het Onderwijs*).
    The least distance under places is a transportation problem (Dantzig 1951).

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.01, seed=1)
    >>> near = sm.reassign(world, "nearest", group="migration_background")
    >>> near.pupils == world.roll("migration_background").pupils
    True
    >>> near.notes
    ["counterfactual: rule 'nearest'"]
    """
    checked(world, group)
    numeric = isinstance(radius, int | float) and not isinstance(radius, bool)
    if not isinstance(rule, str) or not (radius is None or numeric):
        raise InputTypeError(
            f"rule is a {type(rule).__name__} and radius a {type(radius).__name__}",
            kind="WrongType",
            column="rule",
            remedy="Give a text and kilometres, such as rule='random', radius=5.",
        )
    seed = seed_of(rng)
    table, notes = _core.reassign(
        world._core,  # noqa: SLF001 - the verbs are friends of the noun
        rule,
        group=group,
        year=year_of(world, year),
        radius=radius,
        seed=seed,
    )
    roll = world._rolled(frames.to_pandas(table), group, "site", year)  # noqa: SLF001 - the verbs are friends of the noun
    drawn = [f"drawn with seed {seed}"] if rule in DRAWN else []
    for note in [f"counterfactual: rule '{rule}'", *notes, *drawn]:
        roll = roll.noted(note)
    return roll
