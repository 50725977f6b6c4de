"""URLs of the public site."""

from django.conf import settings
from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from til.public import converters, crawlers, media, revisit, sitemap, suggestions, views
from til.public.feeds import TilFeed, json_feed
from til.text.pictures import FOLDER

register_converter(converters.Slug, "words")
register_converter(converters.Year, "yyyy")
register_converter(converters.TwoDigits, "nn")


def routes(texts_of: views.TextsOf = views.no_texts) -> list[URLPattern]:
    """Return the URL patterns; ``texts_of`` returns the texts a model wrote for a TIL."""
    written = {"texts_of": texts_of}
    return [
        path("", views.home, name="home"),
        path("til/<int:day>/", views.til, written, name="til_day"),
        path("til/<int:day>-<words:slug>.md", views.til_markdown, name="til_markdown"),
        path("til/<int:day>-<words:slug>.png", views.til_card, name="til_card"),
        path("til/<int:day>-<words:slug>/", views.til, written, name="til"),
        path("tags/", views.tags, name="tags"),
        path("tags/<words:slug>/", views.tag, name="tag"),
        path("<yyyy:year>/", views.archive, name="archive_year"),
        path("<yyyy:year>/<nn:month>/", views.archive, name="archive_month"),
        path("<yyyy:year>/<nn:month>/<nn:day>/", views.archive, name="archive_day"),
        path("random/", revisit.random_til, name="random"),
        path("on-this-day/", revisit.on_this_day, name="on_this_day"),
        path("about/", views.about, name="about"),
        path("own.css", views.stylesheet, name="own_css"),
        path("search/", views.search, name="search"),
        path("search/suggestions/", suggestions.suggestions, name="suggestions"),
        path("feed.xml", TilFeed(), name="feed"),
        path("tags/<words:slug>/feed.xml", TilFeed(), name="tag_feed"),
        path("feed.json", json_feed, name="json_feed"),
        path("tags/<words:slug>/feed.json", json_feed, name="tag_json_feed"),
        path("opensearch.xml", crawlers.opensearch, name="opensearch"),
        path("sitemap.xml", sitemap.sitemap, name="sitemap"),
        path("sitemap-<int:number>.xml", sitemap.sitemap_part, name="sitemap_part"),
        path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/icon.svg")),
        path(f"{settings.MEDIA_URL.strip('/')}/{FOLDER}/<name>", media.picture, name="picture"),
        path("robots.txt", crawlers.robots, name="robots"),
        path("llms.txt", crawlers.llms, name="llms"),
        path("language/<slug:code>/", views.language, name="language"),
    ]
