"""Save many TILs at once, as if each had been saved alone, but without history."""

from django.db import transaction

from bench.site.texts import Text
from til.models import Tag, Til
from til.search import index
from til.text.markdown import render_below

_SAMPLES = 50  # texts that are rendered; the others show the HTML of one of them


def fill(texts: list[Text], first_day: int) -> None:
    """Save ``texts`` as public TILs with tags and index."""
    names = sorted({number for text in texts for number in text.tags})
    tags = {number: Tag.objects.get_or_create(name=f"tag {number}", slug=f"tag-{number}")[0] for number in names}
    html = [render_below(text.title, text.content, images=True) for text in texts[:_SAMPLES]]
    with transaction.atomic():
        tils = [_til(text, day, html[day % len(html)]) for day, text in enumerate(texts, first_day)]
        tils = Til.objects.bulk_create(tils, batch_size=500)
        links = [(til, tags[number]) for til, text in zip(tils, texts, strict=True) for number in text.tags]
        Til.tags.through.objects.bulk_create((Til.tags.through(til=til, tag=tag) for til, tag in links), batch_size=500)
        index.put_new((til, [tags[number].name for number in text.tags]) for til, text in zip(tils, texts, strict=True))
    index.tidy()


def _til(text: Text, day: int, html: str) -> Til:
    return Til(
        day_number=day,
        title=text.title,
        slug=f"day-{day}",
        content=text.content,
        html=html,
        excerpt=text.content[:150],
        status=Til.Status.PUBLISHED,
        created=text.published,
        published=text.published,
        published_on=text.published.date(),
    )
