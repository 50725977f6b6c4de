"""Fit the trees that weigh a block's features: ``python -m bench.sources.fit`` (needs scikit-learn).

With ``held``, the pages kept aside are left out. Each block with a known answer is an example: the strings that do or
do not belong to an article, and the words of the texts to be seen.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
from bs4 import BeautifulSoup

from bench.sources.real import files, is_kept_aside, page, words
from generate.sources import trees
from generate.sources.about import about
from generate.sources.article import visible_body
from generate.sources.blocks import Block, blocks_of
from generate.sources.code import take_code
from generate.sources.math import keep_math
from generate.sources.opinion import Opinion, opinion_on
from generate.sources.signs import signs_of
from generate.sources.tree import parse

PLACE = Path(trees.__file__).with_suffix(".json")
_LONG = 25  # characters of a block that may be a part of a longer string
_MOST = 0.6  # share of a block's words in the expected text


@dataclass(frozen=True)
class Example:
    """One block's features, whether it belongs to the article, and how much it counts."""

    signs: dict[str, float]
    belongs: bool
    weight: float


def examples(*, held: bool) -> Iterator[Example]:
    """Yield the examples of all pages, or of those not kept aside."""
    for one in json.loads(files()["articles.json"]):
        if not (held and is_kept_aside(one["file"])):
            kept, dropped = ([words(text) for text in one[key]] for key in ("with", "without"))
            for block, signs in _blocks(one["file"]):
                text = words(block.text)
                found = [any(_meet(text, string) for string in strings) for strings in (kept, dropped)]
                if found[0] != found[1]:
                    yield Example(signs, found[0], 1.0)
    for name in files():
        if name.startswith("readable/") and name.endswith("/source.html") and not (held and is_kept_aside(name)):
            yield from _of_text(name)


def _of_text(name: str) -> list[Example]:
    expected = BeautifulSoup(files()[name.replace("source.", "expected.")], "lxml").get_text("\n")
    seen = Opinion.of(expected)
    blocks = [(block, signs) for block, signs in _blocks(name) if block.text]
    sizes = sum(block.length**0.5 for block, _ in blocks)
    return [Example(signs, seen.share(block.text) > _MOST, 6 * block.length**0.5 / sizes) for block, signs in blocks]


def _meet(text: str, string: str) -> bool:
    return bool(string) and (string in text or (len(text) > _LONG and text in string))


def _blocks(name: str) -> list[tuple[Block, dict[str, float]]]:
    html = re.sub(r"\A\s*<\?xml[^>]*>", "", page(name).replace("\x00", ""))
    soup = parse(html)
    title = about(soup, "").title
    keep_math(soup)
    take_code(soup)
    found = blocks_of(visible_body(soup))
    if not found.blocks:
        return []
    signs = signs_of(found, title, opinion_on(html))
    return [(block, signs.of(at)) for at, block in enumerate(found.blocks)]


def main() -> None:
    learner = import_module("sklearn.ensemble").HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.085, max_leaf_nodes=12, min_samples_leaf=15, l2_regularization=3,
        early_stopping=False,
    )  # fmt: skip
    found = list(examples(held="held" in sys.argv[1:]))
    names = sorted(found[0].signs)
    learner.fit(
        [[float(one.signs[name]) for name in names] for one in found],
        [one.belongs for one in found],
        [one.weight for one in found],
    )
    start = round(float(learner._baseline_prediction[0, 0]), 3)
    grown = [_tree(stage[0].nodes, 0, names) for stage in learner._predictors]
    PLACE.write_bytes(orjson.dumps([start, grown], option=orjson.OPT_APPEND_NEWLINE))
    print(f"{len(found)} examples, {len(grown)} trees, {PLACE.stat().st_size:,} bytes")


def _tree(nodes: Any, at: int, names: list[str]) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 3)
    sides = (_tree(nodes, int(node[side]), names) for side in ("left", "right"))
    return [names[int(node["feature_idx"])], round(float(node["num_threshold"]), 4), *sides]


if __name__ == "__main__":
    main()
