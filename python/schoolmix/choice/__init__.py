"""How families choose: parts of a utility, rules, the schools that are known."""

from __future__ import annotations

from schoolmix.choice.choices import Choice
from schoolmix.choice.parts import Part
from schoolmix.choice.rules import Known, Rule
from schoolmix.choice.spelled import Spelled, SpelledKnown, SpelledPart, SpelledRule, spelled
from schoolmix.choice.values import Values

__all__ = [
    "Choice",
    "Known",
    "Part",
    "Rule",
    "Spelled",
    "SpelledKnown",
    "SpelledPart",
    "SpelledRule",
    "Values",
    "spelled",
]
