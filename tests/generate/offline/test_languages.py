"""The language of raw code, from a few lines of each."""

import pytest

from generate.offline.languages import guess

SAMPLES = {
    "python": "async def main():\n    async with client.stream() as r:\n        return None",
    "javascript": "const fs = require('fs');\nfs.readFile(path, (err, data) => {\n  console.log(data);\n});",
    "typescript": "interface User {\n  id: number;\n  name?: string;\n}\nconst a: User = load();",
    "go": "func main() {\n\tif err := run(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}",
    "rust": "fn main() {\n    let mut v: Vec<u8> = Vec::new();\n    v.push(1);\n}",
    "java": "@Override\npublic String toString() {\n    return name;\n}",
    "kotlin": "data class User(val id: Long)\nfun load(id: Long): User? = users.find { it.id == id }",
    "c": '#include <stdio.h>\nint main(void) {\n    printf("%d", 1);\n    return 0;\n}',
    "cpp": "#include <vector>\nstd::vector<int> v;\nfor (auto& x : v) std::cout << x;",
    "ruby": "class User < ApplicationRecord\n  has_many :posts\n  def name\n    posts.each do |p|\n    end\n  end\nend",
    "php": "<?php\n$user = $repo->find(1);\necho $user->name;",
    "sql": "SELECT id, name\nFROM users\nWHERE id = 1;",
    "dockerfile": 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]',
    "css": ".a {\n  margin: 0 auto;\n  color: #fff;\n}",
    "html": '<div class="a">\n  <p>hello</p>\n</div>',
    "json": '{\n  "a": 1,\n  "b": [1, 2]\n}',
    "bash": 'export PATH=$HOME/bin:$PATH\nfor f in *.txt; do\n  echo "$f"\ndone',
    "console": "$ git status\nOn branch main",
    "pycon": ">>> 1 + 1\n2",
    "ini": "[server]\nport=8000",
    "toml": "[tool.ruff]\nline-length = 120",
    "nginx": "server {\n    listen 80;\n    location / {\n        proxy_pass http://app;\n    }\n}",
    "hcl": 'resource "aws_s3_bucket" "a" {\n  bucket = "x"\n}',
    "text": "2026-01-01 10:00:00 INFO started\n2026-01-01 10:00:01 INFO ready",
}  # fmt: skip


@pytest.mark.parametrize("language", SAMPLES)
def test_guess(language: str) -> None:
    assert guess(SAMPLES[language].split("\n")) == language
