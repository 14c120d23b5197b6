"""Where files are kept, and what goes wrong when they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from schoolmix import files
from schoolmix.errors import FileError, InputError, InputTypeError
from schoolmix.extras import need

VARIABLE = "SCHOOLMIX_CACHE"
LIBRARIES = ("filelock", "pooch", "requests", "urllib3")

_PATIENCE = 600.0


def need_download() -> None:
    """Raise if a library of the extra ``download`` is missing.

    Examples
    --------
    >>> need_download()
    """
    need("download", LIBRARIES, "downloading")


def root(folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder that holds editions: the one asked for, that of the environment, or the user's cache.

    Examples
    --------
    >>> root("data").name
    'data'
    """
    if folder is None:
        import pooch  # noqa: PLC0415 - needs the extra

        if os.environ.get(VARIABLE) == "off":
            message = f"{VARIABLE} is off, so nothing is kept without a folder"
            raise InputError(message, kind="BadOption", column="folder", remedy="Give folder=.")
        return path_of(os.environ.get(VARIABLE) or pooch.os_cache("schoolmix"), VARIABLE)
    return path_of(folder, "folder")


def path_of(given: str | os.PathLike[str], option: str) -> Path:
    """Return a path that the system can look at, whether or not something is there.

    Examples
    --------
    >>> path_of("data", "folder").name
    'data'
    """
    if not isinstance(given, str | os.PathLike) or not isinstance(os.fspath(given), str):
        message = f"{option} is a {type(given).__name__}"
        raise InputTypeError(message, kind="WrongType", column=option, remedy="Give a str or a pathlib.Path.")
    path = Path(given)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, ValueError) as error:  # too long, closed to us, or with signs that no path has
        why = error.strerror if isinstance(error, OSError) else error
        raise FileError(f"{option} is no path: {why}", kind="NotReadable", column=option, remedy="Check it.") from error
    return path


def written(folder: Path) -> AbstractContextManager[None]:
    """Turn the system's complaints about writing into errors that say what to do."""
    return files.written(
        folder,
        again="Make room and run it again: it goes on where it broke off.",
        elsewhere=f"Give another folder with folder=, or set {VARIABLE}.",
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make a folder and keep it to ourselves, so that two downloads do not write the same file."""
    import filelock  # noqa: PLC0415 - needs the extra

    with written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / ".lock")
        try:
            lock.acquire(timeout=_PATIENCE)
        except filelock.Timeout:
            message = f"another download has been busy in {folder} for {_PATIENCE:g} seconds"
            raise FileError(message, kind="StoreLocked", remedy="Wait until it is done.") from None
    try:
        yield
    finally:
        lock.release()
