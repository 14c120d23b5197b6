"""The glossary of headers: what publishers call a column, and the word used here.

Sources: the files themselves and DUO's open data catalogue. Spelling is compared in capitals with ``_`` as a space, so
``BRIN_NUMMER`` and `` BRIN NUMMER`` are one. A header that is not in the glossary keeps its name.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from schoolmix.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS: dict[str, tuple[str, ...]] = {
    # DUO
    "school": ("INSTELLINGSCODE", "BRIN NUMMER", "BRINNUMMER", "BRIN"),
    "location": ("VESTIGINGSCODE", "VESTIGINGSNUMMER", "VESTIGING"),
    "site_name": ("INSTELLINGSNAAM VESTIGING", "NAAM VESTIGING", "VESTIGINGSNAAM"),
    "site_postcode": ("POSTCODE VESTIGING", "POSTCODE"),
    "place": ("PLAATSNAAM", "PLAATSNAAM VESTIGING"),
    "municipality_code": ("GEMEENTENUMMER", "GEMEENTECODE VESTIGING", "GEMEENTENUMMER VESTIGING"),
    "municipality": ("GEMEENTENAAM", "GEMEENTENAAM VESTIGING"),
    "province": ("PROVINCIE", "PROVINCIE VESTIGING"),
    "sector": ("SOORT PO", "SOORT VESTIGING", "TYPE PO", "SOORT PRIMAIR ONDERWIJS"),
    "denomination": ("DENOMINATIE VESTIGING", "DENOMINATIE"),
    "board": ("BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAGNUMMER"),
    "structure": ("ONDERWIJSSTRUCTUUR",),
    "census_date": ("PEILDATUM", "PEILDATUM LEERLINGEN"),
    "snapshot_date": ("PRIKDATUM", "PRIKDATUM ADVIEZEN", "PRIKDATUM SCORES", "PEILDATUM ADVIEZEN"),
    "home_postcode": ("POSTCODE LEERLING", "POSTCODE4 DEELNEMER"),
    "home_municipality": ("GEMEENTENAAM LEERLING",),
    "home_municipality_code": ("GEMEENTENUMMER LEERLING",),
    "home_place": ("PLAATSNAAM LEERLING",),
    "track_label": ("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",),
    "lwoo": ("LWOO INDICATIE",),
    "vmbo_sector": ("VMBO SECTOR",),
    "department": ("AFDELING",),
    "programme_code": ("ELEMENTCODE", "ERKENDE OPLEIDINGSCODE"),
    "programme": ("OPLEIDINGSNAAM",),
    "vmbo_b": ("VMBO B", "VMBO BL"),
    "vmbo_b_k": ("VMBO B K", "VMBO BL KL", "VMBO BL-KL"),
    "vmbo_k": ("VMBO K", "VMBO KL"),
    "vmbo_k_gt": ("VMBO K GT", "VMBO KL GT", "VMBO KL-GT"),
    "vmbo_gt_havo": ("VMBO GT HAVO", "VMBO GT-HAVO"),
    "havo_vwo": ("HAVO VWO", "HAVO-VWO"),
    "none_possible": ("ADVIES NIET MOGELIJK",),
    "year_8": ("LEERJAAR 8",),
    "exempt": ("ONTHEFFING REDEN ND", "AANTAL ONTHEFFINGEN"),
    "census_year": ("PEILJAAR",),
    "alliance": ("SAMENWERKINGSVERBANDNUMMER",),
    "board_name": ("BEVOEGD GEZAG NAAM",),
    "judgement": ("EINDOORDEELKWALITEIT",),
    "judged_on": ("VASTSTELLINGSDATUMEINDOORDEELKWALITEIT",),
    "building": ("ONDERWIJSLOCATIECODE",),
    "latitude": ("GPS LATITUDE",),
    "longitude": ("GPS LONGITUDE",),
    "cluster": ("CLUSTER",),
    "impulse_area": ("IMPULSGEBIED",),
    "school_weight": ("SCHOOLGEWICHT VESTIGING", "SCHOOLGEWICHT"),
    "distance": ("AFSTAND",),
    "site_pupils": ("TOTAAL LEERLINGEN",),
    "vavo_pupils": ("AANTAL VO LEERLINGEN UITBESTEED AAN VAVO",),
    # CBS
    "year": ("SES VERSLAGJAAR", "VERSLAGJAAR"),
    "pc4": ("SES PC4", "PC4"),
    "households": ("SES AANTAL HUISHOUDENS", "AANTAL HUISHOUDENS"),
    "ses_woa": ("SES TOTAALSCORE", "TOTAALSCORE"),
    "score_prosperity": ("SES DEELSCORE WELVAART", "DEELSCORE WELVAART"),
    "score_work": ("SES DEELSCORE ARBEID", "DEELSCORE ARBEID"),
    "spread": ("SES SPREIDING TOTAALSCORE", "SPREIDING TOTAALSCORE"),
    "spread_prosperity": ("SES SPREIDING WELVAART", "SPREIDING WELVAART"),
    "spread_work": ("SES SPREIDING ARBEID", "SPREIDING ARBEID"),
    "spread_low": ("SES INTERVAL ONDERGRENS", "INTERVAL ONDERGRENS"),
    "spread_high": ("SES INTERVAL BOVENGRENS", "INTERVAL BOVENGRENS"),
    "site": ("SCHOOL (BRIN VESTIGING)",),
    "funded_pupils": ("AANTAL BEKOSTIGDE LEERLINGEN",),
    "score": ("ACHTERSTANDSSCORE",),
    "score_without_threshold": ("ACHTERSTANDSSCORE ZONDER DREMPEL",),
    "score_lower": ("ACHTERSTANDSSCORE ZONDER DREMPEL (ONDERBOUW)",),
    "score_upper": ("ACHTERSTANDSSCORE ZONDER DREMPEL (BOVENBOUW)",),
}
COPY = " #"
"""What marks a header that was there before."""

_OF_HEADER = {header: word for word, headers in WORDS.items() for header in headers}


def translate(published: Iterable[str]) -> list[str]:
    """Translate published headers; two that mean the same known column are an error, of others the copy is marked."""
    headers = [_spell(header) for header in published]
    names = [_OF_HEADER.get(header, header) for header in headers]
    twice = [name for name, times in Counter(names).items() if times > 1 and name in WORDS]
    if twice:
        at = names.index(twice[0])
        message = f"column {headers[at]!r} is there {names.count(twice[0])} times"
        remedy = "Keep one of them."
        raise ColumnError(message, kind="DuplicateColumn", column=headers[at], count=len(twice), remedy=remedy)
    seen: Counter[str] = Counter()
    for at, name in enumerate(names):
        seen[name] += 1
        names[at] = name if seen[name] == 1 else f"{name}{COPY}{seen[name]}"
    return names


def is_known(header: str) -> bool:
    """Say whether a header is in the glossary."""
    return _spell(header) in _OF_HEADER


def _spell(header: str) -> str:
    return re.sub(r"[\s_]+", " ", header).strip().upper()


def published_name(word: str) -> str:
    """Name a column as its publisher does today."""
    return WORDS.get(word, (word,))[0]
