"""Secrets in pasted text are found by their shape; ordinary code is not flagged."""

import string
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from til.text.secrets import find, mask

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
MIXED = "f8Jq2mPz91LxQv7bTn4sWc6yRd3kH5uGa0Ei" * 4


def made(shape: str) -> str:
    """Return ``shape`` with each 9 as a digit and each x as a mixed character, so that no file contains a key."""
    letters = iter(MIXED * 4)
    digits = iter("4829105736" * 10)
    return "".join(next(letters) if char == "·" else next(digits) if char == "9" else char for char in shape)


SHAPES = [
    ("AWS Access Key", "AKIA" + "Q2M7ZP4LXV9BTN3S"),
    ("AWS secret key", "aws_secret_access_key = " + "·" * 40),
    ("GitHub Token", "ghp_" + "·" * 36),
    ("GitHub token", "github_pat_" + "·" * 60),
    ("GitLab Token", "glpat-" + "·" * 20),
    ("Slack Token", "xoxb-999999999999-999999999999-" + "·" * 24),
    ("Stripe Access Key", "sk_live_" + "·" * 24),
    ("OpenAI key", "sk-proj-" + "·" * 40),
    ("Anthropic key", "sk-ant-api03-" + "·" * 60),
    ("Google API key", "AIza" + "·" * 35),
    ("Hugging Face token", "hf_" + "·" * 34),
    ("npm token", "npm_" + "·" * 36),
    ("tilsite API key", "til_ab12cd34_" + "·" * 38),
    ("JSON Web Token", "eyJ" + "·" * 30 + ".eyJ" + "·" * 40 + "." + "·" * 43),
    ("password in a URL", "postgres://app:" + "·" * 12 + "@db.example.org/app"),
    ("bearer token", "Authorization: Bearer " + "·" * 32),
    ("assigned secret", 'SECRET_KEY = "' + "·" * 32 + '"'),
    ("Private Key", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + "·" * 70 + "\n-----END OPENSSH PRIVATE KEY-----"),
]


@pytest.mark.parametrize(("kind", "shape"), SHAPES)
def test_a_secret_is_found_and_masked(kind: str, shape: str) -> None:
    text = f"$ env\n\n{made(shape)}\nnext line"
    screened = mask(text)
    assert [(secret.kind, secret.line) for secret in screened.secrets] == [(kind, 3)]
    assert f"[masked: {kind}]" in screened.text
    assert MIXED[:8] not in screened.text
    assert screened.text.startswith("$ env\n\n")
    assert screened.text.endswith("\nnext line")


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
    text = made("a\n-----BEGIN RSA PRIVATE KEY-----\n" + "·" * 64 + "\n" + "·" * 20)
    assert mask(text).text == "a\n[masked: Private Key]"


def test_several_secrets_keep_their_lines_and_their_order() -> None:
    text = f"{made('ghp_' + '·' * 36)} {made('hf_' + '·' * 34)}\n{made('sk_live_' + '·' * 24)}"
    screened = mask(text)
    assert screened.text == "[masked: GitHub Token] [masked: Hugging Face token]\n[masked: Stripe Access Key]"
    assert [secret.line for secret in screened.secrets] == [1, 1, 2]


@pytest.mark.parametrize("line", ["//" * 200_000, "a" * 400_000, "eyJ" * 100_000, "secret=" * 50_000, "://a:" * 80_000])
def test_a_hostile_text_takes_no_longer_than_an_ordinary_one(line: str) -> None:
    start = time.perf_counter()
    find(line)
    assert time.perf_counter() - start < 10


def documents(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as files:
        for member in files:
            file = files.extractfile(member) if member.name.endswith(".md") else None
            if file:
                yield file.read().decode(errors="replace")


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the repository")
def test_real_notes_raise_at_most_one_flag_in_a_hundred() -> None:
    flags = [len(find(text)) for path in CORPUS.glob("*.tar.gz") for text in documents(path)]
    assert len(flags) > 100
    assert sum(flags) <= len(flags) / 100
