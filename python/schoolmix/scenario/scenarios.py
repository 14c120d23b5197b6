"""What is changed: instruments of policy, how families choose, how places are given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, MISSING, dataclass, fields
from typing import Any

from schoolmix import policy
from schoolmix.choice import Choice, written
from schoolmix.enrolment import Enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.located import located
from schoolmix.mechanism import Mechanism
from schoolmix.policy import Instrument
from schoolmix.scenario import odd
from schoolmix.terms import PAIRS, closest

BASELINE = "baseline"
"""The scenario in which nothing is changed, which every simulation has."""

LONGEST = 1000
"""Characters of a name at most: it stands in every row of the answer."""


@dataclass(frozen=True)
class Scenario:
    """
    What a simulation changes (*scenario*), under a name.

    Parameters
    ----------
    name : str
        What rows of the answer call it; not ``"baseline"``, in which nothing is changed and which is always there.
    instruments : sequence of Instrument
        Instruments of :mod:`schoolmix.policy`, in the order in which they are applied.
    choice : Choice, optional
        How families choose in this scenario; without it as in the baseline.
    admission : Enrolment, str or Mechanism, optional
        How places are given out in this scenario; without it as in the baseline.

    Raises
    ------
    InputError
        Kind ``BadOption``: a name that is empty or reserved.
    InputTypeError
        Kind ``WrongType``: a name that is no text, something else than instruments or a choice.

    Examples
    --------
    >>> Scenario("nothing")
    Scenario(name='nothing', instruments=(), choice=None, admission=None)
    >>> Scenario("central", admission="deferred_acceptance").admission.way
    'deferred_acceptance'
    """

    name: str
    instruments: Sequence[Instrument] = ()
    _: KW_ONLY
    choice: Choice | None = None
    admission: Enrolment | str | Mechanism | None = None

    def __post_init__(self) -> None:
        """Check every part once."""
        _check_name(self.name)
        object.__setattr__(self, "instruments", _instruments(self.instruments))
        if not isinstance(self.choice, Choice | None):
            raise _wrong_type("choice", "a Choice", self.choice, 'Choice(Part("distance"))')
        if self.admission is not None:
            object.__setattr__(self, "admission", Enrolment.of(self.admission))

    def parts(self) -> list[Instrument]:
        """
        Return its instruments, those that are bundled one by one.

        Returns
        -------
        list of Instrument

        Examples
        --------
        >>> moment = policy.FixedRegistrationMoment()
        >>> Scenario("agreed", [policy.LocalEducationAgenda(instruments=[moment], start=2026)]).parts()
        [FixedRegistrationMoment(start=2026)]
        """
        return [part for one in self.instruments for part in one.parts()]

    def to_dict(self) -> dict[str, Any]:
        """
        Return it as plain data, as a TOML file holds it.

        Returns
        -------
        dict
            ``name``, and what is set of ``instruments`` (each with ``name`` and its settings), ``choice``
            (:meth:`Choice.to_dict`) and ``admission`` (:meth:`Enrolment.to_dict`).

        Examples
        --------
        >>> Scenario("near", choice=Choice("distance")).to_dict()["choice"]["parts"]
        [{'name': 'distance'}]
        """
        parts = {
            "instruments": [_plain(one) for one in self.instruments],
            "choice": None if self.choice is None else self.choice.to_dict(),
            "admission": None if self.admission is None else Enrolment.of(self.admission).to_dict(),
        }
        return {"name": self.name, **{key: part for key, part in parts.items() if part}}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Scenario:
        """
        Return a scenario of plain data, as :meth:`to_dict` gives it.

        Parameters
        ----------
        given : mapping
            ``name``, and any of ``instruments``, ``choice`` and ``admission``; the last may be a text, such as
            ``"free"``.

        Returns
        -------
        Scenario

        Raises
        ------
        InputError, InputTypeError
            As :class:`Scenario`, :meth:`Choice.from_dict` and :meth:`Enrolment.from_dict`; kinds ``BadOption``: a key
            or an instrument that is not known; ``MissingOption``: a name is missing.

        Examples
        --------
        >>> Scenario.from_dict({"name": "central", "admission": "deferred_acceptance"}).admission.way
        'deferred_acceptance'
        """
        written.check_mapping(given, ("name", "instruments", "choice", "admission"), "scenario")
        if "name" not in given:
            raise InputError(
                "a scenario has no name", kind="MissingOption", column="name", remedy='Give for example name = "near".'
            )
        admission = given.get("admission")
        return cls(
            given["name"],
            _each_instrument(given.get("instruments", [])),
            choice=Choice.from_dict(given["choice"]) if "choice" in given else None,
            admission=Enrolment.from_dict(admission) if isinstance(admission, Mapping) else admission,
        )

    def to_odd(self, language: str = "en") -> str:
        """
        Return the description of the model by the ODD protocol, written from the configuration.

        Parameters
        ----------
        language : {"en", "nl"}

        Returns
        -------
        str
            Markdown: the seven elements, with every parameter and rule that is set; defaults are named as such.

        Raises
        ------
        InputError
            Kind ``BadOption``: another language.

        References
        ----------
        Grimm et al. (2020), JASSS 23(2) 7.

        Examples
        --------
        >>> print(Scenario("nothing").to_odd().splitlines()[0])
        # ODD description of scenario "nothing"
        """
        admission = None if self.admission is None else Enrolment.of(self.admission)
        return odd.text(self.name, self.parts(), self.choice, admission, language)


def _check_name(name: Any) -> None:
    if not isinstance(name, str):
        raise _wrong_type("name", "a text", name, '"central enrolment"')
    if not name.strip():
        raise InputError("a scenario has an empty name", kind="BadOption", column="name", remedy="Give it a name.")
    if len(name) > LONGEST:
        raise InputError(
            f"a scenario has a name of {len(name):,} characters",
            kind="SizeLimit",
            column="name",
            remedy=f"Give one of at most {LONGEST:,}.",
        )
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise InputError(
            "a scenario has a name with half a character (a lone surrogate)",
            kind="WrongEncoding",
            column="name",
            remedy="Read the text again with the right encoding.",
        )
    if name.strip().casefold() == BASELINE:
        raise InputError(
            f"'{name}' is the name of what every simulation has: nothing is changed",
            kind="BadOption",
            column="name",
            remedy="Give another name; the baseline is always there.",
        )


def _plain(instrument: Instrument) -> dict[str, Any]:
    settings = {field.name: _plain_value(getattr(instrument, field.name)) for field in fields(instrument)}
    return {"name": type(instrument).__name__, **{key: value for key, value in settings.items() if value is not None}}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Enrolment):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(one) if isinstance(one, Instrument) else _plain_value(one) for one in value]
    return written.plain_value(value)


def _list(given: Any) -> Sequence[Any]:
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
        raise _wrong_type("instruments", "a list", given, "instruments = []")
    return given


def _each_instrument(given: Any) -> list[Instrument]:
    """Return instruments of mappings; errors count from 1, as people do."""
    made = []
    for number, one in enumerate(_list(given)):
        name = one.get("name") if isinstance(one, Mapping) else None
        what = f"instrument {number + 1} ({name})" if isinstance(name, str) else f"instrument {number + 1}"
        with located(what, "instruments", number):
            made.append(_instrument(one))
    return made


def _instrument(given: Any) -> Instrument:
    """Return an instrument of a mapping with its name and settings."""
    kinds = {
        name: kind
        for name, kind in vars(policy).items()
        if isinstance(kind, type) and issubclass(kind, Instrument) and kind is not Instrument
    }
    if not isinstance(given, Mapping):
        raise _wrong_type("instruments", "a list of mappings with a name", given, "instruments = []")
    name = given.get("name")
    if name is None:
        raise InputError(
            "an instrument has no name",
            kind="MissingOption",
            column="instruments.name",
            remedy='Write for example name = "CentralEnrolment".',
        )
    if name not in kinds:
        raise InputError(
            f"there is no instrument {name!r}", kind="BadOption", column="instruments.name", remedy=closest(name, kinds)
        )
    known = [field.name for field in fields(kinds[name])]
    written.check_mapping(given, ["name", *known], name)
    missing = next((one for one in _needed(kinds[name]) if one not in given), None)
    if missing is not None:
        raise InputError(
            f"instrument {name!r} needs '{missing}'", kind="MissingOption", column=missing, remedy="Give it a value."
        )
    # Pairs of sites are pairs, not a mapping.
    settings = {
        key: value if kinds[name].KINDS.get(key) is PAIRS else written.unpaired(value)
        for key, value in given.items()
        if key != "name"
    }
    if issubclass(kinds[name], policy.LocalEducationAgenda) and "instruments" in settings:
        settings["instruments"] = _each_instrument(settings["instruments"])
    made: Instrument = kinds[name](**settings)
    return made


def _needed(kind: type[Instrument]) -> list[str]:
    return [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]


def _instruments(given: Any) -> tuple[Instrument, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise _wrong_type("instruments", "a sequence of instruments", given, "instruments=[]")
    wrong = next((one for one in given if not isinstance(one, Instrument) or type(one) is Instrument), None)
    if wrong is not None:
        raise _wrong_type("instruments", "an instrument of schoolmix.policy", wrong, "instruments=[]")
    return tuple(given)


def _wrong_type(option: str, wanted: str, given: Any, example: str) -> InputTypeError:
    return InputTypeError(
        f"{option} of a scenario takes {wanted}, not {type(given).__name__}",
        kind="WrongType",
        column=option,
        remedy=f"Give for example {example}.",
    )


def check_names(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios of which two have one name."""
    names = [one.name for one in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"{len(twice)} names of scenarios are used twice, such as '{twice[0]}'",
            kind="DuplicateKey",
            column="scenarios",
            count=len(twice),
            remedy="Give every scenario a name of its own.",
        )


def check_listed(scenarios: Any) -> list[Scenario]:
    """Return a list of scenarios; refuse what is none."""
    is_listed = isinstance(scenarios, Sequence) and not isinstance(scenarios, str)
    if not is_listed or not all(isinstance(one, Scenario) for one in scenarios):
        raise InputTypeError(
            "scenarios is something else than a list of Scenario",
            kind="WrongType",
            column="scenarios",
            remedy='Give for example sm.agenda("po", groups=[...]), or a list with one scenario.',
        )
    return list(scenarios)
