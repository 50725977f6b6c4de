"""Where everything hangs."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from tilsite.api import api
from tilsite.login_once import login_once

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("login/once/<str:token>/", login_once, name="login_once"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True, extra_context={"here": "login"}), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("generate/", include("generate.urls")),
    path("", include("til.urls")),
]
