"""Words that only say what comes next, such as ``Problem:`` or ``해결``; they head a section but name nothing."""

import re

from generate.llm.offline.words import words_of

_WORDS = frozenset(
    words_of(
        """
        problem | the problem | issue | symptom | symptoms | cause | root cause | why | fix | the fix | solution
        resolution | answer | gotcha | gotchas | caveat | caveats | watch out | warning | note | notes | takeaway
        takeaways | lesson | lessons | lessons learned | what i learned | learned | til | today i learned | summary
        tl;dr | tldr | conclusion | background | context | setup | steps | steps to reproduce | repro | example
        examples | usage | code | output | result | results | before | after | links | link | refs | ref | references
        reference | see also | todo | why it matters | how it works | what happened | what worked | what didn't work
        next | next steps | error | the error | introduction | intro | overview | 문제 | 문제 상황 | 문제점 | 증상
        현상 | 이슈 | 원인 | 원인 분석 | 이유 | 왜 | 해결 | 해결책 | 해결 방법 | 해결방법 | 해결 과정 | 답 | 주의
        주의점 | 주의할 점 | 주의사항 | 배운 점 | 배운점 | 배운 것 | 알게 된 것 | 알게 된 점 | 오늘 배운 것
        오늘 배운 내용 | 교훈 | 느낀 점 | 느낀점 | 회고 | 정리 | 요약 | 결론 | 배경 | 상황 | 설정 | 순서 | 단계 | 재현
        재현 방법 | 예시 | 예제 | 사용법 | 코드 | 결과 | 출력 | 적용 전 | 적용 후 | 이전 | 이후 | 링크 | 참고
        참고 자료 | 참고자료 | 참고 링크 | 참조 | 출처 | 할 일 | 다음 | 개요 | 서론 | 메모 | 에러 | 에러 메시지 | 오류
        시도 | 시도한 것 | 삽질 | 핵심
        """,
        "|",
    )
)
_EDGES = re.compile(r"^[\s\[(<【*#■▶●>-]+|[\s\])>】*:：]+$")
_DATE = re.compile(r"(?:\[?til\]?\s*)?[\s\d./년월일-]{4,}(?:\([월화수목금토일a-z]+\))?(?:\s*til)?$", re.IGNORECASE)


def is_label(line: str) -> bool:
    """Whether the line is one of the words, whatever brackets and colon stand around it."""
    return len(line) <= 40 and _EDGES.sub("", line).strip().lower() in _WORDS and not line.startswith(("  ", "\t"))


def names_nothing(title: str) -> bool:
    """Whether a heading says nothing about its text: a label, or a date."""
    return is_label(title) or _DATE.match(title.strip()) is not None
