"""The steps of a draft: their order and content."""

import itertools

import pytest

from generate.errors import ProviderInterrupted, ProviderRefused
from generate.llm.base import Stop, Task, Usage
from generate.llm.offline import Offline
from generate.sources.source import Source
from generate.stages import ALWAYS, Done, Stage, TagChoice, wanted
from generate.writing.generator import Limits, TILGenerator
from generate.writing.tag_choice import KnownTag
from tests.fakes.scripted import Script, Shelf
from tests.generate.asking import ALL, CONTENT, NOTES, ORDER, collect, collect_until_error, done, drafting, scripted
from tests.generate.asking import text as text_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("day_number", "excerpt", "tags"), list(itertools.product([True, False], repeat=3)))
async def test_the_stages_asked_for_come_in_order(day_number: bool, excerpt: bool, tags: bool) -> None:
    stages = wanted(day_number=day_number, excerpt=excerpt, tags=tags)
    provider = scripted()
    steps = await collect(drafting(provider).generate_stream(stages))
    assert done(steps) == [stage for stage in ORDER if stage in stages]
    assert text_of(steps) == CONTENT
    assert (Task.EXCERPT in provider.asked, Task.TAGS in provider.asked) == (excerpt, tags)


async def test_each_stage_brings_its_value() -> None:
    steps = await collect(drafting(scripted()).generate_stream(ALL))
    values = {step.stage: step.value for step in steps if isinstance(step, Done)}
    assert values[Stage.DAY_NUMBER] == 15
    assert values[Stage.CONTENT] is False
    assert values[Stage.TITLE] == "git bisect finds the bad commit"
    assert values[Stage.EXCERPT] == "Halve the history until the bad commit is found."
    assert values[Stage.TAGS] == (
        TagChoice(None, "git", "git", is_new=True),
        TagChoice(None, "debugging", "debugging", is_new=True),
    )


async def test_content_is_cleaned_on_its_way() -> None:
    parts = ["Sure! Here is ", "your TIL draft:\n", "\n```mark", "down\n## Hi\n\nSo", "me text.\n``", "`\n"]
    steps = await collect(drafting(scripted(content=Script(parts))).generate_stream(ALWAYS))
    assert text_of(steps) == "## Hi\n\nSome text."


async def test_an_answer_that_declines_is_a_refusal_and_no_post() -> None:
    provider = scripted(content=Script(["I'm sorry, but ", "I can't help with that."]))
    with pytest.raises(ProviderRefused):
        await collect(drafting(provider).generate_stream(ALWAYS))


@pytest.mark.parametrize("first", ORDER)
async def test_a_generation_goes_on_from_any_stage(first: Stage) -> None:
    provider = scripted()
    kept = "" if first <= Stage.CONTENT else "What was written before."
    steps = await collect(drafting(provider).generate_stream(ALL, first, kept))
    assert done(steps) == [stage for stage in ORDER if stage >= first]
    assert (Task.CONTENT in provider.asked) == (first <= Stage.CONTENT)
    assert all(prompt.text == kept for task, prompt in provider.prompts.items() if kept)


async def test_nothing_left_is_nothing_asked() -> None:
    provider = scripted()
    assert await collect(drafting(provider).generate_stream(ALL, Stage.END, CONTENT)) == []
    assert provider.asked == []


async def test_one_part_can_be_made_anew() -> None:
    provider = scripted()
    generator = TILGenerator(NOTES, provider, Shelf(), instruction="name the flag")
    steps = await collect(generator.generate_stream(frozenset({Stage.TITLE}), content=CONTENT))
    assert done(steps) == [Stage.TITLE]
    assert "name the flag" in provider.prompts[Task.TITLE].user


async def test_a_wish_for_new_content_is_not_taken_for_a_wish_about_the_title() -> None:
    provider = scripted()
    await collect(TILGenerator(NOTES, provider, Shelf(), instruction="explain the flag").generate_stream(ALL))
    assert [task for task in Task if "explain the flag" in provider.prompts[task].user] == [Task.CONTENT]


async def test_a_length_limit_is_told() -> None:
    generator = drafting(scripted(content=Script(["Half a senten"], stop=Stop.LENGTH)))
    steps = await collect(generator.generate_stream(ALWAYS))
    assert Done(Stage.CONTENT, value=True) in steps
    assert generator.truncated


