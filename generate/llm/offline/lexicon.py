"""The technologies and ideas that make good tags, with the names people write for them in English and Korean."""

# One per line: the tag, then other spellings. A ``!`` marks a name that is an ordinary word too: it counts only where
# it is written with a capital inside a sentence, or where code or another name speaks for it.
TECHNOLOGIES = """
python: 파이썬, python3, cpython
django: 장고
django-rest-framework: drf, django rest framework
django-ninja
flask: 플라스크
fastapi: 패스트api
pydantic
sqlalchemy: 알케미
alembic
celery: 셀러리, 샐러리
pytest: 파이테스트
mypy
ruff!
asyncio
pandas: 판다스
numpy: 넘파이
pytorch: 파이토치
tensorflow: 텐서플로, 텐서플로우
jupyter: 주피터
poetry!
uvicorn
gunicorn
javascript: 자바스크립트, js, ecmascript
typescript: 타입스크립트, ts
node.js: nodejs, node!, 노드js, 노드제이에스
deno
bun!
npm
pnpm
yarn!
react: react!, reactjs, react.js, 리액트
next.js: nextjs, next!, 넥스트js, 넥스트제이에스
react-native: react native, 리액트 네이티브
redux: 리덕스
zustand
react-query: react query, tanstack query, 리액트 쿼리
vue: vuejs, vue.js, vue3, 뷰js, 뷰제이에스
nuxt: nuxt.js, nuxtjs
svelte: sveltekit, 스벨트
angular: 앵귤러
astro!
htmx
jquery: 제이쿼리
tailwind-css: tailwind, tailwindcss, tailwind css, 테일윈드
css: 씨에스에스, css3
sass: scss
html: html5
vite: 비트js
webpack: 웹팩
babel!: 바벨
eslint
prettier
jest!
vitest
playwright: 플레이라이트
cypress!
selenium: 셀레니움
storybook: 스토리북
express: express!, expressjs, express.js
nestjs: nest.js, 네스트js
prisma: 프리즈마
graphql: 그래프ql, 그래프큐엘
grpc
protobuf: protocol buffers, 프로토버프
websocket: websockets, 웹소켓
server-sent-events: sse, server-sent events, eventsource
webrtc
webassembly: wasm, 웹어셈블리
java: 자바
spring: spring!, spring framework, 스프링
spring-boot: spring boot, springboot, 스프링 부트, 스프링부트
jpa: hibernate, 하이버네이트
junit
gradle: 그레이들, 그래들
maven: 메이븐
kotlin: 코틀린
scala: 스칼라
go: golang, go!, go언어, 고랭
goroutine: goroutines, 고루틴
rust: rust!, 러스트, rustlang
tokio
c: c언어, c lang
c++: cpp, 씨쁠쁠
c#: csharp, 씨샵
dotnet: .net, asp.net, 닷넷
swift: swift!, 스위프트
swiftui
ios: 아이폰앱
android: 안드로이드
flutter: 플러터
dart: dart!
ruby: ruby!, 루비
rails: rails!, ruby on rails, rubyonrails, 레일즈
rspec
php
laravel: 라라벨
elixir: elixir!, 엘릭서
phoenix: phoenix!
erlang
haskell: 하스켈
clojure
lua: lua!
perl
r-lang: rlang
bash: bash!, 배시, shellscript, shell script, 쉘 스크립트, 셸 스크립트, 쉘스크립트
zsh
powershell: 파워셸, 파워쉘
vim: 빔 에디터, vi
neovim: nvim
vs-code: vscode, vs code, visual studio code
intellij: 인텔리제이
tmux
git: 깃
github: 깃허브, 깃헙
github-actions: github actions, github action, 깃허브 액션, 깃헙 액션, 깃허브 액션스
gitlab: 깃랩
jenkins: 젠킨스
docker: 도커, dockerfile, 도커파일, buildkit
docker-compose: docker compose, 도커 컴포즈, 도커컴포즈
kubernetes: k8s, 쿠버네티스, 쿠버, kubectl
helm!
istio
argocd: argo cd
terraform: 테라폼
ansible: 앤서블
aws: amazon web services
s3: amazon s3
ec2
lambda: aws lambda, 람다 함수
cloudfront
dynamodb: 다이나모db
gcp: google cloud, 구글 클라우드
azure: 애저
cloudflare: 클라우드플레어
vercel: 버셀
heroku
firebase: 파이어베이스
supabase: 수파베이스
nginx: 엔진엑스
apache: apache!, 아파치
caddy
traefik
linux: 리눅스
ubuntu: 우분투
debian: 데비안
alpine: alpine!
macos: 맥os
windows: windows!, 윈도우
wsl: wsl2
systemd
ci-cd: ci!
cron: crontab, 크론, 크론탭
ssh
tls: ssl, https, 인증서
dns
http: http/2, http/3
cors
oauth: oauth2, oauth 2.0
jwt: json web token
postgresql: postgres, 포스트그레스, 포스트그레, 포스트그레sql, psql, pg, pgsql
pgbouncer
mysql: 마이sql, 마이에스큐엘
mariadb: 마리아db
sqlite: sqlite3
oracle: oracle!, 오라클
mongodb: mongo, 몽고db, 몽고디비
redis: 레디스
elasticsearch: 엘라스틱서치, elastic search
opensearch
kafka: 카프카
rabbitmq: 래빗mq, 래빗엠큐
clickhouse
cassandra
memcached
duckdb
sql
orm
celery-beat: celery beat
prometheus: 프로메테우스
grafana: 그라파나
sentry!: 센트리
datadog
opentelemetry: otel
logstash
openai: chatgpt, gpt-4
llm: llms
langchain: 랭체인
hugging-face: huggingface, hugging face
ollama
regex: regexp, regular expression, regular expressions, 정규식, 정규표현식, 정규 표현식
markdown: 마크다운
yaml
json
makefile: makefiles
xml
unicode: utf-8, utf8, 유니코드
electron: electron!, 일렉트론
unity: unity!, 유니티
homebrew: brew, 홈브루
curl
jq
sed
awk
ffmpeg
raspberry-pi: raspberry pi, 라즈베리파이, 라즈베리 파이
"""

