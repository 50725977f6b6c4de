"""Links to a code host's page lead to the raw file."""

import pytest

from generate.sources.hosts import raw_places

RAW = "https://raw.githubusercontent.com"


@pytest.mark.parametrize(
    ("link", "first"),
    [
        ("https://github.com/a/b/blob/main/docs/x y.md?plain=1#L3", f"{RAW}/a/b/main/docs/x y.md"),
        ("https://www.github.com/a/b/raw/v1/x.py", f"{RAW}/a/b/v1/x.py"),
        ("https://github.com/a/b", f"{RAW}/a/b/HEAD/README.md"),
        ("https://github.com/a/b/#readme", f"{RAW}/a/b/HEAD/README.md"),
        ("https://github.com/a/b/tree/dev/lib", f"{RAW}/a/b/dev/lib/README.md"),
        ("https://gist.github.com/a/0123abc#file-x", "https://gist.githubusercontent.com/a/0123abc/raw"),
        ("https://gitlab.com/g/s/p/-/blob/main/x.rb", "https://gitlab.com/g/s/p/-/raw/main/x.rb"),
    ],
)
def test_a_frame_leads_to_its_file(link: str, first: str) -> None:
    assert raw_places(link)[0] == first


@pytest.mark.parametrize(
    "link",
    ["https://github.com/a", "https://github.com/a/b/issues/3", "https://github.com/topics/python", "https://x.test/a/b",
     "https://github.com.evil.test/a/b", "https://evil.test/github.com/a/b/blob/main/x"],
)  # fmt: skip
def test_an_ordinary_page_stays(link: str) -> None:
    assert raw_places(link) == []
