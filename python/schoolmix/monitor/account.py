"""Chapter: account of data and method (*Verantwoording*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Part, Section, Table, Value
from schoolmix.monitor.source_quality import source_quality
from schoolmix.monitor.values import columns, count, share, year

DEFINITIONS = ("D", "H", "V", "met", "concentration", "expected", "corrected", "process", "floor")
BREAKS = ("origin", "scores", "tracks", "municipalities", "income")


def account(edition: Edition) -> Section:
    """Return files and their quality, hidden counts, what was left out, definitions, breaks and the protocol."""
    parts = [_world(edition)] if edition.source.is_synthetic else [_files(edition), source_quality(edition)]
    if edition.has_area:
        parts += [_hidden(edition), _left_out(edition)]
    parts.append(Part("heading_definitions", claims=[Claim(f"define_{name}") for name in DEFINITIONS]))
    parts.append(Part("heading_breaks", claims=[Claim(f"break_{name}") for name in BREAKS]))
    values = {"hash": Value("text", edition.protocol.sha256)}
    claims = [Claim("protocol", values), Claim("no_deviations")]
    parts.append(Part("heading_protocol", claims=claims, verbatim=edition.protocol.text))
    return Section("account", parts).check()


def _world(edition: Edition) -> Part:
    worlds = edition.source.worlds
    rows = [
        {"sector": sector, "scale": world.scale, "seed": world.seed, "sites": len(world.schools)}
        for sector, world in worlds.items()
    ]
    shown = columns(sector="term", scale="share", seed="code", sites="count")
    return Part("heading_world", claims=[Claim("world")], tables=[Table("worlds", pd.DataFrame(rows), shown)])


def _files(edition: Edition) -> Part:
    files = edition.source.files
    single = files[files["layout"] != "duo_po_pc4"]
    many = files[files["layout"] == "duo_po_pc4"]
    frame = single.assign(files=1)
    if len(many):
        sums = {name: many[name].sum() for name in ("rows", "pupils", "hidden")}
        folded = {"layout": "duo_po_pc4", "files": len(many), **sums}
        frame = pd.concat([frame, pd.DataFrame([folded])], ignore_index=True)
    frame.loc[frame["layout"] == "duo_history", ["pupils", "hidden"]] = None  # sums over thirty years say nothing
    frame["what"] = "layout_" + frame["layout"].astype(str)
    frame["digest"] = frame["sha256"].str[:12]
    shown = columns(
        what="term", file="file", files="count", rows="count", pupils="count", hidden="count", digest="code"
    )
    table = Table("files", frame.sort_values("what", ignore_index=True), shown)
    every = columns(file="file", rows="count", pupils="count", hidden="count", sha256="hash")
    tables = [table, Table("all_files", files, every, folded=True)]
    claims = [Claim("files_read", {"n": count(len(files)), "skipped": count(len(edition.source.skipped))})]
    if len(edition.source.skipped):
        skipped = edition.source.skipped.assign(why="skipped_" + edition.source.skipped["kind"])
        tables.append(Table("skipped", skipped, columns(file="file", why="term"), folded=True))
    return Part("heading_files", claims=claims, tables=tables)


def _hidden(edition: Edition) -> Part:
    sites = edition.area.sites
    hidden = int(edition.area.rows["is_hidden"].sum())
    known = sites[sites["agrees"] & (sites["hidden_cells"] > 0)]
    values = {
        "cells": count(hidden),
        "share": share(hidden / len(edition.area.rows)),
        "sites": count(int(sites["agrees"].sum())),
        "all": count(len(sites)),
    }
    claims = [Claim("hidden_counts", values)]
    if len(known):
        mean = float(known["hidden_sum"].sum() / known["hidden_cells"].sum())
        claims.append(Claim("hidden_law", {"mean": Value("decimal", mean)}))
    else:
        claims.append(Claim("hidden_uniform"))
    tables = []
    odd = sites[~sites["agrees"]]
    if edition.area.has_totals and len(odd):
        shown = columns(site_name="name", municipality="name", low="count", high="count", total="count")
        tables.append(Table("odd_totals", odd, shown, folded=True))
        claims.append(Claim("odd_totals", {"n": count(len(odd))}))
    return Part("heading_hidden", claims=claims, tables=tables)


def _left_out(edition: Edition) -> Part:
    rows = edition.area.rows
    from_abroad = rows["home_pc4"].isna()
    without = rows["ses_woa"].isna() & ~from_abroad
    everyone = rows["expected"].sum()
    values = {
        "abroad": count(round(rows.loc[from_abroad, "expected"].sum())),
        "without": count(round(rows.loc[without, "expected"].sum())),
        "share": share(rows.loc[from_abroad | without, "expected"].sum() / everyone),
        "year": year(edition.area.year),
    }
    po = edition.source.frames["duo_po_pc4"]
    other = po[~po["sector"].isin(edition.protocol.population["po"])]
    kinds = {"sites": count(other["site"].nunique()), "pupils": count(int(other["pupils"].sum()))}
    return Part(
        "heading_left_out",
        claims=[Claim("left_out_area", values, certainty="estimated"), Claim("left_out_kinds", kinds)],
    )
