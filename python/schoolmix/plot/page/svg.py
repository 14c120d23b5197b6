"""A chart as inline SVG that stands alone: title, text alternative, ids of its own, nothing that asks the net."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
NO_METADATA = dict.fromkeys(["Date", "Creator", "Format", "Type"])


@dataclass(frozen=True)
class Wording:
    """What a chart says: its name (for ids), title, text alternative, and how it writes numbers."""

    name: str
    title: str
    description: str
    number: Callable[[float], str] = str
    axis: str = ""


def accessible(figure: Figure, wording: Wording) -> str:
    r"""Return the figure as inline SVG with ``role="img"``, a title and a description.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A drawn figure.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> text = accessible(Figure(figsize=(1, 1)), Wording("f", "A & B", "Nothing to see"))
    >>> "<title id=\"f-title\">A &amp; B</title>" in text
    True
    """
    stream = io.StringIO()
    FigureCanvasSVG(figure).print_svg(stream, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", stream.getvalue()))  # noqa: S314 - our own drawing
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    _own_ids(root, wording.name)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{wording.name}-title {wording.name}-desc"}
    for place, (tag, text) in enumerate((("title", wording.title), ("desc", wording.description))):
        element = ET.Element(tag, {"id": f"{wording.name}-{tag}"})
        element.text = text
        root.insert(place, element)
    return _plain(root)


def _own_ids(root: ET.Element, name: str) -> None:
    """Keep only ids that something refers to, and make them this chart's own."""
    text = ET.tostring(root, encoding="unicode")
    used = set(re.findall(r'url\(#([^)]+)\)|"#([^"]+)"', text))
    referred = {one or other for one, other in used}
    for element in root.iter():
        if (own := element.attrib.pop("id", None)) in referred:
            element.set("id", f"{name}-{own}")
        for key, value in list(element.attrib.items()):
            if key == f"{{{XLINK}}}href":
                del element.attrib[key]
                element.set("href", value.replace("#", f"#{name}-", 1))
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))


def _plain(root: ET.Element) -> str:
    """Write elements without namespaces: inside a page they are known."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return ET.tostring(root, encoding="unicode")
