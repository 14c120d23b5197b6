"""The year of a file that does not hold it, from its name."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:[-_]([0-9]{4}))?(?![0-9])")


def find_year(*names: str) -> tuple[int | None, str]:
    """Find the year in the names of a file and of what is packed in it, and say where it is from.

    Of a school year (``vo-2019-2020.csv``, ``vo_2019_2020.csv``) it is the first; names with several years tell none.
    """
    years = sorted({year for name in names for match in _YEAR.finditer(name) for year in _find_years(match)})
    if len(years) > 1:
        return None, f"the name of the file speaks of {', '.join(map(str, years))}: none is taken for its year"
    return (years[0], "year taken from the file name") if years else (None, "no year in file or file name")


def _find_years(match: re.Match[str]) -> list[int]:
    first, second = int(match[1]), int(match[2] or match[1])
    return [first] if second - first in {0, 1} else [first, second]
