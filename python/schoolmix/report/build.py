"""From data to a page: the notebook is run with its parameters and exported to one file that works offline."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from schoolmix import errors
from schoolmix.errors import FileError, InputError, InternalError, SchoolmixError
from schoolmix.files import replacing, written
from schoolmix.report.extras import need_report

HERE = Path(__file__).parent
NOTEBOOK = HERE / "monitor.ipynb"
KERNEL = "schoolmix"
NAMES = {("synthetic", "nl"): "schoolmix-monitor-synthetisch-nl", ("synthetic", "en"): "schoolmix-monitor-synthetic-en"}


def report(
    data: str | os.PathLike[str] | None = None,
    *,
    language: str = "nl",
    years: Sequence[int] | None = None,
    municipality: str | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Path:
    """
    Make the monitor report: one HTML file that works offline and prints well.

    Parameters
    ----------
    data : path, optional
        A folder of files of DUO and CBS, recognised by their content. Without it the embedded synthetic Netherlands,
        which is labelled as such everywhere and has a file name of its own.
    language : {"nl", "en"}
        Language of the edition.
    years : sequence of int, optional
        School years to use, by the year they start in (2017 is 2017/18).
    municipality : str, optional
        CBS code of a municipality to show apart, such as ``"0344"``.
    out : path, optional
        Folder of the report; by default ``report`` in the working folder.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    pathlib.Path
        Where the report lies.

    Raises
    ------
    FileError
        Kinds ``FileNotFound``, ``EmptyInput``, ``NotWritable`` (said before the work starts), ``WriteFailed`` (the
        report that was there stays).
    InputError
        Kinds ``BadOption``, ``UnknownMunicipality``.
    MissingExtraError
        If the extra ``report`` is not installed.

    Examples
    --------
    >>> import schoolmix as sm
    >>> path = sm.report(language="en", out="build/example")  # doctest: +SKIP
    >>> path.name  # doctest: +SKIP
    'schoolmix-monitor-synthetic-en.html'
    """
    need_report()
    folder = _checked(data, language, municipality)
    target = Path("report" if out is None else out)
    kind = "synthetic" if folder is None else "real"
    path = target / f"{NAMES.get((kind, language), f'schoolmix-monitor-{language}')}.html"
    parameters = {
        "data": folder,
        "language": language,
        "years": None if years is None else [int(year) for year in years],
        "municipality": municipality,
    }
    with _written(target):  # refused before the work, not after it
        target.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=target).close()
    page = _export(_run(parameters, progress=progress))
    with _written(target), replacing(path) as new:
        new.write_text(page, encoding="utf-8")
    return path


def _written(folder: Path) -> AbstractContextManager[None]:
    again = "Make room and run it again; the report that was there is whole."
    return written(folder, again=again, elsewhere="Give another folder with out=.")


def _checked(data: Any, language: str, municipality: Any) -> str | None:
    from schoolmix.report.language import Language  # noqa: PLC0415 - needs the extra

    Language(language)
    if municipality is not None and not re.fullmatch(r"\d{4}", str(municipality)):
        raise InputError(
            f"{municipality!r} is no CBS code of a municipality",
            kind="BadOption",
            column="municipality",
            remedy="Give four digits as text, such as '0344'.",
        )
    if data is None:
        return None
    folder = Path(data).resolve()
    if not folder.is_dir():
        raise FileError(f"there is no folder {data}", kind="FileNotFound", remedy="Give the folder with the files.")
    if not any(path.is_file() for path in folder.rglob("*")):
        raise FileError(f"{data} is empty", kind="EmptyInput", count=0, remedy="Put the files of DUO and CBS in it.")
    return str(folder)


def _run(parameters: dict[str, Any], *, progress: bool) -> Any:
    """Run the notebook in a kernel of this very Python, with all its own files in a temporary folder."""
    import papermill  # noqa: PLC0415 - needs the extra

    with tempfile.TemporaryDirectory(prefix="schoolmix-") as folder, _kernel(Path(folder)), _hushed():
        try:
            return papermill.execute_notebook(
                str(NOTEBOOK),
                str(Path(folder) / "monitor.ipynb"),
                parameters=parameters,
                kernel_name=KERNEL,
                progress_bar=progress,
                **_private(),
            )
        except papermill.PapermillExecutionError as error:
            raise _typed(error) from None


def _private() -> dict[str, Any]:
    """Let the kernel listen on a file of ours instead of the network, where the system can."""
    if os.name != "posix":
        return {}
    from traitlets.config import Config  # noqa: PLC0415 - comes with nbconvert

    return {"config": Config({"KernelManager": {"transport": "ipc"}})}


@contextmanager
def _kernel(folder: Path) -> Iterator[None]:
    import json  # noqa: PLC0415 - only here

    spec = folder / "kernels" / KERNEL
    spec.mkdir(parents=True)
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": start, "display_name": KERNEL, "language": "python"}))
    own = {
        "JUPYTER_PATH": folder,
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": folder / "ipython",
        "MPLCONFIGDIR": folder / "matplotlib",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update({name: str(value) for name, value in own.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep warnings of the notebook libraries about themselves from our caller."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _typed(error: Any) -> SchoolmixError:
    """Return the error of the notebook as it was raised there."""
    kind_of_error = getattr(errors, str(error.ename), None)
    match = re.fullmatch(r"(?s)(.*?) \[(\w+)\] ?(.*)", str(error.evalue))
    if isinstance(kind_of_error, type) and issubclass(kind_of_error, SchoolmixError) and match:
        return kind_of_error(match[1], kind=match[2], remedy=match[3])
    return InternalError(
        f"the report could not be made: {error.ename}: {error.evalue}",
        kind="ReportFailed",
        remedy="Please report this, with the files that were read.",
    )


def _export(notebook: Any) -> str:
    from nbconvert.exporters import HTMLExporter  # noqa: PLC0415 - needs the extra

    with _hushed():
        exporter = HTMLExporter(  # type: ignore[no-untyped-call]
            template_name="monitor", extra_template_basedirs=[str(HERE / "template")]
        )
        style = (HERE / "template" / "style.css").read_text("utf-8")
        body, _ = exporter.from_notebook_node(notebook, resources={"style": style})
    return str(body)
