"""The plan of the house, held by reading the source: who may import whom, and what is done in one room only.

A new room is one row in ROOMS. Ruff's `banned-api` says part of this in the editor; here the lines are finer.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rnn_tutor

PACKAGE = Path(rnn_tutor.__file__).parent

_LANGUAGE = {"arguments", "english", "equations", "limits", "networks", "numbers"}
_COMPUTING = _LANGUAGE | {"calculus", "notation", "lesson", "derivation"}
_EXPLAINED = _COMPUTING | {"explain", "glossary"}

ROOMS: dict[str, set[str]] = {
    # room: the rooms that it may import, all of them above it in this table
    "english": set(),
    "limits": set(),
    "arguments": set(),
    "equations": {"limits"},
    "networks": set(),
    "glossary": set(),
    "calculus": {"equations", "limits"},
    "numbers": {"english", "equations", "limits"},
    "notation": {"equations"},
    "lesson": _LANGUAGE,
    "derivation": _LANGUAGE | {"calculus", "notation", "lesson"},
    "training": _COMPUTING,
    "progress": _COMPUTING,
    "explain": _COMPUTING | {"glossary"},
    "pictures": _EXPLAINED | {"training"},
    "witness": _EXPLAINED,
    "mistakes": _EXPLAINED,
    "quiz": _EXPLAINED | {"mistakes", "progress"},
    "diagnosis": _EXPLAINED | {"mistakes"},
    "audit": _EXPLAINED | {"diagnosis", "mistakes", "quiz"},
    "export": _EXPLAINED | {"audit", "diagnosis", "mistakes", "pictures", "progress", "quiz", "training"},
    "screens": _EXPLAINED | {"witness", "audit", "diagnosis", "mistakes", "pictures", "progress", "quiz", "training"},
    "cli": _EXPLAINED
    | {"witness", "audit", "diagnosis", "export", "mistakes", "progress", "quiz", "screens", "training"},
    "__main__": {"cli"},
    "__init__": _EXPLAINED | {"audit", "diagnosis", "export", "quiz", "training"},
}

SCREENS: dict[str, set[str]] = {
    # folder of the room `screens`: those that it may import
    "layout": set(),
    "pictures": {"layout"},
    "tables": {"layout", "pictures"},
    "walk": {"layout", "pictures"},
    "quiz": {"layout", "walk"},
    "fading": {"layout", "walk", "quiz"},
}

MODULES: dict[str, str | None] = {
    # a module from outside: the one place that may import it, None for nowhere
    "rich": "screens/",
    "yaml": "lesson/document.py",
    "typer": "cli/",
    "click": "cli/",
    "sympy.parsing": None,
    "http": None,
    "requests": None,
    "socket": None,
    "urllib": None,
}

NAMES: dict[str, str | None] = {
    # a builtin or a function: the one place that may use it, None for nowhere
    "SystemExit": "cli/",
    "sys.exit": "cli/",
    "os._exit": "__main__.py",  # interrupted in the middle of an import
    "__import__": None,
    "compile": None,
    "eval": None,
    "exec": None,
    "sympy.S": None,
    "sympy.lambdify": None,
    "sympy.parse_expr": None,
    "sympy.sympify": None,
}


def imported(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """Each imported module or name, absolute and dotted, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each name that is read, alone (`eval`) or of a module that was imported whole (`sys.exit`)."""
    module_of = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in module_of:
                yield node.lineno, f"{module_of[owner]}.{name}"


def room_of(name: str) -> str | None:
    """The room that an import of `name` enters; None where it enters none."""
    match name.split("."):
        case ["rnn_tutor", "__version__"]:
            return None
        case ["rnn_tutor", room, *_] if room in ROOMS or (PACKAGE / room).is_dir():
            return room
        case ["rnn_tutor", *_]:
            return "__init__"
    return None


def is_within(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")


def breaches(path: str, source: str) -> list[str]:
    """What the file at `path` (inside the package) does that its room is not for."""
    tree = parsed(source)
    room = path.partition("/")[0].removesuffix(".py")
    if room not in ROOMS:
        return [f"{path}: {room!r} is no room yet: give it a row in ROOMS"]
    found = []
    imports = list(imported(tree, ".".join(["rnn_tutor", *path.split("/")[:-1]])))
    for line, name in imports:
        entered = room_of(name)
        if entered is not None and entered != room and entered not in ROOMS[room]:
            found.append(f"{path}:{line}: {room} must not import from {entered}")
    for uses, places in ((imports, MODULES), ([*imports, *used(tree)], NAMES)):
        for line, name in uses:
            for whole, place in places.items():
                if is_within(name, whole) and not (place and path.startswith(place)):
                    found.append(f"{path}:{line}: {whole} belongs in {place or 'no room'}")
    return found


def modules() -> dict[str, Path]:
    """The files of the package, by what they are imported as."""
    names = {
        path: ".".join(["rnn_tutor", *path.relative_to(PACKAGE).with_suffix("").parts])
        for path in PACKAGE.rglob("*.py")
    }
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


@cache
def parsed(source: str) -> ast.Module:
    """A file's syntax, read once for all tests."""
    return ast.parse(source)


