"""Permissions of all addresses outside the API, opened by every kind of caller; one without a row in RULES fails."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.http.response import HttpResponseBase
from django.test import AsyncClient
from django.urls import URLPattern, URLResolver, get_resolver

from generate.models import DraftTemplate, Generation
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stages import Stage
from til.days import create_til
from til.models import Til
from til.site.models import Site
from til.tagging.lookup import get_or_create
from til.tagging.merge import merge
from tilsite.access.keys.models import ApiKey
from tilsite.access.signin.models import Tries

pytestmark = pytest.mark.once
KEYS = ("writer's key", "superuser's key")  # with all scopes, since pages accept no keys
STAFF = ("viewer", "adder", "changer", "deleter", "publisher", "reviewer", "all")
PEOPLE = ("user", "writer", "other writer", "bare", *STAFF, "superuser")
SOME = ("anonymous", "superuser's key", "user", "superuser")  # sufficient for public addresses
CALLERS = ("anonymous", *KEYS, *PEOPLE)
EVERYBODY = frozenset(CALLERS)
NOBODY = frozenset[str]()
SIGNED_IN = frozenset(PEOPLE)
DESK = frozenset({"bare", *STAFF, "superuser"})
VIEWS = frozenset({"viewer", "changer", "all", "superuser"})
ADDS = frozenset({"adder", "all", "superuser"})
CHANGES = frozenset({"changer", "all", "superuser"})
DELETES = frozenset({"deleter", "all", "superuser"})
FULL = frozenset({"all", "superuser"})
SEES_TILS = VIEWS | {"publisher", "reviewer"}
REVIEWS = frozenset({"reviewer", "all", "superuser"})
WRITES = frozenset({"writer", "other writer", "reviewer", "all", "superuser"})
OWNS = frozenset({"writer", "all", "superuser"})


@dataclass(frozen=True)
class Rule:
    """The callers with access; ``at`` is an address of the route, if the route has parameters."""

    who: frozenset[str]
    at: str = ""
    method: str = "get"
    data: tuple[tuple[str, str], ...] = ()


def model(
    name: str,
    pk: str,
    *,
    sees: frozenset[str] = VIEWS,
    adds: frozenset[str] = ADDS,
    deletes: frozenset[str] = DELETES,
) -> dict[str, Rule]:
    """Return the rows for a model in the admin."""
    one = f"admin/{name}/<path:object_id>"
    return {
        f"admin/{name}/": Rule(sees),
        f"admin/{name}/add/": Rule(adds),
        f"{one}/history/": Rule(sees, f"admin/{name}/{pk}/history/"),
        f"{one}/change/": Rule(sees, f"admin/{name}/{pk}/change/"),
        f"{one}/delete/": Rule(deletes, f"admin/{name}/{pk}/delete/"),
        f"{one}/": Rule(DESK, f"admin/{name}/{pk}/"),  # redirects to the page above, which checks permissions
    }


ADMIN: dict[str, Rule] = {
    "admin/login/": Rule(EVERYBODY),
    "admin/": Rule(DESK),
    "admin/logout/": Rule(EVERYBODY - DESK),  # POST only; others are redirected
    "admin/password_change/": Rule(DESK),
    "admin/password_change/done/": Rule(DESK),
    "admin/autocomplete/": Rule(VIEWS, "admin/autocomplete/?app_label=til&model_name=til&field_name=tags"),
    "admin/jsi18n/": Rule(DESK),
    "admin/r/<path:content_type_id>/<path:object_id>/": Rule(DESK, "admin/r/{type}/{public}/"),
    "admin/^(?P<app_label>auth|site|til|generate|keys|signin)/$": Rule(DESK - {"bare"}, "admin/til/"),
    "admin/(?P<url>.*)$": Rule(NOBODY, "admin/nothing/of/that/name/"),
    **model("auth/group", "{group}"),
    **model("auth/user", "{user}", adds=FULL),
    "admin/auth/user/<id>/password/": Rule(CHANGES, "admin/auth/user/{user}/password/"),
    **model("til/tag", "{tag}"),
    **model("til/alias", "{alias}"),
    **model("generate/generation", "{generation}", sees=VIEWS | {"reviewer"}, adds=NOBODY),
    "admin/generate/generation/usage/": Rule(VIEWS | {"reviewer"}),
    "admin/generate/generation/providers/": Rule(CHANGES),
    "admin/generate/prompttext/": Rule(VIEWS),
    "admin/generate/prompttext/<str:task>/<str:language>/": Rule(VIEWS, "admin/generate/prompttext/title/en/"),
    **model("generate/drafttemplate", "{template}"),
    **model("keys/apikey", "{key}"),
    **model("site/site", "1", adds=NOBODY, deletes=NOBODY),
    **model("signin/tries", "{tries}", sees=VIEWS, adds=NOBODY),
    **model("til/til", "{draft}", sees=SEES_TILS, adds=ADDS),
    "admin/til/til/<int:pk>/preview/": Rule(SEES_TILS, "admin/til/til/{draft}/preview/"),
    "admin/til/til/export/": Rule(SEES_TILS),
    "admin/til/til/^([^/]+)/history/([^/]+)/$": Rule(SEES_TILS, "admin/til/til/{draft}/history/{record}/"),
    "admin/til/til/<int:pk>/dismiss/": Rule(REVIEWS, "admin/til/til/{draft}/dismiss/", "post"),
    "admin/til/til/<int:pk>/again/": Rule(REVIEWS, "admin/til/til/{draft}/again/", "post"),
    "admin/til/til/<int:pk>/again/<int:number>/": Rule(REVIEWS, "admin/til/til/{draft}/again/{part}/"),
    "admin/til/til/<int:pk>/again/<int:number>/events": Rule(REVIEWS, "admin/til/til/{draft}/again/{part}/events"),
    **{
        f"admin/til/til/<int:pk>/again/<int:number>/{act}/": Rule(
            REVIEWS, f"admin/til/til/{{draft}}/again/{{part}}/{act}/", "post"
        )
        for act in ("stop", "discard")
    },
}
PAGES: dict[str, Rule] = {
    "generate/": Rule(WRITES),
    "generate/<int:pk>/": Rule(OWNS, "generate/{generation}/"),
    "generate/<int:pk>/events": Rule(EVERYBODY, "generate/{generation}/events"),  # says so inside the stream
    "generate/<int:pk>/source": Rule(OWNS, "generate/{generation}/source"),
    "generate/<int:pk>/claims": Rule(OWNS, "generate/{generation}/claims"),
    "generate/<int:pk>/dismiss": Rule(OWNS, "generate/{generation}/dismiss", "post"),
    "generate/<int:pk>/beside": Rule(OWNS, "generate/{generation}/beside"),
    "generate/<int:pk>/earlier": Rule(OWNS, "generate/{generation}/earlier"),
    "generate/<int:pk>/earlier/<int:til>": Rule(FULL, "generate/{generation}/earlier/{public}", "post"),
    "generate/<int:pk>/stop": Rule(OWNS, "generate/{generation}/stop", "post"),
    "generate/<int:pk>/retry": Rule(OWNS, "generate/{generation}/retry", "post"),
    "generate/<int:pk>/edit": Rule(OWNS, "generate/{generation}/edit"),
    "generate/<int:pk>/again/<slug:part>": Rule(OWNS, "generate/{generation}/again/title", "post"),
    "generate/<int:pk>/versions": Rule(OWNS, "generate/{generation}/versions"),
    "generate/<int:pk>/revise": Rule(OWNS, "generate/{generation}/revise", "post"),
    "generate/<int:pk>/revisions/<int:number>": Rule(OWNS, "generate/{generation}/revisions/{part}"),
    "generate/<int:pk>/proposals/<int:proposal>": Rule(OWNS, "generate/{generation}/proposals/{part}", "post"),
    "generate/<int:pk>/delete": Rule(OWNS, "generate/{gone}/delete", "post"),
    "generate/<int:pk>/restore": Rule(OWNS, "generate/{gone}/restore", "post"),
    "generate/<int:pk>/save": Rule(OWNS, "generate/{generation}/save", "post", (("title", "T"),)),
    **{f"generate/{place}": Rule(WRITES) for place in ("privacy/", "style/", "style/download", "tags", "queue")},
    "generate/anywhere/": Rule(WRITES),
    "generate/preview": Rule(WRITES, method="post"),
    "generate/share": Rule(EVERYBODY, method="post"),
}
PUBLIC: dict[str, Rule] = {
    route: Rule(EVERYBODY, at)
    for route, at in {
        "": "",
        "til/<int:day>/": "til/{day}/",
        "til/<int:day>-<words:slug>.md": "til/{day}-public.md",
        "til/<int:day>-<words:slug>.png": "til/{day}-public.png",
        "til/<int:day>-<words:slug>/": "til/{day}-public/",
        "tags/": "tags/",
        "tags/<words:slug>/": "tags/kept/",
        "<yyyy:year>/": "{year}/",
        "<yyyy:year>/<nn:month>/": "{year}/{month}/",
        "<yyyy:year>/<nn:month>/<nn:day>/": "{year}/{month}/{date}/",
        "search/": "search/?q=public",
        "search/suggestions/": "search/suggestions/?q=pub",
        "random/": "random/",
        "on-this-day/": "on-this-day/",
        "about/": "about/",
        "own.css": "own.css",
        "feed.xml": "feed.xml",
        "tags/<words:slug>/feed.xml": "tags/kept/feed.xml",
        "feed.json": "feed.json",
        "tags/<words:slug>/feed.json": "tags/kept/feed.json",
        "opensearch.xml": "opensearch.xml",
        "sitemap.xml": "sitemap.xml",
        "sitemap-<int:number>.xml": "sitemap-1.xml",
        "favicon.ico": "favicon.ico",
        "robots.txt": "robots.txt",
        "llms.txt": "llms.txt",
        "language/<slug:code>/": "language/ko/",
        "generate/manifest.webmanifest": "generate/manifest.webmanifest",
        "generate/worker.js": "generate/worker.js?language=ko",
        "generate/offline/<slug:code>/": "generate/offline/ko/",
        "login/": "login/",
        ".well-known/oauth-protected-resource": ".well-known/oauth-protected-resource",
        ".well-known/oauth-protected-resource/mcp": ".well-known/oauth-protected-resource/mcp",
        "api/v1/openapi.json": "api/v1/openapi.json",
        "api/v1/docs": "api/v1/docs",
    }.items()
} | {
    "logout/": Rule(NOBODY),  # POST only
    "login/once/<str:token>/": Rule(EVERYBODY, "login/once/wrong/"),  # a wrong token redirects to the login page
    "media/pictures/<name>": Rule(NOBODY, "media/pictures/none.png"),  # public if it exists
}
RULES = ADMIN | PAGES | PUBLIC


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Return all routes of the site except the operations of the API."""
    for one in (resolver or get_resolver()).url_patterns:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, place)
        elif isinstance(one, URLPattern) and (not place.startswith("api/v1/") or place in RULES):
            yield place


