"""The surface: what is public is documented, modules import downwards only, importing is light."""

from __future__ import annotations

import ast
import inspect
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import _core, errors

PACKAGE = Path(sm.__file__).parent
HEAVY = {"matplotlib", "papermill", "nbconvert", "typer", "babel", "polars", "duckdb", "dask", "jinja2", "IPython"}
HEAVY |= {"SALib", "distributed", "scipy"}
HEAVY |= {"filelock", "pooch", "requests", "urllib3"}
HEAVY |= {"geopandas", "shapely", "pyogrio", "pyproj"}
FLOORS = [
    {"_core", "cluster", "errors", "extras", "files", "frames", "memory", "progress", "seeds"},
    {"read", "download"},
    {"door", "hidden", "identity", "located", "mapping", "protocol", "register", "registered", "sensitivity"},
    {"lattice", "microdata", "places", "saved", "seal", "tally", "tastes", "terms"},
    {"gathering", "keyed"},
    {"fitted", "inventory", "observed", "towns"},
    {"from_files"},
    {"measures", "neighbourhood", "roll", "world"} | {"choice", "design", "lists", "mechanism", "priority", "reserves"},
    {
        "applications",
        "enrolled",
        "enrolment",
        "first_classes",
        "flows",
        "kept",
        "luggage",
        "preset",
        "transitions",
        "verbs",
    },
    {"explanation", "figures", "ground", "market", "policy", "reach", "series"},
    {"admission", "alternatives", "base_year", "scenario"},
    {"estimated"},
    {"flow_tastes", "past"},
    {"measure", "local", "expected", "compare", "decompose", "catalogue", "profile", "rank_order", "test", "change"}
    | {"admit", "digest", "reflect", "contribution", "encounters", "concentration", "homes", "catchments", "mixing"}
    | {"broad", "closures", "compass", "estimate", "funded", "funding", "openings", "schelling", "simulation"}
    | {"track_simulation", "withheld"},
    {"counterfactual", "double_foot", "hindcast", "parts", "track_spread", "trend"},
    {"backtest", "mechanisms", "nearest_school", "reassign", "settle", "simulate", "sources", "tracks"},
    {"appraisal", "break_even", "opening_catchments", "robustness", "study", "sweep"},
    {"appraise"},
    {"plot"},
    {"monitor"},
    {"report"},
    {"cli"},
]
FLOOR = {module: height for height, modules in enumerate(FLOORS) for module in modules}
GROUND = {
    "_core",
    "cluster",
    "errors",
    "extras",
    "files",
    "frames",
    "memory",
    "progress",
    "seeds",
}  # these may use each other, without going round in circles
ERRORS = {
    "InputError": ValueError,
    "ColumnError": KeyError,
    "AreaTraitError": ValueError,
    "InputTypeError": TypeError,
    "FileError": OSError,
    "LimitError": MemoryError,
    "PrivacyError": Exception,
    "ConvergenceError": ArithmeticError,
    "InternalError": RuntimeError,
}


def roll():
    frame = pd.DataFrame({"site": ["a", "a", "b"], "group": ["x", "y", "x"], "n": [3, 1, 2]})
    return sm.Roll(frame, unit="site", group="group", count="n")


# Modules


