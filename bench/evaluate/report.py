"""The report of an evaluation: a table for each model, compared with the last evaluation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean, median
from typing import Any

from bench.evaluate.measure import Figures

_LOWER = ("errors", "broken", "other language", "sure claims", "soft claims", "left out", "seconds", "tokens", "cost")
_HEADS = ("drafts", *_LOWER[:3], "code kept", *_LOWER[3:6], "length", *_LOWER[6:])


def summary(figures: Sequence[Figures]) -> dict[str, float | None]:
    """Return the figures of one model: counts per draft are means, times and lengths are medians."""
    done = [one for one in figures if not one.error]
    money = [one.money for one in figures if one.money is not None]
    shares: dict[str, float | None] = {
        "drafts": len(figures),
        "errors": sum(bool(one.error) for one in figures),
        "broken": sum(bool(one.broken) for one in done),
        "other language": sum(not one.is_in_language for one in done),
        "code kept": round(mean([one.code for one in done] or [0.0]), 3),
        "sure claims": round(mean([one.sure for one in done] or [0]), 2),
        "soft claims": round(mean([one.soft for one in done] or [0]), 2),
        "left out": round(mean([one.left_out for one in done] or [0]), 2),
        "length": median([one.characters for one in done] or [0]),
        "seconds": round(median([one.seconds for one in done] or [0.0]), 1),
        "tokens": round(mean([one.input_tokens + one.output_tokens for one in figures] or [0])),
        "cost": round(sum(money), 4) if money else None,
    }
    return {name: shares[name] for name in _HEADS}


def by_model(figures: Sequence[Figures]) -> dict[str, dict[str, float | None]]:
    """Return the summary of each model."""
    models = dict.fromkeys(one.model for one in figures)
    return {model: summary([one for one in figures if one.model == model]) for model in models}


def markdown(figures: Sequence[Figures], prompts: str, last: Mapping[str, Any] | None) -> str:
    """Return the report; ``prompts`` is the version of the prompts, ``last`` the data of the last report."""
    before = last["models"] if last else {}
    lines = [f"# Evaluation, prompts {prompts}", ""]
    if last:
        lines += [f"In brackets: the change since prompts {last['prompts']}.", ""]
    lines += [f"| model | {' | '.join(_HEADS)} |", f"|---|{'---:|' * len(_HEADS)}"]
    for model, row in by_model(figures).items():
        cells = [_cell(row[name], before.get(model, {}).get(name)) for name in _HEADS]
        lines.append(f"| {model} | {' | '.join(cells)} |")
    for model in by_model(figures):
        lines += ["", f"## {model}", "", *_details([one for one in figures if one.model == model])]
    return "\n".join(lines) + "\n"


def _cell(now: float | None, before: float | None) -> str:
    if now is None:
        return "–"
    change = "" if before is None or before == now else f" ({now - before:+.4g})"
    return f"{now:g}{change}"


def _details(figures: Sequence[Figures]) -> list[str]:
    broken = Counter(rule for one in figures for rule in one.broken)
    mended = Counter(rule for one in figures for rule in one.discipline)
    lines = [f"- {count} × {rule}" for rule, count in broken.most_common()]
    lines += [f"- {count} × {rule}, mended" for rule, count in mended.most_common()]
    lines += [f"- {one.source}: {one.error}" for one in figures if one.error]
    doubtful = sorted((one for one in figures if one.sure), key=lambda one: -one.sure)[:5]
    lines += [f"- {one.source}: {one.sure} claims that are surely not in the source" for one in doubtful]
    return lines or ["- nothing to report"]
