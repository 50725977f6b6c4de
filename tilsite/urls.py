"""Where everything hangs."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tilsite.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("til.urls")),
]
