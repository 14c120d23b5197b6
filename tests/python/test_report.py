"""The report as a page: offline, accessible, inert, in the words of the rulebook, from whatever files there are."""

from __future__ import annotations

import errno
import html
import itertools
import re
import shutil
import tomllib
from html.parser import HTMLParser

import nbformat
import pandas as pd
import pytest

from schoolmix import monitor
from schoolmix.errors import FileError, InputError
from schoolmix.monitor import change_claims
from schoolmix.monitor.section import Column, Part, Section, Table
from schoolmix.monitor.source import SKIPPED_KINDS
from schoolmix.read import layouts
from schoolmix.report import build
from schoolmix.report.language import HERE, Language
from schoolmix.report.page import Page

CHAPTERS = (
    "glance",
    "national",
    "where",
    "neighbourhood",
    "supply",
    "why",
    "contribution",
    "intake",
    "agenda",
    "account",
)
LANGUAGES = ("nl", "en")
VO = "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
SES = "nl/cbs/ses-woa-pc4-2021.csv"
TOWNS = ("Texel", "Utrecht", "Delft", "Zoetermeer", "Eindhoven")
FORBIDDEN = {
    "nl": "leidt tot|veroorzaakt|zorgt voor|dankzij|als gevolg van|door keuze|effect|effecten|significant|best|beste|"
    "slechtst|slechtste|witte school|zwarte school|segregatie naar SES|toename|afname|contact",
    "en": "leads to|causes|because of|ensures|thanks to|as a result of|by choice|effect|effects|significant|best|worst|"
    "white school|black school|segregation by SES|increase|decrease|contact",
}
PARTIAL = {"nl": "landelijk|landelijke", "en": "national|nationwide"}
TREND = {"nl": (r"\btrend", "zijn geen trend"), "en": (r"\btrend", "are not a trend")}


