"""The page “My style”: a standing request, what was learned from one's posts, and their versions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from generate.drafting.access import for_writers, go
from generate.drafting.learning import LEAST
from generate.drafting.style import (
    EXAMPLE,
    INSTRUCTION,
    PROFILE,
    active_style,
    as_data,
    delete_styles,
    learn_style,
    save_style,
    stop_style,
    styles,
    use_style,
)
from generate.models import LANGUAGES
from generate.page.forms import LinesField
from generate.page.views import render_page
from generate.running.database import in_database
from til.caller import Caller

NAMES = dict(LANGUAGES[1:])
LEARNED = [("profile", _("How my posts are written")), ("first", _("Example")), ("second", _("Example"))]


class StyleForm(forms.Form):
    """A style; what was learned is a field for each language, ``ko-profile`` and so on."""

    instruction = LinesField(label=_("Standing request"), max_length=INSTRUCTION, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in NAMES:
            for name, label in LEARNED:
                most = PROFILE if name == "profile" else EXAMPLE
                self.fields[f"{language}-{name}"] = LinesField(label=label, max_length=most, required=False)

    def learned(self) -> dict[str, Any]:
        """Return what was learned, as it is stored; empty languages are left out."""
        found = {}
        for language in NAMES:
            profile, *examples = (self.cleaned_data[f"{language}-{name}"].strip() for name, _label in LEARNED)
            examples = [example for example in examples if example]
            if profile or examples:
                found[language] = {"profile": profile, "examples": examples}
        return found

    def by_language(self) -> list[dict[str, Any]]:
        """Return the fields of each language, with whether any has a value."""
        rows = [[self[f"{language}-{name}"] for name, _label in LEARNED] for language in NAMES]
        return [
            {"code": code, "name": NAMES[code], "fields": fields, "has": any(field.value() for field in fields)}
            for code, fields in zip(NAMES, rows, strict=True)
        ]


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def style(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Show the style in use; save, learn, use an older version, stop or delete."""
    user, asked = caller.user_id, request.POST
    if request.method == "GET":
        return await _page(request, caller, StyleForm(initial=_initial(await in_database(active_style, user))))
    if "learn" in asked:
        return await _learn(request, caller)
    if "version" in asked:
        await in_database(use_style, user, int(asked["version"]) if asked["version"].isdecimal() else 0)
    elif "stop" in asked:
        await in_database(stop_style, user)
    elif "delete" in asked:
        await in_database(delete_styles, user)
    else:
        form = StyleForm(asked)
        if not form.is_valid():
            return await _page(request, caller, form, status=422)
        saved = await in_database(save_style, user, form.cleaned_data["instruction"].strip(), form.learned())
        messages.success(request, gettext("Version %(version)d of your style is in use.") % {"version": saved.version})
    return go(request, request.path)


@never_cache
@require_GET
@for_writers
async def download(_request: HttpRequest, caller: Caller) -> HttpResponse:
    """Return all versions as a file."""
    found = [as_data(one) for one in await in_database(styles, caller.user_id)]
    return JsonResponse(
        {"styles": found},
        headers={"Content-Disposition": 'attachment; filename="style.json"'},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


async def _learn(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Show the form filled with what the person's posts show; nothing is saved yet."""
    found = await in_database(learn_style, caller.user_id)
    learned = {code: {"profile": one.profile, "examples": list(one.examples)} for code, one in found.items()}
    shown = request.POST.dict() | _fields(learned)
    if found:
        counts = ", ".join(f"{NAMES[code]}: {one.posts}" for code, one in found.items())
        said = gettext("Learned from your published TILs (%(counts)s). Check it, change it, then save.")
        messages.info(request, said % {"counts": counts})
    else:
        said = gettext("There is too little to learn from: it takes %(least)d published TILs in a language.")
        messages.error(request, said % {"least": LEAST})
    return await _page(request, caller, StyleForm(initial=shown))


async def _page(request: HttpRequest, caller: Caller, form: StyleForm, status: int = 200) -> HttpResponse:
    versions = await in_database(styles, caller.user_id)
    context = {"here": "style", "form": form, "versions": versions, "most": INSTRUCTION}
    return await render_page(request, "generate/style.html", context, status=status)


def _initial(now: Any) -> dict[str, str]:
    return {"instruction": now.instruction, **_fields(now.learned)} if now else {}


def _fields(learned: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of the form's fields for what was learned."""
    found: dict[str, str] = {}
    for code, one in learned.items():
        first, second = [*one.get("examples", ()), "", ""][:2]
        found |= {f"{code}-profile": one.get("profile", ""), f"{code}-first": first, f"{code}-second": second}
    return found
