"""Writing files: whole or not at all, and with errors that say what to do."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schoolmix.errors import FileError, SchoolmixError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def written(folder: Path, *, again: str, elsewhere: str) -> Iterator[None]:
    """Turn the system's complaints about writing in a folder into errors.

    `again` says what to do when there is room, `elsewhere` where else to write.
    """
    try:
        yield
    except SchoolmixError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            message, kind, remedy = f"writing in {folder} failed: {error.strerror}", "WriteFailed", again
        else:
            message, kind = f"{folder} cannot be written: {error.strerror or error}", "NotWritable"
            remedy = elsewhere
        raise FileError(message, kind=kind, remedy=remedy) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file beside `path` to write, which takes its place once it is whole; if not, `path` stays as it was.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "page.html"
    >>> with replacing(path) as new:
    ...     _ = new.write_text("whole")
    >>> path.read_text()
    'whole'
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.chmod(0o666 & ~_umask())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; once this returns it outlasts even a machine that stops (Pillai et al. 2014).

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "part"
    >>> put(path, b"whole")
    >>> path.read_bytes()
    b'whole'
    """
    with replacing(path) as new, new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
