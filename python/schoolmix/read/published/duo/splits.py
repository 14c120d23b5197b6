"""DUO's data portal: by what a data set splits the pupils, and how its files name that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.codes import check_code
from schoolmix.read.fields import Field, counted, text
from schoolmix.read.numbers import read_decimals
from schoolmix.read.published.duo import homes
from schoolmix.read.published.duo.reference_levels import find_level

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Split:
    """What a data set splits the pupils by: its columns as published, and the fields they give."""

    name: str
    title: str
    at_duo: str
    columns: tuple[str, ...]
    fields: tuple[Field, ...]


_SEX = {"MAN": "m", "M": "m", "VROUW": "f", "V": "f"}


def _read_sex(wide: pd.DataFrame) -> pd.Series[Any]:
    sex = wide["GESLACHT"].str.strip().str.upper()
    check_code(sex, "|".join(_SEX), "MAN, VROUW, M or V")
    return sex.replace(_SEX)


def _read_age(wide: pd.DataFrame) -> pd.Series[Any]:
    age = wide["LEEFTIJD"].str.strip()
    return pd.to_numeric(age.where(age.str.fullmatch("[0-9]{1,2}").astype(bool))).astype("Int64")


def _read_score(wide: pd.DataFrame) -> pd.Series[Any]:
    """Read a mean, of which -1 is the mask: no mean is negative."""
    found = read_decimals(wide["GEMIDDELDE UITSLAG"], ".")
    wrong = (found < 0) & (found != -1)
    if wrong.any():
        row = int(wrong.to_numpy(bool).argmax())
        message = f"column 'GEMIDDELDE UITSLAG', line {row + 2}: a mean score of {found.iloc[row]}"
        remedy = "Correct it; -1 alone is a mask."
        raise InputError(
            message, kind="NegativeCount", column="GEMIDDELDE UITSLAG", row=row, count=int(wrong.sum()), remedy=remedy
        )
    return found.mask(found == -1)


def _read_level(part: int) -> Callable[[pd.DataFrame], pd.Series[Any]]:
    def read(wide: pd.DataFrame) -> pd.Series[Any]:
        names = wide["REFERENTIENIVEAU"].str.strip()
        found = {name: find_level(str(name))[part] for name in names.unique()}
        return names.map(found).astype(names.dtype)

    return read


def _kept(name: str, meaning: str, word: str) -> Field:
    """Code whose list DUO does not give: kept as published."""
    return text(name, f"{meaning}: the code as published, whose meaning is not verified", word=word)


_TEST = text("test", "final test (doorstroomtoets), as published", word="DOORSTROOMTOETS PO")
_AGE = (
    Field(
        "age", "whole", "age on the census date", unit="years", null="open class", published="LEEFTIJD", read=_read_age
    ),
    text("age_class", "age as published, with the open classes", word="LEEFTIJD"),
)
_LEVEL = (
    _TEST,
    text("level_label", "subject and reference level, as published", word="REFERENTIENIVEAU"),
    Field("subject", "text", "arithmetic, reading or language", null="not recognised", read=_read_level(0)),
    Field("level", "text", "below_1f, 1f, 1s or 2f", null="not recognised", read=_read_level(1)),
)
_SCORE = (
    text("grade", "year of primary school (leerjaar), as published", word="LEERJAAR"),
    _TEST,
    Field(
        "mean_score",
        "decimal",
        "mean score; tests have scales of their own, never average over them",
        unit="points of that test",
        null="hidden (-1) or blank",
        published="GEMIDDELDE_UITSLAG",
        read=_read_score,
    ),
    counted("exempt", "pupils exempted (ontheffing)"),
)
NONE = Split("total", "pupils", "", (), ())
ANYWHERE = (
    Split(
        "sex",
        "pupils by sex",
        "pogeslacht-v1",
        ("GESLACHT",),
        (Field("sex", "text", "m or f", published="GESLACHT", read=_read_sex),),
    ),
    Split("age", "pupils by age", "poleeftijd-v2", ("LEEFTIJD",), _AGE),
    Split(
        "pc4",
        "pupils by home postcode area",
        "popostcode4-v1",
        ("home_postcode",),
        tuple(field.but(published="POSTCODE4_DEELNEMER") for field in homes.HOME),
    ),
)
OF_SITES = (
    Split(
        "noat",
        "pupils of mainstream schools by cultural background",
        "poachtergrond",
        ("NOAT",),
        (_kept("noat", "non-Dutch cultural background (noat)", "NOAT"),),
    ),
    Split(
        "cumi",
        "pupils of special schools by cultural background",
        "poachtergrond",
        ("CUMI",),
        (_kept("cumi", "non-Dutch cultural background (cumi)", "CUMI"),),
    ),
    Split(
        "advice",
        "pupils by recommendation",
        "wpoadvies-v1",
        ("ADVIES",),
        (_kept("advice_code", "recommendation after adjustment (advies)", "ADVIES"),),
    ),
    Split(
        "review",
        "pupils by review of their recommendation",
        "wpoheroverweging-v1",
        ("TOETSEN EN ADVIEZEN",),
        (_kept("review_code", "review of the recommendation after the test (heroverweging)", "TOETSEN EN ADVIEZEN"),),
    ),
    Split(
        "cluster",
        "pupils by cluster",
        "weccluster-v1",
        ("cluster",),
        (text("cluster", "cluster of special education, as published"),),
    ),
    Split(
        "impulse_area",
        "pupils by area of poverty",
        "po-impulsgebied",
        ("impulse_area",),
        (_kept("impulse_area", "whether the home is in an area of poverty (impulsgebied)", "impulse_area"),),
    ),
    Split(
        "reference_level",
        "pupils by reference level",
        "wporeferentieniveau-v1",
        ("DOORSTROOMTOETS PO", "REFERENTIENIVEAU"),
        _LEVEL,
    ),
    Split(
        "test_score",
        "mean score of the final test",
        "wpo-eindscores",
        ("LEERJAAR", "DOORSTROOMTOETS PO", "GEMIDDELDE UITSLAG", "exempt"),
        _SCORE,
    ),
)
