"""DUO: the columns by which a file of primary education names a site, the same in all of them."""

from __future__ import annotations

from schoolmix.read.fields import (
    BOARD,
    CENSUS_DATE,
    DENOMINATION,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PLACE,
    PROVINCE,
    SECTOR,
    SITE,
    SITE_NAME,
    SITE_PC4,
    date,
)

COLUMNS = (
    "school",
    "location",
    "site_name",
    "site_postcode",
    "place",
    "municipality_code",
    "municipality",
    "province",
    "sector",
    "denomination",
    "board",
)
FIELDS = (
    SITE,
    SITE_NAME,
    BOARD,
    DENOMINATION,
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    PROVINCE,
    SECTOR,
    PLACE,
    SITE_PC4,
)
WORDS = tuple("site_postcode" if field is SITE_PC4 else field.name for field in FIELDS)
"""The word of the published column that each of the fields comes from; a site comes from two."""

DATES = (
    CENSUS_DATE.maybe(),
    date("snapshot_date", "day on which DUO took the figures from its register (prikdatum)").maybe(),
)
