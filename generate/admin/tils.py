"""The review screen of TILs with what generating adds to it: parts written again, and where each part comes from."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext

from generate import regenerate
from generate.admin import again
from generate.forms import ready
from generate.models import PARTS
from generate.page.fragments import say
from generate.provenance import provenance
from generate.refusals import RequestError
from til.admin import TilAdmin
from til.models import Til

admin.site.unregister(Til)


@admin.register(Til)
class ReviewAdmin(TilAdmin):
    """The queue and the review screen; accepting a proposal saves the form first, so that nothing typed is lost."""

    change_form_template = "admin/generate/again/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the doors to parts written again."""
        return [*again.urlpatterns, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add proposals and provenance."""
        til = context.get("original")
        if til is not None:
            context |= {
                "proposals": again.shown_proposals(til),
                "origins": provenance(til),
                "parts": PARTS,
                "providers": _providers(til),
                "may_write_again": self.has_change_permission(request, til),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Til) -> HttpResponse:
        """Accept the proposal whose button was pressed."""
        if "_accept" not in request.POST:
            return super().response_change(request, obj)
        number = request.POST["_accept"]
        try:
            row = regenerate.accept(obj, int(number) if number.isdecimal() else 0)
        except RequestError as error:
            self.message_user(request, say(error), messages.INFO)
        else:
            said = gettext("Accepted: %(part)s of generation %(number)d.")
            said %= {"part": row.get_part_display(), "number": row.pk}
            self.log_change(request, obj, said)
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(again.review_place(obj.pk))


def _providers(til: Til) -> list[tuple[str, str]]:
    """Return who can write, the TIL's own writer first."""
    return sorted(ready(), key=lambda choice: choice[0] != til.provider)
