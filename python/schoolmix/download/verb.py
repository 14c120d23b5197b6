"""`download`: the files of an edition in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from schoolmix.download.holdings import verify
from schoolmix.download.place import need_download, root
from schoolmix.download.registry import load


def download(
    edition: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    files: str | Sequence[str] | None = None,
    offline: bool = False,
    registry: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Path:
    r"""
    Fetch the official files of an edition, unless they are there already.

    A file that is there is not asked for again, also where its publisher renews it: remove it to have it anew. A
    transfer that breaks off goes on where it was. Beside the files lies a hidden manifest: address, date, SHA-256 and
    size of each.

    Parameters
    ----------
    edition : str
        Name of an edition; `editions` lists them.
    folder : path, optional
        Folder that holds editions, each in a folder of its own; by default ``SCHOOLMIX_CACHE``, else the user's cache.
    files : str or sequence of str, optional
        Files of the edition; by default all of them.
    offline : bool
        Use no network: take what is there if its SHA-256 is that of the registry or, if that has none, of the manifest,
        and its size that of the registry. A file of which neither is known is taken as it is.
    registry : path, optional
        A registry of your own (TOML), instead of that of the package: for mirrors, and for addresses that have moved.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    pathlib.Path
        The folder of the edition, for `schoolmix.read.file` (a file of it, or the folder if all have one layout) or
        `schoolmix.report`. Layouts are checked by the reader, not here.

    Raises
    ------
    InputError
        Kinds ``UnknownEdition``, ``UnknownFile``; for a registry ``UnknownOption, MissingOption, BadOption, BadAddress,
        UnsupportedFormat``; `InputTypeError`, kind ``WrongType``, for an argument or key of another type.
    FileError
        Kinds ``Unreachable`` (no network, no answer in time, a host that is busy), ``NotFound`` (the address has
        moved; the page to look at is named), ``Refused``, ``BadRedirect``, ``CutOff``, ``ChecksumMismatch`` (another
        SHA-256 or size), ``CorruptFile`` (a web page instead of a file), ``EmptyInput``, ``NotCached`` (offline),
        ``NotWritable``, ``WriteFailed``, ``OutputExists``, ``StoreLocked``, ``UnsafePath``, ``FileNotFound`` (no such
        registry), ``NotReadable`` (a path that cannot be looked at).
    LimitError
        Kind ``SizeLimit``.
    MissingExtraError
        If the extra ``download`` is not installed.

    Notes
    -----
    Sources: DUO, open onderwijsdata, https://duo.nl/open_onderwijsdata and https://onderwijsdata.duo.nl; CBS,
    https://www.cbs.nl. No address in the registry has been tried yet: see ``known_from`` in `editions`.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import schoolmix as sm
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> (folder / "vo-homes").mkdir()
    >>> _ = (folder / "vo-homes/02.-leerlingen-per-vestiging-naar-postcode-en-leerjaar-2025.csv").write_text("a;b\n")
    >>> sm.download("vo-homes", folder=folder, offline=True).name
    'vo-homes'
    """
    need_download()
    known = load(registry)
    chosen = known.edition(edition)
    items = chosen.choose(files)
    place = root(folder) / chosen.name
    if offline:
        verify(place, items)
    else:
        from schoolmix.download.fetching import fetch  # noqa: PLC0415 - needs the extra

        fetch(place, items, known.manners, progress=progress)
    return place
