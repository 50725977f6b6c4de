"""The site as ASGI: HTTP through Django, and the life of the process around it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")

import django

django.setup()

from tilsite.handler import Handler  # noqa: E402 - Django must be set up first
from tilsite.lifespan import with_lifespan  # noqa: E402

application = with_lifespan(Handler())
