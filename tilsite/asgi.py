"""The ASGI entry point: sets up Django, then makes the application."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")
gc.disable()  # all that is imported stays; looking for what does not takes a sixth of the start
django.setup()

from tilsite.application import make_application  # noqa: E402 - Django must be set up first

application = make_application()
gc.freeze()
gc.enable()
