"""CBS: socio-economic status (SES-WOA) of the private households of a postcode area."""

from __future__ import annotations

from schoolmix.read.fields import Field, coded, decimal, read_fields, whole
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source


def _read(source: Source) -> Reading:
    """Read a row a postcode area; ``ses_woa`` is the total score, the interval belongs to the spread."""
    frame = read_fields(source.tables[0].frame, LAYOUT.fields)
    refuse_twice(frame, "pc4", "year")
    without = int(frame["ses_woa"].isna().sum())
    return Reading(frame, notes=(f"{without} areas without a score",) if without else ())


def _score(name: str, meaning: str) -> Field:
    return decimal(name, meaning, unit="score, national mean about 0", null="too few households (NA)")


_SCORES = (
    _score("ses_woa", "socio-economic status of the area's households: a trait of the area, not of its pupils"),
    _score("score_prosperity", "part score of prosperity (welvaart)"),
    _score("score_work", "part score of work (arbeid)"),
    _score("spread", "spread of the total score between households"),
    _score("spread_prosperity", "spread of the part score of prosperity"),
    _score("spread_work", "spread of the part score of work"),
    _score("spread_low", "lower end of the interval of the spread (not of the score)"),
    _score("spread_high", "upper end of the interval of the spread"),
)

LAYOUT = Layout(
    name="cbs_ses_woa",
    title="SES-WOA per postcode area",
    publisher="CBS",
    columns=("year", "pc4", "households", *(score.name for score in _SCORES)),
    fields=(
        coded("pc4", "postcode area", pattern="[1-9][0-9]{3}", what="a postcode area of four digits"),
        whole("year", "year the scores are about"),
        whole("households", "private households", unit="households", null="not published"),
        *_SCORES,
    ),
    source="https://www.cbs.nl/nl-nl/maatwerk/2023/06/ses-woa-scores-per-postcode-2014-2021",
    read=_read,
)
