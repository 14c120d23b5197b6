"""The ODD protocol of a scenario (Grimm et al. 2020): its seven elements, from the configuration."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from schoolmix import _core, frames
from schoolmix.choice import Choice, Known, Part, Rule, Values
from schoolmix.enrolment import NO_PRIORITIES, Enrolment
from schoolmix.errors import InputError
from schoolmix.policy import Instrument
from schoolmix.terms import Fixed

LANGUAGES = ("en", "nl")

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
            ("purpose", [self.texts["purpose"]]),
            ("entities", [self.texts["entities"]]),
            ("process", [self.texts["process"].format(places=self.of_enrolment("step", enrolment))]),
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
        return (
            "\n\n".join([*lines, f"## {self.texts['titles']['references']}", self.texts["references"].strip()]) + "\n"
        )

    def concepts(self, choice: Choice | None, enrolment: Enrolment | None) -> list[str]:
        """Return the design concepts, a paragraph each."""
        said = dict(self.texts["concepts"])
        feels = choice is not None and _asks_company(choice)
        said["interaction"] = said["interaction" if choice is None or feels else "interaction_places"]
        del said["interaction_places"]
        draws = "" if choice is None else self.texts["draws"][choice.draws]
        said["stochasticity"] = f"{said['stochasticity']} {draws} {self.of_enrolment('chance', enrolment)}"
        return [f"**{self.texts['concept_titles'][key]}.** {' '.join(value.split())}" for key, value in said.items()]

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
        head = self.texts["join"][choice.join]
        return [head, *(line for part in choice.parts for line in self.part(part))]

    def part(self, part: Part) -> list[str]:
        """Return a part: what it is, and its parameters."""
        key = f"distance_{part.value('form')}" if part.name == "distance" else part.name
        title = f"**{part.label}**" if part.label == part.name else f"**{part.label}** ({part.name})"
        skipped = {"label", "values"} | (set() if part.value("form") in (None, "sigmoid") else {"slope"})
        return [f"{title}. {self.texts['parts'][key]}", self.parameters(part, skipped)]

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
        rows = [
            self.row(key, getattr(enrolment, key), is_default=getattr(enrolment, key) == getattr(default, key))
            for key in ("mechanism", "ties", "list_length", "sibling_first")
        ]
        intake = enrolment.intake
        by_site = isinstance(intake, Mapping) and self.texts["values"].format(rows=len(intake), keys="site")
        rows.append(self.row("intake", by_site or intake, is_default=intake is None))
        said = [self.of_enrolment("ways", enrolment), "\n".join(rows)]
        if enrolment.sibling_first and enrolment.way in NO_PRIORITIES:
            said.append(self.texts["nobody_first"])
        return said

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

    def parameters(self, term: Part | Rule | Known, skipped: set[str]) -> str:
        """Return every parameter, set or by default, a line each."""
        default = {key: value for key, value in term.DEFAULTS[term.name].items() if key not in term.parameters}
        settings = sorted({**default, **term.parameters}.items())
        rows = [
            self.row(key, value, is_default=key in default, of=term.name)
            for key, value in settings
            if key not in skipped
        ]
        return "\n".join(rows) if rows else self.texts["no_parameters"]

    def row(self, key: str, value: Any, *, is_default: bool, of: str = "") -> str:
        """Return a line on a parameter: its name, value and meaning."""
        meanings = self.texts["parameters"]
        meaning = meanings.get(f"{of}.{key}", meanings.get(key, ""))
        mark = f" ({self.texts['default']})" if is_default else ""
        return f"- `{key}` = {self.shown(value)}{mark}{f': {meaning}' if meaning else ''}"

    def shown(self, value: Any) -> str:
        """Return a value as people of the language write it."""
        written: dict[type, Callable[[Any], str]] = {
            bool: lambda truth: str(self.texts["words"][str(truth).casefold()]),
            type(None): lambda _: str(self.texts["words"]["none"]),
            float: self.number,
            Fixed: lambda pairs: f"{{{'; '.join(f'{label}: {self.shown(one)}' for label, one in pairs.items())}}}",
            tuple: lambda several: " | ".join(self.shown(one) for one in several),
            Values: lambda values: self.texts["values"].format(rows=values.table.num_rows, keys=", ".join(values.keys)),
        }
        return written.get(type(value), str)(value)

    def number(self, value: float) -> str:
        """Return a number with the decimal mark of the language."""
        shown = f"{value:.15g}"
        return shown.replace(".", ",") if self.language == "nl" else shown


def _asks_company(choice: Choice) -> bool:
    return choice.rule.name == "threshold" or any(part.name == "composition" for part in choice.parts)
