"""Fetching: what comes, what is kept, and every way in which a web site can fail; no test leaves this machine."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest
import website
from typer.testing import CliRunner
from website import Answer

import schoolmix as sm
from schoolmix import cli
from schoolmix.download import manifest, part, place
from schoolmix.download import registry as registries
from schoolmix.download import session as sessions
from schoolmix.errors import FileError, InputError, InputTypeError, LimitError, MissingExtraError

CSV = "site;pupils\n" + "".join(f"00AP{n % 100:02};{n}\n" for n in range(20_000))
BODY = CSV.encode()
NEWER = BODY.replace(b"00AP", b"00AR")
SHA = hashlib.sha256(BODY).hexdigest()
PAGE = "https://example.org/where-it-is-told"
LEFT = {".lock", ".manifest.json"}
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def site():
    yield from website.opened()


@pytest.fixture
def register(tmp_path):
    """Write a registry of one edition, `made`, and give its path."""

    def put(*files, text=None, name="registry.toml", **manners):
        settings = {"timeout": 5, "pause": 0, "wait": 0, "attempts": 2, **manners}
        lines = ["[manners]", *(f"{key} = {value}" for key, value in settings.items())]
        lines += ["[editions.made]", 'title = "Made"', 'publisher = "US"', 'licence = "none"', f'page = "{PAGE}"']
        for file in files:
            lines += ["[[editions.made.files]]", *(f"{key} = {json.dumps(value)}" for key, value in file.items())]
        path = tmp_path / name
        path.write_text("\n".join(lines) if text is None else text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def fetch(site, register, tmp_path):
    """Fetch one file with these answers, and give its path."""

    def run(*answers, name="a.csv", sha256=None, size=None, offline=False, progress=True, **manners):
        address = site.put("/a", *answers) if answers else f"http://127.0.0.1:{site.server_port}/a"
        known = {key: value for key, value in (("sha256", sha256), ("bytes", size)) if value is not None}
        file = {"name": name, "address": address, **known}
        options = {"registry": register(file, **manners), "offline": offline, "progress": progress}
        made = sm.download("made", folder=tmp_path / "data", **options)
        assert made == tmp_path / "data" / "made"
        return made / name

    return run


def refused(error, kind, call, *arguments, **options):
    with pytest.raises(error) as caught:
        call(*arguments, **options)
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    return caught.value


def left(folder):
    return {path.name for path in folder.iterdir()}


# What comes, and what is kept


def test_a_file_comes_once_and_is_recorded(site, fetch):
    path = fetch(Answer(BODY), sha256=SHA)
    assert path.read_bytes() == BODY
    assert left(path.parent) == {"a.csv", *LEFT}
    record = manifest.read(path.parent)["a.csv"]
    assert (record.sha256, record.bytes) == (SHA, len(BODY))
    assert record.address.endswith("/a")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", record.date)
    fetch(sha256=SHA)
    fetch(sha256=SHA, offline=True)
    assert len(site.asked) == 1


def test_we_say_who_we_are_and_use_one_connection(site, register, tmp_path):
    files = [{"name": f"{n}.csv", "address": site.put(f"/{n}", Answer(BODY))} for n in range(3)]
    start = time.perf_counter()
    sm.download("made", folder=tmp_path, registry=register(*files, pause=0.1))
    assert time.perf_counter() - start >= 0.2
    assert len(site.connections) == 1
    for asked in site.asked:
        assert asked.headers["User-Agent"].startswith(f"schoolmix/{sm.__version__} ")
        assert asked.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "answers",
    [
        [Answer(status=500), Answer(BODY)],
        [Answer(status=429, headers={"Retry-After": "0"}), Answer(BODY)],
        [Answer(BODY, cut=100_000), Answer(BODY)],
        [Answer(BODY, length=-1, etag=None)],
        [Answer(gzip.compress(BODY), headers={"Content-Encoding": "gzip"})],
        [Answer(BODY, headers={"Content-Type": "text/html"})],
        [Answer(BODY, wait=1), Answer(BODY)],
    ],
    ids=["fault", "busy", "broken", "no length", "packed", "type", "slow"],
)
def test_passing_trouble_is_overcome(fetch, answers):
    assert fetch(*answers, timeout=0.4).read_bytes() == BODY


def test_a_host_that_asks_to_wait_is_waited_for(fetch):
    start = time.perf_counter()
    fetch(Answer(status=503, headers={"Retry-After": "1"}), Answer(BODY))
    assert time.perf_counter() - start >= 1


def test_redirects_are_followed(site, fetch):
    site.put("/b", Answer(BODY))
    assert fetch(Answer(status=302, headers={"Location": "/b"})).read_bytes() == BODY


@pytest.mark.parametrize("sha256", [None, SHA], ids=["recorded", "known"])
def test_a_damaged_file_is_fetched_again(fetch, sha256):
    path = fetch(Answer(BODY), sha256=sha256)
    path.write_bytes(BODY[:-1] + b"9")
    refused(FileError, "ChecksumMismatch", fetch, sha256=sha256, offline=True)
    assert fetch(sha256=sha256).read_bytes() == BODY


def test_only_the_files_asked_for_come(site, register, tmp_path):
    files = [{"name": name, "address": site.put(f"/{name}", Answer(BODY))} for name in ("a.csv", "other.csv")]
    path = register(*files)
    place = sm.download("made", folder=tmp_path / "data", registry=path, files="other.csv")
    assert left(place) == {"other.csv", *LEFT}
    error = refused(InputError, "UnknownFile", sm.download, "made", registry=path, files=["other.cvs"])
    assert error.remedy == "Did you mean other.csv?"
    table = sm.editions(folder=tmp_path / "data", registry=path)
    assert table["fetched"].notna().tolist() == [False, True]


def test_the_folder_is_that_of_the_environment(site, register, tmp_path, monkeypatch):
    monkeypatch.setenv("SCHOOLMIX_CACHE", str(tmp_path / "cache"))
    path = register({"name": "a.csv", "address": site.put("/a", Answer(BODY))})
    assert sm.download("made", registry=path) == tmp_path / "cache" / "made"
    monkeypatch.setenv("SCHOOLMIX_CACHE", "off")
    refused(InputError, "BadOption", sm.download, "made", registry=path)


# Transfers that break off


def test_a_transfer_goes_on_where_it_broke_off(site, fetch):
    error = refused(FileError, "CutOff", fetch, Answer(BODY, cut=100_000), attempts=1)
    assert "goes on" in error.remedy
    path = fetch(Answer(BODY), attempts=1)
    assert path.read_bytes() == BODY
    first, second = site.asked
    start = int(second.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 100_000 - 2**14 <= start <= 100_000
    assert second.headers["If-Range"] == '"1"'
    assert (first.sent, second.sent) == (100_000, len(BODY) - start)


@pytest.mark.parametrize(
    "second",
    [
        Answer(NEWER, etag='"2"'),
        Answer(NEWER, etag='"2"', trusting=True),
        Answer(NEWER, etag=None, trusting=True),
        Answer(NEWER, ranges=False),
        Answer(NEWER[:50_000], etag='"1"'),
        Answer(NEWER, headers={"Content-Range": "bytes 7-9/10"}, status=206, etag='"1"'),
    ],
    ids=["changed", "changed but trusting", "changed and does not say it", "no parts", "shorter", "another part"],
)
def test_what_cannot_go_on_begins_anew(fetch, second):
    refused(FileError, "CutOff", fetch, Answer(BODY, cut=100_000), attempts=1)
    if second.status == 206:
        assert fetch(second, Answer(NEWER), attempts=1).read_bytes() == NEWER
    else:
        assert fetch(second, attempts=1).read_bytes() == second.body


def test_a_part_that_ends_early_is_not_the_whole(site, fetch):
    """All sizes are those that the address says; what tells is the size of the whole beside them."""
    refused(FileError, "CutOff", fetch, Answer(BODY, cut=100_000), attempts=1)
    refused(FileError, "CutOff", fetch, Answer(BODY, part=10_000), attempts=1)
    assert fetch(Answer(BODY), attempts=1).read_bytes() == BODY
    assert [asked.sent for asked in site.asked[1:]] == [10_000, len(BODY) - 6 * 2**14 - 10_000]


def test_a_part_that_says_nothing_of_its_file_is_trusted_to_the_hash(site, fetch):
    refused(FileError, "CutOff", fetch, Answer(BODY, cut=100_000), attempts=1)
    assert fetch(Answer(BODY, etag=None, trusting=True), sha256=SHA, attempts=1).read_bytes() == BODY
    assert site.asked[1].sent < len(BODY)


@pytest.mark.parametrize("etag", [None, 'W/"1"'])
def test_without_a_validator_nothing_is_resumed(site, fetch, etag):
    fetch(Answer(BODY, cut=100_000, etag=etag), Answer(BODY, etag=etag))
    assert [asked.headers.get("Range") for asked in site.asked] == [None, None]


def test_a_date_is_a_validator_too(site, fetch):
    date = {"Last-Modified": "Tue, 01 Oct 2024 00:00:00 GMT"}
    fetch(Answer(BODY, cut=100_000, etag=None, headers=date), Answer(BODY, etag=None, headers=date, trusting=True))
    assert site.asked[1].headers["If-Range"] == date["Last-Modified"]
    assert site.asked[1].sent < len(BODY)


def test_a_transfer_from_elsewhere_is_not_gone_on_with(site, fetch, register, tmp_path):
    refused(FileError, "CutOff", fetch, Answer(BODY, cut=100_000), attempts=1)
    path = register({"name": "a.csv", "address": site.put("/mirror", Answer(NEWER))})
    place = sm.download("made", folder=tmp_path / "data", registry=path)
    assert (place / "a.csv").read_bytes() == NEWER


# What fails


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (Answer(status=404), "NotFound", PAGE),
        (Answer(status=410), "NotFound", PAGE),
        (Answer(status=403), "Refused", PAGE),
        (Answer(status=206, body=BODY), "Refused", "part"),
        (Answer(status=500), "Unreachable", "500"),
        (Answer(status=503, headers={"Retry-After": "86400"}), "Unreachable", "longer than 60 seconds"),
        (Answer(wait=0.5), "Unreachable", "in time"),
        (Answer(status=302, headers={"Location": "/a"}), "BadRedirect", PAGE),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "BadRedirect", "no web address"),
        (Answer(status=302, headers={"Location": "ftp://127.0.0.1/a"}), "BadRedirect", "no web address"),
        (Answer(b"\xef\xbb\xbf\n<!DOCTYPE html><p>Deze pagina bestaat niet (meer)"), "CorruptFile", "a web page"),
        (Answer(b'{"success": false}'), "CorruptFile", "something else"),
        (Answer(b""), "EmptyInput", PAGE),
        (Answer(BODY, cut=10), "CutOff", "broke off"),
        (Answer(BODY, length=len(BODY) + 1), "CutOff", "broke off"),
        (Answer(gzip.compress(BODY), headers={"Content-Encoding": "gzip"}, cut=9_000), "CutOff", "broke off"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalpha() else "",
)
def test_what_fails_says_what_to_do_and_leaves_no_file(fetch, tmp_path, answer, kind, said):
    error = refused(FileError, kind, fetch, answer, timeout=0.2)
    assert said in str(error)
    assert "a.csv" in str(error)
    assert left(tmp_path / "data" / "made") <= {*LEFT, ".a.csv.part", ".a.csv.part.json"}


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.json"])
def test_a_table_is_no_archive(fetch, name):
    refused(FileError, "CorruptFile", fetch, Answer(BODY), name=name)


@pytest.mark.parametrize("length", [None, len(BODY) - 1])
def test_a_wrong_hash_is_refused_and_begins_anew(site, fetch, tmp_path, length):
    answer = Answer(NEWER if length is None else BODY, length=length)
    error = refused(FileError, "ChecksumMismatch", fetch, answer, sha256=SHA)
    assert PAGE in error.remedy
    assert left(tmp_path / "data" / "made") == {".lock"}
    assert fetch(Answer(BODY), sha256=SHA).read_bytes() == BODY
    assert "Range" not in site.asked[-1].headers


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(BODY[:30_001], length=-1, etag=None), "CutOff"),
        (Answer(BODY[:30_001]), "ChecksumMismatch"),
        (Answer(BODY + b"00AP99;1\n", length=-1), "ChecksumMismatch"),
    ],
    ids=["without an end", "smaller", "larger"],
)
def test_a_file_has_the_size_that_is_known(fetch, tmp_path, answer, kind):
    refused(FileError, kind, fetch, answer, size=len(BODY))
    place = tmp_path / "data" / "made"
    assert "a.csv" not in left(place)
    path = fetch(Answer(BODY), size=len(BODY))
    assert path.read_bytes() == BODY
    refused(FileError, "ChecksumMismatch", fetch, size=5, offline=True)


@pytest.mark.parametrize("length", [None, -1])
def test_a_body_without_end_is_stopped(site, fetch, tmp_path, length):
    refused(LimitError, "SizeLimit", fetch, Answer(BODY, length=length, etag=None), largest=50_000)
    assert left(tmp_path / "data" / "made") == {".lock"}
    assert length is None or site.asked[0].sent > 0


def test_no_network_says_so_at_once(fetch, site):
    site.server_close()
    error = refused(FileError, "Unreachable", fetch)
    assert "offline=True" in error.remedy
    refused(FileError, "NotCached", fetch, offline=True)


def test_the_way_stays_secure():
    item = registries.Item("a.csv", "https://example.org/a.csv", PAGE)
    with pytest.raises(FileError, match="not secure"):
        sessions._check_way(item, [item.address, "http://example.org/a.csv"])
    sessions._check_way(item, [item.address, "https://example.org/b.csv"])


def test_one_that_fails_does_not_keep_the_others(site, register, tmp_path):
    names = ["gone.csv", "a.csv", "page.csv"]
    answers = [Answer(status=404), Answer(BODY), Answer(b"<html>")]
    files = [{"name": n, "address": site.put(f"/{n}", a)} for n, a in zip(names, answers, strict=True)]
    error = refused(FileError, "NotFound", sm.download, "made", folder=tmp_path, registry=register(*files))
    assert error.count == 2
    assert "gone.csv" in str(error)
    assert "page.csv" in str(error)
    assert left(tmp_path / "made") == {"a.csv", *LEFT}


def test_a_host_that_is_down_is_not_asked_for_more(site, register, tmp_path):
    files = [{"name": f"{n}.csv", "address": site.put(f"/{n}", Answer(status=500))} for n in range(2)]
    other = {"name": "other.csv", "address": site.put("/other", Answer(BODY)).replace("127.0.0.1", "localhost")}
    path = register(*files, other, attempts=1)
    error = refused(FileError, "Unreachable", sm.download, "made", folder=tmp_path, registry=path)
    assert error.count == 2
    assert [asked.path for asked in site.asked] == ["/0", "/other"]
    assert left(tmp_path / "made") == {"other.csv", *LEFT}


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr("schoolmix.extras.find_spec", lambda name: None if name == "pooch" else name)
    error = refused(MissingExtraError, "MissingExtra", sm.download, "geo")
    assert "pooch" in str(error)
    assert "schoolmix[download]" in error.remedy


# The folder


def test_what_somebody_put_there_is_taken_or_left_alone(fetch, tmp_path, site):
    place = tmp_path / "data" / "made"
    place.mkdir(parents=True)
    (place / "a.csv").write_bytes(BODY)
    assert fetch(offline=True).read_bytes() == BODY
    assert fetch(sha256=SHA).read_bytes() == BODY
    assert manifest.read(place)["a.csv"].address is None
    (place / "a.csv").write_bytes(NEWER)
    refused(FileError, "ChecksumMismatch", fetch, offline=True)
    refused(FileError, "OutputExists", fetch, sha256=SHA)
    assert (place / "a.csv").read_bytes() == NEWER
    assert site.asked == []


def test_a_folder_that_cannot_be_written(fetch, tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    refused(FileError, "NotWritable", fetch, Answer(BODY))


def test_a_full_disk_keeps_what_came(fetch, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(part.Part, "move", full)
        refused(FileError, "WriteFailed", fetch, Answer(BODY))
    assert ".a.csv.part" in left(tmp_path / "data" / "made")
    assert fetch(Answer(BODY)).read_bytes() == BODY


def test_a_damaged_manifest_is_told(fetch):
    path = fetch(Answer(BODY))
    (path.parent / ".manifest.json").write_text('{"files": 3}')
    refused(FileError, "CorruptFile", fetch)
    refused(FileError, "CorruptFile", fetch, offline=True)


def test_a_busy_folder_is_told(fetch, monkeypatch):
    import filelock

    path = fetch(Answer(BODY))
    monkeypatch.setattr(place, "_PATIENCE", 0.1)
    with filelock.FileLock(path.parent / ".lock"):
        refused(FileError, "StoreLocked", fetch)


def test_at_once_a_file_is_fetched_once(site, register, tmp_path):
    """Another process is in the midst of it when two threads ask for the same."""
    path = register({"name": "a.csv", "address": site.put("/a", Answer(BODY, wait=0.5))})
    options = {"folder": str(tmp_path), "registry": str(path), "progress": False}
    code = f"import schoolmix as sm; sm.download('made', **{options})"
    environment = {**os.environ, "PYTHONPATH": str(Path(sm.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE) as process:
        while not site.asked and process.poll() is None:
            time.sleep(0.01)
        threads = [threading.Thread(target=sm.download, args=["made"], kwargs=options) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert process.communicate() == (None, b"")
    assert process.returncode == 0
    assert len(site.asked) == 1
    assert (tmp_path / "made" / "a.csv").read_bytes() == BODY


@pytest.mark.parametrize("wanted", [True, False])
def test_progress_is_shown_if_wanted(fetch, capsys, monkeypatch, wanted):
    monkeypatch.setattr("schoolmix.progress.PATIENCE", 0)
    fetch(Answer(BODY), progress=wanted)
    said = capsys.readouterr()
    assert said.out == ""
    assert ("a.csv" in said.err) == wanted
    assert wanted or not said.err


# Registries


FILE = {"name": "a.csv", "address": "https://example.org/a.csv"}


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "/etc/passwd",
        "a/b.csv",
        r"a\b.csv",
        "C:a.csv",
        "..",
        ".",
        "",
        ".manifest.json",
        "nul.csv",
        "a\n",
        "a.",
    ],
)
def test_names_stay_in_the_folder(register, name):
    refused(FileError, "UnsafePath", sm.download, "made", registry=register({**FILE, "name": name}))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/a", "example.org/a", "https://", "https://u:p@example.org/a"]
)
def test_addresses_are_of_the_web(register, address):
    error = refused(InputError, "BadAddress", sm.download, "made", registry=register({**FILE, "address": address}))
    assert "u:p" not in str(error)


@pytest.mark.parametrize(
    ("files", "options", "refusal", "said"),
    [
        ([{**FILE, "adress": "x"}], {}, (InputError, "UnknownOption"), "Did you mean address?"),
        ([{"name": "a.csv"}], {}, (InputError, "MissingOption"), "address"),
        ([{**FILE, "bytes": "many"}], {}, (InputTypeError, "WrongType"), "a whole number"),
        ([{**FILE, "sha256": "abc"}], {}, (InputError, "BadOption"), "sha256"),
        ([FILE, {**FILE, "name": "A.CSV"}], {}, (InputError, "DuplicateFile"), "A.CSV"),
        ([FILE], {"timeuot": 3}, (InputError, "UnknownOption"), "Did you mean timeout?"),
        ([FILE], {"attempts": 0}, (InputError, "BadOption"), "attempts"),
        ([{**FILE, "bytes": -5}], {}, (InputError, "BadOption"), "bytes"),
        ([{**FILE, "bytes": 10**30}], {}, (InputError, "BadOption"), "bytes"),
        ([FILE], {"timeout": 2**62}, (InputError, "BadOption"), "86,400"),
        ([FILE], {"pause": "1e300"}, (InputError, "BadOption"), "86,400"),
        ([FILE], {"attempts": "true"}, (InputTypeError, "WrongType"), "attempts"),
        ([], {"text": "editions = 3"}, (InputTypeError, "WrongType"), "a table"),
        ([], {"text": ""}, (InputError, "MissingOption"), "editions"),
        ([], {"text": "a: 1"}, (InputError, "UnsupportedFormat"), "line 1"),
        ([], {"text": "editions:", "name": "registry.yaml"}, (InputError, "UnsupportedFormat"), "TOML"),
    ],
)
def test_registries_that_are_not_understood(register, files, options, refusal, said):
    assert said in str(refused(*refusal, sm.download, "made", registry=register(*files, **options)))


def test_what_is_not_there_is_told_with_what_is_like_it(tmp_path):
    assert "vo-tracks" in refused(InputError, "UnknownEdition", sm.download, "vo-track").remedy
    refused(InputTypeError, "WrongType", sm.download, 2024)
    for wrong in (3, b"geo", ["geo"], object()):
        refused(InputTypeError, "WrongType", sm.download, "geo", folder=wrong)
        refused(InputTypeError, "WrongType", sm.download, "geo", registry=wrong)
        refused(InputTypeError, "WrongType", sm.editions, folder=wrong)
        refused(InputTypeError, "WrongType", sm.editions, registry=wrong)
    for wrong in ("a\0b", "a" * 5_000):
        refused(FileError, "NotReadable", sm.download, "geo", folder=wrong)
        refused(FileError, "NotReadable", sm.editions, registry=wrong)
    refused(FileError, "FileNotFound", sm.download, "geo", registry=tmp_path / "none.toml")


# The registry of the package


def test_its_layouts_can_be_read_and_its_origins_are_told():
    table = sm.editions(folder="nowhere")
    layouts = sm.read.layouts()
    assert set(table["layout"].dropna()) <= set(layouts["layout"])
    publishers = dict(zip(layouts["layout"], layouts["publisher"], strict=True))
    known = table.dropna(subset="layout")
    by_cbs = known["layout"].map(publishers).eq("CBS")
    assert by_cbs.tolist() == known["address"].str.contains(r"cbs\.nl").tolist()
    assert table.loc[table["layout"].isna(), "file"].tolist() == [
        "2025-cbs_pc4_2022_vol.zip",
        "ses_pc4_2021_2022_incl_exclstudentenv4.xlsx",
        "gemeente_2024.geojson",
    ]
    assert set(table["known_from"]) <= {"catalogue", "cited", "pattern"}
    assert table["address"].str.startswith("https://").all()
    assert table["fetched"].isna().all()


def test_what_is_said_to_be_of_the_catalogue_is_in_it(data):
    catalogue = (data / "nl/duo/duo_resources.json").read_text(encoding="utf-8")
    table = sm.editions(folder="nowhere")
    assert all(address in catalogue for address in table.loc[table["known_from"] == "catalogue", "address"])


def test_published_files_come_whole_and_can_be_read(data, site, tmp_path):
    """The hashes of the registry are those of the published files, fetched here from a mirror."""
    text = registries.OURS.read_text(encoding="utf-8")
    known = {item["name"]: item for e in tomllib.loads(text)["editions"].values() for item in e["files"]}
    for name, item in known.items():
        if "sha256" in item:
            (source,) = (data / "nl/duo").glob(f"*{name.partition('.-')[2]}")
            text = text.replace(item["address"], site.put(f"/{len(site.answers)}", Answer(source.read_bytes())))
    mirror = tmp_path / "mirror.toml"
    mirror.write_text(text + "\n[manners]\npause = 0\n", encoding="utf-8")
    files = [name for name in known if "onderwijstype-2017" in name or "onderwijstype-2019" in name]
    place = sm.download("vo-tracks", folder=tmp_path, registry=mirror, files=files)
    sm.download("scores", folder=tmp_path, registry=mirror, files="05.-gemiddelde-eindscores-bo-sbo-2018-2019.csv")
    assert len(site.asked) == 3
    table = sm.editions(folder=tmp_path, registry=mirror)
    for row in table[table["fetched"].notna()].itertuples():
        assert (tmp_path / row.edition / row.file).stat().st_size == row.bytes
    frame = sm.read.duo(place)
    raw = [(data / f"nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv") for year in (2017, 2019)]
    cells = [line.split(";")[-12:] for path in raw for line in path.read_text("cp1252").splitlines()[1:]]
    assert frame["pupils"].sum() == sum(int(cell.strip('"') or 0) for row in cells for cell in row)


def test_the_page_of_the_docs_has_every_edition():
    text = (DOCS / "download.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w-]+)` \| (.+?) \| (\d+) \| (.+?) \|", text, re.MULTILINE)
    known = registries.load().editions.values()
    origins = [", ".join(sorted({str(item.known_from) for item in edition.items})) for edition in known]
    assert listed == [(e.name, e.title, str(len(e.items)), origin) for e, origin in zip(known, origins, strict=True)]


# The command line


def run(*arguments):
    return CliRunner().invoke(cli.app, ["download", *arguments], catch_exceptions=False)


def test_the_command_fetches_and_lists(site, register, tmp_path):
    path = register({"name": "a.csv", "address": site.put("/a", Answer(BODY))})
    options = ["--folder", str(tmp_path), "--registry", str(path)]
    assert run("made", *options, "--no-progress").stdout.strip() == str(tmp_path / "made")
    assert run("made", *options, "--offline").stdout.strip() == str(tmp_path / "made")
    (row,) = json.loads(run("--list", *options, "--output", "json").stdout)
    assert (row["file"], row["page"], row["sha256"]) == ("a.csv", PAGE, None)
    assert row["fetched"]
    assert "a.csv" in run(*options).stdout


def test_the_help_has_an_example_that_is_known():
    text = " ".join(run("--help").stdout.split())
    assert re.search(r"Example: schoolmix download (\S+) --folder data", text)[1] in registries.load().editions


def test_what_is_wrong_is_told(tmp_path):
    refused(FileError, "NotCached", run, "geo", "--folder", str(tmp_path), "--offline")
