"""How the places of a simulated year are given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, ClassVar, NamedTuple

from schoolmix.choice import written
from schoolmix.choice.numbers import SHARE, Label, for_groups
from schoolmix.errors import InputError, InputTypeError
from schoolmix.lists import Lists
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.priority import Priority, tiers
from schoolmix.terms import COUNT, LARGEST, TRUTH, WHOLE, Fixed, closest

WAYS = ("free", "queue")
"""Ways without a mechanism."""
NO_TIES = {*WAYS, "serial_dictatorship", "rank_minimising"}
"""Ways that use one number a pupil, whatever the ties."""
NO_PRIORITIES = {"free", "serial_dictatorship"}
"""Ways that let nobody go first."""

ALL = "all"
"""What plain data say of lists with all schools that a pupil knows."""

# Parameters that name a column, which pupils of a simulated year do not have.
_COLUMNS = {"efficiency_adjusted": "consent", "rank_minimising": "weight"}


@dataclass(frozen=True)
class Enrolment:
    """
    How the places of a simulated year are given out among those who enter (*aanmelding en plaatsing*).

    Parameters
    ----------
    mechanism : str or Mechanism
        ``"free"`` (*vrije schoolkeuze zonder maximum*): every school takes all who choose it. ``"queue"`` (*vol is
        vol*): where more choose a school than it has places left, the first to come get in, in an order drawn by
        pupil, and the others try their next. Or a mechanism of :class:`Mechanism` (*centraal aanmelden*), with
        parameters that name no column.
    ties : str or Ties
        Who goes first among equals, as in :func:`admit`; only for mechanisms that ask it.
    list_length : int or None
        How many schools a pupil lists or tries at most, 1 or more; None: all that it knows. ``"free"`` asks the
        first. For whom none of them has a place, the nearest school with one left.
    sibling_first : bool
        Whether those with an older brother or sister at a school go before all others there; in a ``"queue"`` if it is
        their first choice. ``"free"``, ``"serial_dictatorship"`` let nobody go first.
    intake : int or mapping, optional
        How many a school takes in a year, 0 or more: one number for all, or a mapping site -> number; of sites that it
        leaves out, and without it, as many as the school has places left.
    late : float or mapping
        Share of families that register after all others (*te laat aanmelden*), 0 to 1: one for all, or a mapping from
        groups of the simulation to shares.

    Raises
    ------
    InputError
        Kind ``BadOption``: a mechanism, a word or a number that is not known or has no meaning here; and as
        :class:`Mechanism` and :class:`Ties`.
    InputTypeError
        Kind ``WrongType``: something else than a mechanism.

    Examples
    --------
    >>> Enrolment("deferred_acceptance", list_length=3)
    Enrolment(mechanism=deferred_acceptance, ties=single, list_length=3, sibling_first=True, intake=None, late=0.0)
    >>> Enrolment().mechanism
    'queue'
    """

    mechanism: str | Mechanism = "queue"
    _: KW_ONLY
    ties: str | Ties = "single"
    list_length: int | None = 5
    sibling_first: bool = True
    intake: int | Mapping[str, int] | None = None
    late: float | Mapping[Any, float] = 0.0

    KEYS: ClassVar[tuple[str, ...]] = ("mechanism", "ties", "list_length", "sibling_first", "intake", "late")
    """What plain data may say."""

    def __post_init__(self) -> None:
        """Check every option once."""
        options = {
            "mechanism": _way(self.mechanism),
            "ties": Ties.of(self.ties),
            "list_length": None if self.list_length is None else _plain("list_length", self.list_length),
            "sibling_first": _plain("sibling_first", self.sibling_first),
            "intake": _intake(self.intake),
            "late": _late(self.late),
        }
        for name, value in options.items():
            object.__setattr__(self, name, value)
        _check_ties(self.way, options["ties"])

    @property
    def way(self) -> str:
        """The name of the mechanism, ``"free"`` or ``"queue"``."""
        return self.mechanism if isinstance(self.mechanism, str) else self.mechanism.name

    def to_dict(self) -> dict[str, Any]:
        """
        Return it as plain data, as a TOML file holds it.

        Returns
        -------
        dict
            ``mechanism`` (``"free"``, ``"queue"``, or a mapping with ``name`` and parameters), ``ties`` (such a
            mapping), ``list_length`` (``"all"`` for all schools that a pupil knows), ``sibling_first``, and
            ``intake`` and ``late`` where they are set.

        Examples
        --------
        >>> Enrolment("queue", list_length=None).to_dict()
        {'mechanism': 'queue', 'ties': {'name': 'single'}, 'list_length': 'all', 'sibling_first': True}
        """
        mechanism = self.mechanism if isinstance(self.mechanism, str) else written.plain(self.mechanism)
        plain = {
            "mechanism": mechanism,
            "ties": written.plain(Ties.of(self.ties)),
            "list_length": ALL if self.list_length is None else self.list_length,
            "sibling_first": self.sibling_first,
        }
        more = {"intake": self.intake, "late": self.late or None}
        return {**plain, **{key: written.plain_value(value) for key, value in more.items() if value is not None}}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Enrolment:
        """
        Return an enrolment of plain data, as :meth:`to_dict` gives it.

        Parameters
        ----------
        given : mapping
            Any of ``mechanism, ties, list_length, sibling_first, intake, late``; a mechanism or ties are a text, or a
            mapping with ``name`` and parameters.

        Returns
        -------
        Enrolment

        Raises
        ------
        InputError, InputTypeError
            As :class:`Enrolment`; kinds ``BadOption``: a key that is not known; ``MissingOption``: a name is missing.

        Examples
        --------
        >>> Enrolment.from_dict({"mechanism": {"name": "chinese_parallel", "band": 2}, "list_length": 3}).way
        'chinese_parallel'
        """
        written.check_mapping(given, cls.KEYS, "admission")
        options = dict(given)
        for key, kind in (("mechanism", Mechanism), ("ties", Ties)):
            if isinstance(options.get(key), Mapping):
                options[key] = written.term(kind, options[key], key)
        if "late" in options:
            options["late"] = written.unpaired(options["late"])
        if options.get("list_length") == ALL:
            options["list_length"] = None
        return cls(**options)

    @classmethod
    def of(cls, given: Any) -> Enrolment:
        """
        Return a text, a mechanism or the rules of a place as an enrolment, and an enrolment as it is.

        Parameters
        ----------
        given : Enrolment, str, Mechanism or mapping
            A mapping is read as options of :func:`admit`, such as a :class:`Preset`: ``mechanism``, ``ties``,
            ``lists`` (only how many schools a pupil may list, one number; without it all that it knows) and
            ``priorities`` (none, or brothers and sisters).

        Returns
        -------
        Enrolment

        Raises
        ------
        InputError, InputTypeError
            As :class:`Enrolment`; kind ``BadOption`` also for rules that a simulated year cannot follow.

        Examples
        --------
        >>> Enrolment.of("free").way
        'free'
        >>> Enrolment.of({"mechanism": "DA", "priorities": ["sibling"], "lists": Lists(most=3)})
        Enrolment(mechanism=deferred_acceptance, ties=single, list_length=3, sibling_first=True, intake=None, late=0.0)
        """
        if isinstance(given, Mapping):
            return cls(**_options(given))
        return given if isinstance(given, Enrolment) else cls(given)


class SpelledEnrolment(NamedTuple):
    """What the core takes: names with parameters, the length of lists (None: all), places a site, shares a group."""

    mechanism: str
    parameters: dict[str, Any]
    ties: str
    tie_parameters: dict[str, Any]
    list_length: int | None
    sibling_first: bool
    intake: list[int | None]
    late: list[float]


def spelled(enrolment: Enrolment, *, sites: Sequence[str], groups: Sequence[Label]) -> SpelledEnrolment:
    """
    Return an enrolment as plain data for one world.

    Parameters
    ----------
    enrolment : Enrolment
    sites, groups : sequence
        Those of the world, in its order.

    Returns
    -------
    SpelledEnrolment

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey``: a site of ``intake`` or of popular schools or a group of ``late`` that the world lacks;
        ``MissingKey``: a group that ``late`` leaves out.

    Examples
    --------
    >>> spelled(Enrolment(intake={"b": 3}), sites=["a", "b"], groups=["x"]).intake
    [None, 3]
    """
    ties = Ties.of(enrolment.ties)
    popular = ties.parameters.get("popular", ())
    intake = enrolment.intake
    _check_sites(popular, sites, "ties")
    _check_sites(intake if isinstance(intake, Mapping) else (), sites, "intake")
    return SpelledEnrolment(
        enrolment.way,
        {} if isinstance(enrolment.mechanism, str) else dict(enrolment.mechanism.parameters),
        ties.name,
        dict(ties.parameters),
        enrolment.list_length,
        enrolment.sibling_first,
        [intake.get(site) if isinstance(intake, Mapping) else intake for site in sites],
        for_groups(enrolment.late, groups, "late") if enrolment.late else [],
    )


def _options(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return rules of admission as options of an enrolment; refuse those that it cannot follow."""
    lists, listed = rules.get("lists"), tiers(rules.get("priorities"))
    known = {"mechanism", "ties", "lists", "priorities"}
    if not isinstance(lists, Lists | None):
        raise InputTypeError(
            f"lists is a {type(lists).__name__}",
            kind="WrongType",
            column="lists",
            remedy="Give Lists(most=...), or an Enrolment with list_length=.",
        )
    refused = {
        **{key: bool(rules[key]) for key in sorted(set(rules) - known)},
        "lists": lists is not None and (isinstance(lists.most, Mapping) or replace(lists, most=None) != Lists()),
        "priorities": listed not in ([], [Priority("sibling")]),
        "ties": "ties" in rules and rules["ties"] is None,
    }
    option = next((key for key, is_refused in refused.items() if is_refused), None)
    if option is not None:
        raise InputError(
            f"a simulated year cannot follow these {option}: {rules[option]!r}",
            kind="BadOption",
            column=option,
            remedy="It knows a mechanism, ties, one greatest length of lists, and brothers and sisters who go first: "
            "give an Enrolment with these.",
        )
    return {
        "mechanism": rules.get("mechanism", "deferred_acceptance"),
        "ties": rules.get("ties", "single"),
        "list_length": None if lists is None else lists.most,
        "sibling_first": bool(listed),
    }


