"""The ASGI entry point: sets up Django, then makes the application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")

import django

django.setup()

from tilsite.application import make_application  # noqa: E402 - Django must be set up first

application = make_application()