@cache
def dependencies() -> dict[str, set[str]]:
    """The modules of the package that each one imports, at once, later or for its types only."""
    files = modules()
    found = {}
    for name, path in files.items():
        tree = parsed(path.read_text("utf-8"))
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        wanted = (target for _, target in imported(tree, package))
        found[name] = {target if target in files else target.rpartition(".")[0] for target in wanted} & files.keys() - {
            name
        }
    return found


def circles(graph: dict[str, set[str]]) -> set[str]:
    """What is left after taking away, again and again, whatever imports nothing of what is left."""
    left = set(graph)
    while ends := {name for name in left if not graph[name] & left}:
        left -= ends
    return left


def test_no_file_imports_itself_by_way_of_others() -> None:
    graph = dependencies()
    leads = circles(graph)
    # What only leads to a circle goes too: take away what nobody imports.
    while tops := leads - {target for name in leads for target in graph[name]}:
        leads -= tops
    assert leads == set()


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == set()


@pytest.mark.parametrize("folder", SCREENS)
def test_screens_import_only_what_they_are_made_of(folder: str) -> None:
    graph, start = dependencies(), f"rnn_tutor.screens.{folder}."
    targets = {target for name in graph if name.startswith(start) for target in graph[name]}
    entered = {target.split(".")[2] for target in targets if target.startswith("rnn_tutor.screens.")}
    assert entered - {folder} <= SCREENS[folder]


def test_every_screen_is_in_a_folder() -> None:
    assert {path.name for path in (PACKAGE / "screens").iterdir()} - {"__pycache__", "__init__.py"} == SCREENS.keys()


def types_defined(tree: ast.Module) -> Iterator[str]:
    """The names of the classes and type aliases of a file, those inside of functions and classes included."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                yield name


def test_a_class_name_stands_for_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for name, path in modules().items():
        for defined in types_defined(parsed(path.read_text("utf-8"))):
            homes.setdefault(defined, []).append(name)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_the_types_of_a_file_are_found() -> None:
    source = "class A: ...\ndef f():\n    class B: ...\nC: TypeAlias = int\nD: int = 3\nE = int"
    assert set(types_defined(ast.parse(source))) == {"A", "B", "C"}


LONGEST_FILE = 300  # lines: past it, a file asks to be two, by what one looks for in it
LONGEST_FUNCTION = 50  # lines: what fits on a screen


def long_files(folder: Path) -> dict[str, int]:
    """The source files with more lines than one has patience for, each with their number."""
    counts = {path: len(path.read_text("utf-8").splitlines()) for path in folder.rglob("*.py")}
    return {path.relative_to(folder).as_posix(): count for path, count in counts.items() if count > LONGEST_FILE}


def test_a_file_is_read_in_one_go() -> None:
    assert long_files(PACKAGE) == {}


def test_a_long_file_is_found(tmp_path: Path) -> None:
    for count in (LONGEST_FILE, LONGEST_FILE + 1):
        (tmp_path / f"{count}.py").write_text("pass\n" * count)
    assert long_files(tmp_path) == {f"{LONGEST_FILE + 1}.py": LONGEST_FILE + 1}


def lengths(tree: ast.Module, *, of_commands: bool = False) -> Iterator[tuple[str, int]]:
    """The functions and methods of a file, each with the number of its lines.

    A command has a parameter for each of its options, with the help of each, and its docstring is its page of help:
    `of_commands`, what it does is counted.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            is_documented = ast.get_docstring(node) is not None and len(node.body) > 1
            first = node.body[1 if is_documented else 0].lineno if of_commands else node.lineno
            yield node.name, node.end_lineno - first + 1


@pytest.mark.parametrize("room", ROOMS)
def test_a_function_fits_on_a_screen(room: str) -> None:
    files = [path for name, path in modules().items() if [*name.split("."), "__init__"][1] == room]
    long = [
        f"{path.relative_to(PACKAGE)}: {name} has {count} lines"
        for path in files
        for name, count in lengths(parsed(path.read_text("utf-8")), of_commands=room == "cli")
        if count > LONGEST_FUNCTION
    ]
    assert long == []


def test_a_long_function_is_found() -> None:
    source = "class A:\n    def f(self):\n" + "        pass\n" * 50
    assert dict(lengths(ast.parse(source))) == {"f": 51}


