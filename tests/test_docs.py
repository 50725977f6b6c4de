"""Check the documentation against the code: tables, commands, links, the tree, and running examples."""

import ast
import asyncio
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from generate.errors import Failed
from generate.llm import factory
from generate.stages import Stage, TagChoice
from generate.stages import wanted as stages_wanted
from generate.stream.events import Event, news
from generate.stream.live import Continued, Live, Status
from generate.stream.position import Position
from tests.fakes import wiring
from tests.server import ROOT, Server, Site, clean_environment

READMES = ("README.md", "README.ko.md")
LINES = {"README.md": 155, "README.ko.md": 155, "ARCHITECTURE.md": 150, "CONTRIBUTING.md": 80}
GUIDES = ("docs/deploy.md", "docs/faults.md", "docs/security.md", "clients/python/README.md")
DOCUMENTS = (*LINES, "DECISIONS.md", "CHANGELOG.md", *GUIDES)
NOT_FOR_PEOPLE = {"PYTEST_XDIST_WORKER"}  # set by a test runner


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def table(text: str, name: str) -> dict[str, str]:
    """Return the cells by name of the table with the header ``name``, whose rows begin with a name in backticks."""
    body = re.search(rf"^\| {name} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert body, name
    rows = [[cell.strip() for cell in row.split(" | ")] for row in body[1].strip().splitlines()]
    return {row[0].strip("| `"): row[1].strip("`") for row in rows}


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


# --- events ---


def live_with_all() -> Live:
    live = Live(7, stages_wanted(day_number=True, excerpt=True, tags=True))
    live.write("text")
    live.tags = (TagChoice(None, "sse", "sse", is_new=True),)
    live.stage = Stage.END
    return live


def all_events() -> Iterator[Event]:
    live = live_with_all()
    live.begin(run=2, attempt=2, continued=(Continued(2, 0, "model", ""),))
    live.write("text")
    live.status = Status.COMPLETE
    yield from news(live, Position(7, 1, Stage.CONTENT, 4))
    live.status, live.error = Status.FAILED, Failed(retry_after=30)
    yield from news(live, Position(7, 2, Stage.END))


def names_in(data: Any) -> set[str]:
    if isinstance(data, list):
        return set().union(*map(names_in, data))
    if not isinstance(data, dict):
        return set()
    return set(data).union(*map(names_in, data.values()))


@pytest.mark.parametrize(("readme", "header"), [("README.md", "event"), ("README.ko.md", "이벤트")])
def test_the_event_table_is_what_the_code_sends(readme: str, header: str) -> None:
    sent = {event.name: names_in(event.data) for event in all_events()}
    told = {name: set(re.findall(r'"(\w+)"', data)) for name, data in table(read(readme), header).items()}
    assert told == sent


# --- settings ---


def constant(node: ast.expr | None) -> str:
    """Return a default as in the table; empty if it cannot be written there."""
    if isinstance(node, ast.List | ast.Tuple):
        return " ".join(constant(item) for item in node.elts)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def default_of(call: ast.Call) -> str:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name == "flag":
        return "0"
    if name == "choices":
        return ""  # its second argument lists the choices
    place = 2 if name in {"choice", "url"} else 1
    return constant(call.args[place] if len(call.args) > place else None)


def settings_read() -> dict[str, str]:
    """Return every variable that the site reads, with its default."""
    found = {}
    for path in ("tilsite/settings.py", "tilsite/management/commands/start.py"):
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("env.", "budgets.")):
                found[constant(node.args[0])] = default_of(node)
    return {name: default for name, default in found.items() if name not in NOT_FOR_PEOPLE}


@pytest.mark.parametrize(("readme", "header"), [("README.md", "variable"), ("README.ko.md", "변수")])
def test_the_settings_table_is_what_the_code_reads(readme: str, header: str) -> None:
    told, are = table(read(readme), header), settings_read()
    assert are.pop("GEMINI_API_KEY") == ""  # documented with GOOGLE_API_KEY
    assert are.pop("TIL_VAR") == ""  # a path relative to the code
    assert told.pop("TIL_VAR") == "var"
    assert told == are


# --- commands ---


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_exists_with_its_options(document: str) -> None:
    for name, rest in re.findall(r"manage\.py (\w+)([^`\n#;]*)", read(document)):
        command = load_command_class(get_commands()[name], name)
        known = command.create_parser("manage.py", name).format_help()
        assert [option for option in re.findall(r"--[\w-]+", rest) if option not in known] == [], name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", read(document), re.MULTILINE)) <= targets


