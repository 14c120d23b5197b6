"""CBS: key figures of municipalities, districts and neighbourhoods (*kerncijfers wijken en buurten*), csv or workbook.

Columns come and go: education is low, middle and high (``a_opl_lg`` and so on) or by name of the diploma
(``a_opl_bvm``), the same classes; origin is western or not to 2022 and by continent from 2023, which do not compare.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.codes import check_code
from schoolmix.read.fields import Field, read_fields
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.published.cbs.areas import (
    AREA_TYPES,
    NIL,
    absent,
    decimal_figure,
    figure,
    municipality_of,
    read_area_code,
)
from schoolmix.read.years import find_year

_KIND = {"Land": "country", "Gemeente": "municipality", "Wijk": "district", "Buurt": "neighbourhood"}


def _read(source: Source) -> Reading:
    """Read a row an area."""
    wide = source.tables[0].frame
    year, note = find_year(source.file, source.inside)
    frame = read_fields(wide, LAYOUT.fields)
    refuse_twice(frame, "area_code")
    frame.insert(len(_AREA) - 1, "year", pd.Series(year, index=frame.index, dtype="Int64"))
    return Reading(frame, notes=(note, *absent(_FIGURES, list(wide.columns))))


def _read_code(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_area_code(wide["GWB CODE 10"])


def _read_main_pc4(wide: pd.DataFrame) -> pd.Series[Any]:
    if "PST MVP" not in wide:
        return pd.Series(None, index=wide.index, dtype="str")
    codes = wide["PST MVP"].str.strip()
    codes = codes.mask(codes.isin(NIL))
    check_code(codes, "[1-9][0-9]{3}", "a postcode area")
    return codes


def _read_type(wide: pd.DataFrame) -> pd.Series[Any]:
    """Read the kind of area, which its code tells too."""
    stated = wide["RECS"].str.strip().map(_KIND)
    wrong = (stated != _read_code(wide).str[:2].map(AREA_TYPES)).to_numpy(bool)
    if wrong.any():
        row, count = int(wrong.argmax()), int(wrong.sum())
        message = (
            f"column 'recs', line {row + 2}: {wide['RECS'].iloc[row].strip()!r} does not go with the code beside it"
        )
        remedy = "Get the file from its publisher again."
        raise InputError(message, kind="UnknownCode", column="recs", row=row, count=count, remedy=remedy)
    return stated.astype("str")


_AREA = (
    Field("area_code", "code", "area (NL, GM, WK or BU and its number)", published="gwb_code_10", read=_read_code),
    Field("area_name", "text", "its name", published="regio", read=lambda wide: wide["REGIO"].str.strip()),
    Field("area_type", "text", f"one of {', '.join(AREA_TYPES.values())}", published="recs", read=_read_type),
    Field(
        "municipality_code",
        "code",
        "municipality in which it lies",
        null="the country",
        published="gwb_code_10",
        read=lambda wide: municipality_of(_read_code(wide)),
    ),
    Field("municipality", "text", "its name", published="gm_naam", read=lambda wide: wide["GM NAAM"].str.strip()),
    Field("year", "whole", "year, from the name of the file", null="not in it, or several are"),
)
_MAIN_PC4 = Field(
    "main_pc4",
    "code",
    "postcode area that most addresses have",
    null="not published, or not in this edition",
    published="pst_mvp",
    read=_read_main_pc4,
)
_PEOPLE = "inhabitants, rounded to 5"
_HOUSEHOLDS = "households"
_FIGURES = (
    figure("residents", "inhabitants", "a_inw", unit=_PEOPLE),
    figure("age_0_14", "of 0 to 14 years", "a_00_14", unit=_PEOPLE),
    figure("age_15_24", "of 15 to 24 years", "a_15_24", unit=_PEOPLE),
    figure("households", "private households", "a_hh", unit=_HOUSEHOLDS),
    figure("households_with_children", "households with children", "a_hh_m_k", unit=_HOUSEHOLDS),
    decimal_figure("household_size", "mean size of a household", "g_hhgro", unit="persons"),
    figure("density", "density of population", "bev_dich", unit="inhabitants per km2 of land"),
    figure("western", "western background, to 2022", "a_w_all", unit=_PEOPLE),
    figure("non_western", "non-western background, to 2022", "a_nw_all", unit=_PEOPLE),
    figure("origin_nl", "of Dutch origin, from 2023", "a_nl_all", unit=_PEOPLE),
    figure("origin_europe", "of European origin outside the Netherlands, from 2023", "a_eur_al", unit=_PEOPLE),
    figure("origin_other", "of origin outside Europe, from 2023", "a_neu_al", unit=_PEOPLE),
    figure("education_low", "of 15 to 74 years, low (to vmbo, mbo1)", "a_opl_bvm", "a_opl_lg", unit="persons"),
    figure("education_middle", "the same, middle (havo, vwo, mbo)", "a_opl_hvm", "a_opl_md", unit="persons"),
    figure("education_high", "the same, high (hbo, wo)", "a_opl_hw", "a_opl_hg", unit="persons"),
    decimal_figure("income_lowest_40", "persons in the lowest 40 % of incomes", "p_ink_li", unit="%"),
    decimal_figure("income_highest_20", "persons in the highest 20 % of incomes", "p_ink_hi", unit="%"),
    decimal_figure("income", "mean income a person", "g_ink_pi", unit="1,000 euros"),
    decimal_figure("household_income", "mean standardised income of households", "g_hh_sti", unit="1,000 euros"),
    decimal_figure("households_lowest_40", "households in the lowest 40 %", "p_hh_li", unit="%"),
    decimal_figure("households_highest_20", "households in the highest 20 %", "p_hh_hi", unit="%"),
    decimal_figure("wealth", "median wealth of households", "m_hh_ver", unit="1,000 euros"),
    figure("home_value", "mean value of a dwelling (WOZ)", "g_wozbag", "g_woz", unit="1,000 euros"),
    decimal_figure("owner_occupied", "dwellings that are owner-occupied", "p_koopw", unit="%"),
    decimal_figure("social_rent", "dwellings of housing corporations", "p_wcorpw", unit="%"),
    figure("welfare", "persons on social assistance (bijstand)", "a_soz_wb", unit="persons"),
    decimal_figure("youth_care", "young people in youth care", "p_jz_tn", unit="%"),
    decimal_figure(
        "social_support", "clients of social support (Wmo) a thousand inhabitants", "p_wmo_t", unit="per 1,000"
    ),
    decimal_figure("school_distance", "mean distance to the nearest primary school", "g_afs_sc", unit="km by road"),
    decimal_figure("schools_within_3km", "mean number of primary schools within 3 km", "g_3km_sc", unit="schools"),
    figure("area_total", "surface", "a_opp_ha", unit="hectares"),
    figure("area_land", "surface of land", "a_lan_ha", unit="hectares"),
    figure("area_water", "surface of water", "a_wat_ha", unit="hectares"),
    figure("main_pc4_cover", "class of how many addresses have it, 1 (most) to 6", "pst_dekp", unit=""),
    figure("urbanity", "urbanity, 1 (very strong) to 5 (none)", "ste_mvs", unit=""),
    figure("address_density", "density of addresses around", "ste_oad", unit="addresses per km2"),
)

LAYOUT = Layout(
    name="cbs_kwb",
    title="key figures of municipalities, districts and neighbourhoods",
    publisher="CBS",
    columns=("GWB CODE 10", "REGIO", "GM NAAM", "RECS", "A INW"),
    fields=(*_AREA, *_FIGURES, _MAIN_PC4),
    source="https://www.cbs.nl/nl-nl/reeksen/publicatie/kerncijfers-wijken-en-buurten; header as described by CBS, "
    "not met in a real file here",
    read=_read,
)
