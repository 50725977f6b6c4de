"""Log refused requests in one line: anyone can cause them, and Django adds a traceback to some."""

import logging

REFUSALS = ("django.request", "django.security")


class Quiet(logging.Filter):
    """Removes the traceback from warnings and refusals of Django; errors with status 500 keep theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and let it pass."""
        is_refusal = record.name.startswith(REFUSALS) and getattr(record, "status_code", 400) < 500
        if is_refusal:
            record.exc_info = record.exc_text = None
        return True
