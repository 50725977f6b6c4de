"""A reviewer's browser, a draft to review and the provider behind the site."""

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import AsyncClient

from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from tests.fakes.provider import FakeProvider
from tests.generate.admin.pages import soup
from til.days import create_til
from til.models import Til

DRAFT = "git bisect halves the history.\n\n```sh\ngit bisect run make test\n```"


@dataclass
class Desk:
    """A reviewer's browser with a draft, and the site's provider."""

    client: AsyncClient
    fake: FakeProvider
    til: Til

    @property
    def review(self) -> str:
        return f"/admin/til/til/{self.til.pk}/change/"

    @property
    def again(self) -> str:
        return f"/admin/til/til/{self.til.pk}/again/"

    async def begin(self, part: str, **asked: str) -> Generation:
        """Request a part, as the page does."""
        answer = await self.client.post(self.again, {"part": part, **asked}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return await in_database(Generation.objects.get, part=part)

    async def write(self, part: str, **asked: str) -> Generation:
        """Request a part and wait until it is written."""
        row = await self.begin(part, **asked)
        await runner().until_ended(row.pk)
        await in_database(row.refresh_from_db)
        return row

    async def accept(self, row: Generation, **typed: str) -> Any:
        page = soup(await self.client.get(self.review))
        return await self.client.post(self.review, form_of(page) | {"_accept": str(row.pk)} | typed, follow=True)

    async def proposal(self, row: Generation) -> BeautifulSoup:
        return soup(await self.client.get(f"{self.again}{row.pk}/"))


def form_of(page: BeautifulSoup) -> dict[str, Any]:
    """Return the data of the review page's form."""
    form = page.find("form", id="til_form")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input:not([type=submit]):not([form]), textarea"):
        if field.get("name"):
            data[str(field["name"])] = field.get_text()[1:] if field.name == "textarea" else field.get("value", "")
    for select in form.select("select:not([form])"):
        data[str(select["name"])] = [str(option["value"]) for option in select.select("option[selected]")]
    return data


async def made(fake: FakeProvider) -> Desk:
    client = AsyncClient()
    user = await in_database(get_user_model().objects.create_superuser, "editor", "", "long-enough")
    await client.aforce_login(user)
    til = await in_database(_draft)
    return Desk(client, fake, til)


def _draft() -> Til:
    til = create_til(title="Bisect", content=DRAFT, excerpt="Halves.", tags=["git"], provider="openai", model="plain")
    row = {"content": DRAFT, "title": "Bisect", "excerpt": "Other words.", "tags": [{"name": "Git"}]}
    Generation.objects.create(
        input="notes", source_text="git bisect run", provider="openai", status="complete", til=til, **row
    )
    return til
