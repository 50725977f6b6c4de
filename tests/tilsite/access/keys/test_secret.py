"""The format of keys: recognisable, and invalid after any typing error."""

import re

import pytest

from tilsite.access.keys import secret


def test_a_key_has_the_documented_form() -> None:
    assert re.fullmatch(r"til_[a-z2-7]{8}_[0-9A-Za-z]{38}", str(secret.make()))


def test_a_key_reads_back_as_itself() -> None:
    key = secret.make()
    assert secret.read(str(key)) == key


def test_no_two_keys_are_alike() -> None:
    assert len({str(secret.make()) for _ in range(200)}) == 200


def test_every_mistyped_character_is_found_without_a_database() -> None:
    text = str(secret.make())
    for place, character in enumerate(text):
        other = "b" if character == "a" else "a"
        assert secret.read(text[:place] + other + text[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "til_", "Bearer", "til_aaaaaaaa_" + "a" * 38, "til_" + "가" * 47, "\0"])
def test_anything_else_is_no_key(text: str) -> None:
    assert secret.read(text) is None


def test_a_key_with_something_behind_it_is_no_key() -> None:
    assert secret.read(f"{secret.make()}\n") is None


def test_the_digest_is_sha256_of_the_secret_part_alone() -> None:
    key = secret.Secret("aaaaaaaa", "abc")
    assert key.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert key.digest not in str(key)
