"""Bytes to text: which encoding a published file is in, and what gives a wrong one away."""

from __future__ import annotations

import codecs
import re

from schoolmix.errors import FileError

_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_C1_CONTROL = re.compile("[\x80-\x9f]")
_CP850_TRACE = re.compile(r"(?<=[^\W\d_])[\u201a\u2030\u2013\u201e\u02c6\u0160\u2039](?=[^\W\d_])")
_IN_CP850 = re.compile(rb"[\x00-\xa5]*")
_ONLY_CP850 = re.compile(rb"[A-Za-z][\x81\x82\x84\x88-\x8b][A-Za-z]")
_UTF8_AS_CP1252 = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u02dc\u2010-\u2122]")


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a file whole, or say why that cannot be done.

    Without `encoding`: UTF-8 (its byte order mark dropped), then cp1252, which DUO used until about 2020. One DUO file
    is in cp850, which cp1252 accepts; its accents would then show as low quotes and per mille signs inside words. It is
    read as cp850 if all its accents are letters there; where some are letters of cp1252, or the only trace is a
    dash inside a word, both are possible and it is refused.

    Parameters
    ----------
    content : bytes
        The file.
    encoding : str or None
        The caller's own choice, which is held to.

    Returns
    -------
    text, encoding : str
        The text and the encoding it was in.
    """
    _refuse_wide(content)
    return _decode_as(content, encoding) if encoding else _decode_guessing(content)


def _decode_guessing(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        _refuse_mixed(content)
    if _ONLY_CP850.search(content) and _IN_CP850.fullmatch(content):
        return content.decode("cp850"), "cp850"
    text = _decode_strictly(content, "cp1252", remedy="Give the encoding of the file with encoding=.")
    if trace := _CP850_TRACE.search(text):
        message = f"line {_line(text, trace.start())}: {trace.group()!r} inside a word, as when cp850 is read as cp1252"
        raise _wrong(message, text, trace.start(), 'Read with encoding="cp850", or insist with encoding="cp1252".')
    return text, "cp1252"


def _decode_as(content: bytes, encoding: str) -> tuple[str, str]:
    name = _find_codec(encoding)
    text = _decode_strictly(content, "utf-8-sig" if name == "utf-8" else name, remedy='Try encoding="cp1252".')
    if name.startswith(("cp", "iso8859")) and (trace := _C1_CONTROL.search(text)):
        message = f"line {_line(text, trace.start())}: control character {trace.group()!r} does not occur in {encoding}"
        raise _wrong(message, text, trace.start(), 'Read with encoding="cp1252".')
    if name in {"cp1252", "iso8859-1"} and (trace := _UTF8_AS_CP1252.search(text)) and _is_utf8(content):
        message = f"line {_line(text, trace.start())}: {trace.group()!r}, as when UTF-8 is read as {encoding}"
        raise _wrong(message, text, trace.start(), "Leave encoding= out, or give utf-8.")
    return text, name


def _find_codec(encoding: str) -> str:
    """Find the name of an encoding that Python knows and that makes text of bytes, as rot13 and base64 do not."""
    try:
        bytes(4).decode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        message = f"encoding {encoding[:60]!r} is not known"
        raise FileError(message, kind="WrongEncoding", remedy='Use "utf-8", "cp1252" or "cp850".') from error


def _decode_strictly(content: bytes, encoding: str, *, remedy: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {content[error.start]:#04x} at offset {error.start} (line {line}) is not {encoding}"
        raise FileError(message, kind="WrongEncoding", row=max(line - 2, 0), count=1, remedy=remedy) from error


def _refuse_wide(content: bytes) -> None:
    name = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    if name is None and b"\0" in content[:64]:
        name = "UTF-16 without a byte order mark, or not text at all"
    if name:
        message = f"the file is {name}, not UTF-8 or cp1252"
        raise FileError(message, kind="WrongEncoding", remedy="Save it as UTF-8.")


def _refuse_mixed(content: bytes) -> None:
    """Refuse a file in which some lines are UTF-8 and others are not."""
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if not line.isascii()]
    wrong = [number for number, line in lines if not _is_utf8(line)]
    if len(wrong) < len(lines):
        message = f"encodings are mixed: {len(lines) - len(wrong)} lines are UTF-8, line {wrong[0]} is not"
        remedy = "Repair the lines named, or get the file from its publisher again."
        raise FileError(message, kind="WrongEncoding", row=max(wrong[0] - 2, 0), count=len(wrong), remedy=remedy)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _wrong(message: str, text: str, position: int, remedy: str) -> FileError:
    row = max(_line(text, position) - 2, 0)
    return FileError(message, kind="WrongEncoding", row=row, count=1, remedy=remedy)
