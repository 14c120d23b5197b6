"""Measure, explain and simulate school segregation."""

from __future__ import annotations

from schoolmix import _core, read
from schoolmix.admission import Admission
from schoolmix.admit import admit
from schoolmix.backtest import backtest
from schoolmix.catalogue import catalogue
from schoolmix.catchments import catchments
from schoolmix.change import change
from schoolmix.compare import compare
from schoolmix.concentration import concentration
from schoolmix.contribution import contribution
from schoolmix.decompose import decompose
from schoolmix.digest import digest
from schoolmix.download import download, editions
from schoolmix.encounters import encounters
from schoolmix.errors import (
    AreaTraitError,
    ColumnError,
    ConvergenceError,
    FileError,
    InputError,
    InputTypeError,
    InternalError,
    LimitError,
    MissingExtraError,
    PrivacyError,
    SchoolmixError,
)
from schoolmix.estimate import estimate
from schoolmix.estimated import Estimate
from schoolmix.expected import expected
from schoolmix.homes import homes
from schoolmix.lists import Lists
from schoolmix.local import local
from schoolmix.measure import measure
from schoolmix.measures import Measure
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.mechanisms import mechanisms
from schoolmix.mixing import mixing
from schoolmix.nearest_school import nearest_school
from schoolmix.neighbourhood import Neighbourhood
from schoolmix.preset import Preset
from schoolmix.priority import Priority
from schoolmix.profile import profile
from schoolmix.protocol import Protocol
from schoolmix.rank_order import rank_order
from schoolmix.reassign import reassign
from schoolmix.reflect import reflect
from schoolmix.report import report
from schoolmix.reserves import Bounds, DoubleList, Quota, Reserve, Share, Slot, Slots, Target
from schoolmix.roll import Roll
from schoolmix.seal import Seal
from schoolmix.sources import sources
from schoolmix.test import test
from schoolmix.trend import trend
from schoolmix.world import World

__version__: str = _core.VERSION

__all__ = [
    "Admission",
    "AreaTraitError",
    "Bounds",
    "ColumnError",
    "ConvergenceError",
    "DoubleList",
    "Estimate",
    "FileError",
    "InputError",
    "InputTypeError",
    "InternalError",
    "LimitError",
    "Lists",
    "Measure",
    "Mechanism",
    "MissingExtraError",
    "Neighbourhood",
    "Preset",
    "Priority",
    "PrivacyError",
    "Protocol",
    "Quota",
    "Reserve",
    "Roll",
    "SchoolmixError",
    "Seal",
    "Share",
    "Slot",
    "Slots",
    "Target",
    "Ties",
    "World",
    "admit",
    "backtest",
    "catalogue",
    "catchments",
    "change",
    "compare",
    "concentration",
    "contribution",
    "decompose",
    "digest",
    "download",
    "editions",
    "encounters",
    "estimate",
    "expected",
    "homes",
    "local",
    "measure",
    "mechanisms",
    "mixing",
    "nearest_school",
    "profile",
    "rank_order",
    "read",
    "reassign",
    "reflect",
    "report",
    "sources",
    "test",
    "trend",
]

_LAZY = {"monitor", "plot"}


def __getattr__(name: str) -> object:
    """Import the parts that few need when they are asked for."""
    if name in _LAZY:
        from importlib import import_module  # noqa: PLC0415 - not a name of the package

        return import_module(f"schoolmix.{name}")
    raise AttributeError(f"module 'schoolmix' has no attribute {name!r}")