def _way(given: Any) -> str | Mechanism:
    if isinstance(given, str) and given not in (*Mechanism.KNOWN, *Mechanism.ALIASES):
        if given in WAYS:
            return given
        raise InputError(
            f"there is no mechanism '{given}'",
            kind="BadOption",
            column="mechanism",
            remedy=closest(given, [*WAYS, *Mechanism.KNOWN, *Mechanism.ALIASES]),
        )
    if given == "first_come" or (isinstance(given, Mechanism) and given.name == "first_come"):
        raise InputError(
            "mechanism 'first_come' goes by a column of arrivals, which pupils of a simulated year do not have",
            kind="BadOption",
            column="mechanism",
            remedy="Give 'queue', where pupils arrive in an order that is drawn.",
        )
    if not isinstance(given, str | Mechanism):
        raise InputTypeError(
            f"a mechanism is a text or a Mechanism, not {type(given).__name__}",
            kind="WrongType",
            column="mechanism",
            remedy='Give for example "queue" or "deferred_acceptance".',
        )
    made = Mechanism.of(given)
    key = _COLUMNS.get(made.name, "")
    if isinstance(made.parameters.get(key), str):
        raise InputError(
            f"'{key}' of mechanism '{made.name}' names a column, which pupils of a simulated year do not have",
            kind="BadOption",
            column=key,
            remedy=f"Leave it out{', or give True or False' if key == 'consent' else ''}.",
        )
    return made


