"""Every text of a draft is a version: drafts, restarts, earlier attempts, revisions and saved edits."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from generate.drafting.save import revise, save_draft
from generate.drafting.versions import versions
from generate.models import Generation
from generate.running.rows import left_behind
from til.caller import Caller

pytestmark = pytest.mark.django_db
COMPLETE = {"status": "complete", "stage": 6, "input": "notes"}


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada")


def drafted(user: User, content: str, **more: object) -> Generation:
    values = COMPLETE | {"provider": "openai", "model": "m", "content": content, "user": user}
    return Generation.objects.create(**(values | more))


def caller(user: User) -> Caller:
    return Caller(user_id=user.pk)


def test_each_text_is_listed_once_with_its_author_wish_and_words(ada: User) -> None:
    row = drafted(ada, "One two three.", earlier_text="An earlier attempt, begun before.")
    wish: dict[str, object] = {
        "part": "content",
        "parent": row,
        "instruction": "shorter",
        "base": "One two three, four.",
    }
    drafted(ada, "One.", **wish, verdict="accepted")
    drafted(ada, "Two.", **wish, verdict="discarded")
    til = save_draft(row.pk, content="One.")
    revise(til, content="One.", tags=["git"])
    revise(til, content="One, by hand.", title="Mine")
    again = drafted(ada, "Another beginning.", parent=row)
    row.refresh_from_db()
    found = versions(caller(ada), row)
    said = [(one.kind, one.text, one.change, one.wish) for one in found]
    assert said == [
        ("earlier", "An earlier attempt, begun before.", None, ""),
        ("draft", "One two three.", -2, ""),
        ("edit", "One two three, four.", 1, ""),
        ("revision", "One.", -3, "shorter"),
        ("edit", "One two three, four.", 3, ""),
        ("revision", "Two.", -3, "shorter"),
        ("saved", "One.", 0, ""),
        ("saved", "One, by hand.", 2, ""),
        ("restart", "Another beginning.", -1, ""),
    ]
    assert found[1].who == "OpenAI m"
    assert found[3].who == "ada"
    assert [one.id for one in versions(caller(ada), again)] == [one.id for one in found], "the same from a restart"


def test_restarts_of_others_are_theirs(ada: User) -> None:
    grace = User.objects.create_user("grace")
    row = drafted(grace, "Mine.")
    drafted(ada, "Not mine.", parent=row)
    assert [one.text for one in versions(caller(grace), row)] == ["Mine."]


def test_what_an_attempt_lost_is_kept_except_for_its_unfinished_sentence() -> None:
    text = "A whole sentence. And one that"
    assert left_behind(text, "A whole sentence. And another one.") == {}
    assert left_behind(text, "Something else.") == {"earlier_text": text}
    assert left_behind("", "Anything.") == {}


@pytest.mark.django_db(transaction=True)
def test_the_page_compares_two_and_brings_one_back(ada: User, client: Client) -> None:
    client.force_login(ada)
    row = drafted(ada, "One two three.\n\nThe rest.")
    place = f"/generate/{row.pk}/"
    client.post(f"{place}save", {"title": "T", "content": "One 2 three.\n\nThe rest."})
    client.post(f"{place}save", {"title": "T", "content": "Three."})
    first, second, third = versions(caller(ada), Generation.objects.get())
    assert [one.who for one in (second, third)] == ["ada", "ada"]
    page = client.get(f"{place}versions?old={first.id}&new={second.id}").content.decode()
    assert "One <del>two</del><ins>2</ins> three." in page
    assert f'href="{place}?bring={first.id}"' in page
    assert f"?bring={third.id}" not in page, "it is the current text"
    assert 'data-brought="One two three.' in client.get(f"{place}?bring={first.id}").content.decode()
    assert "data-brought" not in client.get(f"{place}?bring=nothing").content.decode()
    other = Client()
    other.force_login(User.objects.create_user("eve"))
    assert other.get(f"{place}versions").status_code in {403, 404}
