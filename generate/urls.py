"""Addresses of the generate page."""

from django.urls import URLPattern, path

from generate import editing, views

urlpatterns: list[URLPattern] = [
    path("", views.begin, name="generate"),
    path("<int:pk>/", views.generation, name="generation"),
    path("<int:pk>/events", views.events, name="generation_events"),
    path("<int:pk>/source", views.source, name="generation_source"),
    path("<int:pk>/stop", views.stop, name="generation_stop"),
    path("<int:pk>/retry", views.retry, name="generation_retry"),
    path("<int:pk>/edit", editing.edit, name="generation_edit"),
    path("<int:pk>/again/<slug:part>", editing.again, name="generation_again"),
    path("<int:pk>/save", editing.save, name="generation_save"),
    path("preview", editing.preview, name="generate_preview"),
]
