"""Examples in the OpenAPI description, by name of the schema."""

from typing import Any

_TAG = {"id": 3, "name": "git", "slug": "git"}
_CHOICES = [_TAG | {"id": "3", "is_new": False}, {"id": None, "name": "debugging", "slug": "debugging", "is_new": True}]
_WHEN = "2026-11-22T09:30:00Z"
_TITLE = "git bisect finds the commit that broke a test"
_EXCERPT = "Halve the history until the bad commit is found."
_CONTENT = "`git bisect` halves the history.\n\n    git bisect start HEAD v1.0\n"
_LEARNED = {"profile": "Headings: none.", "examples": ["I broke the build, so I looked for the commit."]}
_USAGE = {"input_tokens": 210, "output_tokens": 84, "estimated": False}
_SUMMARY = {
    "id": 12,
    "day_number": 15,
    "title": _TITLE,
    "slug": "git-bisect-finds-the-commit-that-broke-a-test",
    "excerpt": _EXCERPT,
    "tags": [_TAG],
    "status": "published",
    "language": "en",
    "created": _WHEN,
    "updated": _WHEN,
    "published": _WHEN,
    "path": "/til/15-git-bisect-finds-the-commit-that-broke-a-test/",
}
_TIL = _SUMMARY | {
    "content": _CONTENT,
    "html": "<p><code>git bisect</code> halves the history.</p>\n",
    "source_kind": "text",
    "source_url": "",
    "source_title": "",
    "sources": [],
    "provider": "offline",
    "model": "",
}
_RUN = {
    "id": 7,
    "status": "complete",
    "stage": "end",
    "attempt": 1,
    "part": "",
    "input_type": "text",
    "language": "auto",
    "provider": "offline",
    "model": "rules",
    "day_number": 15,
    "title": _TITLE,
    "excerpt": _EXCERPT,
    "truncated": False,
    "source_title": "",
    "source_url": "",
    "error": None,
    "til_id": 12,
    "created": _WHEN,
    "finished": _WHEN,
}
_GENERATION = _RUN | {
    "position": "7-1-6-0-1",
    "content": _CONTENT,
    "content_length": len(_CONTENT),
    "content_sha256": "5f0a3b3c8d6f0f6cf2d9a3e37a8ab4d4f6f9c0b3f6f6c1f5a0a5d1f5e6b7c8d9",
    "tags": _CHOICES,
    "source_truncated": False,
    "sources": [],
    "thinking_since": None,
    "again_at": None,
    "notices": [],
    "continued": [],
    "usage": _USAGE,
}
_LIMITS = {"running": 10, "per_minute": 60, "per_day": 2000}
_KEY = {
    "id": 4,
    "name": "editor",
    "public_id": "a2b3c4d5",
    "scopes": ["generate", "read"],
    "limits": _LIMITS,
    "created": _WHEN,
    "expires": None,
    "revoked": None,
    "last_used": None,
}

