"""What all plots share: axes that come in or are made, words, numbers, keys and notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from schoolmix.errors import InputTypeError
from schoolmix.plot import theme

Word = Callable[[Any], str]

SIZE, SMALL = 8.5, 7.5
LETTER, HANDLE, LINE = 0.0087, 0.5, 13.0
"""Inches that a letter takes for each point of its size, and the handle of a key; points of a line of a key."""

MINUS = "\u2212"
DOTS = 144
"""Dots per inch of the picture that a notebook shows."""


class Shown(Axes):
    """Axes of a figure that no global state knows; a notebook shows them as a picture."""

    def _repr_png_(self) -> bytes:
        stream = io.BytesIO()
        figure = self.figure
        assert isinstance(figure, Figure)
        with theme.styled():
            figure.savefig(stream, format="png", dpi=DOTS)
        return stream.getvalue()


def started(ax: Any, *, height: float, width: float = theme.WIDTH) -> Axes:
    """Return the axes to draw in: those given, or those of a new figure.

    Examples
    --------
    >>> axes = started(None, height=2)
    >>> started(axes, height=9) is axes
    True
    """
    if ax is None:
        with theme.styled():
            figure = Figure(figsize=(width, height), layout="constrained")
            return figure.add_subplot(axes_class=Shown)
    if isinstance(ax, Axes):
        return ax
    raise InputTypeError(
        f"ax must be axes of matplotlib, not {type(ax).__name__}",
        kind="WrongType",
        column="ax",
        remedy="Give one axes, such as the second of plt.subplots(), or None for a new figure.",
    )


def worded(labels: Any, own: Mapping[str, str] | None = None) -> Word:
    """Return the function that gives the word of a name: as in ``labels``, else a plot's own, else the name itself.

    Examples
    --------
    >>> word = worded({"low": "low SES"})
    >>> word("low"), word(("girl", "low")), word(3)
    ('low SES', 'girl, low', '3')
    """
    if labels is not None and not isinstance(labels, Mapping):
        raise InputTypeError(
            f"labels must be a mapping, not {type(labels).__name__}",
            kind="WrongType",
            column="labels",
            remedy='Give words by name, such as {"low": "low SES"}.',
        )
    known = {**(own or {}), **(labels or {})}

    def word(name: Any) -> str:
        plain = ", ".join(str(part) for part in name) if isinstance(name, tuple) else str(name)
        return str(known.get(name, plain))

    return word


def number(value: float, digits: int = 2) -> str:
    r"""Return a number with a true minus sign; none where it rounds to zero.

    Examples
    --------
    >>> number(-0.125, 1) == "\u22120.1", number(-0.001)
    (True, '0.00')
    """
    return signed(value, digits).removeprefix("+")


def signed(value: float, digits: int = 3) -> str:
    r"""Return a number with its sign, also where it is positive; none where it rounds to zero.

    Examples
    --------
    >>> signed(0.0123), signed(-0.5, 1) == "\u22120.5", signed(-0.0001)
    ('+0.012', True, '0.000')
    """
    text = f"{value:+.{digits}f}".replace("-", MINUS)
    return text if any(letter in "123456789" for letter in text) else text[1:]


def inches(axes: Axes) -> float:
    """Return about how wide axes are, before their layout is known.

    Examples
    --------
    >>> round(inches(started(None, height=2, width=4)), 1)
    3.1
    """
    return float(axes.get_position().width * axes.figure.bbox.width / axes.figure.dpi)


def letter(axes: Axes) -> float:
    """Return about how many inches a letter of the labels of axes takes.

    Examples
    --------
    >>> round(letter(started(None, height=2)), 3)
    0.074
    """
    return LETTER * float(axes.xaxis.label.get_fontsize())


def wrapped(axes: Axes, text: str, parts: int = 1, *, size: float | None = None) -> str:
    r"""Return a text in lines that fit below axes, or below one of so many parts of them; long words stay whole.

    Examples
    --------
    >>> wrapped(started(None, height=2, width=2), "from the most to the least different")
    'from the most to the\nleast different'
    """
    own = letter(axes) if size is None else LETTER * size
    fit = max(1, int(inches(axes) / parts / own))
    return "\n".join(wrap(text, fit, break_long_words=False, break_on_hyphens=False))


def name_columns(axes: Axes, words: Sequence[str]) -> None:
    """Write words below the places 0, 1, ...: in lines where that fits, else slanted.

    Examples
    --------
    >>> axes = started(None, height=2, width=2)
    >>> name_columns(axes, ["additions", "group sizes", "structural"])
    >>> axes.get_xticklabels()[0].get_rotation()
    30.0
    """
    lines = [wrapped(axes, word, len(words)) for word in words]
    longest = max((len(line) for text in lines for line in text.split("\n")), default=0)
    if longest * letter(axes) * len(words) > inches(axes):
        axes.set_xticks(range(len(words)), words, rotation=30, ha="right", rotation_mode="anchor")
    else:
        axes.set_xticks(range(len(words)), lines)


def key(axes: Axes, handles: Sequence[Artist]) -> int:
    """Put a key above the axes, in as many columns as fit, and return its lines.

    Examples
    --------
    >>> from matplotlib.patches import Patch
    >>> key(started(None, height=2), [Patch(label="low"), Patch(label="high")])
    1
    """
    longest = max(len(str(handle.get_label())) for handle in handles)
    columns = max(1, min(len(handles), int(inches(axes) / (longest * SIZE * LETTER + HANDLE))))
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        borderaxespad=0.2,
        columnspacing=1.4,
        handlelength=1.8,
    )
    return -(-len(handles) // columns)


def finished(axes: Axes, *, title: Any = None, notes: Sequence[str] = (), above: int = 0) -> Axes:
    """Write the title, above ``above`` lines of a key, and the notes below the axes; return the axes.

    Examples
    --------
    >>> axes = finished(started(None, height=2), title="D", notes=["one row is not drawn"])
    >>> axes.get_title(loc="left"), [text.get_text() for text in axes.texts]
    ('D', ['one row is not drawn'])
    """
    if title is not None:
        if not isinstance(title, str):
            raise InputTypeError(
                f"title must be a text, not {type(title).__name__}",
                kind="WrongType",
                column="title",
                remedy="Give a text, or None for no title.",
            )
        pad = 6.0 + LINE * above
        axes.set_title(title, loc="left", pad=pad, fontsize=10, fontweight="bold", color=theme.INK)
    if notes:
        axes.annotate(
            "\n".join(wrapped(axes, note, size=SMALL) for note in notes),
            xy=(0, 0),
            xycoords=("axes fraction", axes.xaxis.label),
            xytext=(0, -3),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=SMALL,
            color=theme.SOFT,
            annotation_clip=False,
        )
    return axes
