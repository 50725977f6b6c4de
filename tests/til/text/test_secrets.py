"""Secrets in pasted text are found by their shape; ordinary code is not flagged."""

import string
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.til.text.secret_cases import TEMPLATES, made
from til.text.secrets import find, mask

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
MIXED = "f8Jq2mPz91LxQv7bTn4sWc6yRd3kH5uGa0Ei" * 4
BEFORE, AFTER = "$ env\n\n", "\nnext line"


def test_secrets_are_found_wherever_people_paste_them_and_nothing_else_is_masked() -> None:
    missed = []
    for at, template in enumerate(TEMPLATES * 2):
        text, secret = made(template, at)
        whole = f"{BEFORE}{text}{AFTER}"
        found = [(one.line, whole[one.start : one.end]) for one in find(whole)]
        if found != [(3 + text[: text.index(secret)].count("\n"), secret)]:
            missed.append((template, found))
    assert len(missed) <= len(TEMPLATES) * 2 * 0.02, missed


@pytest.mark.parametrize(
    "text",
    [
        'password = os.environ["PASSWORD"]',
        "token = get_token_from_vault(user_id, timeout=30)",
        "API_KEY=your-api-key-goes-here-please",
        "postgres://user:password@localhost:5432/db",
        "https://user:${PASSWORD}@host.example.org/",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "id: 123e4567-e89b-12d3-a456-426614174000",
        "ghp_" + "x" * 36,
        "sk-ant-...",
        "Authorization: Bearer <token>",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "integrity sha512-" + MIXED[:88] + "==",
        "class SecretTokenAuthenticationProviderFactory2024Implementation:",
        string.ascii_letters + string.digits,
    ],
)
def test_ordinary_code_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_private_key_that_was_cut_off_is_masked_to_the_end() -> None:
    text = f"a\n-----BEGIN RSA PRIVATE KEY-----\n{MIXED[:64]}\n{MIXED[:20]}"
    assert mask(text).text == "a\n[masked: private key]"


def test_several_secrets_keep_their_lines_and_their_order() -> None:
    text = f"ghp_{MIXED[:36]} hf_{MIXED[:34]}\nsk_live_{MIXED[:24]}"
    screened = mask(text)
    assert screened.text == "[masked: GitHub token] [masked: Hugging Face token]\n[masked: Stripe key]"
    assert [secret.line for secret in screened.secrets] == [1, 1, 2]


HOSTILE = [
    "//", "a", "eyJ", "secret=", "://a:", "-----BEGIN PRIVATE KEY-----", "password: ", 'token="', "sk-ant-",
    "mysql -u ",
    "AKIAABCDEFGHIJKLMNOP ", ":AA", "pat", " --password", "name: token\n", "비밀번호는 ", "Private-Lines: 1\nAAAA\n",
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(part: str) -> None:
    start = time.process_time()
    find((part * 400_000)[:400_000])
    assert time.process_time() - start < 2


def documents(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as files:
        for member in files:
            file = files.extractfile(member) if member.name.endswith(".md") else None
            if file:
                yield file.read().decode(errors="replace")


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the repository")
def test_real_notes_raise_at_most_one_flag_in_two_hundred() -> None:
    flags = [len(find(text)) for path in CORPUS.glob("*.tar.gz") for text in documents(path)]
    assert len(flags) > 100
    assert sum(flags) <= len(flags) / 200
