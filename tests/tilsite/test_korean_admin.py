"""The admin is entirely in Korean for Korean users, including parts from libraries."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from generate.models import DraftTemplate
from til.models import Til

pytestmark = pytest.mark.django_db
NAMES = {
    "Asia",
    "Seoul",
    "BY",
    "CC",
    "CC0",
    "CSS",
    "MIT",
    "NC",
    "ND",
    "SA",
    "AI",
    "API",
    "TIL",
    "Day",
    "IP",
    "HTTP",
    "Accept",
    "GET",
    "POST",
    "URL",
    "Markdown",
    "English",
    "tilsite",
}
DATA = {"about", "ada", "admin", "login", "unknown", "generate", "read", "write", "id"}
_WORD = re.compile(r"[A-Za-z]{2,}[a-z0-9]*")
_SPOKEN = re.compile(r"""\b(?:alt|aria-label|placeholder|title)="([^"]*)\"""")
FIXED = {"Status", "Historical", "Til", "True", "False"}  # texts that a library does not mark for translation
DJANGOS_OWN = {"auth"}  # Django names permissions in English only


@pytest.fixture
def ada(client: Client) -> Client:
    """A superuser of a site with a changed TIL and a failed sign-in."""
    til = Til.objects.create(title="제목", content="본문", day_number=1)
    til.title = "둘"
    til.save()
    client.post("/login/", {"username": "ada", "password": "wrong"})
    client.force_login(User.objects.create_superuser("ada"))
    return client


def english(client: Client, path: str) -> set[str]:
    """Return the Latin words on a page, except those also used in Korean."""
    answer = client.get(path, headers={"Accept-Language": "ko"})
    assert answer.status_code == 200, path
    seen = re.sub(r"(?s)<(script|style|textarea|code)\b.*?</\1>", " ", answer.content.decode())
    seen = " ".join([re.sub(r"<[^>]*>", " ", seen), *_SPOKEN.findall(seen)]).replace("&quot;", " ")
    seen = re.sub(r"&\w+;", " ", seen)
    given = " ".join(f"{one.name_en} {one.slug}" for one in DraftTemplate.objects.all())
    return set(_WORD.findall(seen)) - NAMES - DATA - FIXED - set(_WORD.findall(given))


def test_lists_and_forms(ada: Client, rf: RequestFactory) -> None:
    til = f"/admin/til/til/{Til.objects.get().pk}"
    paths = ["/admin/", f"{til}/change/", f"{til}/history/", f"{til}/history/{Til.history.first().pk}/"]
    request = rf.get("/admin/")
    request.user = User.objects.get()
    for model in filter(admin.site.is_registered, apps.get_models()):
        pages = admin.site.get_model_admin(model)
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths.append(reverse(f"{place}_changelist"))
        if pages.has_add_permission(request) and model._meta.app_label not in DJANGOS_OWN:
            paths.append(reverse(f"{place}_add"))
    assert {path: words for path in paths if (words := english(ada, path))} == {}