def user(name: str, *codenames: str, prefix: str = "-", **fields: Any) -> User:
    made = User.objects.create_user(name, **fields)
    named = Permission.objects.filter(codename__in=codenames)
    made.user_permissions.set(named | Permission.objects.filter(codename__startswith=prefix))
    return made


def _people() -> dict[str, AsyncClient]:
    people = {
        "user": user("user"),
        "writer": user("writer", "generate", "change_til"),
        "other writer": user("other writer", "generate", "change_til"),
        "bare": user("bare", is_staff=True),
        "viewer": user("viewer", prefix="view_", is_staff=True),
        "adder": user("adder", prefix="add_", is_staff=True),
        "changer": user("changer", prefix="change_", is_staff=True),
        "deleter": user("deleter", prefix="delete_", is_staff=True),
        "publisher": user("publisher", "change_til", "publish_til", is_staff=True),
        "reviewer": user("reviewer", "generate", "change_til", "view_generation", is_staff=True),
        "all": user("all", prefix="", is_staff=True),
        "superuser": User.objects.create_superuser("superuser"),
    }
    clients = {name: AsyncClient() for name in people} | {"anonymous": AsyncClient()}
    for name, one in people.items():
        clients[name].force_login(one)
    owners = {"writer's key": people["writer"], "superuser's key": people["superuser"]}
    keys = {name: ApiKey.objects.issue(name, user=one, scopes=["admin"]) for name, one in owners.items()}
    return clients | {name: AsyncClient(headers={"Authorization": f"Bearer {key.text}"}) for name, key in keys.items()}


