"""What is changed: instruments of policy, how families choose, how places are given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from schoolmix.choice import Choice
from schoolmix.enrolment import Enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.mechanism import Mechanism
from schoolmix.policy import Instrument
from schoolmix.scenario import odd

BASELINE = "baseline"
"""The scenario in which nothing is changed, which every simulation has."""


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
        return odd.text(self.name, self.instruments, self.choice, admission, language)


def _check_name(name: Any) -> None:
    if not isinstance(name, str):
        raise _wrong_type("name", "a text", name, '"central enrolment"')
    if not name.strip():
        raise InputError("a scenario has an empty name", kind="BadOption", column="name", remedy="Give it a name.")
    if name.strip().casefold() == BASELINE:
        raise InputError(
            f"'{name}' is the name of what every simulation has: nothing is changed",
            kind="BadOption",
            column="name",
            remedy="Give another name; the baseline is always there.",
        )


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
