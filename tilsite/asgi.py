"""The site as ASGI: HTTP through Django, and the life of the process around it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first

from tilsite.body import with_limit  # noqa: E402
from tilsite.handler import Handler  # noqa: E402
from tilsite.lifespan import with_lifespan  # noqa: E402

application = with_lifespan(with_limit(Handler(), settings.TIL_MAX_BODY))