EXAMPLES: dict[str, Any] = {
    "GenerateRequest": {"input_type": "text", "content": "git bisect halves the history.", "provider": "offline"},
    "GeneratePreviewResponse": {
        "title": _TITLE,
        "slug": _SUMMARY["slug"],
        "day_number": 15,
        "excerpt": _EXCERPT,
        "content": _CONTENT,
        "suggested_tag_ids": ["3"],
        "suggested_tags": ["git", "bisect"],
        "tag_choices": _CHOICES,
        "generation_id": 7,
        "provider": "offline",
        "model": "rules",
        "truncated": False,
        "usage": _USAGE,
    },
    "GenerationOut": _GENERATION,
    "GenerationEvent": {"id": "7-1-2-22", "event": "content_chunk", "data": '{"chunk":"`git bisect` halves th"}'},
    "PageOut_GenerationSummaryOut_": {"items": [_RUN], "next": "7"},
    "RegenerateRequest": {"part": "title", "instruction": "Name the command.", "provider": "offline"},
    "ProposalOut": {
        "id": 9,
        "part": "title",
        "instruction": "Name the command.",
        "status": "complete",
        "verdict": "open",
        "text": _TITLE,
        "difference": [{"kind": "removed", "text": "Finding a bad commit"}, {"kind": "added", "text": _TITLE}],
        "provider": "offline",
        "model": "rules",
        "error": None,
        "generation_id": None,
        "til_id": 12,
        "created": _WHEN,
        "finished": _WHEN,
        "decided": None,
    },
    "CancelOut": {"id": 7, "stopping": True, "status": "running"},
    "SaveRequest": {"title": _TITLE, "tags": ["git", "debugging"]},
    "SavedOut": {"til_id": 12, "day_number": 15, "slug": _SUMMARY["slug"], "status": "draft"},
    "PictureOut": {"address": "/media/pictures/0123456789abcdef0123456789abcdef.png"},
    "UploadOut": {"id": "kq3vJ8fZs1", "name": "notes.md", "size": 2048, "expires": _WHEN},
    "ProviderOut": {"name": "offline", "model": "rules", "ready": True, "missing": "", "default": True, "models": []},
    "PageOut_TilSummaryOut_": {"items": [_SUMMARY], "next": "15"},
    "TilOut": _TIL,
    "TilIn": {"title": _TITLE, "content": _CONTENT, "tags": ["git"]},
    "TilChanges": {"title": "git bisect", "tags": ["git", "debugging"]},
    "TagIn": {"name": "Debugging"},
    "TagOut": _TAG,
    "TagCountOut": _TAG | {"count": 8, "aliases": ["Git SCM"]},
    "AliasOut": {"id": 5, "name": "Git SCM", "slug": "git-scm", "tag": _TAG, "merged": _WHEN},
    "MergeIn": {"into": 3},
    "StatsOut": {
        "total": 15,
        "active_days": 14,
        "streak": 3,
        "longest_streak": 9,
        "first": "2026-01-04",
        "last": "2026-11-22",
        "tags": 21,
        "drafts": 2,
    },
    "CalendarOut": {
        "since": "2025-11-23",
        "until": "2026-11-22",
        "days": [{"date": "2026-11-22", "count": 2}],
    },
    "UsageOut": {
        "since": "2026-10-23",
        "until": "2026-11-22",
        "models": [
            {"provider": "offline", "model": "rules", "generations": 4, "input_tokens": 820, "output_tokens": 410}
        ],
        "budgets": [{"whose": "key", "span": "day", "unit": "tokens", "limit": 200_000, "used": 1_230, "until": _WHEN}],
    },
    "StyleIn": {"instruction": "Be brief.", "learned": {"en": _LEARNED}},
    "StyleOut": {
        "version": 2,
        "instruction": "Be brief.",
        "learned": {"en": _LEARNED},
        "active": True,
        "created": _WHEN,
    },
    "LearnedOut": {"learned": {"en": _LEARNED}},
    "TemplateOut": {
        "slug": "bug-cause-fix",
        "name": {"en": "Bug, cause, fix", "ko": "오류, 원인, 해결"},
        "text": {"en": "First the symptom, then the cause.", "ko": "먼저 증상, 다음으로 원인을 쓴다."},
        "version": 1,
    },
    "MeOut": {
        "key": 4,
        "user": "admin",
        "scopes": ["generate", "read"],
        "sees_all": False,
        "limits": _LIMITS,
        "used": {"running": 1, "per_minute": 2, "per_day": 9},
    },
    "KeyIn": {"name": "editor", "scopes": ["read", "generate"]},
    "KeyOut": _KEY,
    "NewKeyOut": _KEY | {"text": "til_a2b3c4d5_…"},
}
MARKDOWN = f"---\nday: 15\ntitle: {_TITLE}\n---\n\n{_CONTENT}"
