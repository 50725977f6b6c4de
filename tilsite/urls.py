"""The site's URLs."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from generate.drafting.provenance import written_texts
from til.public import urls as public
from tilsite.access.login_once import login_once
from tilsite.access.signin.page import slowed
from tilsite.api import api
from tilsite.description import openapi_json
from tilsite.http.mcp_mount import protected_resource

sign_in = LoginView.as_view(redirect_authenticated_user=True, extra_context={"here": "login"})
urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", slowed(admin.site.login)),
    path("admin/", admin.site.urls),
    path("api/v1/openapi.json", openapi_json),
    path("api/v1/", api.urls),
    path(".well-known/oauth-protected-resource", protected_resource, name="protected_resource_root"),
    path(".well-known/oauth-protected-resource/mcp", protected_resource, name="protected_resource"),
    path("login/once/<str:token>/", login_once, name="login_once"),
    path("login/", slowed(sign_in), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("generate/", include("generate.page.urls")),
    path("", include(public.routes(written_texts))),
]

handler400 = "tilsite.http.error_pages.bad_request"
handler403 = "tilsite.http.error_pages.forbidden"
handler404 = "tilsite.http.error_pages.not_found"
