"""Check docs/security.md and the static rules against the code."""

import ast
import re

import pytest

from tests.server import ROOT

TEXT = (ROOT / "docs/security.md").read_text("utf-8")
ENTRIES = dict(re.findall(r"^\| (LLM\d\d) .*? \| .+? \| (.+) \|$", TEXT, re.MULTILINE))


def test_every_entry_of_the_list_is_there() -> None:
    assert list(ENTRIES) == [f"LLM{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_names_tests_that_exist(entry: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ENTRIES[entry])
    assert named
    for file, test in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_file_that_is_named_exists() -> None:
    for file in re.findall(r"`(tests/[\w/]+\.py)", TEXT):
        assert (ROOT / file).is_file(), file


def test_no_security_rule_is_off_without_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    off = [line for line in lines if re.search(r'"S\d{3}"', line)]
    assert off
    assert [line for line in off if not re.search(r"#\s+\S+ \w+", line)] == []
    assert 'select = ["ALL"]' in lines
