"""What a function and the values bound to it are known by, so that a store never mixes the results of two."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputTypeError


def name_of(run: Callable[..., Any]) -> str:
    """Return what a function is called.

    Examples
    --------
    >>> name_of(functools.partial(name_of, 1))
    'schoolmix.identity.name_of'
    """
    while isinstance(run, functools.partial):
        run = run.func
    named = run if hasattr(run, "__qualname__") else type(run)
    return f"{named.__module__}.{named.__qualname__}"


def digest_of(value: Any) -> str:
    """
    Return the SHA-256 of a value: of a function its code and what is bound to it, not that of what it calls.

    Examples
    --------
    >>> digest_of({"a": 1}) == digest_of({"a": 1}) != digest_of({"a": 1.0})
    True
    """
    told = hashlib.sha256()
    for word in _words(value):
        told.update(len(word).to_bytes(8, "little") + word)
    return told.hexdigest()


def _words(value: Any) -> Iterator[bytes]:
    """Yield what tells a value from others, its type first."""
    yield type(value).__qualname__.encode()
    if value is None or isinstance(value, bool | int | float | str | bytes):
        yield value if isinstance(value, bytes) else repr(value).encode()
    elif isinstance(value, tuple | list):
        yield str(len(value)).encode()
        for part in value:
            yield from _words(part)
    elif isinstance(value, Mapping):
        yield str(len(value)).encode()
        for key, part in value.items():
            yield from _words(key)
            yield from _words(part)
    elif isinstance(value, set | frozenset):
        yield from sorted(digest_of(part).encode() for part in value)
    elif isinstance(value, np.ndarray | np.generic) and value.dtype.kind != "O":
        yield from (str(value.dtype).encode(), str(value.shape).encode(), value.tobytes())
    elif isinstance(value, ModuleType | type):
        yield f"{getattr(value, '__module__', '')}.{value.__name__}".encode()
    elif callable(value) and not is_dataclass(value):
        yield from _words_of_callable(value)
    else:
        yield from _words_of_object(value)


def _words_of_callable(value: Any) -> Iterator[bytes]:
    if isinstance(value, functools.partial):
        yield from _words([value.func, value.args, dict(sorted(value.keywords.items()))])
    elif isinstance(value, MethodType):
        yield from _words([value.__func__, value.__self__])
    elif isinstance(value, FunctionType):
        yield name_of(value).encode()
        yield from _words_of_code(value.__code__)
        yield from _words([value.__defaults__, value.__kwdefaults__])
        for cell in value.__closure__ or ():
            # A function that calls itself is bound to itself.
            yield from [b"itself"] if cell.cell_contents is value else _words(cell.cell_contents)
    elif hasattr(value, "__code__") or not hasattr(value, "__dict__") or hasattr(value, "__qualname__"):
        yield name_of(value).encode()  # of a library, or compiled
    else:
        yield from _words_of_object(value)
        yield from _words_of_callable(type(value).__call__)


def _words_of_code(code: CodeType) -> Iterator[bytes]:
    yield code.co_code
    yield from _words([code.co_names, code.co_varnames, code.co_freevars])
    for constant in code.co_consts:
        yield from _words_of_code(constant) if isinstance(constant, CodeType) else _words(constant)


def _words_of_object(value: Any) -> Iterator[bytes]:
    yield f"{type(value).__module__}.{type(value).__qualname__}".encode()
    if hasattr(value, "__arrow_c_stream__") or hasattr(value, "to_arrow_table"):
        sink = pa.BufferOutputStream()
        table = frames.collected(value)
        table = (table if isinstance(table, pa.Table) else pa.Table.from_pandas(table)).combine_chunks()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        yield sink.getvalue().to_pybytes()
    elif is_dataclass(value):
        yield from _words({field.name: getattr(value, field.name) for field in fields(value)})
    elif getattr(value, "__dict__", None) or getattr(value, "__slots__", None):
        names = [*getattr(value, "__dict__", ()), *_slots(value)]
        yield from _words({name: getattr(value, name) for name in sorted(set(names)) if hasattr(value, name)})
    else:
        raise InputTypeError(
            f"a {type(value).__name__} cannot be told from another, and so neither the results that hang on it",
            kind="WrongType",
            column="run",
            remedy="Bind numbers, texts, lists, dictionaries, frames, arrays or dataclasses to run.",
        )


def _slots(value: Any) -> list[str]:
    found = [getattr(kind, "__slots__", ()) for kind in type(value).__mro__]
    return [name for slots in found for name in ([slots] if isinstance(slots, str) else slots)]
