"""Words that mean the same: short forms, Korean spellings of English names, and compounds written as two words."""

import re
from itertools import pairwise
from typing import Final

_GROUPS = """
javascript, js, 자바스크립트
typescript, ts, 타입스크립트
python, py, 파이썬
postgresql, postgres, psql, 포스트그레스
kubernetes, k8s, 쿠버네티스
golang, go언어
nodejs, node, 노드
docker, 도커
git, 깃
github, 깃허브, 깃헙
gitlab, 깃랩
react, 리액트
vue, 뷰
angular, 앵귤러
svelte, 스벨트
linux, 리눅스
ubuntu, 우분투
django, 장고
flask, 플라스크
java, 자바
kotlin, 코틀린
swift, 스위프트
rust, 러스트
ruby, 루비
rails, 레일즈, 레일스
spring, 스프링
hibernate, 하이버네이트
gradle, 그레이들
maven, 메이븐
jenkins, 젠킨스
elasticsearch, 엘라스틱서치
kibana, 키바나
logstash, 로그스태시
kafka, 카프카
redis, 레디스
mysql, 마이에스큐엘
mongodb, mongo, 몽고디비, 몽고db
oracle, 오라클
webpack, 웹팩
babel, 바벨
webflux, 웹플럭스
graphql, 그래프큐엘
nginx, 엔진엑스
apache, 아파치
tomcat, 톰캣
terraform, 테라폼
ansible, 앤서블
intellij, 인텔리제이
vscode, vs code
eclipse, 이클립스
jupyter, 주피터
pandas, 판다스
numpy, 넘파이
tensorflow, 텐서플로
pytorch, 파이토치
android, 안드로이드
flutter, 플러터
firebase, 파이어베이스
algorithm, 알고리즘
database, db, 데이터베이스, 디비
server, 서버
client, 클라이언트
index, 인덱스
transaction, 트랜잭션
query, 쿼리
cache, 캐시
thread, 스레드, 쓰레드
process, 프로세스
container, 컨테이너
component, 컴포넌트
template, 템플릿
pattern, 패턴
singleton, 싱글톤, 싱글턴
factory, 팩토리
builder, 빌더
adapter, 어댑터
strategy, 스트래티지
proxy, 프록시
security, 시큐리티
framework, 프레임워크
library, 라이브러리
interface, 인터페이스
generic, 제네릭
lambda, 람다
stream, 스트림
collection, 컬렉션
coroutine, 코루틴
queue, 큐
stack, 스택
hash, 해시
branch, 브랜치
commit, 커밋
merge, 머지
rebase, 리베이스
deploy, 디플로이
refactoring, 리팩토링, 리팩터링
directory, dir, 디렉터리, 디렉토리
config, configuration
repository, repo
environment, env
regex, regexp, regular expression
auth, authentication
arguments, args
parameters, params
docs, documentation
uuid, guid
timezone, time zone
rollback, roll back
filename, file name
username, user name
hostname, host name
workflow, work flow
backup, back up
setup, set up
login, log in, sign in, signin
logout, log out, sign out, signout
signup, sign up
cleanup, clean up
startup, start up
shutdown, shut down
lookup, look up
checkout, check out
dropdown, drop down
whitespace, white space
newline, new line, linebreak, line break
namespace, name space
codebase, code base
callback, call back
fallback, fall back
popup, pop up
plugin, plug in
stylesheet, style sheet
screenshot, screen shot
dockerfile, docker file
multiline, multi line
timestamp, time stamp
typecheck, type check
autocomplete, auto complete
precommit, pre commit
readonly, read only
"""
_PARTICLE = re.compile(r"(?<=[가-힣])(?:에서|으로|이란|[란가이을를은는의에로와과도만])$")
_VARIANTS: Final = [tuple(line.split(", ")) for line in _GROUPS.strip().splitlines()]
_GROUP_OF: Final = {variant: group for group in _VARIANTS for variant in group}


def equivalents(words: list[str]) -> dict[str, list[str]]:
    """Return, for each of the words of a query in order, the other spellings of it or of it and its neighbour."""
    found: dict[str, list[str]] = {word: _others(word) for word in words}
    for one, other in pairwise(words):
        for word in (one, other):
            found[word] += [variant for variant in _others(f"{one} {other}") if variant not in found[word]]
    return found


def _others(variant: str) -> list[str]:
    known = variant if variant in _GROUP_OF else _PARTICLE.sub("", variant)
    return [other for other in _GROUP_OF.get(known, ()) if other != known]
