"""Measure, explain and simulate school segregation."""

from __future__ import annotations

from schoolmix import _core, design, read
from schoolmix.admission import Admission
from schoolmix.admit import admit
from schoolmix.appraisal import Appraisal
from schoolmix.appraise import appraise
from schoolmix.backtest import backtest
from schoolmix.break_even import break_even
from schoolmix.broad import broad
from schoolmix.catalogue import catalogue
from schoolmix.catchments import catchments
from schoolmix.change import change
from schoolmix.choice import Choice, Known, Part, Rule
from schoolmix.closures import closures
from schoolmix.compare import compare
from schoolmix.compass import compass
from schoolmix.concentration import concentration
from schoolmix.contribution import contribution
from schoolmix.decompose import decompose
from schoolmix.digest import digest
from schoolmix.double_foot import double_foot
from schoolmix.download import download, editions
from schoolmix.encounters import encounters
from schoolmix.enrolment import Enrolment
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
from schoolmix.first_classes import FirstClasses
from schoolmix.funded import funded
from schoolmix.funding import funding
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
from schoolmix.opening_catchments import opening_catchments
from schoolmix.openings import openings
from schoolmix.preset import Preset
from schoolmix.priority import Priority
from schoolmix.profile import profile
from schoolmix.protocol import Protocol
from schoolmix.rank_order import rank_order
from schoolmix.reassign import reassign
from schoolmix.reflect import reflect
from schoolmix.report import report
from schoolmix.reserves import Bounds, DoubleList, Quota, Reserve, Share, Slot, Slots, Target
from schoolmix.robustness import robustness
from schoolmix.roll import Roll
from schoolmix.scenario import Scenario, agenda, grounds, within_present_system
from schoolmix.schelling import schelling
from schoolmix.seal import Seal
from schoolmix.settle import Settled, settle
from schoolmix.simulate import simulate
from schoolmix.simulation import Simulation
from schoolmix.sources import sources
from schoolmix.sweep import Sweep, sweep
from schoolmix.test import test
from schoolmix.track_simulation import TrackSimulation
from schoolmix.track_spread import track_spread
from schoolmix.tracks import tracks
from schoolmix.transitions import Transitions
from schoolmix.trend import trend
from schoolmix.world import World

__version__: str = _core.VERSION

__all__ = [
    "Admission",
    "Appraisal",
    "AreaTraitError",
    "Bounds",
    "Choice",
    "ColumnError",
    "ConvergenceError",
    "DoubleList",
    "Enrolment",
    "Estimate",
    "FileError",
    "FirstClasses",
    "InputError",
    "InputTypeError",
    "InternalError",
    "Known",
    "LimitError",
    "Lists",
    "Measure",
    "Mechanism",
    "MissingExtraError",
    "Neighbourhood",
    "Part",
    "Preset",
    "Priority",
    "PrivacyError",
    "Protocol",
    "Quota",
    "Reserve",
    "Roll",
    "Rule",
    "Scenario",
    "SchoolmixError",
    "Seal",
    "Settled",
    "Share",
    "Simulation",
    "Slot",
    "Slots",
    "Sweep",
    "Target",
    "Ties",
    "TrackSimulation",
    "Transitions",
    "World",
    "admit",
    "agenda",
    "appraise",
    "backtest",
    "break_even",
    "broad",
    "catalogue",
    "catchments",
    "change",
    "closures",
    "compare",
    "compass",
    "concentration",
    "contribution",
    "decompose",
    "design",
    "digest",
    "double_foot",
    "download",
    "editions",
    "encounters",
    "estimate",
    "expected",
    "funded",
    "funding",
    "grounds",
    "homes",
    "local",
    "measure",
    "mechanisms",
    "mixing",
    "nearest_school",
    "opening_catchments",
    "openings",
    "profile",
    "rank_order",
    "read",
    "reassign",
    "reflect",
    "report",
    "robustness",
    "schelling",
    "settle",
    "simulate",
    "sources",
    "sweep",
    "test",
    "track_spread",
    "tracks",
    "trend",
    "within_present_system",
]

_LAZY = {"monitor", "plot"}


def __getattr__(name: str) -> object:
    """Import the parts that few need when they are asked for."""
    if name in _LAZY:
        from importlib import import_module  # noqa: PLC0415 - not a name of the package

        return import_module(f"schoolmix.{name}")
    raise AttributeError(f"module 'schoolmix' has no attribute {name!r}")
