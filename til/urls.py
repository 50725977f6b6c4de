"""Public addresses of the TILs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
