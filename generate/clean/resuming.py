"""Recognise lines that only announce a continuation, such as "Sure, continuing:" or "이어서 작성하겠습니다."."""

import re

LONGEST = 200  # characters

_ABOUT = re.compile(r"\b(?:continu(?:e|ing|ed|ation)|resum(?:e|ing)|pick(?:ing)?|carry(?:ing)?)\b")
_REST = re.compile(r"\b(?:rest|remainder) of (?:[a-z]+ )+(?:post|draft|article|til|entry|answer|response)\b")
_KNOWN = re.compile(
    r"[*_(\[]*(?:continu(?:e|ing|ed|ation)|resum(?:e|ing)|pick(?:ing)?|carry(?:ing)?|rest|remainder|post|draft|article|til|entry|"
    r"answer|response|sure|certainly|of|course|okay|ok|absolutely|understood|great|got|it|here|here's|is|the|this|an?|i|"
    r"i'll|i'm|will|let|me|we|we'll|from|where|exactly|right|precisely|directly|seamlessly|left|off|stopped|was|were|"
    r"interrupted|ended|ends|on|with|writing|to|text|blog|markdown|your|my|up|now|at|point|there|in|for|you|after|"
    r"interruption|previous|last|sentence|and|as|requested)?[,.:!…*_)\]]*"
)
_END = re.compile(r"(?:[:.!…]|\.{3})[*_\])]*|[*_]*[\])][*_]*")
_KOREAN = re.compile(
    r"[*(\[]*(?:(?:물론(?:입니다|이죠)|네|예|알겠습니다|좋습니다)[!,.~]*\s*)?"
    r"(?:(?:그럼|바로|아래는|다음은)\s+)*"
    r"(?=\S*\s*\S*\s*(?:이어|계속|나머지|중단|끊긴|멈춘))"
    r"(?:(?:글을|본문을|나머지(?: 글| 부분| 내용)?[을를]?|(?:중단된|끊긴|멈춘|끝난)|(?:곳|부분|지점|데)(?:부터|에서)|"
    r"이어서|이어|계속(?:해서)?)\s*)+"
    r"(?:(?:작성|진행|계속)?\s*(?:(?:하|해\s*드리|쓰|써\s*보|써\s*드리|이어\s*가)?겠습니다|"
    r"(?:할|쓸|갈|볼|드릴)게요)|입니다)?"
    r"[.:!…)\]*]*"
)


def is_about_continuing(line: str) -> bool:
    """Return whether ``line`` only says that the text goes on."""
    line = line.strip()
    if not line or len(line) > LONGEST:
        return False
    if _KOREAN.fullmatch(line):
        return not line[-1].isalnum()
    text = line.lower().replace("’", "'")
    is_about = _ABOUT.search(text) or _REST.search(text)
    return bool(is_about and _END.search(text[-4:]) and all(map(_KNOWN.fullmatch, text.split())))
