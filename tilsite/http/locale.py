"""The language and time zone of each request: the site's own, unless the visitor chose another language.

What was scheduled for a time before the request is published first.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from til import schedule
from til.site.models import current, site_row
from tilsite.http.on_loop import OnLoop


class SiteLocaleMiddleware(OnLoop, LocaleMiddleware):
    """Django's, before the site's own language where the visitor chose none."""

    def must_wait(self, _request: HttpRequest) -> bool:
        """Return whether the site's row or the schedule must be read."""
        return not (schedule.is_idle() and site_row.is_known)

    def process_request(self, request: HttpRequest) -> None:
        """Activate both for this request."""
        schedule.publish_if_due()
        own = current()
        timezone.activate(own.zone)
        super().process_request(request)
        if own.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(own.language)
            request.LANGUAGE_CODE = own.language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tell caches that the language also depends on a cookie; files that they keep for long have none."""
        if "immutable" not in response.get("Cache-Control", ""):
            patch_vary_headers(response, ["Cookie"])
        return super().process_response(request, response)
