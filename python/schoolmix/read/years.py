"""The year of a file that does not hold it, from its name."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:-[0-9]{4})?(?:_v[0-9]+)?\.[A-Za-z]+$")


def find_year(file: str) -> tuple[int | None, str]:
    """Find the year at the end of a name (``...-2017.csv``, ``..._2022_v1.csv``), and say where it is from."""
    match = _YEAR.search(file)
    return (int(match[1]), "year taken from the file name") if match else (None, "no year in file or file name")
