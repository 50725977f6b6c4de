"""House rules: small files and functions, shallow nesting, few suppressions, each with its reason."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("til", "generate", "tilsite", "clients/python")
TESTS = ("tests",)
Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|ruff:|mypy:)\S*(.*)")
DOCUMENTED = {"_meta", "_replace", "_asdict", "_fields", "_exit"}  # documented as public
LATER = re.compile(r"#.*\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


@dataclass(frozen=True)
class Module:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def suppressions(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.lines, 1):
            if found := SUPPRESSION.search(line):
                yield number, found[2].strip(" -#]")


def modules(folders: tuple[str, ...]) -> list[Module]:
    paths = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in folders)
    texts = ((path, path.read_text("utf-8")) for path in paths if "migrations" not in path.parts)
    return [Module(path, text, ast.parse(text)) for path, text in texts]


@pytest.fixture(scope="module")
def code() -> list[Module]:
    return modules(CODE)


@pytest.fixture(scope="module")
def everything(code: list[Module]) -> list[Module]:
    return code + modules(TESTS)


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def depth(node: ast.AST) -> int:
    """Return the depth of nested blocks below ``node``; an elif has the depth of its if."""
    return max((_depth(child, node) for child in ast.iter_child_nodes(node)), default=0)


def _depth(node: ast.AST, parent: ast.AST) -> int:
    is_elif = isinstance(node, ast.If) and isinstance(parent, ast.If) and parent.orelse == [node]
    return depth(node) + (isinstance(node, BLOCKS) and not is_elif)


def test_the_measure_itself_counts_blocks_and_not_elif() -> None:
    flat = ast.parse("if a:\n  x\nelif b:\n  x\nelif c:\n  x")
    deep = ast.parse("for a in b:\n  with c:\n    if d:\n      while e: x")
    assert (depth(flat), depth(deep)) == (1, 4)


def test_no_file_is_longer_than_300_lines(everything: list[Module]) -> None:
    assert {module.name: len(module.lines) for module in everything if len(module.lines) > 300} == {}


def test_no_function_is_longer_than_40_lines(everything: list[Module]) -> None:
    found = {f"{m.name}:{f.lineno} {f.name}": length(f) for m in everything for f in m.functions() if length(f) > 40}
    assert found == {}


def test_half_of_the_functions_have_8_lines_and_nine_in_ten_20(code: list[Module]) -> None:
    lengths = [length(function) for module in code for function in module.functions()]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[8] <= 20


def test_nothing_is_nested_four_deep(everything: list[Module]) -> None:
    found = {f"{m.name}:{f.lineno} {f.name}": depth(f) for m in everything for f in m.functions() if depth(f) >= 4}
    assert found == {}


def test_every_module_says_what_it_is_for(everything: list[Module]) -> None:
    assert [module.name for module in everything if not ast.get_docstring(module.tree)] == []


def test_suppressions_are_one_in_a_thousand_lines_at_most(code: list[Module], everything: list[Module]) -> None:
    for part in (code, everything):
        found = [f"{module.name}:{number}" for module in part for number, _ in module.suppressions()]
        lines = sum(len(module.lines) for module in part)
        assert len(found) <= lines / 1000, f"{len(found)} in {lines} lines: {found}"


def test_every_suppression_has_its_reason(everything: list[Module]) -> None:
    bare = [f"{m.name}:{number}" for m in everything for number, reason in m.suppressions() if len(reason.split()) < 3]
    assert bare == []


def test_nothing_is_left_for_later(everything: list[Module]) -> None:
    assert [m.name for m in everything if LATER.search(m.text)] == []


def test_tests_use_what_a_caller_uses() -> None:
    found = [f"{m.name}:{number} {name}" for m in modules(TESTS) for number, name in private_uses(m.tree)]
    assert found == []


def test_the_measure_of_private_uses_finds_each_way_to_them() -> None:
    ways = ("x._a", "f(x)._a.b", "from m import _a", "patch('m.n._a')", "patch.object(x, '_a')", "x._a()")
    assert [name for way in ways for _, name in private_uses(ast.parse(way))] == ["_a"] * len(ways)
    assert list(private_uses(ast.parse("self._a; super()._a(); x._meta; x.__doc__; _a = 1"))) == []


def private_uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of each use of another object's private name."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt)):
        names: list[str] = []
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in {"self", "cls", "super()"}:
            names = [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Call) and "patch" in ast.unparse(node.func):
            words = (part.value for part in node.args if isinstance(part, ast.Constant))
            names = [word.rpartition(".")[2] for word in words if isinstance(word, str)]
        yield from ((node.lineno, name) for name in names if re.match("_[^_]", name) and name not in DOCUMENTED)


def test_the_locks_name_hashes_and_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"index-url|find-links|https?://", text)


def report() -> str:
    """Return the figures as a sentence."""
    parts = {"code": modules(CODE), "tests": modules(TESTS)}
    lines = {name: sum(len(m.lines) for m in part) for name, part in parts.items()}
    lengths = [length(function) for module in parts["code"] for function in module.functions()]
    return (
        f"{lines['code']} lines of code, {lines['tests']} of tests ({lines['tests'] / lines['code']:.2f} each); "
        f"functions: median {median(lengths):.0f} lines, nine in ten {quantiles(lengths, n=10)[8]:.0f}, "
        f"longest {max(lengths)}"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(report() + "\n")