# One per line: the English tag, the Korean tag, then other spellings.
IDEAS = """
performance | 성능 | 최적화, optimization, 성능 최적화, 튜닝
caching | 캐시 | cache, caches, 캐싱
indexing | 인덱스 | index, indexes, indices, 색인, 인덱싱
transactions | 트랜잭션 | transaction
deadlock | 데드락 | deadlocks, 교착상태, 교착 상태
locking | 락 | mutex, lock, locks, advisory lock, 잠금
migrations | 마이그레이션 | migration
n+1 | n+1 | n+1 query, n+1 문제, n+1 쿼리
async | 비동기 | asynchronous, async/await
concurrency | 동시성 | 병렬, 멀티스레드, thread safety, race condition, race conditions, 경쟁 상태, 레이스 컨디션
event-loop | 이벤트 루프 | event loop, 이벤트루프
generics | 제네릭 | generic, 제너릭, 제네릭스
types | 타입 | type narrowing, type guard, 타입 가드, 타입가드, 타입 추론
closures | 클로저 | closure
decorators | 데코레이터 | decorator
iterators | 이터레이터 | iterator, generator, generators, 제너레이터
recursion | 재귀 | recursive, 재귀함수
hooks | 훅 | useeffect, usestate, usememo, usecallback
rendering | 렌더링 | rerender, re-render, 리렌더링
accessibility | 접근성 | a11y, 웹 접근성
testing | 테스트 | unit test, unit tests, tdd, 단위 테스트, 테스트코드, 테스트 코드
mocking | 모킹 | mock, mocks
debugging | 디버깅 | debugger, 디버거, 디버그
logging | 로깅 | structured logging
monitoring | 모니터링 | observability
security | 보안 | xss, csrf, sql injection
authentication | 인증 | authorization, 로그인 인증, 인가
encryption | 암호화 | 해싱
ci-cd | ci-cd | ci/cd, continuous integration, 지속적 통합
deployment | 배포 | zero-downtime, 무중단 배포, 무중단배포
architecture | 아키텍처 | clean architecture, 클린 아키텍처
refactoring | 리팩터링 | refactor, 리팩토링
design-patterns | 디자인 패턴 | design pattern, 디자인패턴
functional-programming | 함수형 프로그래밍 | functional programming, 함수형
object-oriented | 객체지향 | object oriented, oop, 객체 지향
algorithms | 알고리즘 | algorithm
data-structures | 자료구조 | data structure, data structures
networking | 네트워크 | tcp, udp, tcp/ip
memory-leak | 메모리 누수 | memory leak, memory leaks, 메모리누수
garbage-collection | 가비지 컬렉션 | garbage collection
rate-limiting | 요청 제한 | rate limit, rate limiting, rate limiter
pagination | 페이지네이션 | cursor pagination, 페이징
idempotency | 멱등성 | idempotent, idempotency key
timezone | 시간대 | time zone, timezones, 타임존
environment-variables | 환경 변수 | env var, env vars, environment variable, environment variables, 환경변수
error-handling | 예외 처리 | error handling, exception handling, 예외처리, 에러 처리
dependency-injection | 의존성 주입 | dependency injection
connection-pool | 커넥션 풀 | connection pool, connection pooling, 커넥션풀
microservices | 마이크로서비스 | microservice, msa
machine-learning | 머신러닝 | machine learning, 머신 러닝
deep-learning | 딥러닝 | deep learning, 딥 러닝
streaming | 스트리밍 | stream processing
shell | 셸 | command line, 쉘, 터미널, terminal
"""
