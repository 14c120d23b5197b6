"""What all tests share: the folder of real public data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data():
    """Folder of real data: `SCHOOLMIX_DATA`, or ``../shared/data`` from the project's root."""
    folder = Path(os.environ.get("SCHOOLMIX_DATA") or Path(__file__).parents[3] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is not there (set SCHOOLMIX_DATA)")
    return folder
