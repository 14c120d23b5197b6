"""The verb: run a design, and keep what it gives."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix import cluster, memory
from schoolmix.design import TAKEN, Design
from schoolmix.download.place import path_of
from schoolmix.errors import InputError, InputTypeError
from schoolmix.luggage import packed
from schoolmix.progress import shown
from schoolmix.seeds import seed_of
from schoolmix.sweep.plan import Plan, Run, planned
from schoolmix.sweep.results import Sweep
from schoolmix.sweep.running import Outcome, elsewhere, is_model, outcomes
from schoolmix.sweep.simulated import simulated
from schoolmix.sweep.store import Store, begun, check_same_sweep, encoded, held, part_table, read_manifest
from schoolmix.sweep.threads import in_threads
from schoolmix.world import World

MOST_THREADS = 1024
MOST_REPLICATES = 1_000_000
# Seconds of work that a batch of runs aims at, and how many runs it has at most.
BATCH, MOST_RUNS = 0.25, 64

Batches = Iterator[list[Run]]
Runner = Callable[[Batches, pa.Schema | None], Iterator[list[Outcome]]]


def sweep(
    world: Any,
    design: Design,
    *,
    store: str | os.PathLike[str],
    run: Callable[..., Any] | None = None,
    replicates: int = 1,
    rng: Any = None,
    independent: bool = False,
    client: Any = None,
    threads: int | None = None,
    progress: bool = True,
) -> Sweep:
    """
    Run every point of a design several times, and keep all rows in a folder of Parquet files.

    What is there stays there: a sweep that was broken off, by Ctrl-C, an error or a machine that went down, goes on
    where it was when it is asked for again, and gives the same bytes as one that was not, for any number of threads,
    here or on a cluster.

    Parameters
    ----------
    world : World, or anything, or None
        Given to ``run``, which must not change it. None for models without a world.
    design : Design
        Of :mod:`schoolmix.design`.
    store : str or path
        A folder that is empty, not there yet, or the store of this very sweep.
    run : callable, optional
        Called as ``run(world, parameters, seed, replicate)``: a dictionary, a whole number from 0 to 2**64 - 1 that all
        it draws must follow from, and the number of the replicate from 0. It gives a tidy frame with the same columns
        each time; those that are all null in the first run are taken for texts. It may be called from several threads
        at once. A model that takes its parameters and ``rng`` by name, such as :func:`schelling`, can be given as it is
        (``functools.partial`` fixes some). A ``seed`` that only repeats that of the run is left out, and the number of
        the one replicate of such a model.
    replicates : int
        Runs of each point, from 1.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        What seeds follow from. None draws one, or takes that of the store when it goes on.
    independent : bool
        By default a replicate has the same seed at every point (common random numbers), so that points differ by their
        parameters and not by luck; True gives every run a seed of its own.
    client : distributed.Client, optional
        Runs on a Dask cluster (extra ``scale``), whose workers have schoolmix and what ``run`` needs. Only this process
        writes. A synthetic world travels as its recipe, anything else by pickle.
    threads : int, optional
        How many runs at once on this machine, from 1 to 1024; by default as many as it has processors.
    progress : bool
        Whether to show how far it is and how long it will take, by the mean pace so far.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        Kinds ``BadOption`` (replicates, threads, a client with threads, no ``run``), ``BadSeed``, ``OtherSweep`` (the
        store holds another design, world, function, seed or version), ``UnmatchedKey`` (other columns than in the
        first run).
    InputTypeError
        What is no design, function, client or frame; a column that changes its type; a value bound to ``run`` that
        cannot be told from another.
    ColumnError
        Kind ``DuplicateColumn``: ``run`` gives a column that is called as a parameter or a column of the sweep.
    FileError
        Kinds ``StoreLocked`` (another process is at it), ``OutputExists`` (a folder with other files), ``CorruptFile``
        (the manifest), ``ChecksumMismatch`` (a part that was damaged comes out otherwise: ``run`` does not follow its
        seed), ``NotWritable``, ``WriteFailed``.
    LimitError
        Kind ``SizeLimit``, after the first run: results that would not fit on disk or in memory.
    Exception
        Whatever ``run`` raises, with a note on which run it was; what was done is kept.

    Notes
    -----
    A store is told from others by the design, the world, the seed, the versions of schoolmix and of pyarrow, and by the
    code of ``run`` and the values bound to it; not by the code of what ``run`` calls.

    A part whose hash is not that in its name is computed anew, and ``notes`` of the answer says so. Ctrl-C returns at
    once; runs under way are dropped.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np, pandas as pd
    >>> import schoolmix as sm
    >>> def mixed(world, parameters, seed, replicate):
    ...     noise = np.random.default_rng(seed).normal()
    ...     return pd.DataFrame({"measure": ["D"], "estimate": [parameters["tolerance"] + noise]})
    >>> design = sm.design.grid({"tolerance": [0.3, 0.5]})
    >>> done = sm.sweep(None, design, run=mixed, replicates=3, rng=1, store=tempfile.mkdtemp())
    >>> done
    Sweep: 6 runs of 2 points (grid), 6 rows in 1 part, seed 1
    >>> done.means("estimate", keys="measure", versus=0)[["point", "measure", "estimate", "replicates"]].round(3)
       point measure  estimate  replicates
    0      1       D       0.2           3
    """
    run = simulated if run is None else run
    _check(design, run, world, independent)
    _whole(replicates, "replicates", MOST_REPLICATES)
    at_once = _at_once(client, threads)
    folder = path_of(store, "store")
    with held(folder):
        manifest = read_manifest(folder)
        seed = manifest["plan"].get("seed") if manifest is not None and rng is None else seed_of(rng)
        plan = planned(world, design, run, replicates=int(replicates), seed=seed, independent=independent)
        runner = _runner(run, world, plan, client, at_once)
        first: list[Outcome] = []
        if manifest is None:
            first = next(iter(runner(iter([[plan.run(0)]]), None)))
            _check_room(plan, first, folder, at_once)
            manifest = begun(folder, plan, first[0][1])
        else:
            check_same_sweep(manifest, plan, folder)
        kept = Store(folder, plan, manifest)
        kept.keep(first)
        _rest(kept, plan, runner, at_once, progress=progress)
        return Sweep._of(folder, kept.finish(), kept.notes)  # noqa: SLF001 - the verb is a friend of its answer


def _rest(kept: Store, plan: Plan, runner: Runner, at_once: int, *, progress: bool) -> None:
    """Do the runs that are left, in batches of about equal time."""
    before = done = kept.done
    began = time.monotonic()

    def batches() -> Batches:
        batch: list[Run] = []
        for number in kept.left():
            batch.append(plan.run(number))
            pace = (time.monotonic() - began) * at_once / max(done - before, 1)
            if len(batch) >= min(BATCH / max(pace, 1e-9), MOST_RUNS) or done == before:
                yield batch
                batch = []
        if batch:
            yield batch

    with shown("sweep", unit="run", wanted=progress, done=before) as told:
        while done < plan.runs:  # again where a batch ended before a run that failed, which is then raised
            for found in runner(batches(), kept.schema):
                kept.keep(found)
                done += len(found)
                told(done, plan.runs)


def _runner(run: Callable[..., Any], world: Any, plan: Plan, client: Any, at_once: int) -> Runner:
    taken = [*TAKEN, *plan.design.names]
    if client is not None:
        luggage = client.scatter(packed(world), broadcast=True)

        def there(batches: Batches, schema: pa.Schema | None) -> Iterator[list[Outcome]]:
            return cluster.completed(client, elsewhere, ((run, luggage, batch, schema, taken) for batch in batches))

        return there

    def here(batches: Batches, schema: pa.Schema | None) -> Iterator[list[Outcome]]:
        def work(batch: list[Run], stopped: Callable[[], bool]) -> list[Outcome]:
            return outcomes(run, world, batch, schema, taken, stopped=stopped)

        return in_threads(batches, work, at_once)

    return here


def _check_room(plan: Plan, first: list[Outcome], folder: Path, at_once: int) -> None:
    """Refuse results that would fit neither in memory as they come nor on disk in the end."""
    table = part_table(plan, first)
    remedy = "Let run give fewer rows, such as measures instead of pupils"
    memory.check(4 * at_once * table.nbytes, f"{at_once} runs at once", f"{remedy}, or take fewer threads.")
    each = len(encoded(table)) - len(encoded(table.slice(0, 0)))
    room = shutil.disk_usage(folder).free
    memory.check(each * plan.runs, f"{plan.runs:,} runs", f"{remedy}, or take fewer points.", room=room)


def _check(design: Any, run: Any, world: Any, independent: Any) -> None:
    if not isinstance(design, Design):
        raise InputTypeError(
            f"design is a {type(design).__name__}",
            kind="WrongType",
            column="design",
            remedy="Make one first: sm.design.grid(...), latin_hypercube, sobol or morris.",
        )
    if run is simulated and not isinstance(world, World):
        raise InputError(
            "there is nothing to run",
            kind="BadOption",
            column="run",
            remedy="Give run=, a function of world, parameters, seed and replicate that gives a frame, or a World.",
        )
    if not callable(run):
        raise InputTypeError(
            f"run is a {type(run).__name__}",
            kind="WrongType",
            column="run",
            remedy="Give a function of world, parameters, seed and replicate that gives a frame.",
        )
    if world is not None and is_model(run):
        raise InputError(
            "run takes its parameters by name, and no world",
            kind="BadOption",
            column="world",
            remedy="Give None as the world, or a function of world, parameters, seed and replicate.",
        )
    if not isinstance(independent, bool):
        raise _meaningless("independent", "True or False")


def _at_once(client: Any, threads: Any) -> int:
    """Return how many runs go on at once."""
    if client is not None:
        if threads is not None:
            raise _meaningless("threads", "none beside a client, whose workers have their own")
        cluster.check_client(client)
        return cluster.at_once(client)
    if threads is None:
        return min(_processors(), MOST_THREADS)
    _whole(threads, "threads", MOST_THREADS)
    return int(threads)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _whole(value: Any, option: str, most: int) -> None:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or not 1 <= value <= most:
        raise _meaningless(option, f"a whole number from 1 to {most}")


def _meaningless(option: str, allowed: str) -> InputError:
    message = f"{option} has a value without meaning"
    return InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