def test_of_a_command_its_options_and_its_help_are_not_counted() -> None:
    source = "def walk(\n" + "    option: int,\n" * 60 + "):\n    'Help.'\n    go()\n    on()\n"
    assert dict(lengths(ast.parse(source), of_commands=True)) == {"walk": 2}


def late(tree: ast.Module) -> set[int]:
    """The lines with an import inside a function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = (node for function in functions for node in ast.walk(function))
    return {node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)}


@pytest.mark.parametrize("path", sorted(p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py")))
def test_an_import_inside_a_function_says_why(path: str) -> None:
    """Commands import what they run when they run: that is the reason in `cli`, once for all."""
    if not path.startswith("cli/"):
        source = (PACKAGE / path).read_text("utf-8")
        lines = source.splitlines()
        assert [lines[number - 1] for number in sorted(late(parsed(source))) if "#" not in lines[number - 1]] == []


def test_rooms_import_only_from_rooms_above_them() -> None:
    order = list(ROOMS)
    assert all(order.index(entered) < order.index(room) for room, rooms in ROOMS.items() for entered in rooms)


@pytest.mark.parametrize("path", sorted(p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py")))
def test_each_file_keeps_to_its_room(path: str) -> None:
    assert breaches(path, (PACKAGE / path).read_text("utf-8")) == []


def test_every_room_has_a_row() -> None:
    there = {entry.name.removesuffix(".py") for entry in PACKAGE.iterdir() if entry.suffix in {"", ".py"}}
    assert there - {"__pycache__", "_lessons"} <= ROOMS.keys()


@pytest.mark.parametrize(
    ("path", "source", "breach"),
    [
        ("utils.py", "", "utils.py: 'utils' is no room yet: give it a row in ROOMS"),
        ("attic/a.py", "", "attic/a.py: 'attic' is no room yet: give it a row in ROOMS"),
        (
            "equations/a.py",
            "from rnn_tutor.lesson import Lesson",
            "equations/a.py:1: equations must not import from lesson",
        ),
        ("equations/a.py", "import rnn_tutor.cli", "equations/a.py:1: equations must not import from cli"),
        ("numbers/a.py", "from ..quiz import grading", "numbers/a.py:1: numbers must not import from quiz"),
        (
            "quiz/a.py",
            "def f():\n    from rnn_tutor import screens",
            "quiz/a.py:2: quiz must not import from screens",
        ),
        (
            "screens/a.py",
            "from rnn_tutor import load_lesson",
            "screens/a.py:1: screens must not import from __init__",
        ),
        (
            "derivation/a.py",
            "from rich.console import Console",
            "derivation/a.py:1: rich belongs in screens/",
        ),
        (
            "derivation/a.py",
            "from rnn_tutor.export import notebook",
            "derivation/a.py:1: derivation must not import from export",
        ),
        ("lesson/loader.py", "import yaml", "lesson/loader.py:1: yaml belongs in lesson/document.py"),
        ("screens/a.py", "import typer", "screens/a.py:1: typer belongs in cli/"),
        ("lesson/a.py", "from urllib.request import urlopen", "lesson/a.py:1: urllib belongs in no room"),
        (
            "quiz/a.py",
            "from sympy.parsing.sympy_parser import parse_expr",
            "quiz/a.py:1: sympy.parsing belongs in no room",
        ),
        ("quiz/a.py", "import sympy as sp\nsp.S('1')", "quiz/a.py:2: sympy.S belongs in no room"),
        ("quiz/a.py", "from sympy import sympify", "quiz/a.py:1: sympy.sympify belongs in no room"),
        ("quiz/a.py", "calculate = eval", "quiz/a.py:1: eval belongs in no room"),
        ("quiz/a.py", "import sys\nsys.exit(1)", "quiz/a.py:2: sys.exit belongs in cli/"),
        ("quiz/a.py", "from sys import exit", "quiz/a.py:1: sys.exit belongs in cli/"),
        ("lesson/a.py", "raise SystemExit", "lesson/a.py:1: SystemExit belongs in cli/"),
    ],
)
def test_a_breach_is_named(path: str, source: str, breach: str) -> None:
    assert breaches(path, source) == [breach]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lesson/document.py", "import yaml"),
        ("screens/walk.py", "from rich.panel import Panel\nfrom .. import __version__, derivation"),
        ("equations/tokens.py", "import re\nfrom .tree import Number\nNAME = re.compile('a')"),
        ("cli/walk.py", "import sys\nimport typer\nfrom rnn_tutor.screens import walk\nsys.exit(2)"),
        ("quiz/grading.py", "from sympy import Rational\nimport sympy\nHALF = sympy.Rational(1, 2)"),
    ],
)
def test_what_a_room_is_for_is_allowed(path: str, source: str) -> None:
    assert breaches(path, source) == []
