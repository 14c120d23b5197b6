"""Text to a table of texts: delimiter and row shape are checked here, the parsing itself is pyarrow's."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import Any

import pyarrow as pa
from pyarrow import csv as arrow_csv

from schoolmix.errors import FileError, LimitError
from schoolmix.read.tables import Table
from schoolmix.read.words import translate

_USED = ";,"
_GUESSED = "\t|:"
_LONGEST_HEADER = 2**20


def parse(text: str) -> tuple[Table, str]:
    """Parse delimited text with a header line.

    Parameters
    ----------
    text : str
        The decoded file. The delimiter, ``;`` or ``,``, is seen from the header.

    Returns
    -------
    table : Table
        Every value as text, none missing.
    delimiter : str
        The delimiter found.
    """
    _refuse_open_quote(text)
    header, body = _cut_header(text)
    delimiter = _find_delimiter(header, body)
    published, names = _read_header(header.rstrip("\r"), delimiter)
    lines = header.count("\n") + 1
    data = _parse_body(body, list(names), delimiter, lines)
    return Table(data, headers=published, header_lines=lines), delimiter


def _cut_header(text: str) -> tuple[str, str]:
    """Cut where the header ends: at the first line end outside quotes, if there is one."""
    end, quotes = text.find("\n"), 0
    start = 0
    while end >= 0:
        quotes += text.count('"', start, end)
        if quotes % 2 == 0:
            return text[:end], text[end + 1 :]
        start, end = end, text.find("\n", end + 1)
    header, _, body = text.partition("\n")
    return header, body


@lru_cache(maxsize=64)
def _read_header(header: str, delimiter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read it, as published and in our words, once: a folder holds hundreds of files with the same."""
    if len(header) > _LONGEST_HEADER:
        message = f"the header has more than {_LONGEST_HEADER:,} characters"
        raise LimitError(message, kind="SizeLimit", row=0, count=1, remedy="Check the file.")
    try:
        published = tuple(next(csv.reader([header], delimiter=delimiter)))
    except csv.Error as error:
        message = f"the header cannot be read: {error}"
        raise FileError(message, kind="MalformedRow", row=0, count=1, remedy="Repair line 1.") from error
    return published, tuple(translate(published))


def _find_delimiter(header: str, body: str) -> str:
    line = body.partition("\n")[0]
    delimiter = max(_USED, key=header.count)
    if header.count(delimiter) and (not line or line.count(delimiter)):
        return delimiter
    seen = line if header.count(delimiter) else header.strip()
    guess = max(_USED + _GUESSED, key=seen.count)
    if seen is not line and not seen.count(guess):
        raise _no_table(header + body)
    tried = " or ".join(repr(one) for one in _USED)
    message = f"{'line 2' if seen is line else 'the header'} is one column with {tried}: {seen[:60]!r}"
    remedy = f"It looks like {guess!r}: save the file with ';'." if seen.count(guess) else "Is this a table at all?"
    raise FileError(message, kind="WrongDelimiter", remedy=remedy)


def _no_table(text: str) -> FileError:
    message = f"this is text, not a table: it begins with {text.lstrip()[:60].splitlines()[0]!r}"
    return FileError(message, kind="NotATable", remedy="Give the data file; what explains it cannot be read.")


def _refuse_open_quote(text: str) -> None:
    if text.count('"') % 2 == 0:
        return
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines) if line.count('"') % 2)
    if number == len(lines) - 1:
        raise _cut_off(number + 1)
    message = f"line {number + 1}: a quote is opened and not closed"
    raise FileError(message, kind="MalformedRow", row=max(number - 1, 0), count=1, remedy="Close the quote.")


def _parse_body(body: str, names: list[str], delimiter: str, lines: int) -> Any:
    wrong: list[Any] = []

    def keep(row: Any) -> str:
        wrong.append(row)
        return "skip"

    content = body.encode()
    if not content.strip():
        return pa.table({name: pa.array([], pa.large_string()) for name in names})
    table = arrow_csv.read_csv(
        io.BytesIO(content),
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content) + 1),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    if wrong:
        _refuse_ragged(wrong, body, lines)
    return table


def _refuse_ragged(wrong: list[Any], body: str, lines: int) -> None:
    first = wrong[0]
    row = first.number - 1
    if len(wrong) == 1 and first.actual_columns < first.expected_columns and body.endswith(first.text):
        raise _cut_off(row + lines + 1)
    message = f"line {row + lines + 1}: {first.actual_columns} fields where the header has {first.expected_columns}"
    remedy = "Repair the row, or get the file from its publisher again."
    raise FileError(message, kind="MalformedRow", row=row, count=len(wrong), remedy=remedy)


def _cut_off(line: int) -> FileError:
    message = f"the file breaks off in line {line}"
    remedy = "Get the file from its publisher again."
    return FileError(message, kind="CorruptFile", row=max(line - 2, 0), count=1, remedy=remedy)
