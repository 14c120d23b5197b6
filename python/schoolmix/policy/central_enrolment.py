"""Central enrolment: one moment, one list, one mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.enrolment import Enrolment, spelled
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.preset import Preset


@dataclass(frozen=True, kw_only=True, repr=False)
class CentralEnrolment(Instrument):
    """
    Central enrolment (*centraal aanmeldbeleid*): families hand in lists at one moment, and a mechanism places them.

    It takes the place of what each school does by itself. Where no school is full it changes nothing. A school that
    also takes families from elsewhere shares its places between both ways in proportion to who asks it first.

    Parameters
    ----------
    admission : Enrolment, Mechanism, str or mapping
        How places are given out; as :meth:`Enrolment.of`, such as a :class:`Preset` of a city.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are municipalities (of the home).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> CentralEnrolment(admission="DA").admission.way
    'deferred_acceptance'
    >>> import schoolmix as sm
    >>> amsterdam = {**sm.Preset("amsterdam_vo_2024"), "lists": sm.Lists(most=12)}
    >>> CentralEnrolment(admission=amsterdam, places=["Amsterdam"]).admission.list_length
    12
    """

    admission: Any = "deferred_acceptance"

    HANDLE: ClassVar[str] = "admission"

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        given = self.admission
        is_plain = isinstance(given, Mapping) and set(given) <= set(Enrolment.KEYS)
        made = Enrolment.from_dict(given) if is_plain and not isinstance(given, Preset) else Enrolment.of(given)
        object.__setattr__(self, "admission", made)

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"admission": spelled(self.admission, sites=positions.sites, groups=positions.groups)}
