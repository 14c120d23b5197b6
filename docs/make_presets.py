"""Write docs/presets.md from the presets themselves: PYTHONPATH=python python docs/make_presets.py."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from schoolmix.preset import Preset, names

HEAD = """# Presets: admission rules of real places

Made by `docs/make_presets.py` from the files in `python/schoolmix/preset/`.

`sm.Preset(name)` holds what published sources tell of the admission rules (*aanmeldbeleid*) of a place. It is a mapping
of options: `sm.admit(wishes, schools, pupils=pupils, **sm.Preset("amsterdam_vo_2024"))`. What no source tells is a
parameter. It has an assumed value only where the reason says so; one that must be given is an error until it is:
`sm.Preset("utrecht_po_2021", mechanism="DA", ties="single", near=sm.Priority("within", metres=1000))`.

To try another rule, replace an option: `{**sm.Preset("amsterdam_vo_2024"), "ties": "multiple"}`. Distances are straight
lines; to use others, flag near schools in a column of the wishes: `near=sm.Priority("concept", column="walks")`.
Published results are there to compare with, not to be met to the pupil: the lists behind them are not public.
"""
NEEDED = "must be given"


def overview() -> str:
    """Return the table of all presets."""
    lines = ["| preset | what | source | must be given | assumed |", "| --- | --- | --- | --- | --- |"]
    for name in names():
        preset = Preset(name)
        unknown = preset.unknown
        needed = unknown["must_be_given"]
        cells = [
            f"[`{name}`](#{name})",
            preset.title,
            preset.source,
            _listed(unknown[needed]),
            _listed(unknown[~needed]),
        ]
        lines.append(_row(cells))
    return "\n".join(lines) + "\n"


def section(name: str) -> str:
    """Return one preset as Markdown."""
    preset = Preset(name)
    lines = [f"## {name}", "", f"{preset.title} (*{preset.title_nl}*). Source: {preset.source}.", ""]
    if preset.rounds:
        lines += [f"Rounds (*aanmeldrondes*): {', '.join(preset.rounds)}. A call of `admit` is one of them.", ""]
    if preset.left_out:
        lines += [f"Not in the preset: {' '.join(preset.left_out)}", ""]
    if len(preset.unknown):
        lines += ["| not known | why | value |", "| --- | --- | --- |"]
        lines += [_row([f"`{one.parameter}`", one.why, _value(one)]) for one in preset.unknown.itertuples()] + [""]
    if preset.columns:
        lines += ["| column | holds |", "| --- | --- |"]
        lines += [_row([f"`{column}`", holds]) for column, holds in preset.columns.items()] + [""]
    if len(preset.published):
        lines += ["| published | when | value | unit | note |", "| --- | --- | --- | --- | --- |"]
        table = preset.published
        lines += [_row([one.what, one.when, one.value, one.unit, one.note]) for one in table.itertuples()] + [""]
    return "\n".join(lines)


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, overview(), *(section(name) for name in names())])


def _listed(unknown: pd.DataFrame) -> str:
    return ", ".join(f"`{parameter}`" for parameter in unknown["parameter"])


def _value(one: object) -> str:
    if one.must_be_given:
        return NEEDED
    return "left out" if one.assumed is None else f"assumed: `{one.assumed}`"


def _row(cells: list[object]) -> str:
    return "| " + " | ".join("" if pd.isna(cell) else str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    Path(__file__).with_name("presets.md").write_text(page(), encoding="utf-8")
