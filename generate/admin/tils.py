"""The review page of TILs, extended with proposals and provenance."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext

from generate.admin import again, dismissing
from generate.drafting import regenerate
from generate.drafting.doubts import real_days
from generate.drafting.provenance import is_by_rules, provenance
from generate.models import PARTS, Generation
from generate.notices import SHORTENED, Notice
from generate.providers import choices
from generate.refusals import RequestError
from til.admin import TilAdmin
from til.models import Til
from til.review.checks import Origin, Part, review

admin.site.unregister(Til)


@admin.register(Til)
class ReviewAdmin(TilAdmin):
    """The queue and the review page; accepting a proposal saves the form first, so that no edit is lost."""

    change_form_template = "admin/generate/again/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the URLs for proposals."""
        own = dismissing.urlpatterns(lambda til: review(til, self.origin_of(til)))
        return [*again.urlpatterns, *own, *super().get_urls()]

    def origin_of(self, til: Til) -> Origin | None:
        """Return the source of the generation that drafted it."""
        row = Generation.objects.filter(til=til).first()
        if row is None:
            return None
        source = row.source_text or row.input
        if not source:  # no longer kept
            return None
        notices = tuple(Notice(**one).sentence(gettext) for one in row.notices)
        is_cut = row.source_truncated and SHORTENED not in {one["kind"] for one in row.notices}
        return Origin(
            source=source,
            parts=tuple(Part(part.text, part.label, part.url) for part in row.source_parts),
            source_truncated=is_cut,
            secrets_masked=bool(row.source_masked),
            draft_truncated=row.truncated,
            by_rules=is_by_rules(row),
            dismissed=frozenset(row.dismissed),
            days=real_days(til),
            notices=notices,
        )

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
            self.message_user(request, error.sentence(gettext), messages.INFO)
        else:
            said = gettext("Accepted: %(part)s of generation %(number)d.")
            said %= {"part": row.get_part_display(), "number": row.pk}
            self.log_change(request, obj, said)
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(again.review_place(obj.pk))


def _providers(til: Til) -> list[tuple[str, str]]:
    """Return the ready providers, the TIL's own first."""
    return sorted(choices(), key=lambda choice: choice[0] != til.provider)
