"""Outcomes beside composition: fifths, stacking, and what is said where a file is missing."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
import python_calamine

from schoolmix import monitor, read
from schoolmix.monitor.outcomes import by_fifth, fifths, outcomes_of, stacked, standing

TESTS = "nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv"
SCORES = "nl/cbs/achterstandsscores-scholen-2019.xlsx"
SAMPLE = "nl/duo/sample_04-leerlingen-bo-sbo-schooladviezen-2023-2024.csv"
SITES = [f"16AH0{at}" for at in range(10)]


def dated(day, **columns):
    return pd.DataFrame(columns).assign(census_date=pd.Timestamp(day), sector="bo")


def taken(means, pupils=10, test="CET"):
    frame = dated("2019-04-17", site=SITES[: len(means)], mean_score=means)
    return frame.assign(test=test, pupils=pupils).astype({"pupils": "Int64", "mean_score": "Float64"})


def scores_of(values):
    frame = dated("2019-10-01", site=SITES[: len(values)], score_without_threshold=values).drop(columns="sector")
    return frame.assign(funded_pupils=100)


def advice_of(upper, lower, sites=SITES):
    """Make advice of so many pupils a site, each a number or bounds."""
    rows = [
        (site, label, *(n if isinstance(n, tuple) else (n, n)))
        for label, counts in (("vwo", upper), ("vmbo_b", lower))
        for site, n in zip(sites, counts, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["site", "advice", "pupils_low", "pupils_high"])
    return frame.assign(census_date=pd.Timestamp("2018-10-01"), sector="bo")


def outcomes(**frames):
    return outcomes_of(monitor.Source("real", frames=frames), monitor.frozen())


def questions(section):
    unknown = [claim for claim in section.claims() if claim.template == "unknown"]
    return {claim.values["question"].value for claim in unknown}  # noqa: PD011


def ten(**more):
    """Make ten sites of ten pupils, with scores that fall as disadvantage rises."""
    return outcomes(duo_test_scores=taken(range(10)), cbs_scores=scores_of(range(100, 0, -10)), **more)


def test_fifths_hold_a_fifth_of_the_pupils_and_ties_stay_together():
    values, pupils = pd.Series([5.0, 1.0, 1.0, 3.0]), pd.Series([4, 1, 1, 4])
    assert standing(values, pupils).tolist() == pytest.approx([0.8, 0.1, 0.1, 0.4])
    assert fifths(values, pupils).tolist() == [5, 1, 1, 3]


def test_each_fifth_is_told_with_its_pupils():
    table = by_fifth(ten())
    assert table.loc["fifth_1", ["sites", "lowest", "highest"]].tolist() == [2, 0, 1]
    assert table.loc["fifth_5", ["sites", "lowest", "highest"]].tolist() == [2, 1, 0]
    assert table.loc["all", ["pupils", "lowest", "between", "highest"]].tolist() == pytest.approx([100, 0.2, 0.6, 0.2])
    assert table.loc["fifth_5", "points"] == pytest.approx(0.95)


def test_tests_are_compared_within_themselves_only():
    both = pd.concat([taken([530, 540]), taken([80, 90], test="IEP").assign(site=SITES[2:4])])
    found = outcomes(duo_test_scores=both, cbs_scores=scores_of([1.0] * 4)).sites.set_index("site")["standing"]
    assert found.tolist() == [0.25, 0.75, 0.25, 0.75]


def test_stacking_needs_two_outcomes_and_bounds_what_is_hidden():
    assert ten().used == ["duo_test_scores"]
    lower = [10, 9, 1, 1, 1, 1, 1, 1, 1, 1]
    found = ten(duo_advice=advice_of([1, 2, *[9] * 8], lower))
    assert found.used == ["duo_test_scores", "duo_advice"]
    assert stacked(found) == pytest.approx({"low": 0.2, "high": 0.2})
    hidden = ten(duo_advice=advice_of([1, (1, 4), *[9] * 8], [10, (1, 4), *lower[2:]]))
    bounds = stacked(hidden)
    assert bounds == pytest.approx({"low": 0.1, "high": 0.2})


def test_an_outcome_of_few_sites_is_a_sample_and_not_used(data, tmp_path):
    few = advice_of([1, 9], [9, 1], SITES[:2])
    assert ten(duo_advice=few).used == ["duo_test_scores"]
    for name in (TESTS, SCORES, SAMPLE):
        (tmp_path / name.rpartition("/")[2]).symlink_to(data / name)
    edition = monitor.Edition(monitor.open_source(tmp_path))
    assert edition.source.has("duo_advice")
    assert edition.outcomes.used == ["duo_test_scores"]
    asked = questions(monitor.contribution(edition))
    assert "q_stacking" in asked
    assert "q_qualification" not in asked


def test_without_the_files_the_question_is_left_open(data, tmp_path):
    (tmp_path / "tests.csv").symlink_to(data / TESTS)
    section = monitor.contribution(monitor.Edition(monitor.open_source(tmp_path)))
    assert {"q_qualification", "q_met", "q_benefit"} <= questions(section)
    assert "fifths" not in section.tables()


def places(values, pupils):
    """Rank by value, and give the share of pupils up to the middle of each; ties in the order they come in."""
    order = values.sort_values(kind="stable").index
    middle = pupils[order].cumsum() - pupils[order] / 2
    return (middle / pupils.sum())[values.index]


def test_real_fifths_are_those_of_the_raw_files(data):
    """Count from the texts: sites ranked by mean within a test, and by disadvantage per funded pupil."""
    rows = csv.DictReader(io.StringIO((data / TESTS).read_bytes().decode("cp1252")), delimiter=";")
    taken = pd.DataFrame(
        [
            (row["BRIN_NUMMER"] + row["VESTIGINGSNUMMER"], name, int(row[f"{name}_AANTAL"]), float(mean))
            for row in rows
            for name in ("CET", "IEP", "ROUTE8", "DIA", "AMN")
            if row["SOORT_PO"] == "Bo" and (mean := row[f"{name}_GEM"].strip().replace(",", "."))
        ],
        columns=["site", "test", "n", "mean"],
    )
    taken = taken[taken["n"] > 0]
    taken["place"] = pd.concat([places(one["mean"], one["n"]) for _, one in taken.groupby("test")]) * taken["n"]
    sites = taken.groupby("site")[["n", "place"]].sum()
    sites["place"] /= sites["n"]
    book = python_calamine.CalamineWorkbook.from_path(str(data / SCORES))
    funded, score = (
        {row[0]: row[1] for row in book.get_sheet_by_name(name).to_python() if isinstance(row[1], float)}
        for name in ("Tabel 1", "Tabel 2")
    )
    sites["lowest"] = places(sites["place"], sites["n"]) < 0.2
    known = sites[sites.index.isin(funded)].copy()
    known["fifth"] = (
        places(known.index.to_series().map(lambda site: score[site] / funded[site]), known["n"]) * 5 // 1 + 1
    )
    expected = known[known["lowest"]].groupby("fifth")["n"].sum() / known.groupby("fifth")["n"].sum()
    frames = {"duo_test_scores": read.duo(data / TESTS), "cbs_scores": read.cbs(data / SCORES)}
    found = outcomes(**frames)
    table = by_fifth(found)
    assert (len(found.sites), len(found.matched)) == (len(sites), len(known))
    assert table.loc["all", "pupils"] == known["n"].sum()
    assert table["lowest"].tolist()[:5] == pytest.approx(expected.tolist(), abs=0.002)
    assert table["lowest"].iloc[:5].is_monotonic_increasing
