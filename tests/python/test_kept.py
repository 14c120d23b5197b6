"""Simulations that were broken off go on where they were, and give what one gives that was not."""

from __future__ import annotations

import json

import pytest

import schoolmix as sm
from schoolmix import policy

NEAR = sm.Scenario("near", [policy.NearestSchool()])


@pytest.fixture(scope="module")
def world():
    return sm.World.synthetic("netherlands", sector="po", scale=0.004, seed=3)


def run(world, folder, **options):
    asked = {"years": 2, "replicates": 5, "rng": 4, "progress": False, "store": folder, **options}
    return sm.simulate(world, [NEAR], **asked)


def test_what_was_broken_off_goes_on(world, tmp_path):
    whole = run(world, None)
    first = run(world, tmp_path / "kept")
    parts = sorted((tmp_path / "kept").glob("*.parquet"))
    assert len(parts) == 3
    # One batch is gone, as if it had not come so far, one is damaged.
    parts[0].unlink()
    parts[1].write_bytes(b"damaged")
    again = run(world, tmp_path / "kept")
    for found in (first, again):
        for name in ("table", "effects", "draws"):
            assert getattr(found, name).equals(getattr(whole, name)), name
    kept = parts[2].stat().st_mtime_ns
    run(world, tmp_path / "kept")
    assert parts[2].stat().st_mtime_ns == kept
    # More replicates go on where fewer ended.
    more = run(world, tmp_path / "kept", replicates=8)
    assert more.effects.equals(run(world, None, replicates=8).effects)


def test_results_of_another_simulation_are_refused(world, tmp_path):
    folder = tmp_path / "kept"
    run(world, folder, replicates=1)
    for other in ({"rng": 5}, {"years": 3}, {"group": "ses_quintile"}, {"measures": ["H"]}, {"feedback": False}):
        with pytest.raises(sm.InputError) as caught:
            run(world, folder, replicates=1, **other)
        assert (caught.value.kind, caught.value.column) == ("OtherSimulation", "store")
    with pytest.raises(sm.InputError) as caught:
        run(world, folder, rng=None)
    assert (caught.value.kind, caught.value.column) == ("MissingOption", "rng")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(sm.FileError) as caught:
        run(world, tmp_path / "full")
    assert caught.value.kind == "OutputExists"
    manifest = folder / "manifest.json"
    assert json.loads(manifest.read_text())["format"] == "schoolmix simulation"
    manifest.write_text("{")
    with pytest.raises(sm.FileError) as caught:
        run(world, folder)
    assert caught.value.kind == "CorruptFile"


def test_an_appraisal_keeps_all_that_it_simulates(world, tmp_path):
    asked = {"years": 1, "replicates": 2, "replicates_each": 1, "rng": 4, "progress": False}
    structures = {"nearest": sm.Choice(sm.Part("distance"), rule="best")}
    found = [sm.appraise(world, [NEAR], structures=structures, store=tmp_path / "a", **asked) for _ in range(2)]
    assert found[0].table.equals(found[1].table)
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"central", "structure-0"}
