"""Public addresses of the TILs."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from til import converters, machines, media, views
from til.feeds import TilFeed
from til.transfer.pictures import FOLDER

register_converter(converters.Slug, "words")
register_converter(converters.Year, "yyyy")
register_converter(converters.TwoDigits, "nn")

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("til/<int:day>/", views.til, name="til_day"),
    path("til/<int:day>-<words:slug>.md", views.til_markdown, name="til_markdown"),
    path("til/<int:day>-<words:slug>.png", views.til_card, name="til_card"),
    path("til/<int:day>-<words:slug>/", views.til, name="til"),
    path("tags/", views.tags, name="tags"),
    path("tags/<words:slug>/", views.tag, name="tag"),
    path("<yyyy:year>/", views.archive, name="archive_year"),
    path("<yyyy:year>/<nn:month>/", views.archive, name="archive_month"),
    path("<yyyy:year>/<nn:month>/<nn:day>/", views.archive, name="archive_day"),
    path("search/", views.search, name="search"),
    path("feed.xml", TilFeed(), name="feed"),
    path("tags/<words:slug>/feed.xml", TilFeed(), name="tag_feed"),
    path("sitemap.xml", sitemap, {"sitemaps": {"tils": machines.TilSitemap}}, name="sitemap"),
    path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/icon.svg")),
    path(f"{settings.MEDIA_URL.strip('/')}/{FOLDER}/<name>", media.picture, name="picture"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("language/<slug:code>/", views.language, name="language"),
]
