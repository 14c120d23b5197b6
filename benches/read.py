"""Reading a folder of published files beside `pandas.read_csv` on the same files, in one run.

Run from the project's root: ``make bench DATA=folder``, or ``python benches/read.py folder [--repeats 7]``, where the
folder holds DUO's files of primary pupils per site and postcode area. pandas reads texts into wide frames and stops;
ours ends with a long tidy frame, codes checked, masks as bounds and the provenance of every file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import pandas as pd

import schoolmix as sm


def pandas_typed(folder):
    """Read every file with pandas' own guess of types."""
    files = [path for path in sorted(folder.iterdir()) if path.stat().st_size]
    return pd.concat([pd.read_csv(path, sep=";", encoding="utf-8-sig") for path in files])


def pandas_text(folder):
    """Read every file as text, so that codes keep their zeros."""
    files = [path for path in sorted(folder.iterdir()) if path.stat().st_size]
    return pd.concat([pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype=str) for path in files])


def ours(folder):
    """Read without the cache."""
    os.environ["SCHOOLMIX_CACHE"] = "off"
    return sm.read.duo(folder)


def ours_again(folder):
    """Read what the cache of this run keeps."""
    os.environ["SCHOOLMIX_CACHE"] = str(CACHE)
    return sm.read.duo(folder)


CACHE = Path(tempfile.gettempdir()) / f"schoolmix-bench-{os.getpid()}"


def timed(read, folder):
    """Return seconds of one reading."""
    start = time.perf_counter()
    read(folder)
    return time.perf_counter() - start


def main():
    """Time the four in turns, so that what else the machine does falls on all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    readers = [pandas_typed, pandas_text, ours, ours_again]
    for read in readers:
        read(options.folder)
    rounds = [[timed(read, options.folder) for read in readers] for _ in range(options.repeats)]
    seconds = [statistics.median(times) for times in zip(*rounds, strict=True)]
    for read, median in zip(readers, seconds, strict=True):
        print(f"{read.__name__:14} {1000 * median:8.0f} ms   pandas_typed / this: {seconds[0] / median:.2f}")


if __name__ == "__main__":
    main()
