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


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """Keep what readers keep in a folder of this run."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["SCHOOLMIX_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="module")
def client():
    """A client of a cluster of two worker processes on this machine."""
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as made:
        yield made


def pytest_terminal_summary(terminalreporter):
    """Say how many tests did not run for want of the data folder."""
    skipped = terminalreporter.stats.get("skipped", [])
    without = sum("no real data" in str(report.longrepr) for report in skipped)
    terminalreporter.write_line(f"{without} data tests skipped for want of the data folder (SCHOOLMIX_DATA)")
