"""Names of municipalities: DUO writes them in capitals in some files, and cuts them in others."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.source import Source

CODE, NAME = "municipality_code", "municipality"


def names(source: Source) -> dict[str, str]:
    """Return the name of every municipality by its code, in the best spelling that the data have.

    Examples
    --------
    >>> frame = pd.DataFrame({"municipality_code": ["0518"], "municipality": ["'S GRAVENHAGE"]})
    >>> names(Source("real", frames={"duo_addresses": frame}))
    {'0518': "'s Gravenhage"}
    """
    found: dict[str, str] = {}
    for frame in [*source.frames.values(), *(world.schools for world in source.worlds.values())]:
        if {CODE, NAME} <= set(frame):
            pairs = frame[[CODE, NAME]].dropna().drop_duplicates()
            _keep_better(found, pairs)
    features = (source.outlines or {}).get("features", [])
    outlined = {str(each["properties"]["code"]): str(each["properties"]["name"]) for each in features}
    return {code: _spelled(name, outlined.get(code, "")) for code, name in found.items()}


def _keep_better(found: dict[str, str], pairs: pd.DataFrame) -> None:
    for code, name in zip(pairs[CODE], pairs[NAME], strict=True):
        if code not in found or found[code].isupper():
            found[code] = name


def _spelled(name: str, outlined: str) -> str:
    """Return a name in capitals as the map has it, or with small letters."""
    if not name.isupper():
        return name
    if outlined:
        return outlined.partition(" (")[0]
    small = name.title().replace("Ij", "IJ").replace(" En ", " en ").replace(" Aan ", " aan ").replace(" Den ", " den ")
    return small.replace("'S", "'s").replace(" De ", " de ").replace(" Bij ", " bij ")
