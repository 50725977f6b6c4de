"""Threads: every post in order with who said it, the accepted answer first; comments under an article stay out."""

import re

import pytest

from generate.sources.page import article_of, read_page

JUNK = '<div class="votes">42</div><button>Share</button><a href="/login">Sign in to reply</a>'


def said(html: str) -> tuple[list[str], str]:
    """Return the headings of a page's posts, and its text."""
    text = article_of(f"<html><head><title>T</title></head><body>{JUNK}{html}</body></html>", "https://x.org/t").text
    return re.findall(r"^## (.*)$", text, re.MULTILINE), text


STACK = """<div itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope
itemtype="https://schema.org/Question"><h1 itemprop="name">How do I undo?</h1>
<div class="question"><div class="s-prose js-post-body" itemprop="text"><p>I staged a file.</p>
<pre class="lang-bash s-code-block"><code>git add a.py
</code></pre></div><div class="post-signature owner"><div class="user-action-time">asked
<time itemprop="dateCreated" datetime="2024-02-06T20:37:20">Feb 6</time></div>
<div class="user-details" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="/users/1">grace</a>
<span class="d-none" itemprop="name">grace</span><span class="reputation-score">3,926</span></div></div>
<ul class="comments-list"><li class="comment"><span class="comment-copy">Have you read the
manual?</span></li></ul></div>
<div id="answers"><div class="answer" itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
<div class="s-prose" itemprop="text"><p>Use <code>git reset</code>.</p></div><time itemprop="dateCreated"
datetime="2024-02-07T01:00:00">x</time><div itemprop="author"><span itemprop="name">ada</span></div></div>
<div class="answer accepted-answer" itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
<div class="s-prose" itemprop="text"><p>Use <code>git restore --staged</code>.</p></div><time itemprop="dateCreated"
datetime="2024-02-08T01:00:00">x</time><div itemprop="author"><span itemprop="name">linus</span></div></div></div>
</div></div><aside><a href="/q/2">Related question with a long title</a></aside>"""


def test_a_question_has_its_accepted_answer_first() -> None:
    assert article_of(STACK).author == "grace"
    headings, text = said(STACK)
    assert headings == ["grace, 2024-02-06", "Accepted answer: linus, 2024-02-08", "ada, 2024-02-07"]
    assert "```bash\ngit add a.py\n```" in text
    for junk in ("42", "Share", "manual", "3,926", "Related", "Sign in"):
        assert junk not in text


