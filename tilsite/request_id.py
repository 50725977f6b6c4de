"""One id for each request: in the answer, in every error and in every line of the log."""

import logging
import re
import uuid
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from tilsite.middleware import around

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_present: ContextVar[str] = ContextVar("request_id", default="")


def request_id_for(given: str) -> str:
    """Return the id a proxy has ``given``, or a new one where that could forge a line of the log."""
    return given if _SANE.fullmatch(given) else uuid.uuid4().hex


def present() -> str:
    """Return the id of the request that is being answered here, empty outside of one."""
    return _present.get()


class InLog(logging.Filter):
    """Lets a log format name ``%(request_id)s``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add it; a line outside of any request has a hyphen."""
        record.request_id = present() or "-"
        return True


def _name(request: HttpRequest) -> None:
    _present.set(request_id_for(request.headers.get(HEADER, "")))


def _say(_: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response[HEADER] = present()
    return response


request_id_middleware = around(_say, before=_name)
