"""Single lines: code, prose, and sentences that begin like code."""

import pytest

from generate.offline.verdict import Verdict, judge

CODE = """
def area(shape): return shape.w * shape.h
from django.db import models
const total = items.reduce((sum, item) => sum + item.price, 0);
export default function App() {
if err != nil {
let mut seen = HashSet::new();
public static void main(String[] args) {
SELECT id FROM orders WHERE total > 100
create index concurrently orders_idx on orders (id);
RUN apt-get update && apt-get install -y curl
git rebase --onto main old feature
docker compose up -d
npm install -D typescript
$ ls -la
>>> sum([1, 2])
user@host:~/app$ make test
postgres=# \\dt
print("안녕하세요")
const name = "홍길동"; // 이름
<h1>안녕하세요</h1>
"version": "1.2.0",
#include <stdio.h>
2026-11-02 10:00:01 ERROR could not connect
TypeError: Cannot read properties of undefined (reading 'map')
export DATABASE_URL=postgres://localhost/app
kubectl get pods -n kube-system
""".strip().splitlines()

PROSE = """
This is a sentence about Python.
Import the module first, then call it.
make sure that the index is used
go to the settings page and turn it off
find out why the build was slow
Select the file from the menu.
git is great for this
docker build was slow today
user.save() 하면 시그널이 두 번 발생한다
git stash -u 하면 추적되지 않는 파일도 들어간다
Use `git stash -u` to stash untracked files
See https://example.com/a(b)
https://example.com/path?x=1;y=2
[the docs](https://example.com/path;x)
FROM 다음에 오는 이미지가 문제였다
for example:
With this the query takes 2 ms.
Return early and the nesting goes away.
[환경 변수 정리]
From now on we use UTC.
I can simply do
""".strip().splitlines()


@pytest.mark.parametrize("line", CODE)
def test_code(line: str) -> None:
    assert judge(line) is Verdict.CODE


@pytest.mark.parametrize("line", PROSE)
def test_prose(line: str) -> None:
    assert judge(line) is Verdict.PROSE


@pytest.mark.parametrize("line", ["}", "]);", "// a comment", "@cached", "{", "# 설명"])
def test_lines_that_could_be_either(line: str) -> None:
    assert judge(line) is not Verdict.PROSE