DISCOURSE = """<noscript><div itemscope itemtype="http://schema.org/DiscussionForumPosting"><meta itemprop="headline"
content="T"><div id="post_1" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator"
itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="/u/ann"><span
itemprop="name">ann</span></a></span><time datetime="2024-03-01T10:00:00Z" class="post-time">March 1</time></div>
<div class="post" itemprop="text"><p>The build hangs.</p></div></div><div id="post_2" itemprop="comment" itemscope
itemtype="http://schema.org/Comment" class="topic-body crawler-post"><span itemprop="author"><span
itemprop="name">bo</span></span><time datetime="2024-03-02T10:00:00Z"></time><div class="post" itemprop="text">
<p>Raise the limit.</p></div></div></div></noscript>"""
GITHUB = """<div data-testid="issue-viewer-container"><div data-testid="issue-body"><a
data-testid="issue-body-header-author" href="/jm">jm</a><relative-time datetime="2025-05-25T20:35:48.000Z"
></relative-time>
<div data-testid="markdown-body" class="markdown-body"><div class="markdown-body"><p>It hangs.</p></div>
</div></div><div data-testid="comment-viewer-outer-box-IC_1"><div data-testid="comment-header"><a
data-testid="avatar-link" href="/mas">mas</a><relative-time datetime="2025-06-02T10:51:41.000Z"></relative-time></div>
<div class="markdown-body"><p>Same here.</p></div></div></div>"""
DISCUSSION = """<div class="js-comment-container"><div class="timeline-comment"><a class="author Link--primary"
href="/kim">kim</a><relative-time datetime="2024-01-01T00:00:00Z"></relative-time><td class="comment-body
markdown-body"><p>How?</p></td></div></div><div class="js-comment-container"><a class="author" href="/lee">lee</a>
<relative-time datetime="2024-01-02T00:00:00Z"></relative-time><div class="comment-body
markdown-body"><p>So.</p></div>
</div><div class="js-comment-container"><section aria-label="Marked as Answer"><a class="author" href="/park">park</a>
<relative-time datetime="2024-01-03T00:00:00Z"></relative-time><div class="comment-body"><p>Like this.</p></div>
</section></div>"""
NEWS = """<table class="fatitem"><tr class="athing" id="1"><td class="title"><span class="titleline"><a
href="https://example.org/story">A story</a></span></td></tr><tr><td class="subtext"><a class="hnuser">pg</a>
<span class="age" title="2024-05-01T12:00:00 1714">1 day ago</span></td></tr></table><table class="comment-tree">
<tr class="athing comtr"><td><table><tr><td class="ind" indent="0"></td><td class="default"><a
class="hnuser">a</a><span
class="age" title="2024-05-02T12:00:00"></span><div class="commtext c00">First.<p>Second paragraph.</div></td></tr>
</table></td></tr><tr class="athing comtr"><td><table><tr><td class="ind" indent="1"></td><td class="default"><a
class="hnuser">b</a><div class="commtext c00">Reply.</div></td></tr></table></td></tr><tr class="athing comtr"><td>
<table><tr><td class="ind" indent="0"></td><td class="default"><a class="hnuser">c</a><div
class="commtext">Third.</div>
</td></tr></table></td></tr></table>"""
REDDIT = """<div id="siteTable"><div class="thing link"><p class="title"><a class="title" href="/r/x">A
title</a></p><p>by
<a class="author" href="/u/op">op</a> <time datetime="2024-06-01T00:00:00+00:00">x</time></p><div
class="usertext-body">
<div class="md"><p>Why is it slow?</p></div></div></div></div><div class="commentarea"><div class="thing comment"><div
class="entry"><a class="author">one</a><time datetime="2024-06-02T00:00:00+00:00"></time><div
class="usertext-body"><div
class="md"><p>An index is missing.</p></div></div></div><div class="child"><div class="thing comment"><div
class="entry">
<a class="author">two</a><div class="usertext-body"><div class="md"><p>Agreed.</p></div></div></div></div></div></div>
</div>"""
SHREDDIT = """<shreddit-post author="op" post-title="A title"><time datetime="2024-06-01T00:00:00Z"></time><div
slot="text-body"><p>Why is it slow?</p></div></shreddit-post><shreddit-comment author="one" depth="0"><time
datetime="2024-06-02T00:00:00Z"></time><div slot="comment"><p>An index is missing.</p></div><shreddit-comment
author="two"
depth="1"><div slot="comment"><p>Agreed.</p></div></shreddit-comment></shreddit-comment>"""
FORUM = """<article class="message message--post" data-author="Mia"><time
datetime="2020-09-18T10:00:00+0200"></time><div
class="message-body"><div class="bbWrapper">What eats the soil?</div></div></article><article class="message"
data-author="Noa"><div class="message-body"><div class="bbWrapper">A cat.</div></div><div class="signature">Meow</div>
</article>"""
BOARD = """<div id="phpbb"><div class="post"><div class="postbody"><p class="author">by <strong>Ed</strong></p><div
class="content">It beeps.</div></div></div><div class="post"><div class="postbody"><p class="author">by
<strong>Flo</strong>
</p><div class="content">Turn it off.</div></div></div></div>"""
CHAT = """<main><div data-message-author-role="user"><div>Explain rebase.</div></div><div
data-message-author-role="assistant"><div class="markdown"><p>It replays commits.</p><pre><code
class="language-sh">git rebase main
</code></pre></div></div></main>"""
CLAUDE = """<main><div><div data-testid="user-message"><p class="whitespace-pre-wrap">Explain rebase.</p></div></div>
<div data-is-streaming="false"><div class="font-claude-response"><p class="font-claude-response-body">
It replays commits.</p><pre><code class="language-sh">git rebase main
</code></pre></div></div><div><button>Share</button></div></main>"""
LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "QAPage", "mainEntity":
{"@type": "Question", "name": "질문", "text": "도커가 느려요.\\n\\n왜 그럴까요?", "author": {"name": "가람"},
"dateCreated": "2024-07-01T09:00:00+09:00",
"suggestedAnswer": [{"text": "<p>캐시를 &lt;지우세요&gt;.</p>", "author": {"name": "나래"}}],
"acceptedAnswer": {"@type": "Answer", "text": "a < b 를 보세요.", "author": {"name": "다솜"}}}}</script>
<div class="q">도커가 느려요. 왜 그럴까요?</div>"""


@pytest.mark.parametrize(
    ("html", "headings", "texts"),
    [
        (DISCOURSE, ["ann, 2024-03-01", "bo, 2024-03-02"], ["The build hangs.", "Raise the limit."]),
        (GITHUB, ["jm, 2025-05-25", "mas, 2025-06-02"], ["It hangs.", "Same here."]),
        (DISCUSSION, ["kim, 2024-01-01", "Accepted answer: park, 2024-01-03", "lee, 2024-01-02"], ["How?", "So."]),
        (NEWS, ["pg, 2024-05-01", "a, 2024-05-02", "b, in reply to a", "c"],
         ["[A story](https://example.org/story)", "First.\n\nSecond paragraph.", "Reply.", "Third."]),
        (REDDIT, ["op, 2024-06-01", "one, 2024-06-02", "two, in reply to one"],
         ["Why is it slow?", "An index is missing.", "Agreed."]),
        (SHREDDIT, ["op, 2024-06-01", "one, 2024-06-02", "two, in reply to one"],
         ["Why is it slow?", "An index is missing.", "Agreed."]),
        (FORUM, ["Mia, 2020-09-18", "Noa"], ["What eats the soil?", "A cat."]),
        (BOARD, ["Ed", "Flo"], ["It beeps.", "Turn it off."]),
        (CLAUDE, ["user", "assistant"], ["Explain rebase.", "It replays commits.", "```sh\ngit rebase main\n```"]),
        (CHAT, ["user", "assistant"], ["Explain rebase.", "It replays commits.", "```sh\ngit rebase main\n```"]),
        (LINKED, ["가람, 2024-07-01", "Accepted answer: 다솜", "나래"],
         ["도커가 느려요.\n\n왜 그럴까요?", "a < b", "캐시를 <지우세요>."]),
    ],
    ids=["Discourse", "GitHub", "answers", "HN", "old", "Reddit", "XenForo", "phpBB", "Claude", "ChatGPT", "data"],
)  # fmt: skip
def test_every_post_is_there_once_with_who_said_it(html: str, headings: list[str], texts: list[str]) -> None:
    found, text = said(html)
    assert found == headings
    for one in texts:
        assert text.replace("\\<", "<").replace("\\>", ">").count(one) == 1, text
    for junk in ("42", "Share", "Sign in", "Meow", "Scripts"):
        assert junk not in text


def test_a_short_thread_about_a_wall_is_no_wall() -> None:
    html = GITHUB.replace("It hangs.", "It says: please log in.")
    assert "please log in" in read_page(html, "https://github.com/a/b/issues/1").text


ARTICLE = "<p>" + "An article says something about a database index and why it helps. " * 12 + "</p>"
COMMENTS = """<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Troll</span><div
itemprop="text">First!!</div></div>"""
FAQ = """<div itemscope itemtype="https://schema.org/FAQPage"><div itemscope
itemtype="https://schema.org/Question"><h3
itemprop="name">Is it free?</h3><div itemscope itemtype="https://schema.org/Answer"><div
itemprop="text">Yes.</div></div>
</div></div>"""


@pytest.mark.parametrize("beside", [COMMENTS, FAQ, '<script type="application/ld+json">{"@type": "QAPage"}</script>'])
def test_an_article_with_comments_or_questions_is_no_thread(beside: str) -> None:
    headings, text = said(f'<article itemscope itemtype="https://schema.org/BlogPosting">{ARTICLE}</article>{beside}')
    assert headings == []
    assert "why it helps" in text
    assert "First!!" not in text
