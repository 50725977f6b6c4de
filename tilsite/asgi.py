"""The site as ASGI: HTTP through Django, and the life of the process around it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")

import django

django.setup()

from tilsite.application import make_application  # noqa: E402 - Django must be set up first

application = make_application()