def _things() -> dict[str, object]:
    writer = User.objects.get(username="writer")
    done = {"provider": "offline", "input": "n", "content": "Text.", "status": "complete", "stage": Stage.END}
    public = create_til(title="Public", content="Text.", status="published", tags=["kept"])
    draft = create_til(title="Draft", content="Text.")
    assert public.published
    Site.objects.create(about="About this site.")
    record: Any = draft.history.latest()
    return {
        "type": ContentType.objects.get_for_model(Til).pk,
        "public": public.pk,
        "day": public.day_number,
        "year": public.published_on.year if public.published_on else "",
        "month": f"{public.published_on:%m}",
        "date": f"{public.published_on:%d}",
        "draft": draft.pk,
        "record": record.pk,
        "template": DraftTemplate.objects.create(slug="t", name_en="T", name_ko="T", text_en="T", text_ko="T").pk,
        "generation": Generation.objects.create(user=writer, title="T", **done).pk,
        "gone": Generation.objects.create(user=writer, title="T", **done).pk,
        "part": Generation.objects.create(user=writer, target=draft, part="title", title="Other", **done).pk,
        "group": Group.objects.create(name="group").pk,
        "user": User.objects.create_user("somebody").pk,
        "tag": get_or_create("kept").pk,
        "alias": merge(get_or_create("other"), get_or_create("kept")).pk,
        "key": ApiKey.objects.issue("key", user=writer).pk,
        "tries": Tries.objects.create(name="x", address="192.0.2.1").pk,
    }


def is_let_in(answer: HttpResponseBase) -> bool:
    """Return whether a response is neither an error nor a redirect to the login page; 404 counts if expected."""
    is_sent_away = answer.status_code == 302 and "login/?next=" in answer["Location"]
    return not is_sent_away and answer.status_code not in (401, 403, 404, 405)


def test_every_address_has_a_row() -> None:
    assert set(routes()) == set(RULES)


@pytest.fixture
def silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.anyio
@pytest.mark.usefixtures("silence")
@pytest.mark.django_db(transaction=True)
async def test_who_is_let_in() -> None:
    clients, things = await in_database(_people), await in_database(_things)
    wrong = {}
    for route, rule in RULES.items():
        address = "/" + (rule.at or route).format_map(things)
        found = set()
        callers = SOME if route in PUBLIC else CALLERS
        for caller in callers:
            answer: Any = await getattr(clients[caller], rule.method)(address, dict(rule.data))
            assert answer.status_code < 500, (address, caller)
            found |= {caller} if is_let_in(answer) else set()
        if found != rule.who & set(callers):
            wrong[route] = {
                "too many": sorted(found - rule.who),
                "missing": sorted(rule.who.intersection(callers) - found),
            }
    await runner().stop()
    assert not wrong