class Reader(HTMLParser):
    """What a reader sees, and the tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.texts, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"style", "pre"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def render(edition, language):
    """Return the whole page, without a kernel in between."""
    page = Page(edition, Language(language))
    bundles = [page.cover(), *(page.chapter(getattr(monitor, chapter)(edition)) for chapter in CHAPTERS)]
    cells = []
    for bundle in bundles:
        data = {"text/html": bundle["html"], "application/vnd.schoolmix.section+json": bundle["metadata"]}
        output = nbformat.v4.new_output("display_data", data=data)
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    return build._export(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture(scope="module")
def files(data):
    return {
        "po": [data / f"nl/duo/po-2024/{town} afgeschermd.csv" for town in TOWNS],
        "ses": [data / SES],
        "history": [data / HISTORY],
        "vo": [data / VO.format(year) for year in (2017, 2019)],
        "vo_2019": [data / VO.format(2019)],
        "addresses": [data / "nl/duo/alle-vestigingen-vo.csv"],
        "map": [data / "nl/geo/townships.geojson"],
        "unused": [
            data / "nl/amsterdam/compass/amsterdam-ses/schools.geojson",  # names of schools, but no sites
            data / "nl/geo/postcode_coords.csv",
            data / "nl/amsterdam/compass/LICENSE",
        ],
    }


@pytest.fixture(scope="module")
def edition(files, tmp_path_factory):
    """Return an edition from files of some kinds."""

    def make(*kinds, **options):
        folder = tmp_path_factory.mktemp("files")
        for kind in kinds:
            for path in files[kind]:
                shutil.copy(path, folder)
        return monitor.Edition(monitor.open_source(folder, **options))

    return make


@pytest.fixture(scope="module")
def editions(edition):
    real = edition("po", "ses", "history", "vo", "addresses", "map", "unused", municipality="0344")
    return {"real": real, "synthetic": monitor.Edition(monitor.open_source(None))}


@pytest.fixture(scope="module")
def pages(editions):
    return {(kind, code): render(one, code) for kind, one in editions.items() for code in LANGUAGES}


KINDS = [(kind, code) for kind in ("real", "synthetic") for code in LANGUAGES]


# The page


@pytest.mark.parametrize("key", KINDS)
def test_page_asks_nothing_of_the_net(pages, key):
    reader = read(pages[key])
    for tag, attributes in reader.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "form", "base"}
        for name, value in attributes.items():
            assert name not in {"src", "srcset", "action", "xlink:href"}
            assert not name.startswith("on")
            if name == "href":
                assert value.startswith("#")
    assert not re.search(r"https?://|@import|url\((?!#)", pages[key])
    policy = next(a["content"] for t, a in reader.tags if t == "meta" and a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("key", KINDS)
def test_page_says_its_language_and_every_chart_speaks(pages, key):
    reader = read(pages[key])
    assert dict(reader.tags)["html"]["lang"] == key[1]
    charts = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert len(charts) >= 6
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= set(ids)
    descriptions = re.findall(r'<desc id="[^"]+">([^<]+)</desc>', pages[key])
    assert len(descriptions) == len(charts)
    assert all(text.strip().endswith(".") and any(c.isdigit() for c in text) for text in descriptions)
    assert pages[key].count("<figure") == len(charts) == len(re.findall(r"</svg>.*?<details>", pages[key], re.DOTALL))


@pytest.mark.parametrize("key", KINDS)
def test_links_and_headings_are_in_order(pages, key):
    reader = read(pages[key])
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    links = [attributes["href"][1:] for tag, attributes in reader.tags if tag == "a"]
    assert set(links) <= ids
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert sum(tag == "section" for tag, _ in reader.tags) == len(CHAPTERS)


@pytest.mark.parametrize("key", KINDS)
def test_forbidden_words_are_not_there(pages, key):
    text = re.sub(r"\bBest\b", "", read(pages[key]).text)  # a municipality
    assert not re.search(rf"\b(?:{FORBIDDEN[key[1]]})\b", text, re.IGNORECASE)
    if key[0] == "real":
        assert not re.search(rf"\b(?:{PARTIAL[key[1]]})\b", text, re.IGNORECASE)
        pattern, allowed = TREND[key[1]]
        assert not re.search(pattern, text.replace(allowed, ""), re.IGNORECASE)


@pytest.mark.parametrize("key", KINDS)
def test_no_raw_code_is_left(pages, key):
    text = read(pages[key]).text
    names = r"[\w./-]+\.(?:csv|xlsx|geojson)"
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b|\bnan\b|\bNone\b|<NA>|\{\w*\}", re.sub(names, "", text))


def test_dutch_and_english_do_not_mix(pages):
    for kind in ("real", "synthetic"):
        assert not re.search(r"\b(?:the|and|schools|pupils|between)\b", _without_files(pages[kind, "nl"]))
        assert not re.search(r"\b(?:het|een|scholen|leerlingen|tussen|vrijwel)\b", _without_files(pages[kind, "en"]))


def _without_files(page):
    return re.sub(r"[\w.-]+\.(?:csv|geojson)", "", read(page).text)


def test_numbers_follow_the_language(pages):
    assert "475.708" in read(pages["real", "nl"]).text
    assert "475,708" in read(pages["real", "en"]).text
    assert "0,497" in read(pages["real", "nl"]).text
    assert "0.497" in read(pages["real", "en"]).text


def test_both_vo_pairs_are_shown(pages):
    text = read(pages["real", "nl"]).text
    for value in ("0,497", "0,498", "0,426", "0,424", "2017/18", "2019/20", "vrijwel even ongelijk"):
        assert value in text
    assert "spreiding van onderwijssoorten over vestigingen" in text.lower()
    assert "Dit gaat over aanbod, niet over herkomst." in text


def test_area_is_never_called_ses(pages):
    text = read(pages["real", "nl"]).text
    assert "spreiding van leerlingen naar welstand van de woonbuurt" in text.lower()
    assert "Dit gaat over buurten, niet over individuele ouders." in text
    assert "Niet vast te stellen met deze bestanden" in text


def test_synthetic_is_labelled_everywhere(pages):
    for code, word in (("nl", "SYNTHETISCH"), ("en", "SYNTHETIC")):
        page = pages["synthetic", code]
        assert f"({word})</title>" in page
        assert f'content="synthetic {word}"' in page
        titles = re.findall(r'<title id="[^"]+">([^<]+)</title>', page)
        assert titles
        assert all(title.startswith(word) for title in titles)
        for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
            assert word in table
    measured = re.sub(r'<section[^>]*id="agenda".*?</section>', "", pages["real", "nl"], flags=re.DOTALL)
    assert len(measured) < len(pages["real", "nl"])
    assert "SYNTHETISCH" not in measured  # what a model says is labelled in whatever edition


def test_the_chosen_municipality_is_shown_apart(pages):
    assert "Gemeente Utrecht" in read(pages["real", "nl"]).text
    assert "Municipality of Utrecht" in read(pages["real", "en"]).text


def test_limits_stand_in_the_caveat(pages):
    text = read(pages["real", "nl"]).text
    assert "In 2017/18 ontbreken hier 42 vestigingen waarvan het adres niet bekend is, met 10.809 leerlingen." in text
    assert "29.315 leerlingen in 2019/20" in text
    assert "some tenths of a percentage point" in read(pages["real", "en"]).text


# Half the files


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("vo", "addresses"), ["de spreiding van basisschoolleerlingen naar welstand van de woonbuurt. Nodig"]),
        (("vo",), ["het deel van de spreiding van onderwijssoorten tussen gemeenten. Nodig"]),
        (("vo_2019",), ["het verschil met het basisjaar in het voortgezet onderwijs. Nodig"]),
        (
            ("po", "ses"),
            ["hoeveel leerlingen elke vestiging precies telt. Nodig", "Exacte totalen per vestiging ontbreken"],
        ),
        (("po", "history"), ["de spreiding van basisschoolleerlingen naar welstand van de woonbuurt. Nodig"]),
        (("ses",), ["de spreiding van onderwijssoorten over vestigingen. Nodig"]),
    ],
)
def test_half_the_files_build_and_say_what_is_missing(edition, kinds, said):
    text = read(render(edition(*kinds), "nl")).text
    for sentence in said:
        assert f"Niet vast te stellen met deze bestanden: {sentence}" in text or sentence in text


# Inert


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg><script>alert(1)</script>",
    "{{ 7*7 }}",
    "$a_b$ [x](javascript:alert(1))",
    "]]> <!--",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_names_stays_inert(editions, payload):
    source = editions["synthetic"].source
    hostile = monitor.Edition(source)
    hostile.__dict__["municipalities"] = dict.fromkeys(editions["synthetic"].municipalities, payload)
    bundle = Page(hostile, Language("nl")).chapter(monitor.where(hostile))
    page = bundle["html"]
    reader = read(page)
    assert not {tag for tag, _ in reader.tags} & {"script", "img"}
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    assert payload in html.unescape(page)


def test_markup_in_a_table_stays_inert(editions):
    frame = pd.DataFrame({"municipality": ["<script>alert(1)</script>"]})
    table = Table("area_sheet", frame, [Column("municipality", "name")])
    bundle = Page(editions["real"], Language("nl")).chapter(Section("where", [Part(tables=[table])]))
    assert "<script>" not in bundle["html"]
    assert "&lt;script&gt;" in bundle["html"]


# The catalogue


def flat(texts, path=""):
    for name, value in texts.items():
        yield from flat(value, f"{path}{name}.") if isinstance(value, dict) else [(f"{path}{name}", value)]


def test_catalogues_have_the_same_texts_and_places():
    nl, en = (dict(flat(tomllib.loads((HERE / f"texts_{code}.toml").read_text("utf-8")))) for code in LANGUAGES)
    assert nl.keys() == en.keys()
    for name in nl:
        assert set(re.findall(r"\{(\w*)\}", nl[name])) == set(re.findall(r"\{(\w*)\}", en[name])), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_layout_that_is_read_has_a_name(code):
    texts = dict(flat(tomllib.loads((HERE / f"texts_{code}.toml").read_text("utf-8"))))
    named = {name.rpartition(".layout_")[2] for name in texts}
    assert set(layouts()["layout"]) <= named
    reasons = {name.rpartition(".skipped_")[2] for name in texts}
    assert reasons >= SKIPPED_KINDS


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_of_changes_are_all_there(code):
    language = Language(code)
    directions = ["same", *(f"{size}_{way}" for size in ("slight", "marked") for way in ("up", "down"))]
    assert all(language.text("phrase", kind + word) for word in directions for kind in ("", "trend_", "supply_"))
    assert all(language.text("word", kind + word) for word in [*directions, "open"] for kind in ("", "trend_"))


@pytest.mark.parametrize(("word", "points"), [("open", 2), ("trend_open", 8)])
def test_open_changes_need_no_phrase(word, points):
    numbers = {"difference": 0.02, "low": -0.01, "high": 0.05, "margin": 0.01, "base": 2017, "latest": 2019}
    rows = [{"subject": "tracks_with_pro", "measure": "H"}, {"subject": "po_ses_quintile", "measure": "D"}]
    frame = pd.DataFrame(rows).assign(**numbers, outcome="open", word=word, points=points)
    table = Table("changes", frame, [], key=("subject", "measure"))
    claims = [change_claims.supply_of(table, "with_pro"), change_claims.change_of(table, "po_ses_quintile", "D")]
    assert all("niet vast te stellen" in Language("nl").sentence(claim) for claim in claims)


def test_numbers_and_signs():
    nl, en = Language("nl"), Language("en")
    assert nl.cell("share", 0.1234) == "12,3\u00a0%"
    assert en.cell("share", 0.1234) == "12.3%"
    assert [nl.number("signed", value) for value in (-0.0018, 0.0018, 0.0001)] == ["\u22120,2", "+0,2", "0,0"]
    assert nl.cell("index", float("nan")) == ""
    assert nl.number("year", 1999) == "1999/00"


# From end to end


@pytest.mark.serial
def test_report_makes_one_file_of_its_own(tmp_path):
    path = build.report(language="nl", out=tmp_path, progress=False)
    assert path.name == "schoolmix-monitor-synthetisch-nl.html"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert '<html lang="nl">' in path.read_text("utf-8")


@pytest.mark.serial
def test_real_and_synthetic_stand_beside_each_other(files, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for path in files["vo"]:
        shutil.copy(path, folder)
    path = build.report(folder, language="en", out=tmp_path / "report", progress=False)
    assert path.name == "schoolmix-monitor-en.html"
    assert "0.497" in path.read_text("utf-8")


@pytest.mark.serial
def test_an_error_in_the_notebook_keeps_its_type(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing of interest")
    with pytest.raises(FileError) as caught:
        build.report(tmp_path, out=tmp_path / "report", progress=False)
    assert caught.value.kind == "EmptyInput"


@pytest.mark.parametrize(
    ("options", "error", "kind"),
    [
        ({"language": "fr"}, InputError, "BadOption"),
        ({"municipality": "12"}, InputError, "BadOption"),
        ({"data": "no/such/folder"}, FileError, "FileNotFound"),
    ],
)
def test_wrong_options_are_refused_before_anything_runs(tmp_path, options, error, kind):
    with pytest.raises(error) as caught:
        build.report(**options, out=tmp_path / "report")
    assert caught.value.kind == kind
    assert caught.value.remedy


@pytest.mark.parametrize("out", ["/proc/report", "a file/report"])
def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(tmp_path, monkeypatch, out):
    (tmp_path / "a file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build, "_run", None)
    with pytest.raises(FileError) as caught:
        build.report(out=out)
    assert caught.value.kind == "NotWritable"
    assert "out=" in caught.value.remedy


def test_a_full_disk_leaves_the_report_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "schoolmix-monitor-synthetic-en.html"
    path.write_text("the report that was there")
    monkeypatch.setattr(build, "_run", lambda *_, **__: None)
    monkeypatch.setattr(build, "_export", lambda _: "new")
    monkeypatch.setattr(type(path), "write_text", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(FileError) as caught:
        build.report(out=tmp_path, language="en")
    assert caught.value.kind == "WriteFailed"
    assert path.read_text() == "the report that was there"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_folder_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError) as caught:
        build.report(tmp_path / "empty", out=tmp_path / "report")
    assert caught.value.kind == "EmptyInput"


def test_notebook_travels_without_outputs():
    notebook = nbformat.read(build.NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert "parameters" in code[0].metadata["tags"]
