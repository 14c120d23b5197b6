"""The register of instruments and the tables of the policy side: whole, sourced, and silent where nothing is known."""

from __future__ import annotations

import re
import runpy
from dataclasses import fields
from pathlib import Path

import pytest

from schoolmix import policy
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError
from schoolmix.policy.heterogeneous_first_classes import BUDGET
from schoolmix.policy.register import LEGAL, TIERS, _entries

NAMES = sorted(policy.kinds())
UPTAKE = {
    "municipalities": "municipalities",
    "schools": "schools|sites|the one school",
    "school_pairs": "pairs of schools",
    "families": "families",
    "home_areas": "home areas",
}
ACTORS = {"ministry", "municipality", "board", "school", "parents", "founder", "inspectorate", "corporation"}
NO_ELASTICITY = ("VoluntaryContribution", "Transport", "Preschool")
"""Tier C until a Dutch elasticity is cited (the rulebook of the monitor)."""


def about(name):
    return policy.about(name)


# The register


def test_every_instrument_has_an_entry_and_every_entry_an_instrument():
    assert set(NAMES) == set(_entries())
    assert list(policy.register()["id"]) == [name for name in policy.__all__ if name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_says_who_acts_on_what_ground_and_on_what_evidence(name):
    known = about(name)
    keys = set(policy.sources()["key"])
    assert known.actor
    assert set(known.actor) <= ACTORS
    assert set(known.sectors) <= {"po", "vo"}
    assert known.sectors
    assert (known.legal is None) == (known.legal_source == ())
    assert known.legal is None or known.legal in LEGAL
    assert known.tier in TIERS
    assert known.tier in {"C", "none"} or known.tier_source  # what is firmer than illustrative names who showed it
    assert set(known.legal_source) | set(known.tier_source) <= set(known.sources) | {"accounting"}
    assert set(known.sources) <= keys
    assert known.lead_years is None or known.lead_years >= 0
    assert known.start is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", known.start)
    for amount in known.euros:
        assert amount.payer in {"ministry", "municipality", "board", "parents"}
        assert amount.source in keys
        assert amount.euros > 0
    for setting, told in known.ranges.items():
        assert setting in {field.name for field in fields(policy.kinds()[name])}
        assert told.low <= told.high
        assert set(told.source) <= keys
        assert told.source


@pytest.mark.parametrize("name", sorted(_entries()))
def test_every_text_is_there_in_both_languages(name):
    entry = _entries()[name]
    for text in ("name", "what", "evidence"):
        both = [entry[f"{text}_{language}"] for language in ("en", "nl")]
        assert all(both)
        assert text == "name" or all(said.endswith(".") for said in both)
    assert len(entry["limits_en"]) == len(entry["limits_nl"]) == 3
    assert set(re.findall(r"\d+", entry["evidence_en"])) == set(re.findall(r"\d+", entry["evidence_nl"]))
    dutch = " ".join([entry["what_nl"], entry["evidence_nl"], *entry["limits_nl"]])
    english = " ".join([entry["what_en"], entry["evidence_en"], *entry["limits_en"]])
    assert not re.search(r"\b(?:the|and|pupils|between)\b", dutch)
    assert not re.search(r"\b(?:het|een|leerlingen|tussen)\b", english)


@pytest.mark.parametrize("name", NAMES)
def test_what_takes_part_is_what_the_class_says(name):
    known = about(name)
    said = re.search(r"what takes part are ([^.(\n]+)", policy.kinds()[name].__doc__)
    if said is None:
        assert known.uptake_of is None
        assert known.tier == "none"
    else:
        assert re.match(UPTAKE[known.uptake_of], said[1].strip())


@pytest.mark.parametrize("name", NAMES)
def test_only_what_has_a_mechanism_has_evidence(name):
    known = about(name)
    assert (known.handle == "none") == (known.tier == "none")


@pytest.mark.parametrize("name", NO_ELASTICITY)
def test_instruments_without_a_dutch_elasticity_are_illustrative(name):
    assert about(name).tier == "C"


@pytest.mark.parametrize("name", ["Quota", "Reserve", "SoftQuota", "DoubleList", "SesTier", "BroadSchools"])
def test_what_nobody_sourced_is_no_ground_of_law(name):
    assert about(name).legal is None
    assert policy.register().set_index("id").loc[name, ["legal", "legal_source", "lead_years"]].isna().all()


def test_amounts_are_those_of_the_sources():
    first = about("HeterogeneousFirstClasses").euros
    assert [each.euros for each in first] == [100_000, 102_000_000, 21_250_000, 55_500_000]
    assert first[0].euros == policy.HeterogeneousFirstClasses().euro_a_site
    voted = {2021: first[1], 2023: first[2], 2024: first[3]}
    assert {year: round(100 * each.euros) for year, each in voted.items()} == BUDGET
    foot = about("DoubleFixedFoot").euros
    found = {"head": round(100 * foot[0].euros), "branch": round(100 * foot[1].euros)}
    made = {kind: policy.DoubleFixedFoot(foot=kind).foot_cents for kind in found}
    assert found == made


def test_an_instrument_is_found_by_name_class_or_one_of_it():
    made = policy.Reserve(groups=["low"], share=0.3)
    assert about("Reserve") == about(policy.Reserve) == about(made)
    with pytest.raises(AttributeError):
        about(made).tier = "A"


def test_the_weakest_evidence_counts_and_bundles_are_what_they_bundle():
    central, moment = policy.CentralEnrolment(), policy.FixedRegistrationMoment()
    assert policy.tier([central]) == "B"
    assert policy.tier([central, moment]) == "C"
    assert policy.tier([policy.LocalEducationAgenda(instruments=[central, policy.Networks()])]) == "B"
    assert policy.tier([policy.Networks(), policy.LocalEducationAgenda()]) == policy.tier([]) == "none"


@pytest.mark.parametrize(
    ("given", "error", "kind"),
    [
        ("Reserves", InputError, "BadOption"),
        ("Instrument", InputError, "BadOption"),
        ("sources", InputError, "BadOption"),
        (3, InputTypeError, "WrongType"),
        (int, InputTypeError, "WrongType"),
    ],
)
def test_an_instrument_that_is_not_known_is_an_error(given, error, kind):
    with pytest.raises(error) as caught:
        policy.about(given)
    assert caught.value.kind == kind
    assert caught.value.remedy


# The tables


def test_tables_come_with_the_package():
    found = policy.tables()
    assert list(found) == ["calendar", "commitments", "evidence", "projects", "ledger", "lea", "participation"]
    assert all(found[name].empty for name in ("projects", "ledger", "lea", "participation"))
    calendar, commitments = found["calendar"], found["commitments"]
    assert list(calendar["date"]) == sorted(calendar["date"])
    assert set(calendar["source"]) | set(commitments["source"]) <= set(policy.sources()["key"])
    assert list(commitments["status"]) == ["open", "open", "open", "running", "running"]
    assert found["evidence"]["measure"].dropna().isin(policy.kinds()).all()
    lengths = calendar["precision"].map({"year": 4, "month": 7, "day": 10})
    assert (calendar["date"].str.len() == lengths).all()


def test_own_rows_take_the_place_of_those_of_the_package(tmp_path):
    (tmp_path / "ledger.csv").write_text(
        "instrument,year,euro,payer,kind,recurring,source\n"
        'CentralEnrolment,2024,1250.5,municipality,new,yes,"Budget, 2024"\n'
        "Information,2025,,board,,,budget\n".replace("2025,,", "2025,0,"),
        encoding="utf-8-sig",
    )
    found = policy.tables(tmp_path)
    ledger = found["ledger"]
    assert ledger["euro"].tolist() == [1250.5, 0.0]
    assert ledger["recurring"].tolist()[0] is True
    assert ledger["recurring"].isna().tolist() == ledger["kind"].isna().tolist() == [False, True]
    assert ledger.loc[0, "source"] == "Budget, 2024"
    assert len(found["calendar"]) == len(policy.tables()["calendar"])


LEA = "municipality_code,year,agreement,topics,quality,source\n"
PROJECTS = "id,place,municipality_code,sites,instrument,start,end,euro,payer,selected_by,result,source\n"


@pytest.mark.parametrize(
    ("name", "text", "error", "told"),
    [
        (
            "lea",
            LEA + "0344,2024,yes,,,letter\n344,2024,yes,,,letter\n",
            InputError,
            ("UnknownCode", "municipality_code", 1),
        ),
        ("lea", LEA + "0344,2024,perhaps,,,letter\n", InputError, ("UnknownCode", "agreement", 0)),
        ("lea", LEA + "0344,2024.5,no,,,letter\n", InputError, ("UnknownCode", "year", 0)),
        ("lea", LEA + "0344,2024,,,,letter\n", InputError, ("MissingValue", "agreement", 0)),
        ("lea", LEA + "0344,2024,no,letter\n", FileError, ("MalformedRow", None, 0)),
        ("lea", LEA.replace("quality,", ""), ColumnError, ("MissingColumn", "quality", None)),
        ("lea", LEA.replace("quality,", "quality,mood,"), ColumnError, ("UnknownColumn", "mood", None)),
        ("lea", "", ColumnError, ("MissingColumn", "municipality_code", None)),
        ("projects", PROJECTS + "a,,,,Reserves,,,,,,,letter\n", InputError, ("UnknownCode", "instrument", 0)),
        ("projects", PROJECTS + "a,,,,,2024-13,,,,,,letter\n", InputError, ("BadDate", "start", 0)),
        ("projects", PROJECTS + "a,,,,,,,1e3,,,,letter\n", InputError, ("UnknownCode", "euro", 0)),
        ("projects", PROJECTS + "a,,,,,,,,,,,x\na,,,,,,,,,,,y\n", InputError, ("DuplicateKey", "id", 1)),
        ("project", PROJECTS, FileError, ("UnknownLayout", None, None)),
    ],
)
def test_a_wrong_table_is_an_error_that_says_where(tmp_path, name, text, error, told):
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(error) as caught:
        policy.tables(tmp_path)
    assert (caught.value.kind, caught.value.column, caught.value.row) == told
    assert caught.value.remedy


def test_a_folder_that_is_not_there_and_a_file_of_another_encoding_are_errors(tmp_path):
    with pytest.raises(FileError) as caught:
        policy.tables(tmp_path / "nowhere")
    assert caught.value.kind == "FileNotFound"
    (tmp_path / "lea.csv").write_bytes((LEA + "0344,2024,yes,één,,letter\n").encode("cp1252"))
    with pytest.raises(FileError) as caught:
        policy.tables(tmp_path)
    assert caught.value.kind == "WrongEncoding"


# The pages


def test_pages_are_those_of_the_register():
    """``python docs/make_instruments.py`` writes them anew."""
    folder = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(folder / "make_instruments.py"))["pages"]()
    assert made == {path.name: path.read_text(encoding="utf-8") for path in (folder / "instruments").glob("*.md")}
    for name in NAMES:
        page = made[f"{policy.kinds()[name].__module__.rpartition('.')[2]}.md"]
        assert all(f"{number}. {line}" in page for number, line in enumerate(about(name).limits_en, 1))
        assert "None" not in page.replace("- None.", "")
