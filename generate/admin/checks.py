"""The page that tests the configured providers on request."""

import asyncio
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from generate.llm.check import Examined
from generate.models import Generation
from generate.providers import examine_here, provider_name, ready_names


def checks_page(model_admin: admin.ModelAdmin[Generation], request: HttpRequest) -> HttpResponse:
    """Show the configured providers; a POST tests them, which costs a few tokens."""
    if not request.user.has_perm("generate.change_generation"):
        raise PermissionDenied
    found = asyncio.run(examine_here()) if request.method == "POST" else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Check the providers"),
        "opts": model_admin.opts,
        "ready": [provider_name(name) for name in ready_names()],
        "found": None if found is None else [_row(one) for one in found],
    }
    return TemplateResponse(request, "admin/generate/generation/checks.html", context)


def _row(one: Examined) -> dict[str, Any]:
    return {
        "name": provider_name(one.name),
        "model": one.model,
        "models": None if one.models is None else [model.name for model in one.models],
        "streams": one.streams,
        "whole": one.whole,
        "context": one.context,
        "cures": [gettext(cure.sentence) % cure.values for cure in one.cures],
    }
