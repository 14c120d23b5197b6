"""The national monitor: chapters of tables and typed claims, computed from an edition's data and free of language."""

from __future__ import annotations

from schoolmix.monitor.account import account
from schoolmix.monitor.agenda import agenda
from schoolmix.monitor.contribution import contribution
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.glance import glance
from schoolmix.monitor.national import national
from schoolmix.monitor.neighbourhood import neighbourhood
from schoolmix.monitor.section import Claim, Section, Table
from schoolmix.monitor.source import Source, open_source
from schoolmix.monitor.supply import supply
from schoolmix.monitor.unanswered import intake
from schoolmix.monitor.where import where
from schoolmix.monitor.why import why
from schoolmix.protocol import Protocol, frozen

__all__ = [
    "Claim",
    "Edition",
    "Protocol",
    "Section",
    "Source",
    "Table",
    "account",
    "agenda",
    "contribution",
    "frozen",
    "glance",
    "intake",
    "national",
    "neighbourhood",
    "open_source",
    "supply",
    "where",
    "why",
]
