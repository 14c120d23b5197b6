"""A second reading comes from the cache, until a source, the question or the cache itself has changed."""

from __future__ import annotations

import hashlib
import shutil
import time

import pandas as pd
import pytest

from schoolmix import read

HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return an empty cache of this test's own."""
    monkeypatch.setenv("SCHOOLMIX_CACHE", str(tmp_path / "cache"))
    return lambda: sorted((tmp_path / "cache" / "read").glob("*"))


@pytest.fixture
def source(data, tmp_path):
    return shutil.copy(data / HISTORY, tmp_path / "history.csv")


def test_second_reading_is_the_same_frame(data, kept):
    for path in ("nl/duo/po-2024", HISTORY, "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-2017.csv"):
        files = len(kept())
        first, second = read.file(data / path), read.file(data / path)
        pd.testing.assert_frame_equal(first, second)
        assert first.attrs == second.attrs
        assert len(kept()) == files + 1


def test_second_reading_parses_nothing(source, kept, monkeypatch):
    read.duo(source)
    monkeypatch.setattr("schoolmix.read.folder._read_paths", None)
    assert len(read.duo(source)) == 9737 * 30
    assert len(kept()) == 1


def test_a_changed_source_is_read_anew(source, kept):
    before = read.duo(source)
    changed = source.read_bytes().replace(b"WereldWijs", b"Wereldwijs")
    source.write_bytes(changed)
    after = read.duo(source)
    assert len(kept()) == 2
    assert not before["site_name"].equals(after["site_name"])
    assert read.provenance(before)["sha256"].tolist() != read.provenance(after)["sha256"].tolist()
    source.rename(source.with_name("other.csv"))
    assert read.provenance(read.duo(source.with_name("other.csv")))["file"].tolist() == ["other.csv"]


def test_a_damaged_cache_is_said_and_mended(source, kept):
    whole = read.duo(source)
    content = bytearray(kept()[0].read_bytes())
    for at in range(0, len(content), len(content) // 20):
        flipped = content.copy()
        flipped[at] ^= 4
        kept()[0].write_bytes(flipped)
        with pytest.warns(UserWarning, match="damaged"):
            pd.testing.assert_frame_equal(read.duo(source), whole)
    assert len(kept()) == 1


def test_what_is_no_reading_in_the_cache_is_replaced(source, kept):
    whole = read.duo(source)
    (path,) = kept()
    path.unlink()
    foreign = path.with_name(f"{path.stem[:64]}-{hashlib.sha256(b'foreign').hexdigest()}.parquet")
    foreign.write_bytes(b"foreign")
    with pytest.warns(UserWarning, match="damaged"):
        pd.testing.assert_frame_equal(read.duo(source), whole)
    assert kept() == [path]
    path.unlink()
    path.mkdir()
    (path / "note.txt").write_text("in the way")
    pd.testing.assert_frame_equal(read.duo(source), whole)
    assert path.is_file()


def test_the_cache_can_be_off_or_impossible(source, kept, tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert len(read.duo(source)) == 9737 * 30
    monkeypatch.setenv("SCHOOLMIX_CACHE", "off")
    assert len(read.duo(source)) == 9737 * 30
    assert (tmp_path / "cache").is_file()
    assert kept() == []


def test_only_the_latest_are_kept(source, kept, monkeypatch):
    monkeypatch.setattr("schoolmix.read.cache._MOST_FILES", 2)
    for number in range(4):
        content = source.read_bytes()
        source.write_bytes(content.replace(b"\r\n", b" \r\n", 1) if number else content)
        read.duo(source)
        time.sleep(0.01)
    assert len(kept()) == 2


def test_small_files_are_not_kept(data, kept):
    read.duo(data / "nl/duo/po-2024" / "Delft afgeschermd.csv")
    assert kept() == []
