"""DUO: the ages of primary pupils, a column each (``LEEFTIJD_4``, until about 2016 ``L4``)."""

from __future__ import annotations

import pandas as pd

from schoolmix.read.fields import Field
from schoolmix.read.long import texts

CELLS = r"LEEFTIJD (?:JONGER|OUDER|[0-9]{1,2})|L(?:3 MIN|25 PLUS|[0-9]{1,2})"
EXAMPLE = "LEEFTIJD_4"
FORMS = (("LEEFTIJD #",), ("L#",))
AGE = (
    Field("age", "whole", "age on the census date", unit="years", null="open class <4 or >24"),
    Field("age_class", "text", "age as text, with the open classes", published="LEEFTIJD_JONGER, LEEFTIJD_4"),
)
_CLASSES = {"JONGER": "<4", "3 MIN": "<4", "OUDER": ">24", "25 PLUS": ">24"}


def label(names: list[str]) -> pd.DataFrame:
    """Say which age each column is about."""
    labels = [name.removeprefix("LEEFTIJD ").removeprefix("L") for name in names]
    ages = [int(label) if label.isdigit() else None for label in labels]
    classes = [_CLASSES.get(label, label) for label in labels]
    return pd.DataFrame({"age": pd.array(ages, dtype="Int64"), "age_class": texts(classes)})
