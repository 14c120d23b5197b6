"""Results kept in a folder batch by batch, so that work that was broken off goes on where it was."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schoolmix import _core
from schoolmix.errors import FileError, InputError
from schoolmix.files import put, written
from schoolmix.identity import digest_of

MANIFEST = "manifest.json"
FORMAT = "schoolmix simulation"


class Kept:
    """
    A folder of batches, each a Parquet file named after its first and last number and the hash of its bytes.

    Parameters
    ----------
    folder : str or path
        One that is empty, not there yet, or that of the same work.
    asked : mapping
        All that the results hang on, and nothing else.

    Raises
    ------
    InputError
        Kind ``OtherSimulation``: the folder holds results of other work.
    FileError
        Kinds ``OutputExists`` (a folder with other files), ``CorruptFile`` (the manifest), ``NotWritable``,
        ``WriteFailed``.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> Kept(folder, {"seed": 1}).put(0, 2, pd.DataFrame({"estimate": [0.5]}))
    >>> Kept(folder, {"seed": 1}).get(0, 2)["estimate"].tolist()
    [0.5]
    >>> Kept(folder, {"seed": 1}).get(2, 4) is None
    True
    """

    def __init__(self, folder: str | os.PathLike[str], asked: dict[str, Any]) -> None:
        self.folder = Path(folder)
        known = {"format": FORMAT, "schoolmix": _core.VERSION, "asked": digest_of(asked)}
        with self._written():
            self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / MANIFEST
        if not path.exists():
            if any(self.folder.iterdir()):
                raise FileError(
                    f"{self.folder} holds other files",
                    kind="OutputExists",
                    remedy="Name a folder that is empty or not there yet.",
                )
            with self._written():
                put(path, json.dumps(known, indent=1, sort_keys=True).encode())
        elif self._manifest(path) != known:
            raise InputError(
                f"{self.folder} holds results of another simulation, world, seed or version",
                kind="OtherSimulation",
                column="store",
                remedy="Ask the same again, or name another folder.",
            )

    def get(self, first: int, last: int) -> pd.DataFrame | None:
        """Return the batch from one number to before another; None where it is not there, or damaged."""
        for path in sorted(self.folder.glob(f"{first}-{last}-*.parquet")):
            content = path.read_bytes()
            if path.stem.endswith(_hash(content)):
                return pq.read_table(io.BytesIO(content)).to_pandas()
        return None

    def put(self, first: int, last: int, batch: pd.DataFrame) -> None:
        """Keep a batch, whole or not at all."""
        target = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(batch, preserve_index=False), target, compression="zstd")
        content = target.getvalue()
        with self._written():
            put(self.folder / f"{first}-{last}-{_hash(content)}.parquet", content)

    def _written(self) -> Any:
        return written(
            self.folder, again="Make room and ask again: what was done is kept.", elsewhere="Name another folder."
        )

    @staticmethod
    def _manifest(path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FileError(
                f"{path} cannot be read: {error}", kind="CorruptFile", remedy="Name another folder."
            ) from error


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
