"""Pages in Korean, Japanese and Western charsets are decoded correctly."""

import pytest

from generate.sources.charset import decode

TEXTS = {
    "ko": (
        "어제는 파이썬의 제너레이터를 배웠습니다. 값을 하나씩 만들어 내므로 메모리를 적게 쓰고, "
        "한 번만 돌 수 있습니다. 그래서 큰 파일을 한 줄씩 읽을 때 아주 편리합니다. "
        "오늘은 코루틴도 살펴보았는데 둘은 서로 닮은 점이 많았습니다."
    ),
    "ja": (
        "昨日はパイソンのジェネレータを学びました。値をひとつずつ作るのでメモリをあまり使いません。"
        "大きなファイルを一行ずつ読むときにとても便利です。今日はコルーチンも見てみました。"
    ),
    "en": (
        "Yesterday I learned that “smart quotes” and a naïve café résumé are enough to tell one "
        "charset from another. It’s a small thing – but it matters."
    ),
}
ENCODINGS = [
    ("ko", "utf-8"), ("ko", "euc-kr"), ("ko", "cp949"), ("ko", "utf-16"),
    ("ja", "utf-8"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("ja", "iso-2022-jp"),
    ("en", "utf-8"), ("en", "cp1252"), ("en", "utf-8-sig"), ("en", "utf-16"),
]  # fmt: skip


CASES = [
    (language, encoding, said)
    for language, encoding in ENCODINGS
    for said in ("header", "meta", "nowhere", "wrongly")
    if (encoding, said) != ("iso-2022-jp", "wrongly")  # it is plain ASCII to every other charset
]


@pytest.mark.parametrize(("language", "encoding", "said"), CASES)
def test_a_page_comes_out_as_it_was_written(language: str, encoding: str, said: str) -> None:
    label = "windows-1252" if encoding == "cp1252" else encoding
    meta = f'<meta charset="{label}">' if said == "meta" else ""
    page = f"<html><head>{meta}</head><p>{TEXTS[language] * 3}</p>"
    declared = {"header": label, "wrongly": "utf-8"}.get(said, "")
    assert decode(page.encode(encoding), declared, html=True) == page


def test_utf_8_behind_a_server_that_says_latin_1_is_utf_8() -> None:
    assert decode("안녕하세요, café".encode(), "ISO-8859-1") == "안녕하세요, café"


def test_euc_kr_is_read_as_the_wider_cp949() -> None:
    assert decode("똠방각하 펲시콜라".encode("cp949"), "euc-kr") == "똠방각하 펲시콜라"


@pytest.mark.parametrize("label", ["no-such-charset", "hex", "idna", "undefined"])
def test_a_label_that_is_no_charset_is_ignored(label: str) -> None:
    assert decode("안녕하세요".encode(), label) == "안녕하세요"


def test_one_broken_byte_does_not_change_the_charset() -> None:
    page = ("가나다라마바사 " * 50).encode() + b"\xff"
    assert decode(page, "utf-8") == "가나다라마바사 " * 50 + "\ufffd"


def test_short_korean_without_any_label_is_utf_8() -> None:
    assert decode("# 안녕".encode()) == "# 안녕"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café", "cp1252"),
        ("Größe über alles", "cp1252"),
        ("¿Qué tal? Mañana más", "cp1252"),
        ("é", "cp1252"),
        ("큐를 배웠다", "cp949"),
        ("# 오늘 배운 것\n\n`queue.get()`은 기다린다", "euc-kr"),
        ("キューを学びました。とても便利です。", "shift_jis"),
        ("キューを学びました。とても便利です。", "euc-jp"),
        ("Сегодня я узнал, как работает очередь сообщений.", "cp1251"),
        ("안녕 hello", "utf-16-le"),
        ("plain words", "utf-16-be"),
    ],
)
def test_a_text_without_any_label_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"), [("어제는 큐를 배웠습니다.", "utf-8"), ("어제는 큐를 배웠습니다", "cp949")]
)
def test_half_a_character_at_the_end_does_not_change_the_charset(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding) + "글".encode(encoding)[:1]) == text


def test_korean_behind_a_server_that_says_latin_1_is_korean() -> None:
    page = f"<p>{TEXTS['ko']}</p>".encode("euc-kr")
    assert decode(page, "ISO-8859-1", html=True) == f"<p>{TEXTS['ko']}</p>"
