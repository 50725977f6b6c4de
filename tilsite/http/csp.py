"""Content security and permissions policies: only this site's own resources, and no access to devices."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tilsite.http.middleware import around

HEADER, PERMISSIONS = "Content-Security-Policy", "Permissions-Policy"
DEVICES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
)
NO_DEVICES = ", ".join(f"{name}=()" for name in (*DEVICES, "browsing-topics", "payment", "usb"))
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


def policy_for(path: str) -> str:
    """Return the policy of a page."""
    if path.startswith("/admin/"):
        return f"{POLICY}; style-src-attr 'unsafe-inline'"  # the admin's tag picker sets style attributes
    return POLICY.replace("img-src 'self'", "img-src 'self' https:") if settings.TIL_REMOTE_IMAGES else POLICY


def _protect(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault(PERMISSIONS, NO_DEVICES)
    response.headers.setdefault(HEADER, policy_for(request.path))
    return response


csp_middleware = around(_protect)
