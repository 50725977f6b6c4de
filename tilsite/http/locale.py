"""The language and time zone of each request: the site's own, unless the visitor chose another language.

What was scheduled for a time before the request is published first.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

from til.schedule import publish_if_due
from til.site.models import current


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's, before the site's own language where the visitor chose none."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate both for this request."""
        publish_if_due()
        site = current()
        timezone.activate(site.zone)
        super().process_request(request)
        if site.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(site.language)
            request.LANGUAGE_CODE = site.language
