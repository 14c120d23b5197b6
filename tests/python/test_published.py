"""Published outcomes of central enrolment beside what places and wishes would give."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

MADE = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_published.py"))
PAGE = (Path(__file__).parents[2] / "docs" / "published-outcomes.md").read_text(encoding="utf-8")


def test_the_page_says_what_its_script_gives():
    city = MADE["CITIES"][0]
    assert "\n".join(MADE["rows"](city)) in PAGE
    assert MADE["SAID"] in PAGE


def test_more_agreement_and_fewer_places_leave_fewer_at_their_first_choice():
    city = MADE["CITIES"][0]._replace(pupils=1200, schools=24, places=1500)
    outcome = MADE["outcome"]
    by_spread = [outcome(city, 1500, spread) for spread in (0.0, 0.8, 1.6)]
    by_places = [outcome(city, places, 0.8) for places in (1200, 1500, 2400)]
    firsts = [first for first, _, _ in by_spread]
    assert firsts == sorted(firsts, reverse=True)
    assert [first for first, _, _ in by_places] == sorted(first for first, _, _ in by_places)
    assert all(within >= first for first, within, _ in [*by_spread, *by_places])
    assert MADE["spread_for"](city._replace(first=0.9999), 1200) is None
    spread = MADE["spread_for"](city, 1500)
    assert outcome(city, 1500, spread)[0] == pytest.approx(city.first, abs=0.01)