def test_both_readmes_show_the_same_commands_and_links() -> None:
    def shown(name: str) -> list[str]:
        text = read(name)
        blocks = [re.sub(r" *#.*", "", block) for block in code_blocks(text, "sh")]
        return blocks + sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - {*READMES, *pictures(text)})

    assert shown("README.md") == shown("README.ko.md")


# --- links, files, lengths ---


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/api.md", "clients/typescript/README.md"])
def test_every_link_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#\s]+)", read(document))
    assert [link for link in links if "://" not in link and not (folder / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_pictures_are_there_and_small(readme: str) -> None:
    sizes = [(ROOT / path).stat().st_size for path in pictures(read(readme))]
    assert len(sizes) == 2
    assert max(sizes) < 150_000


@pytest.mark.parametrize(("document", "most"), LINES.items())
def test_documents_stay_short(document: str, most: int) -> None:
    assert len(read(document).splitlines()) <= most


def test_the_tree_is_the_tree() -> None:
    (tree,) = (block for block in code_blocks(read("ARCHITECTURE.md"), "") if "settings.py" in block)
    folder, missing = ROOT, []
    for line in tree.splitlines():
        names = re.findall(r"(?<![\w*.])[\w/]+(?:/|\.py)(?!\w)", line)
        if not line.startswith(" "):
            folder = ROOT / names[0]
            missing += [name for name in names if not ((ROOT / name).exists() or (ROOT / "tests" / name).exists())]
        else:
            missing += [f"{folder.name}/{name}" for name in names if not list(folder.rglob(name.rstrip("/")))]
    assert missing == []


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md", "DECISIONS.md"])
def test_every_file_that_is_named_exists(document: str) -> None:
    names = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", read(document))
    assert [name for name in names if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    return (ROOT / name).exists() or "NAME" in name or any(ROOT.glob(f"generate/{name}"))


def test_a_new_provider_goes_where_contributing_says() -> None:
    steps = read("CONTRIBUTING.md").partition("## To add a provider")[2]
    assert "_PROVIDERS" in steps
    assert "KINDS" in steps
    assert {name for name, _ in wiring.KINDS.values()} | {factory.OFFLINE} == set(factory.NAMES)


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## \[(\d[^\]]+)\]", read("CHANGELOG.md"), re.MULTILINE)[0] == version


# --- running examples ---


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed here")
def test_the_curl_line_streams_a_draft(server: Server, site: Site, tmp_path: Path) -> None:
    (line,) = (block for block in code_blocks(read("README.md"), "sh") if block.startswith("curl"))
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "api_key").write_text(site.key)
    line = line.replace("http://127.0.0.1:8000", server.url)
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True)
    events = re.findall(r"^event: (.*)$", done.stdout, re.MULTILINE)
    assert list(dict.fromkeys(events)) == ["day_number", "content_chunk", "title", "excerpt", "tags", "complete"]


def test_the_python_example_prints_a_draft(server: Server, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = code_blocks(read("clients/python/README.md"), "python")
    names: dict[str, Callable[[str, str, str], Coroutine[None, None, str]]] = {}
    exec(compile(example, "clients/python/README.md", "exec"), names)  # noqa: S102 - running it is the test
    title = asyncio.run(names["draft"](server.url, site.key, "git switch - goes back to the branch before."))
    assert "git switch" in title
    assert "git switch - goes back" in capsys.readouterr().out


LOADS = ["burst", "loop turn", "paced"]


def test_the_benchmark_measures_every_peer(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=ROOT,
        env=clean_environment(TIL_VAR=str(tmp_path), TEST_REDIS_URL="redis://127.0.0.1:1"),  # the longest part
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = re.findall(r"│ (burst|loop turn|paced) +│ (\w+) +│ \d+ +│ ([\d.]+) +│ ([\d.]+)", done.stdout)
    peers = ["raw", "django_view", "product"]
    assert [row[:2] for row in rows if row[1] in peers] == [(load, peer) for load in LOADS for peer in peers]
    assert all(float(figure) > 0 for row in rows for figure in row[2:])
    assert re.findall(r"(anthropic|openai|google) +-?[\d.]+ µs", done.stdout) == ["anthropic", "openai", "google"]
    assert "reader in another process is skipped: no Redis answers" in done.stdout
