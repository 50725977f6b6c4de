"""URLs of the generate page."""

from django.urls import URLPattern, path

from generate.page import beside, claims, earlier, editor, privacy, revising, style, versions, views

urlpatterns: list[URLPattern] = [
    path("", views.begin, name="generate"),
    path("<int:pk>/", views.generation, name="generation"),
    path("<int:pk>/events", views.events, name="generation_events"),
    path("<int:pk>/source", views.source, name="generation_source"),
    path("<int:pk>/claims", claims.claims, name="generation_claims"),
    path("<int:pk>/dismiss", claims.dismissed, name="generation_dismiss"),
    path("<int:pk>/beside", beside.beside, name="generation_beside"),
    path("<int:pk>/earlier", earlier.listed, name="generation_earlier"),
    path("<int:pk>/earlier/<int:til>", earlier.add, name="generation_add"),
    path("<int:pk>/stop", views.stop, name="generation_stop"),
    path("<int:pk>/retry", views.retry, name="generation_retry"),
    path("<int:pk>/edit", editor.edit, name="generation_edit"),
    path("<int:pk>/again/<slug:part>", editor.again, name="generation_again"),
    path("<int:pk>/versions", versions.listed, name="generation_versions"),
    path("<int:pk>/revise", revising.revise, name="generation_revise"),
    path("<int:pk>/revisions/<int:number>", revising.events, name="generation_revision"),
    path("<int:pk>/proposals/<int:proposal>", editor.decide, name="generation_decide"),
    path("<int:pk>/save", editor.save, name="generation_save"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("style/", style.style, name="style"),
    path("style/download", style.download, name="style_download"),
    path("preview", editor.preview, name="generate_preview"),
    path("tags", editor.tags, name="generate_tags"),
]
