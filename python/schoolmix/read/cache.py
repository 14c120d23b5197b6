"""A second reading comes from a Parquet file of our own, as long as no source and no reader has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import platformdirs
import pyarrow as pa
from pyarrow import parquet

from schoolmix.read.opening import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "SCHOOLMIX_CACHE"
"""Environment variable with the folder of the cache, that of `schoolmix.download` too; ``off`` keeps nothing."""

_WORTH_KEEPING = 2**20
_MOST_FILES = 100
_READERS = Path(__file__).parent


def find_key(paths: Sequence[Path], asked: tuple[str | None, ...]) -> str | None:
    """Find the key of a reading: what was asked, each file's name and content, and the readers themselves.

    None where keeping is off, where a path is no plain file, or where all are so small that reading is as fast.
    """
    if os.environ.get(FOLDER) == "off" or not all(path.is_file() for path in paths):
        return None
    if sum(path.stat().st_size for path in paths) < _WORTH_KEEPING:
        return None
    try:
        files = [(path.name, hashlib.sha256(read_bytes(path)).hexdigest()) for path in paths]
    except OSError:
        return None  # the reader says what is wrong with it
    return hashlib.sha256(json.dumps([_digest_readers(), asked, files]).encode()).hexdigest()


def recall(key: str) -> pd.DataFrame | None:
    """Read what was kept under a key; a damaged file is removed, with a warning, and read anew."""
    kept = (_read(path) for path in _folder().glob(f"{key}-*.parquet") if path.is_file())
    return next((frame for frame in kept if frame is not None), None)


def _read(path: Path) -> pd.DataFrame | None:
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != path.stem.partition("-")[2]:
            raise pa.ArrowInvalid
        frame: pd.DataFrame = parquet.read_table(pa.BufferReader(content)).to_pandas()
    except pa.ArrowException:
        warnings.warn("a file of the cache is damaged; its sources are read anew", stacklevel=6)
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    except OSError:
        return None
    with contextlib.suppress(OSError):
        path.touch()
    return frame


def keep(key: str, frame: pd.DataFrame) -> None:
    """Keep a plain frame under a key: whole or not at all; a folder that cannot be written is left alone."""
    if type(frame) is not pd.DataFrame:
        return
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    folder = _folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            part.write(content)
        path = folder / f"{key}-{hashlib.sha256(content).hexdigest()}.parquet"
        if path.is_dir():  # by that name it is not anybody else's
            shutil.rmtree(path)
        Path(part.name).replace(path)
        _forget_oldest(folder)


def _folder() -> Path:
    return Path(os.environ.get(FOLDER) or platformdirs.user_cache_path("schoolmix")) / "read"


def _forget_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_MOST_FILES:]:
        path.unlink(missing_ok=True)


@cache
def _digest_readers() -> str:
    """Digest the readers' code, so that a mended reader never meets what the old one made of a file."""
    code = hashlib.sha256(f"{pd.__version__} {pa.__version__}".encode())
    for path in sorted(_READERS.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()
