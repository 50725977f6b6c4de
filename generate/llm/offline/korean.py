"""Korean words as they stand in running text: the noun without its particles."""

import re

from generate.llm.offline.words import words_of

_PARTICLES = tuple(
    sorted(
        words_of(
            """
            을 를 이 가 은 는 에 의 와 과 도 만 로 으로 에서 에게 에게서 한테 께 부터 까지 처럼 보다 마다 조차 밖에 이나
            나 이란 란 이라 라 이라고 라고 이라는 라는 으로는 로는 에는 에서는 에도 에서도 으로도 로도 에만 으로만 로만
            까지는 부터는 에서의 으로의 로의 와의 과의 이며 며 이고 고 인데 이다 입니다 였다 이었다 이라서 라서 이면 면
            이든 든 으로써 로써 으로서 로서 들 들이 들을 들은 들의 들도 하고 이랑 랑 인 일
            """
        ),
        key=len,
        reverse=True,
    )
)
_VERBAL = words_of("하기 하는 하고 하면 하면서 하려면 해서 했다 한다 할 한 하지 하도록 되는 된다 됐다")
# Nouns whose last syllable only looks like a particle.
_WHOLE = frozenset(
    words_of(
        """
        속도 경로 결과 정의 차이 효과 용도 정도 온도 난이도 빈도 밀도 각도 회의 문의 주의 동의 통과 초과 추가 증가
        평가 인가 휴가 허가 국가 별도 시도 길이 높이 깊이 넓이 사이 서로 바로 따로 제로 매크로 마이크로 데이터
        페이지 이미지 메시지 라인 도메인 메인 체인 파일 메일 컴파일 프로파일 빌드 코드 노드 스레드 키워드 클라우드
        백엔드 프론트엔드 필드 메서드 커맨드 로그인 플러그인 디자인 하나 언어 화면 반면 장면 측면 타임라인
        파이프라인 온라인 오프라인 모바일 스타일 가이드 슬라이드 사이드 브라우저 트리 쿼리 라이브러리 카테고리
        디렉터리 메모리 팩토리 포인트 프로토콜 알고 광고 경고 재고 보고 참고 로고 태그 버그 옵션 블록체인 마스터
        인터페이스 아키텍처 네트워크 프레임워크 서버리스 의도 한도 척도 시나리오 시간 결제
        """
    )
)
_STOP = frozenset(
    words_of(
        """
        것 거 수 때 때문 경우 이것 그것 저것 여기 거기 오늘 어제 내일 이번 다음 이전 이후 지금 처음 나중 결국 그냥
        사용 이용 확인 설정 문제 원인 해결 방법 내용 정리 생각 필요 가능 다시 모두 전부 항상 매번 계속 직접 혹시
        아마 하나 둘 우리 나 저 내 제 무엇 뭐 왜 어떻게 그래서 그런데 하지만 그리고 또는 즉 부분 상태 결과 정도 이유
        상황 작업 실행 적용 추가 변경 수정 삭제 생성 호출 반환 처리 동작 기능 코드 파일 값 예시 예제 참고 링크 주의
        시간 하루 이상 이하 전체 기존 새로 여러 다른 같은 모든 어떤 이런 그런 대신 위해 통해 대한 대해 관련 함수
        변수 객체 메서드 클래스 데이터 요청 응답 에러 오류 사람 회사 팀 서비스 프로젝트 버전 명령 명령어 옵션 문서
        글 책 챕터 개발 개발자 프로그램 시작 끝 앞 뒤 위 아래 안 밖 중 후 전 더 잘 못 있다 없다 한다 된다 하는 되는
        있는 없는 하면 되면 해서 돼서 했다 됐다 함 됨 있음 없음 않음 아니라 아니다 경험 공부 학습 이해 차이 의미
        사실 순서 단계
        """
    )
)
_ENDING = re.compile(
    r"(?:다|요|음|함|됨|죠|까|면|서|지만|려고|도록|하게|하기|되기|하는|되는|했던|할|된|한|될|해|돼|며|는데|거나|니까|어야|아야|해야)$"
)


def stems(word: str) -> list[str]:
    """Return what ``word`` may be without its particles, the whole word first."""
    if word in _WHOLE:
        return [word]
    endings = (
        particle for particle in (*_VERBAL, *_PARTICLES) if word.endswith(particle) and len(word) > len(particle)
    )
    return [word, *(word[: -len(particle)] for particle in endings)]


def noun_of(word: str) -> str | None:
    """Return the noun in ``word`` if it can be told: two syllables or more, and no verb or everyday word."""
    if word in _WHOLE:
        return None if word in _STOP else word
    stem = next(
        (
            word[: -len(particle)]
            for particle in _PARTICLES
            if word.endswith(particle) and len(word) - len(particle) >= 2
        ),
        word,
    )
    if len(stem) < 2 or not _STOP.isdisjoint(stems(word)) or _ENDING.search(stem):
        return None
    return stem