def _plain(option: str, value: Any) -> Any:
    kind = {"list_length": COUNT, "sibling_first": TRUTH}[option]
    plain = kind.plain(value)
    if plain is None:
        raise InputError(
            f"{option} is {value!r}, not {kind.allowed}",
            kind="BadOption",
            column=option,
            remedy=f"Give {kind.allowed}{'; None for all schools that are known' if option == 'list_length' else ''}.",
        )
    return plain


def _intake(given: Any) -> int | Fixed[int] | None:
    if given is None:
        return None
    many = isinstance(given, Mapping)
    plain = {site: WHOLE.plain(places) for site, places in given.items()} if many else {"": WHOLE.plain(given)}
    if not plain or None in plain.values() or not all(isinstance(site, str) for site in plain):
        raise InputError(
            f"intake is no whole number from 0 to {LARGEST}, nor a mapping from sites to such numbers",
            kind="BadOption",
            column="intake",
            remedy='Give for example intake=28, or intake={"90AA00": 28}.',
        )
    return Fixed(plain) if many else plain[""]


def _late(given: Any) -> float | Fixed[float]:
    plain: float | Fixed[float] | None = SHARE.plain(given)
    if plain is None:
        raise InputError(
            f"late is not {SHARE.allowed}{SHARE.told(given)}",
            kind="BadOption",
            column="late",
            remedy=f"Give {SHARE.allowed}.",
        )
    return plain


def _check_ties(way: str, ties: Ties) -> None:
    if way in NO_TIES and ties.name != "single":
        raise InputError(
            f"'{way}' uses one number a pupil, so ties '{ties.name}' have no meaning",
            kind="BadOption",
            column="ties",
            remedy="Leave ties out.",
        )
    if isinstance(ties.parameters.get("popular"), str):
        raise InputError(
            "popular names a column, which schools of a simulated year do not have",
            kind="BadOption",
            column="popular",
            remedy="List the sites.",
        )


def _check_sites(given: Any, sites: Sequence[str], option: str) -> None:
    there = set(sites)
    wrong = [site for site in given if site not in there]
    if wrong:
        raise InputError(
            f"{option} names {len(wrong)} sites that the world does not have, first {wrong[0]!r}",
            kind="UnmatchedKey",
            column=option,
            count=len(wrong),
            remedy="Give sites as the world's schools have them.",
        )
