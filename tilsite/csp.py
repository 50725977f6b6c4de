"""The content security policy of every page: nothing runs, loads or posts but from here."""

from django.http import HttpRequest, HttpResponseBase

from tilsite.middleware import around

HEADER = "Content-Security-Policy"
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "frame-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'self'"
)
ADMIN_POLICY = f"{POLICY}; style-src-attr 'unsafe-inline'"  # its tag picker sizes itself with style attributes


def _protect(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault(HEADER, ADMIN_POLICY if request.path.startswith("/admin/") else POLICY)
    return response


csp_middleware = around(_protect)
