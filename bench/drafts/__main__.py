"""The quality of drafts without a model, on real TILs whose title and topic are removed: ``make drafts``.

Reads ``../shared/corpus``: archives with one folder per topic and one file per TIL. ``SHOW=20`` prints some titles.
"""

import os
import re
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from statistics import mean

from generate.offline import Draft, compose
from generate.offline.blocks import Kind, parse
from generate.offline.salience import stem
from generate.offline.words import words

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
TITLE = re.compile(r"\s*# +(\S.*)\n")
WORD = re.compile(r"[a-z0-9+#'가-힣]+")
LONG = 80  # characters of a title
UNFINISHED = re.compile(
    r"(?:[-:,;(\[…]|(?<=\s)(?:a|(?i:an|the|of|to|for|with|from|by|and|or|that|which))|[가-힣](?:[을를]|에서|하고|하면))$"
)
# Folders whose name differs from the tag, and the matching tags.
TOPICS = {
    "postgres": {"postgresql"},
    "mac": {"macos"},
    "vscode": {"vs-code"},
    "nextjs": {"next.js"},
    "brew": {"homebrew"},
    "tailwind": {"tailwind-css"},
    "unix": {"unix", "shell", "bash"},
    "reason": {"reasonml"},
    "jj": {"jujutsu"},
    "react-testing-library": {"testing-library"},
    "react_native": {"react-native"},
    "springboot": {"spring-boot"},
    "elasticstack": {"elasticsearch", "logstash", "kibana"},
    "database": {"mysql", "sql", "postgresql", "oracle"},
    "cloud": {"aws", "ec2", "rds", "s3", "cloudfront", "lambda", "gcp", "azure", "cuda", "docker", "kubernetes"},
    "designpattern": {"디자인-패턴"},
    "architecture": {"아키텍처"},
    "refactoring": {"리팩터링"},
    "algorithm": {"알고리즘", "정렬", "트리", "그래프", "동적-계획법", "재귀", "해싱"},
}

NO_TOPIC = {"tools", "etc", "seminarandconference"}  # folders that say nothing about their notes


@dataclass(frozen=True)
class Til:
    """One TIL without its title; ``topic`` is its folder, ``unseen`` is True if no list was tuned on it."""

    title: str
    body: str
    topic: str
    language: str
    unseen: bool


@dataclass(frozen=True)
class Result:
    """The results for one TIL."""

    til: Til
    draft: Draft
    exact: bool


def tils(archive: Path) -> Iterator[Til]:
    with tarfile.open(archive) as files:
        for name in sorted(name for name in files.getnames() if name.endswith(".md") and name.count("/") == 2):
            member = files.extractfile(name)
            text = member.read().decode(errors="replace") if member else ""
            found = TITLE.match(text)
            if found and len(text) - found.end() > 40:
                body = text[found.end() :].strip() + "\n"
                korean = len(re.findall(r"[가-힣]", body)) * 10 > len(body)
                unseen = md5(name.encode(), usedforsecurity=False).digest()[0] % 2 == 1
                yield Til(found[1].strip(), body, name.split("/")[1].lower(), "ko" if korean else "en", unseen)


def result(til: Til) -> Result:
    content = compose(til.body, til.language).content
    fences = ["\n".join(block.lines) for block in parse(til.body) if block.kind is Kind.FENCE and block.closed]
    return Result(til, compose(content, til.language), exact=all(fence in content for fence in fences))


def told(text: str) -> set[str]:
    """Return the stems of the significant words."""
    every = WORD.findall(text.lower())
    return {stem(word) for word in every if word not in words("phrases", "stop")} or set(every)


def back(one: Result, title: str) -> float:
    """Return the share of the real title's words in ``title``."""
    real = told(one.til.title)
    return len(real & told(title)) / len(real) if real else 0.0


def row(name: str, results: list[Result]) -> str:
    firsts = [(one, one.draft.titles[0]) for one in results]
    shares = [back(one, title) for one, title in firsts]
    choice = mean(max(back(one, title) for title in one.draft.titles) for one in results)
    topical = [one for one in results if one.til.topic not in NO_TOPIC]
    topic = mean(not TOPICS.get(one.til.topic, {one.til.topic}).isdisjoint(one.draft.tags) for one in topical)
    reachable = mean(back(one, one.til.body) for one in results)
    long = sum(len(title) > LONG for _, title in firsts)
    unfinished = sum(UNFINISHED.search(title) is not None for _, title in firsts)
    exact = mean(one.exact for one in results)
    return (
        f"{name:24}{len(results):6}{mean(shares):9.2f}{choice:9.2f}{reachable:9.2f}"
        f"{mean(not share for share in shares):9.0%}"
        f"{long:6}{unfinished:12}{topic:8.0%}{exact:8.0%}"
    )


def main() -> int:
    archives = sorted(CORPUS.glob("*.tar.gz"))
    if not archives:
        print(f"SKIPPED: this needs real TILs, but {CORPUS.name}/*.tar.gz is not beside the repository.")
        return 0
    began = time.perf_counter()
    print(
        f"{'':24}{'TILs':>6}{'title':>9}{'of three':>9}{'in text':>9}"
        f"{'none':>9}{'long':>6}{'unfinished':>12}{'topic':>8}{'code':>8}"
    )
    results = [result(til) for archive in archives for til in tils(archive)]
    for language in ("en", "ko"):
        for unseen in (False, True):
            some = [one for one in results if (one.til.language, one.til.unseen) == (language, unseen)]
            if some:
                print(row(f"{language}, {'unseen' if unseen else 'tuned on'}", some))
    print(f"{len(results)} TILs in {time.perf_counter() - began:.0f} s")
    show = int(os.environ.get("SHOW", "0"))
    for one in results[:: max(1, len(results) // show)] if show else ():
        print(
            f"\n{one.til.title}\n  {' | '.join(one.draft.titles)}\n  {', '.join(one.draft.tags)}\n  {one.draft.excerpt}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
