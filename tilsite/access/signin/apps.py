"""Sign-in as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    """Sign-in attempts."""

    name = "tilsite.access.signin"
    verbose_name = _("Sign-ins")

    def ready(self) -> None:
        """Uncount an attempt when the sign-in succeeds."""
        from django.contrib.auth.signals import user_logged_in

        from tilsite.access.signin.backend import on_signed_in

        user_logged_in.connect(on_signed_in, dispatch_uid="signin")