@pytest.mark.parametrize(("kept", "breaks_off"), [("A sentence. And half of ano", True), ("A whole sentence.", False)])
async def test_a_continuation_that_adds_nothing_ends_a_whole_text_only(kept: str, breaks_off: bool) -> None:
    steps = await collect(drafting(scripted(content=Script([""]))).generate_stream(ALWAYS, Stage.CONTENT, kept))
    assert steps[0] == Done(Stage.CONTENT, breaks_off)


@pytest.mark.parametrize("answer", ["", "\n \n", "<think>only thoughts", "Sure! Here is your TIL draft:\n"])
async def test_an_answer_without_content_is_a_failure(answer: str) -> None:
    generator = TILGenerator(NOTES, scripted(content=Script([answer])), Shelf())
    steps, error = await collect_until_error(generator.generate_stream(ALWAYS))
    assert (steps, type(error)) == ([], ProviderInterrupted)


async def test_known_tags_are_offered_and_reused() -> None:
    shelf = Shelf(KnownTag(1, "Web", "web"), KnownTag(2, "Git Bisect", "git-bisect"))
    provider = scripted(tags="git_bisect, WEB, new thing")
    tags = await TILGenerator(NOTES, provider, shelf).recommend_tags("All of git bisect.")
    assert tags == (
        TagChoice(2, "Git Bisect", "git-bisect", is_new=False),
        TagChoice(1, "Web", "web", is_new=False),
        TagChoice(None, "new-thing", "new-thing", is_new=True),
    )
    assert "Git Bisect, Web" in provider.prompts[Task.TAGS].user


async def test_a_site_may_allow_known_tags_only_and_offer_few() -> None:
    shelf = Shelf(KnownTag(1, "git", "git"), KnownTag(2, "web", "web"))
    provider = scripted(tags="git, unheard-of")
    limits = Limits(new_tags=False, known_tags=1)
    tags = await TILGenerator(NOTES, provider, shelf, limits=limits).recommend_tags(CONTENT)
    assert [tag.name for tag in tags] == ["git"]
    assert "web" not in provider.prompts[Task.TAGS].user


async def test_the_language_is_the_sources_unless_asked_otherwise() -> None:
    korean = Source("git bisect로 버그가 생긴 커밋을 찾는다.")
    assert TILGenerator(korean, scripted(), Shelf()).language == "ko"
    assert TILGenerator(korean, scripted(), Shelf(), language="en").language == "en"
    provider = scripted()
    await collect(TILGenerator(korean, provider, Shelf()).generate_stream(ALL))
    assert {prompt.language for prompt in provider.prompts.values()} == {"ko"}


async def test_usage_is_the_sum_of_all_answers() -> None:
    usage = Usage(100, 10)
    answers = {task: Script(["Some text."], usage=usage) for task in Task}
    generator = drafting(scripted(**answers))
    await collect(generator.generate_stream(ALL))
    assert generator.usage == Usage(400, 40)


async def test_a_preview_is_the_whole_draft() -> None:
    preview = await drafting(scripted()).generate_preview(ALL)
    assert preview.slug == "git-bisect-finds-the-bad-commit"
    assert (preview.day_number, preview.content, preview.truncated) == (15, CONTENT, False)
    assert [tag.name for tag in preview.tags] == ["git", "debugging"]
    assert preview.usage.estimated


async def test_a_preview_holds_nothing_that_was_not_wanted() -> None:
    preview = await drafting(scripted()).generate_preview(ALWAYS)
    assert (preview.day_number, preview.excerpt, preview.tags) == (None, "", ())


async def test_notes_are_not_taken_for_what_a_model_says() -> None:
    notes = "Here is your markdown draft:\n\nIt begins with\n\n<think>\n\nand ends with it."
    preview = await TILGenerator(Source(notes), Offline(), Shelf()).generate_preview(ALWAYS)
    assert "Here is your markdown draft:" in preview.content
    assert "and ends with it." in preview.content


async def test_without_a_model_the_notes_make_a_whole_draft() -> None:
    notes = Source("# Git bisect\n\nIt halves the history.\n\n```sh\ngit bisect start\n```\n")
    preview = await TILGenerator(notes, Offline(), Shelf()).generate_preview(ALL)
    assert "```sh\ngit bisect start\n```" in preview.content
    assert preview.title
    assert preview.excerpt
    assert "git" in [tag.name for tag in preview.tags]


async def test_drafts_by_rules_are_read_whole() -> None:
    notes = Source("\n\n".join(f"Fact {number}: halves the history of all commits." for number in range(400)))
    generator = TILGenerator(notes, Offline(), Shelf())
    await collect(generator.generate_stream(frozenset({Stage.CONTENT})))
    assert generator.notices == {}
