"""Addresses of the generate page."""

from django.urls import URLPattern, path

from generate import views

urlpatterns: list[URLPattern] = [
    path("", views.begin, name="generate"),
    path("<int:pk>/", views.generation, name="generation"),
    path("<int:pk>/events", views.events, name="generation_events"),
    path("<int:pk>/stop", views.stop, name="generation_stop"),
    path("<int:pk>/retry", views.retry, name="generation_retry"),
]
