"""One-time sign-in links, valid for a day. The terminal prints one, so that no password is needed."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

_SALT = "tilsite.access.login_once"
_LASTS = timedelta(days=1)


def path_for(user: User) -> str:
    """Return the path that signs ``user`` in; any sign-in invalidates it."""
    token = signing.dumps([user.pk, _last(user)], salt=_SALT)
    return reverse("login_once", args=[token])


@require_GET
@never_cache
def login_once(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in the link's user, or say that the link was used."""
    user = _use(token)
    if user is None:
        messages.error(request, _("This link was already used or has expired. Sign in with your password."))
        return redirect("admin:login")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)


def _use(token: str) -> User | None:
    """Return the link's user and invalidate the link: of two concurrent requests, one signs in."""
    try:
        pk, last = signing.loads(token, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or _last(user) != last:
        return None
    is_first = User.objects.filter(pk=pk, last_login=user.last_login).update(last_login=timezone.now())
    return user if is_first else None


def _last(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""
