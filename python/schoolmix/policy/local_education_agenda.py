"""The local education agenda: instruments that a municipality and its boards agree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from schoolmix.errors import InputTypeError
from schoolmix.policy.instrument import Instrument
from schoolmix.terms import Kind


def _instruments(value: Any) -> tuple[Instrument, ...] | None:
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        return None
    return tuple(value) if all(isinstance(one, Instrument) for one in value) else None


@dataclass(frozen=True, kw_only=True, repr=False)
class LocalEducationAgenda(Instrument):
    """
    Local education agenda (*Lokale Educatieve Agenda*): what a municipality and its boards agree on.

    It has no mechanism of its own: it bundles instruments, which hold where and when it is agreed ("if agreed").

    Parameters
    ----------
    instruments : sequence of Instrument
        What is agreed.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`: when and where there is an agreement, and what share of those whom the instruments reach
        takes part; an instrument that says its own is not changed in that.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.
    InputTypeError
        Kind ``WrongType``: an agenda within an agenda.

    Examples
    --------
    >>> from schoolmix import policy
    >>> agenda = LocalEducationAgenda(instruments=[policy.FixedRegistrationMoment()], places=["Oud-Aalburg"])
    >>> list(agenda.parts())
    [FixedRegistrationMoment(places=('Oud-Aalburg',))]
    """

    instruments: Sequence[Instrument] = ()

    KINDS: ClassVar[Mapping[str, Kind]] = {"instruments": Kind("a list of instruments", _instruments)}

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        if any(isinstance(one, LocalEducationAgenda) for one in self.instruments):
            raise InputTypeError(
                "an agenda bundles instruments, not agendas",
                kind="WrongType",
                column="instruments",
                remedy="Name the instruments themselves.",
            )

    def parts(self) -> Iterator[Instrument]:
        """Return the instruments that are agreed, where and when they are, as :meth:`Instrument.parts`."""
        for one in self.instruments:
            yield replace(
                one,
                start=self.start if one.start is None else one.start,
                end=self.end if one.end is None else one.end,
                places=self.places if one.places is None else one.places,
                uptake=self.uptake * one.uptake,
            )
