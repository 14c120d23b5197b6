"""What is changed in a simulation, and its description."""

from __future__ import annotations

from schoolmix.scenario.scenarios import Scenario

__all__ = ["Scenario"]