def module_of(path):
    """Return the module right below the package in which a file stands."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(text, module, depth=1):
    """Return the modules of the package that some code imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # A relative import climbs from the module's own folder: depth is how far below the package it stands.
            root = ["schoolmix", module][: 1 + depth - node.level] if node.level else []
            base = ".".join([*root, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        parts = [name.split(".") for name in names]
        found |= {part[1] for part in parts if part[0] == "schoolmix" and len(part) > 1}
    return found - {module, "__version__"}


def faults(text, module, depth=1):
    """Return what is wrong with the imports of some code."""
    found = []
    if module not in FLOOR:
        return [f"{module} stands on no floor"]
    for other in imports(text, module, depth):
        if other not in FLOOR:
            found.append(f"{module} imports {other}, which stands on no floor")
        elif FLOOR[other] > FLOOR[module]:
            found.append(f"{module} imports {other}, which stands above it")
        elif FLOOR[other] == FLOOR[module] and module not in GROUND | {"roll", "world"}:
            found.append(f"{module} imports its sibling {other}")
    return found


def test_modules_import_lower_floors_only():
    files = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]
    assert len(files) > 20
    found = {
        str(path.relative_to(PACKAGE)): wrong
        for path in files
        if (wrong := faults(path.read_text(encoding="utf-8"), module_of(path), len(path.relative_to(PACKAGE).parts)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("errors", "from schoolmix import read"),
        ("roll", "from schoolmix.measure import measure"),
        ("local", "from schoolmix import measure"),
        ("local", "def f():\n    import schoolmix.decompose"),
        ("local", "from .expected import expected"),
        ("measure", "if TYPE_CHECKING:\n    from schoolmix.plot import curve"),
        ("plot", "from schoolmix.report import build"),
        ("cellar", ""),
        ("measure", "from schoolmix.cellar import wine"),
    ],
)
def test_planted_violations_are_caught(module, planted):
    assert faults(planted, module)


def test_the_ground_goes_round_in_no_circle():
    order, left = [], {name: imports((PACKAGE / f"{name}.py").read_text(), name) for name in GROUND - {"_core"}}
    while left:
        free = [name for name, needs in left.items() if needs <= {"_core", *order}]
        assert free, left
        order += free
        left = {name: needs for name, needs in left.items() if name not in free}


def test_importing_is_light():
    code = f"import json, sys; sys.path.insert(0, {str(PACKAGE.parent)!r})\n"
    code += "import schoolmix; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded & HEAVY == set()
    assert "schoolmix" in loaded


def test_importing_and_measuring_changes_nothing_global():
    code = f"""
import sys, os, locale, warnings, random, numpy as np
sys.path.insert(0, {str(PACKAGE.parent)!r})
import pandas as pd
state = lambda: (np.geterr(), random.getstate(), np.random.get_state()[1].tolist(), os.getcwd(), locale.getlocale(),
                 len(warnings.filters), sys.getrecursionlimit(), dict(os.environ))
before = state()
import schoolmix as sm
roll = sm.Roll(pd.DataFrame({{"s": [1, 1, 2], "g": [1, 2, 1], "n": ["<5", "1", "2"]}}), unit="s", group="g", count="n",
               masks={{"<5": (1, 4)}})
sm.measure(roll)
assert state() == before
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# Names


def documented(thing):
    return inspect.getdoc(thing) or ""


def test_all_is_sorted_and_whole():
    assert list(sm.__all__) == sorted(sm.__all__)
    assert all(hasattr(sm, name) for name in sm.__all__)
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    public = {name for name in vars(sm) if not name.startswith("_")} - modules - {"annotations"}
    assert public <= set(sm.__all__)
    assert {"Roll", "Measure", "measure", "local", "expected", "compare", "decompose", "catalogue", "read"} <= set(
        sm.__all__
    )


@pytest.mark.parametrize("name", [n for n in sm.__all__ if callable(getattr(sm, n)) and not n.endswith("Error")])
def test_what_is_public_says_what_it_takes_gives_and_looks_like(name):
    thing = getattr(sm, name)
    text = documented(thing)
    has_parameters = bool(inspect.signature(thing).parameters)
    sections = (
        (["Parameters"] if has_parameters else []) + ([] if inspect.isclass(thing) else ["Returns"]) + ["Examples"]
    )
    assert [s for s in sections if not re.search(rf"^{s}\n-+$", text, re.MULTILINE)] == []
    assert ">>>" in text
    if has_parameters:
        listed = text.split("Parameters\n")[1].split("\n\n")[0]
        for parameter in inspect.signature(thing).parameters:
            assert re.search(rf"\b{parameter}\b", listed), parameter


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_documented_classes_of_python_too(name):
    error = getattr(sm, name)
    assert documented(error)
    assert issubclass(error, (sm.SchoolmixError, ERRORS[name]))
    assert issubclass(error, ERRORS[name])
    made = error("what, where", kind="K", column="c", row=3, count=2, remedy="Mend it.")
    again = pickle.loads(pickle.dumps(made))
    assert (type(again), vars(again), str(again)) == (error, vars(made), str(made))
    assert str(made) == "what, where [K] Mend it."
    assert [made.kind, made.column, made.row, made.count, made.remedy] == ["K", "c", 3, 2, "Mend it."]


def test_every_public_method_of_a_roll_is_documented():
    for name, member in inspect.getmembers(sm.Roll):
        if not name.startswith("_") and (callable(member) or isinstance(member, property)):
            assert documented(member), name


@pytest.mark.parametrize("verb", [sm.measure, sm.local, sm.expected, sm.decompose, sm.profile, sm.rank_order])
def test_verbs_take_the_roll_and_measures_by_place_and_all_else_by_name(verb):
    parameters = list(inspect.signature(verb).parameters.values())
    assert [p.name for p in parameters[:2]] == ["roll", "measures"]
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters[2:])
    with pytest.raises(TypeError):
        verb(roll(), "M", "x")


@pytest.mark.parametrize(
    "call",
    [
        lambda: sm.measure(roll(), focus="x"),
        lambda: sm.local(roll(), focus="x"),
        lambda: sm.expected(roll(), seed=1),
        lambda: sm.test(roll(), seed=1),
        lambda: sm.profile(roll(), "atkinson", epsilon=0.1),
        lambda: sm.rank_order(roll(), focal="x"),
        lambda: sm.decompose(roll(), within="x"),
        lambda: sm.reflect(roll(), roll(), matches="x"),
        lambda: sm.contribution(roll(), focus="x"),
        lambda: sm.encounters(roll(), focal="x"),
        lambda: sm.concentration(roll(), at=[0.5]),
        lambda: sm.catalogue(kind="evenness"),
        lambda: sm.Roll(pd.DataFrame(), unit="a", group="b", counts="c"),
        lambda: sm.Roll(pd.DataFrame(), "a", "b"),
        lambda: sm.Roll.from_wide(pd.DataFrame({"a": ["u"], "b": [1]}), unit="a", groups=["b"], counts="c"),
        lambda: sm.Roll.from_wide(pd.DataFrame({"a": ["u"], "b": [1]}), unit="a", groups=["b"], count="c"),
    ],
)
def test_unknown_keywords_are_errors(call):
    with pytest.raises(TypeError):
        call()


def test_a_roll_cannot_be_changed():
    made = roll()
    for name in ("units", "groups", "pupils", "masked", "notes"):
        with pytest.raises(AttributeError):
            setattr(made, name, None)
        with pytest.raises(AttributeError):
            setattr(made._core, name, None)
    with pytest.raises(AttributeError):
        made.anything = 1
    for name in [name for name in dir(made._core) if not name.startswith("_")]:
        with pytest.raises(AttributeError):
            setattr(made._core, name, None)
    made.units.clear()
    made.groups.clear()
    made.notes.append("x")
    assert (made.units, made.groups, made.notes) == (["a", "b"], ["x", "y"], [])


def test_every_function_of_the_core_is_wrapped():
    functions = {name for name, member in vars(_core).items() if callable(member) and not name.startswith("_")}
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    assert {name for name in functions if f"_core.{name}" not in text} == set()


def test_the_version_is_that_of_the_core():
    assert sm.__version__ == _core.VERSION


def test_measures_are_compared_by_what_they_ask():
    assert sm.Measure("M", base=2) == sm.Measure("M", base=2.0)
    assert hash(sm.Measure("M", base=2)) == hash(sm.Measure("M", base=2.0))
    assert sm.Measure("M", base=2) != sm.Measure("M", base=2.0000001)
    assert sm.Measure("M") != sm.Measure("H")
    assert repr(sm.Measure("M", base=2)) == "M(base=2)"
    assert repr(sm.Measure("M")) == "M"


def test_errors_module_has_no_more_than_is_public():
    classes = {name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, Exception)}
    assert classes <= set(sm.__all__)
