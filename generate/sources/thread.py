"""Threads: a question and its answers, an issue and its comments, a discussion, a chat, each with who said it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from generate.sources.article import visible_body

AUTHOR = "data-author"  # of a thread: who began it
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_AUTHOR = '[itemprop~="author"]'
_TIME = 'time[datetime], relative-time[datetime], .age[title], [itemprop~="dateCreated"], [itemprop~="datePublished"]'
_SAID_BY = ("author", AUTHOR, "data-message-author-role")  # attributes of a post

_CLAUDE_USER = '[data-testid="user-message"]'
_CLAUDE_ANSWER = "div.font-claude-message, div.font-claude-response"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The selectors of a kind of thread: its posts, and what belongs to the closest post around it.

    ``sign`` occurs in the HTML of every such page. ``link`` is what the first post is about if it has no text. If it
    ``nests``, a post inside another one answers that. ``speakers`` are selectors of posts that tell their author.
    """

    sign: str
    post: str
    text: str
    author: str = _AUTHOR
    accepted: str = ""
    link: str = ""
    nests: bool = False
    speakers: tuple[tuple[str, str], ...] = ()


_SHAPES = (
    _Shape(
        "schema.org/QAPage",
        '[itemtype$="schema.org/Question"], [itemtype$="schema.org/Answer"]',
        '[itemprop~="text"]',
        accepted='[itemprop~="acceptedAnswer"], .accepted-answer',
    ),
    _Shape(
        "schema.org/DiscussionForumPosting",
        '[itemtype$="schema.org/DiscussionForumPosting"], [itemtype$="schema.org/Comment"]',
        '[itemprop~="text"], [itemprop~="articleBody"]',
        nests=True,
    ),
    _Shape(  # GitHub, issues since 2025
        "comment-viewer-outer-box",
        '[data-testid="issue-body"], [data-testid^="comment-viewer-outer-box"]',
        ".markdown-body",
        '[data-testid="issue-body-header-author"], [data-testid="avatar-link"]',
    ),
    _Shape(  # GitHub: pull requests, discussions, older issues
        "js-comment-container",
        ".js-comment-container, .timeline-comment",
        ".comment-body",
        "a.author",
        accepted='[aria-label="Marked as Answer"]',
    ),
    _Shape("hnuser", ".fatitem, tr.comtr", ".commtext, .toptext", ".hnuser", link=".titleline > a"),  # Hacker News
    _Shape("shreddit-post", "shreddit-post, shreddit-comment", '[slot="text-body"], [slot="comment"]', ""),
    _Shape(  # Reddit's older pages
        "usertext-body",
        ".thing.link, .thing.comment",
        ".usertext-body > .md",
        "a.author",
        link=".thing.link a.title",
        nests=True,
    ),
    _Shape("bbWrapper", "article.message[data-author]", ".message-body .bbWrapper", ""),  # XenForo
    _Shape('id="phpbb"', "#phpbb .post", ".postbody .content", ".author strong, .author .username, .author a"),
    _Shape("data-message-author-role", "[data-message-author-role]", "[data-message-author-role]", ""),  # ChatGPT
    _Shape(  # Claude
        'data-testid="user-message"',
        f"{_CLAUDE_USER}, {_CLAUDE_ANSWER}",
        f"{_CLAUDE_USER}, {_CLAUDE_ANSWER}",
        "",
        speakers=((_CLAUDE_USER, "user"), (_CLAUDE_ANSWER, "assistant")),
    ),
)


@dataclass(slots=True, eq=False)
class _Post:
    """One post: its element and text, who wrote it and when, and the post it answers."""

    tag: Tag
    text: Tag | None = None
    author: str = ""
    date: str = ""
    is_accepted: bool = False
    answered: "_Post | None" = None


def find_thread(soup: BeautifulSoup, html: str) -> Tag | None:
    """Return the thread of a page whose code was extracted, reduced to its posts; None for any other page.

    The accepted answer comes first, the rest in the page's order. Modifies the page.
    """
    for shape in _SHAPES:
        if shape.sign in html and (posts := _posts(soup, shape)):
            return _written(soup, posts)
    return None


def _posts(soup: BeautifulSoup, shape: _Shape) -> list[_Post]:
    posts = {id(tag): _Post(tag) for tag in soup.select(shape.post)}
    if not posts:
        return []
    for tag in soup.select(shape.text):
        if (post := _around(tag, posts)) and post.text is None and tag.get_text(strip=True):
            post.text = tag
    for post in posts.values():
        post.author = next((str(post.tag[name]) for name in _SAID_BY if post.tag.get(name)), "")
        post.answered = _around(post.tag.parent, posts) if shape.nests else None
    _describe(soup, shape, posts)
    for selector, name in shape.speakers:
        for tag in soup.select(selector):
            posts[id(tag)].author = name
    _note_depths(list(posts.values()))
    said = list(posts.values())
    if said[0].text is None and shape.link and (link := soup.select_one(shape.link)):
        said[0].text = link
    return [post for post in said if post.text is not None]


def _describe(soup: BeautifulSoup, shape: _Shape, posts: dict[int, _Post]) -> None:
    """Add author, date and acceptance to the posts."""
    for tag in soup.select(shape.author) if shape.author else ():
        if (post := _around(tag, posts)) and not post.author:
            name = tag.select_one('[itemprop~="name"]') or tag
            post.author = " ".join(str(name.get("content") or name.get_text(" ", strip=True)).split())
    for tag in soup.select(_TIME):
        said = str(tag.get("datetime") or tag.get("content") or tag.get("title") or "")
        if (post := _around(tag, posts)) and not post.date and (found := _DATE.match(said)):
            post.date = found[0]
    for tag in soup.select(shape.accepted) if shape.accepted else ():
        if post := _around(tag, posts):
            post.is_accepted = True


def _note_depths(posts: Sequence[_Post]) -> None:
    """Find the posts that indented ones answer, where replies are not nested."""
    above: list[tuple[int, _Post]] = []
    for post in posts:
        indent = post.tag.select_one("td.ind[indent]")
        depth = str(post.tag.get("depth") or (indent["indent"] if indent else "") or "")
        if not depth.isdecimal():
            continue
        above = [(level, one) for level, one in above if level < int(depth)]
        post.answered = above[-1][1] if above else None
        above.append((int(depth), post))


def _around(tag: Tag | None, posts: dict[int, _Post]) -> _Post | None:
    """Return the closest post that is or contains ``tag``."""
    while tag is not None:
        if post := posts.get(id(tag)):
            return post
        tag = tag.parent
    return None


def _written(soup: BeautifulSoup, posts: Sequence[_Post]) -> Tag:
    first, *rest = posts
    body = soup.body or soup
    parts: list[Tag] = []
    for post in [first, *sorted(rest, key=lambda post: not post.is_accepted)]:
        heading = soup.new_tag("h2")
        heading.string = _heading(post, first)
        if post.text is not None:
            parts += [heading, _as_block(soup, post.text)]
    body.clear()
    body.extend(parts)
    body = visible_body(soup)
    body[AUTHOR] = first.author
    return body


def _as_block(soup: BeautifulSoup, text: Tag) -> Tag:
    """Return a text in a box of its own, apart from the page."""
    block = soup.new_tag("div")
    block.append(text.extract())
    return block


def _heading(post: _Post, first: _Post) -> str:
    name = post.author or "Anonymous"
    answered = post.answered
    if answered and answered is not first and answered.author:
        name = f"{name}, in reply to {answered.author}"
    said = f"{name}, {post.date}" if post.date else name
    return f"Accepted answer: {said}" if post.is_accepted else said
