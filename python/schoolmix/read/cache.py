"""A second reading comes from a Parquet file of our own, as long as no source and no reader has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import platformdirs
import pyarrow as pa
from pyarrow import parquet

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
        files = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    except OSError:
        return None  # the reader says what is wrong with it
    return hashlib.sha256(json.dumps([_digest_readers(), asked, files]).encode()).hexdigest()


def recall(key: str) -> pd.DataFrame | None:
    """Read what was kept under a key; a damaged file is removed, with a warning, and read anew."""
    path = next(_folder().glob(f"{key}-*.parquet"), None)
    if path is None:
        return None
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.stem.partition("-")[2]:
        warnings.warn("a file of the cache is damaged; its sources are read anew", stacklevel=4)
        path.unlink(missing_ok=True)
        return None
    with contextlib.suppress(OSError):
        path.touch()
    frame: pd.DataFrame = parquet.read_table(pa.BufferReader(content)).to_pandas()
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
        Path(part.name).replace(folder / f"{key}-{hashlib.sha256(content).hexdigest()}.parquet")
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
