"""The house rules that no other tool checks: pins, declared imports, unique codes, lengths, reasons, links."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections import Counter
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from extractor.errors import BienbanError
from extractor.registry import PARSERS, resolve

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "extractor").rglob("*.py"), *(ROOT / "web").rglob("*.py")])
CODE = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """Names of the declared requirements, without extras those of everybody."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.+!]+", line)] == []


def test_every_requirement_is_pinned() -> None:
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    assert declared(*PROJECT["optional-dependencies"]) <= pinned


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    from_ = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.split(".")[0] for name in plain | from_}


def test_the_product_imports_only_what_it_declares() -> None:
    """A library that is there only because another needs it would vanish with that other."""
    distributions = packages_distributions()
    outside = {name for path in MODULES for name in imported(path)} - set(sys.stdlib_module_names) - {"extractor", "web"}
    undeclared = {name for name in outside if not {normal(d) for d in distributions.get(name, [name])} & declared("cluster")}
    assert undeclared == set()


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_can_be_imported_and_says_what_it_holds(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree)
    if "migrations" not in path.parts:  # Alembic runs those inside a migration, nobody imports them
        import_module(name)


def kinds_of_error(root: type[BienbanError]) -> list[type[BienbanError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in kinds_of_error(child))]


def test_every_error_has_its_own_code_and_speaks_both_languages() -> None:
    for path in MODULES:
        if "migrations" not in path.parts:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    kinds = set(kinds_of_error(BienbanError))
    codes = Counter(kind.code for kind in kinds if "code" in vars(kind))
    assert {code: n for code, n in codes.items() if n > 1} == {}
    for kind in kinds:
        assert re.fullmatch(r"E\d{3}", kind.code)
        assert kind.message.keys() == kind.next_step.keys() == {"vi", "en"}, kind
        assert all([*kind.message.values(), *kind.next_step.values()]), kind


@pytest.mark.parametrize("name", PARSERS)
def test_the_registry_leads_to_functions(name: str) -> None:
    assert callable(resolve(PARSERS[name]))


@pytest.mark.parametrize("path", CODE, ids=short)
def test_no_module_is_too_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", CODE, ids=short)
def test_what_is_switched_off_has_its_reason_beside_it(path: Path) -> None:
    switched_off = re.compile(r"#\s*(?:type:\s*ignore|noqa|pragma)(?P<rest>.*)")
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = switched_off.search(line) if path != Path(__file__) else None
        assert not found or re.search(r"#\s*\S+.{8}", found["rest"]), f"{short(path)}:{number}"


def test_what_is_installed_is_named_by_name_and_version_only() -> None:
    """No address beside the service's own stands where packages are named, and nothing but names and versions are pinned."""
    named = [ROOT / name for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/run", ".ci/system-packages")]
    addresses = {found for path in named for found in re.findall(r"\w+://[^\s\"')]+", path.read_text("utf-8"))}
    assert {address for address in addresses if not address.startswith("http://127.0.0.1")} == set()
    pins = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert pins and [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)] == []


def test_the_build_server_runs_what_a_newcomer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text("utf-8")


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=short)
def test_links_between_our_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []
