"""An import publishes no private note, and no file prevents the import of others."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.til.transfer.conftest import Write
from til.models import Til
from til.transfer.importing import import_folder

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "import"
BODY = "A body that is long enough for an excerpt."


def one_file(write: Write, text: str, path: str = "git/a.md") -> Til:
    import_folder(write({path: text}))
    return Til.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        "---\ndraft: true\n---",
        "---\nDraft: yes\n---",
        "---\ndraft: 'true'\n---",
        "---\npublished: false\n---",
        "---\npublish: 'no'\n---",
        "---\ndg-publish: false\n---",
        "---\nprivate: true\n---",
        "---\nunlisted: true\n---",
        "---\nhidden: true\n---",
        "---\nstatus: draft\n---",
        "---\nstatus: in review\n---",
        "---\nvisibility: unlisted\n---",
        "---\n비공개: true\n---",
        "---\npassword: abc\n---",
        "---\n_build: {list: never}\n---",
        "---\nheadless: true\n---",
        "---\ntags: [web, draft]\n---",
        "---\nexpiryDate: 2020-01-01\n---",
        "---\ntitle: a: b\ndraft: true\n---",
        "---\ntags:\n\t- x\ndraft: true\n...",
        "\n---  \ndraft: true\n---",
        "---\ndraft: [true\n---",
        "---\ntitle: never closed\ndraft: true\n",
        "+++\ndraft = true\n+++",
        "+++\ntitle = unquoted\ndraft = true\n+++",
        "---yaml\ndraft: true\n---",
        "---toml\ndraft = true\n---",
        ';;;\n{"title": "J", "draft": true}\n;;;',
        ';;;\n"title": "J",\n"draft": true\n;;;',
        "title: Hexo needs no upper fence\ndate: 2013-02-03\ndraft: true\n---",
        "---js\n{draft: true}\n---",
        "---\ndraft: true\ndraft: false\n---",
        "---\nisDraft: true\n---",
        "---\nmeta:\n  draft: true\n---",
        "+++\n[params]\nprivate = true\n+++",
        "---\nnoindex: true\n---",
        "---\nrobots: noindex, nofollow\n---",
        "---\npermission: private\n---",
        "---\ntype: draft\n---",
        '{"title": "J", "draft": true}',
        '{"title": "J", "draft": true,}',
    ],
)
def test_a_note_that_is_marked_private_is_a_draft(write: Write, fields: str) -> None:
    til = one_file(write, f"{fields}\n\n{BODY}\n")
    assert (til.status, til.published) == ("draft", None)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["_drafts/a.md", "docs/_partial.mdx", "content/Drafts/b/a.md", "private/a.md"])
def test_a_note_in_a_folder_of_drafts_is_a_draft(write: Write, path: str) -> None:
    assert one_file(write, BODY, path).status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        "---\ndraft: false\nprivate: no\nstatus: done\n---",
        "---\npublished: 2020-01-31\nvisibility: public\n---",
        "---\ndraft:\npublish: true\n---",
        "+++\ndraft = false\n+++",
        "---\n\n---",
        "A rule stands below.\n\n---\n\nAnd a status: draft in the text.",
    ],
)
def test_a_note_that_is_public_stays_so(write: Write, fields: str) -> None:
    assert one_file(write, f"{fields}\n\n{BODY}\n").status == "published"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "title", "day", "tags"),
    [
        ("---\ntitle: Foo: bar baz\ntags: [a]\ndate: 2021-03-04\n---\n", "Foo: bar baz", "2021-03-04", ["a"]),
        ("---\ntitle:\tTabbed\ndate: 2021-03-04\ntags:\n\t- x\n---\n", "Tabbed", "2021-03-04", ["x"]),
        ("---\ntitle: Dots\ndate: 2021-03-04\n...\n", "Dots", "2021-03-04", []),
        ('+++\ntitle = "T"\ndate = 2022-01-02T03:04:05Z\ntags = ["go"]\n+++\n', "T", "2022-01-02", ["go"]),
        ('{\n"title": "J", "date": "2022-01-02", "tags": ["go"]\n}\n\n', "J", "2022-01-02", ["go"]),
    ],
)
def test_front_matter_of_all_kinds_is_read(write: Write, text: str, title: str, day: str, tags: list[str]) -> None:
    til = one_file(write, text + BODY, "a.md")
    assert (til.title, til.content, til.status) == (title, BODY, "published")
    assert str(til.published_on) == day
    assert [tag.name for tag in til.tags.all()] == tags


@pytest.mark.django_db
def test_one_bad_file_never_stops_the_others(write: Write) -> None:
    report = import_folder(
        write(
            {
                "a.md": "---\ntitle: Bad date\ndate: 2020-02-30\n---\nText.",
                "b.md": f"---\nday: {10**30}\nslug: x\ntitle: No such day\nstatus: published\n---\n\nText.",
                "c.md": "---\nday: 7\nslug: y\ntitle: Odd status\nstatus: secret\n---\n\nText.",
                "d.md": "# Good\n\nText.",
            }
        )
    )
    assert set(report.skipped) == {"b.md"}
    assert "2020-02-30" in report.warnings["a.md"]
    statuses = dict(Til.objects.values_list("title", "status"))
    assert statuses == {"Bad date": "published", "Odd status": "draft", "Good": "published"}


@pytest.mark.django_db
def test_a_public_til_whose_file_turned_private_is_named(write: Write) -> None:
    import_folder(write({"a.md": f"# A\n\n{BODY}"}))
    report = import_folder(write({"a.md": f"---\ndraft: true\n---\n# A\n\n{BODY}"}))
    assert (report.drafts, report.warnings) == ({}, {"a.md": "already public here, but marked draft: true"})
    assert Til.objects.get().status == "published"


@pytest.mark.django_db
def test_the_report_says_why_in_words_and_as_json(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    root = write({"a.md": f"---\nprivate: true\n---\n{BODY}"})
    call_command("import_tils", str(root), dry_run=True)
    assert "draft a.md marked private: true" in " ".join(capsys.readouterr().out.split())
    call_command("import_tils", str(root), dry_run=True, json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["created"], report["drafts"]) == (1, {"a.md": "marked private: true"})


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["import_drafts", "drafts_toml"])
def test_nothing_of_a_private_collection_is_public(name: str) -> None:
    if not CASES.exists():
        pytest.skip("no cases beside the project")
    assert import_folder(CASES / name).created
    assert not Til.objects.published().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("# A\n\nShown. %%Only for me%% Shown.", "draft"),
        ("# A\n\n%%\nOnly `for` me.\n\n%%\n", "draft"),
        ("# A\n\nEscape it as `%%a%%`.\n\n```mermaid\n%% a remark %%\n```", "published"),
        ("# A\n\nFrom 5%% to 10%% of all.", "published"),
    ],
)
def test_a_note_with_a_remark_that_obsidian_hides_is_a_draft(write: Write, text: str, status: str) -> None:
    assert one_file(write, text).status == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    "files",
    [
        {"content/x/_index.md": "---\ncascade:\n  draft: true\n---\n"},
        {"content/_index.md": "+++\n[[cascade]]\nbuild = {list = 'never'}\n+++\n"},
        {"_config.yml": "defaults:\n  - scope: {path: content/x}\n    values: {published: false}\n"},
        {"content/y/b.md": f"---\ndg-publish: true\n---\n{BODY}"},
        {".obsidian/app.json": "{}", "content/y/b.md": f"---\npublish: true\n---\n{BODY}"},
    ],
    ids=["cascade", "cascades", "defaults", "garden", "vault"],
)
def test_a_note_that_its_collection_does_not_publish_is_a_draft(write: Write, files: dict[str, str]) -> None:
    report = import_folder(write(files | {"content/x/a.md": f"---\ntitle: A\n---\n{BODY}"}))
    assert Til.objects.get(title="A").status == "draft"
    assert set(report.drafts) == {"content/x/a.md"}


@pytest.mark.django_db
def test_share_false_hides_a_note_of_a_vault_and_buttons_elsewhere(write: Write) -> None:
    text = f"---\nshare: false\n---\n{BODY}"
    assert one_file(write, text).status == "published"
    import_folder(write({".obsidian/app.json": "{}", "git/b.md": text}))
    assert Til.objects.get(origin="notes/git/b.md").status == "draft"


@pytest.mark.django_db
def test_a_date_in_the_future_in_a_name_holds_a_note(write: Write) -> None:
    assert one_file(write, f"# T\n\n{BODY}", "_posts/2099-01-02-a.md").status == "scheduled"


@pytest.mark.django_db
def test_six_digits_that_would_be_in_the_future_are_no_date(write: Write) -> None:
    assert one_file(write, f"# T\n\n{BODY}", "issues/291105.md").status == "published"
