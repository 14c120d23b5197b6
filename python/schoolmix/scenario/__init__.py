"""What is changed in a simulation, and its description."""

from __future__ import annotations

from schoolmix.scenario.agenda import agenda, grounds, within_present_system
from schoolmix.scenario.scenarios import BASELINE, Scenario, check_listed, check_names

__all__ = ["BASELINE", "Scenario", "agenda", "check_listed", "check_names", "grounds", "within_present_system"]
