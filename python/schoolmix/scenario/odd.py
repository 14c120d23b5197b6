"""The ODD protocol of a scenario (Grimm et al. 2020): its seven elements, from the configuration."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from schoolmix import _core, frames
from schoolmix.choice import Choice, Known, Part, Rule, Values
from schoolmix.enrolment import NO_PRIORITIES, NO_TIES, Enrolment
from schoolmix.errors import InputError
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.policy import Instrument
from schoolmix.terms import Fixed, Term

LANGUAGES = ("en", "nl")

SOURCES_OF_FORMS = {"min_max", "sigmoid"}
"""Forms of distance that are those of Dignum et al. (2022) or of its model code."""

Texts = Mapping[str, Any]


def text(
    name: str, instruments: Sequence[Instrument], choice: Choice | None, enrolment: Enrolment | None, language: str
) -> str:
    """Return the description in a language."""
    if language not in LANGUAGES:
        raise InputError(
            f"language is {language!r}", kind="BadOption", column="language", remedy="Allowed: 'en' and 'nl'."
        )
    return _Writer(_texts()[language], language).description(name, instruments, choice, enrolment)


@cache
def _texts() -> Mapping[str, Texts]:
    return tomllib.loads(files("schoolmix.scenario").joinpath("odd.toml").read_text(encoding="utf-8"))


class _Writer:
    """Sentences of one language, filled with what is set."""

    def __init__(self, texts: Texts, language: str) -> None:
        self.texts, self.language = texts, language

    def description(
        self, name: str, instruments: Sequence[Instrument], choice: Choice | None, enrolment: Enrolment | None
    ) -> str:
        """Return the seven elements."""
        elements = [
            ("purpose", self.purpose(instruments, choice, enrolment)),
            ("entities", [self.texts["entities"]]),
            ("process", [self.process(instruments, choice, enrolment)]),
            ("concepts", self.concepts(choice, enrolment)),
            ("initialization", [self.texts["initialization"]]),
            ("input", self.input(choice, enrolment)),
            ("submodels", self.submodels(instruments, choice, enrolment)),
        ]
        lines = [
            f"# {self.texts['title'].format(name=frames.visible(name))}",
            self.texts["head"].format(version=_core.VERSION),
        ]
        for number, (element, paragraphs) in enumerate(elements, 1):
            lines += [f"## {number}. {self.texts['titles'][element]}", *(text.strip() for text in paragraphs)]
        cited = "\n".join(f"- {self.texts['cited'][source]}" for source in _sources(choice))
        return "\n\n".join([*lines, f"## {self.texts['titles']['references']}", cited]) + "\n"

    def purpose(
        self, instruments: Sequence[Instrument], choice: Choice | None, enrolment: Enrolment | None
    ) -> list[str]:
        """Return what the scenario asks: what would be if it changed what it changes."""
        is_set = {"instruments": bool(instruments), "choice": choice is not None, "admission": enrolment is not None}
        changes = [self.texts["changes"][key] for key, is_changed in is_set.items() if is_changed]
        if not changes:
            return [self.texts["purpose_nothing"], self.texts["patterns"]]
        several = f" {self.texts['and']} ".join([", ".join(changes[:-1]), changes[-1]] if changes[1:] else changes)
        return [self.texts["purpose"].format(changes=several), self.texts["patterns"]]

    def process(self, instruments: Sequence[Instrument], choice: Choice | None, enrolment: Enrolment | None) -> str:
        """Return the steps of a year, and whether their order matters."""
        return str(self.texts["process"]).format(
            instruments=self.texts["starting"]["some" if instruments else "none"],
            choosing=self.texts["choosing"][_asked(choice)],
            places=self.of_enrolment("step", enrolment),
            order=self.of_enrolment("order", enrolment),
        )

    def concepts(self, choice: Choice | None, enrolment: Enrolment | None) -> list[str]:
        """Return the design concepts, a paragraph each."""
        said = {
            "limit": self.of_enrolment("limit", enrolment),
            "objective": self.texts["objective"][_asked(choice)],
            "company": self.texts["company"][_company(choice)],
            "rivals": self.of_enrolment("rivals", enrolment),
            "draws": self.draws(choice),
            "chance": self.of_enrolment("chance", enrolment),
        }
        return [
            f"**{self.texts['concept_titles'][key]}.** {' '.join(value.format(**said).split())}"
            for key, value in self.texts["concepts"].items()
        ]

    def draws(self, choice: Choice | None) -> str:
        """Return where chance enters a choice."""
        if choice is None:
            return str(self.texts["draws"]["none"])
        rule = choice.rule.name
        details = {"logit": choice.draws, "threshold": choice.rule.value("order")}
        said = [f"{rule}_{details[rule]}" if rule in details else rule]
        said += ["known"] if choice.known.name == "chance" else []
        return " ".join(self.texts["draws"][key] for key in said)

    def input(self, choice: Choice | None, enrolment: Enrolment | None) -> list[str]:
        """Return which figures came with the configuration."""
        parts = choice.parts if choice else ()
        given = {part.label: part.parameters["values"] for part in parts if "values" in part.parameters}
        if choice and "quality" in choice.rule.parameters:
            given["threshold.quality"] = choice.rule.parameters["quality"]
        rows = [f"- `{label}`: {self.shown(values)}." for label, values in given.items()]
        if enrolment and isinstance(enrolment.intake, Mapping):
            rows.append(f"- `intake`: {self.texts['values'].format(rows=len(enrolment.intake), keys='site')}.")
        return [self.texts["input"], "\n".join(rows) if rows else self.texts["input_none"]]

    def submodels(
        self, instruments: Sequence[Instrument], choice: Choice | None, enrolment: Enrolment | None
    ) -> list[str]:
        """Return utility, rule, schools that are known, enrolment and instruments, each with what is set."""
        titles = self.texts["submodels"]
        blocks = [("utility", self.utility(choice)), ("rule", self.rule(choice)), ("known", self.known(choice))]
        blocks += [("enrolment", self.enrolment(enrolment)), ("instruments", self.instruments(instruments))]
        return [
            line for number, (key, lines) in enumerate(blocks, 1) for line in (f"### 7.{number} {titles[key]}", *lines)
        ]

    def utility(self, choice: Choice | None) -> list[str]:
        """Return how the parts are joined, and each part."""
        if choice is None:
            return [self.texts["no_choice"]]
        if not choice.parts:
            return [self.texts["no_parts"]]
        heads = {"threshold": "idle_parts", "criteria": "by_criterion"}
        asked = _asked(choice)
        head = self.texts[heads[asked]] if asked in heads else self.texts["join"][choice.join]
        return [head, *(line for part in choice.parts for line in self.part(part, choice))]

    def part(self, part: Part, choice: Choice) -> list[str]:
        """Return a part: what it is, its parameters, and whether a rule by criteria passes it by."""
        key = f"distance_{part.value('form')}" if part.name == "distance" else part.name
        title = f"**{part.label}**" if part.label == part.name else f"**{part.label}** ({part.name})"
        skipped = {"label", "values"} | (set() if part.value("form") in (None, "sigmoid") else {"slope"})
        by_criteria = _asked(choice) == "criteria"
        rows = self.parameters(part, skipped, idle={"weight"} if by_criteria else set())
        is_idle = by_criteria and part.label not in choice.rule.criteria
        return [f"{title}. {self.texts['parts'][key]}", *([self.texts["idle_part"]] if is_idle else []), rows]

    def rule(self, choice: Choice | None) -> list[str]:
        """Return the rule by which a household decides."""
        if choice is None:
            return [self.texts["no_choice"]]
        said = [f"**{choice.rule.name}**. {self.texts['rules'][choice.rule.name]}"]
        if choice.rule.name == "threshold" and choice.parts:
            said.append(self.texts["unasked"])
        return [*said, self.parameters(choice.rule, set())]

    def known(self, choice: Choice | None) -> list[str]:
        """Return which schools a household considers."""
        if choice is None:
            return [self.texts["no_choice"]]
        return [
            f"**{choice.known.name}**. {self.texts['known'][choice.known.name]}",
            self.parameters(choice.known, set()),
        ]

    def enrolment(self, enrolment: Enrolment | None) -> list[str]:
        """Return how places are given out."""
        if enrolment is None:
            return [self.texts["no_enrolment"]]
        default = Enrolment()
        idle = _idle(enrolment)
        settings = {
            key: getattr(enrolment, key) for key in ("mechanism", "ties", "list_length", "sibling_first", "intake")
        }
        is_default = {key: value == getattr(default, key) for key, value in settings.items()}
        if isinstance(enrolment.intake, Mapping):
            settings["intake"] = self.texts["values"].format(rows=len(enrolment.intake), keys="site")
        rows = [
            self.row(key, value, is_default=is_default[key], is_idle=key in idle) for key, value in settings.items()
        ]
        return [self.of_enrolment("ways", enrolment), "\n".join(rows)]

    def instruments(self, instruments: Sequence[Instrument]) -> list[str]:
        """Return the instruments in their order, with every setting."""
        if not instruments:
            return [self.texts["no_instruments"]]
        lines = []
        for number, one in enumerate(instruments, 1):
            settings = [
                self.row(field.name, value, is_default=value == field.default)
                for field in fields(one)
                for value in (getattr(one, field.name),)
            ]
            lines.append("\n".join([f"{number}. **{type(one).__name__}**", *(f"   {row}" for row in settings)]))
        return lines

    def of_enrolment(self, key: str, enrolment: Enrolment | None) -> str:
        """Return a sentence about a way to give out places."""
        way = "none" if enrolment is None else enrolment.way
        table = self.texts[key]
        return str(table.get(way, table["mechanism"])).format(way=way)

    def parameters(self, term: Part | Rule | Known, skipped: set[str], *, idle: Collection[str] = ()) -> str:
        """Return every parameter, set or by default, a line each."""
        default = {key: value for key, value in term.DEFAULTS[term.name].items() if key not in term.parameters}
        settings = sorted({**default, **term.parameters}.items())
        rows = [
            self.row(key, value, is_default=key in default, of=term.name, is_idle=key in idle)
            for key, value in settings
            if key not in skipped
        ]
        return "\n".join(rows) if rows else self.texts["no_parameters"]

    def row(self, key: str, value: Any, *, is_default: bool, of: str = "", is_idle: bool = False) -> str:
        """Return a line on a parameter: its name, value and meaning."""
        meanings = self.texts["parameters"]
        meaning = self.texts["idle"] if is_idle else meanings.get(f"{of}.{key}", meanings.get(key, ""))
        mark = f" ({self.texts['default']})" if is_default else ""
        return f"- `{key}` = {self.valued(key, value)}{mark}{f': {meaning}' if meaning else ''}"

    def valued(self, key: str, value: Any) -> str:
        """Return the value of a parameter; where it is a word of the code, with what it means."""
        if value is None:
            return str(self.texts["words"].get(f"{key}.none", self.texts["words"]["none"]))
        word = value.name if isinstance(value, Term) else value
        meant = self.texts["meant"].get(f"{key}.{word}") if isinstance(word, str) else None
        return f"{self.shown(value)} ({meant})" if meant else self.shown(value)

    def shown(self, value: Any) -> str:
        """Return a value as people of the language write it."""
        written: dict[type, Callable[[Any], str]] = {
            bool: lambda truth: str(self.texts["words"][str(truth).casefold()]),
            float: self.number,
            Fixed: lambda pairs: f"{{{'; '.join(f'{label}: {self.shown(one)}' for label, one in pairs.items())}}}",
            tuple: lambda several: " | ".join(self.shown(one) for one in several),
            Values: lambda values: self.texts["values"].format(rows=values.table.num_rows, keys=", ".join(values.keys)),
            Mechanism: self.term,
            Ties: self.term,
        }
        return written.get(type(value), str)(value)

    def term(self, term: Term) -> str:
        """Return a name with its parameters."""
        return f"{term.name} {self.shown(term.parameters)}" if term.parameters else term.name

    def number(self, value: float) -> str:
        """Return a number with the decimal mark of the language; one without end is no limit."""
        if math.isinf(value):
            return str(self.texts["words"]["endless"])
        shown = f"{value:.15g}"
        return shown.replace(".", ",") if self.language == "nl" else shown


def _asked(choice: Choice | None) -> str:
    """Return what a rule asks: a utility, a threshold, or criteria one by one."""
    if choice is None:
        return "none"
    return {"logit": "utility", "best": "utility", "threshold": "threshold"}.get(choice.rule.name, "criteria")


def _parts_asked(choice: Choice) -> list[Part]:
    """Return the parts that make a difference."""
    asked = {
        "utility": list(choice.parts),
        "threshold": [],
        "criteria": [part for part in choice.parts if part.label in choice.rule.criteria],
    }
    return asked[_asked(choice)]


def _company(choice: Choice | None) -> str:
    """Return whether a choice asks who is at a school."""
    if choice is None:
        return "none"
    by_part = any(part.name == "composition" for part in _parts_asked(choice))
    return "asked" if choice.rule.name == "threshold" or by_part else "unasked"


def _idle(enrolment: Enrolment) -> set[str]:
    """Return the settings that make no difference to a way to give out places."""
    by_way = {"ties": NO_TIES, "sibling_first": NO_PRIORITIES, "list_length": {"free"}, "intake": {"free"}}
    return {key for key, ways in by_way.items() if enrolment.way in ways}


def _sources(choice: Choice | None) -> list[str]:
    """Return what is cited: the protocol, and the sources of the parts and the rule that are used."""
    by_rule = {"logit": "mcfadden_1974", "threshold": "dignum_2025", "elimination": "tversky_1972"}
    sources = ["grimm"]
    if choice is not None:
        forms = {part.name if part.name == "composition" else part.value("form") for part in _parts_asked(choice)}
        sources += ["dignum_2022"] if forms & {"composition", *SOURCES_OF_FORMS} else []
        sources += [by_rule[choice.rule.name]] if choice.rule.name in by_rule else []
    return sources
