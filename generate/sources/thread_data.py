"""Threads that a page describes in JSON-LD only: written out as microdata, so that they are read like all others."""

import re
from html import escape
from typing import Any

from generate.sources.linked_data import as_objects, is_a, objects_in

_MARKUP = re.compile(r"</?[a-z][a-z0-9]*[^<>]*>", re.IGNORECASE)
_MICRODATA = re.compile(r"itemtype=[\"']?https?://schema\.org/(?:Question|DiscussionForumPosting)", re.IGNORECASE)


def with_thread(html: str) -> str:
    """Return ``html`` with the question and answers that only its JSON-LD contains, if it has any."""
    if "QAPage" not in html or _MICRODATA.search(html):
        return html
    for data in objects_in(html):
        questions = as_objects(data.get("mainEntity")) if is_a(data, "QAPage") else []
        for question in questions:
            answers = [*_posts(question, "acceptedAnswer"), *_posts(question, "suggestedAnswer")]
            if answers and _text(question):
                return f"{html}<!-- schema.org/QAPage -->{_post(question, 'Question', 'mainEntity')}{''.join(answers)}"
    return html


def _posts(question: dict[str, Any], name: str) -> list[str]:
    return [_post(answer, "Answer", name) for answer in as_objects(question.get(name)) if _text(answer)]


def _text(said: dict[str, Any]) -> str:
    found = said.get("text") or said.get("articleBody") or said.get("name")
    return found.strip() if isinstance(found, str) else ""


def _post(said: dict[str, Any], kind: str, role: str) -> str:
    author = next((str(one.get("name") or "") for one in as_objects(said.get("author"))), "")
    date = escape(str(said.get("dateCreated") or said.get("datePublished") or ""))
    text = _text(said)
    body = text if _MARKUP.search(text) else "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text))
    return (
        f'<div itemscope itemtype="https://schema.org/{kind}" itemprop="{role}">'
        f'<span itemprop="author">{escape(author)}</span><meta itemprop="dateCreated" content="{date}">'
        f'<div itemprop="text">{body}</div></div>'
    )
