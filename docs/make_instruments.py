"""Write ``instruments/``, a page per instrument, from the register and the classes themselves.

Run from the project's root with the package installed: ``python docs/make_instruments.py``. A test holds the pages
against the register.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from schoolmix import policy
from schoolmix.policy.register import cited

FOLDER = Path(__file__).parent / "instruments"
UNKNOWN = "not known"
HEAD = """# Instruments of policy

Made by `docs/make_instruments.py` from `python/schoolmix/policy/register.toml` and the classes of `sm.policy`.

What the ministry's memo and the study of the literature name against segregation (*beleidsinstrumenten*), an instrument
a row. Each is a frozen dataclass of `sm.policy`; `sm.policy.register()` gives this table as a frame,
`sm.policy.about("Reserve")` all that is known of one. What no source tells is not known, and stays so.

`sm.agenda("po", groups=[...])` gives scenarios, one an instrument, `sm.grounds(scenarios)` what each stands on, and
`sm.within_present_system(scenarios)` those of which every instrument has the ground `today`. `sm.policy.tables(folder)`
gives what happened when, what was promised and what studies found, and reads own tables of local projects, euros, local
education agendas and programmes: a CSV file each, named as the table, checked against its schema.

- **ground**: `today`, within the present system, by the source on its page. Nothing is said where no source was found.
- **evidence**: A estimated (causal design, standard errors), B bounded (accounting, known limits), C illustrative: its
  size is a setting. None: it has no mechanism, and gets no simulated outcome.
"""
TIERS = {
    "A": "estimated, with a causal design and standard errors",
    "B": "bounded: accounting, or known limits",
    "C": "illustrative: its size is a setting",
    "none": "none: it has no mechanism, and gets no simulated outcome",
}
HANDLES = {
    "supply": "schools, their places and tracks",
    "homes": "where families live",
    "choice": "how families choose",
    "admission": "how places are given out",
    "encounters": "time that pupils of different schools spend together",
    "classes": "who sits in which first class",
    "none": "nothing by itself",
}


def pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    found = {f"{slug(name)}.md": page(name) for name in policy.register()["id"]}
    return {"index.md": index(), **found}


def slug(name: str) -> str:
    """Return how the file of an instrument is called: as its module."""
    return policy.kinds()[name].__module__.rpartition(".")[2]


def index() -> str:
    """Return the page with all instruments."""
    lines = [_row(["instrument", "Dutch", "sector", "actor", "changes", "ground", "evidence"]), _row(["---"] * 7)]
    for name in policy.register()["id"]:
        known = policy.about(name)
        link = f"[`{name}`]({slug(name)}.md)"
        actors, sectors = ", ".join(known.actor), ", ".join(known.sectors)
        handle = HANDLES[known.handle]
        lines.append(_row([link, f"*{known.name_nl}*", sectors, actors, handle, known.legal or "", known.tier]))
    return "\n".join([HEAD, *lines, ""])


def page(name: str) -> str:
    """Return the page of one instrument."""
    known, kind = policy.about(name), policy.kinds()[name]
    legal = f"{known.legal} ({cited(known.legal_source)})" if known.legal else UNKNOWN
    lead = UNKNOWN if known.lead_years is None else f"{known.lead_years:g} years"
    tier = f"{known.tier} ({TIERS[known.tier]})"
    facts = {
        "class": f"`sm.policy.{name}`",
        "who acts": ", ".join(known.actor),
        "sectors": ", ".join(known.sectors),
        "ground": legal,
        "holds since": known.start or UNKNOWN,
        "lead time": lead,
        "what takes part": (known.uptake_of or "nothing of its own").replace("_", " "),
        "evidence": f"{tier}{f': {cited(known.tier_source)}' if known.tier_source else ''}",
    }
    sources = [f"- {cited([key])}" for key in known.sources] or ["- None."]
    sections = [
        f"# {_capital(known.name_en)} (*{known.name_nl}*)",
        known.what_en,
        "\n".join([_row(["", ""]), _row(["---"] * 2), *(_row([fact, told]) for fact, told in facts.items())]),
        "## What is known of it",
        known.evidence_en,
        *_money(known),
        "## What the simulator does",
        f"It changes: {HANDLES[known.handle]}.",
        _described(kind),
        _settings(kind, known),
        "## Limits",
        "\n".join(f"{number}. {line}" for number, line in enumerate(known.limits_en, 1)),
        "## Sources",
        "\n".join(sources),
    ]
    return "\n\n".join(sections) + "\n"


def _money(known: policy.About) -> list[str]:
    if not known.euros:
        return []
    rows = [
        _row([one.what_en, f"{one.euros:,.2f}".removesuffix(".00"), one.payer, cited([one.source], "short")])
        for one in known.euros
    ]
    return ["\n".join([_row(["for", "EUR", "paid by", "source"]), _row(["---"] * 4), *rows])]


def _described(kind: type[policy.Instrument]) -> str:
    """Return what the class says of itself, before its parameters, as Markdown."""
    text = (inspect.getdoc(kind) or "").partition("\nParameters\n")[0].strip()
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")


def _settings(kind: type[policy.Instrument], known: policy.About) -> str:
    common = [field.name for field in fields(policy.Instrument)]
    beside = f"{', '.join(f'`{name}`' for name in common[:-1])} and `{common[-1]}`"
    own = [field for field in fields(kind) if field.name not in common]
    if not own:
        return f"It has no settings of its own, beside {beside}."
    rows = [_row([f"`{field.name}`", _default(field), _range(known, field.name)]) for field in own]
    head = f"Its settings, beside {beside}:"
    return "\n".join([head, "", _row(["setting", "default", "as sources tell it"]), _row(["---"] * 3), *rows])


def _default(field: Any) -> str:
    if field.default is MISSING:
        return "must be given"
    return "none" if field.default is None else f"`{field.default!r}`"


def _range(known: policy.About, setting: str) -> str:
    told = known.ranges.get(setting)
    if told is None:
        return ""
    ends = [f"{end:,g}" for end in (told.low, told.high)]
    return f"{ends[0] if ends[0] == ends[1] else ' to '.join(ends)} ({cited(told.source, 'short')})"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _row(cells: list[Any]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for gone in {path.name for path in FOLDER.glob("*.md")} - set(made):
        (FOLDER / gone).unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
