"""Command lines: with a prompt, or bare where the words can be nothing else."""

import re

PROMPTS: tuple[tuple[str, str], ...] = (
    (r">>> |>>>$|\.\.\. |In \[\d+\]: ", "pycon"),
    (r"(?:\([\w.-]+\) ?)?(?:[\w.-]+@[\w.-]+(?:[: ][~/][^\s$#]*)?)?[$❯] \S", "console"),
    (r"[\w.-]+@[\w.-]+[: ][~/]\S*[#%] \S|PS [A-Z]:\\[^>]*> |[A-Z]:\\[^>]*>", "console"),
    (r"\w+(?:=|-)[#>] ?\S|(?:mysql|sqlite|MariaDB \[\w*\])> ?\S", "sql"),
    (r"(?:\d+\.\d+\.\d+\.\d+:\d+(?:\[\d+\])?|redis|mongo|iex(?:\(\d+\))?|irb(?:\([^)]*\)[^>]*)?)> ?\S", "console"),
)
_PROMPTS = [(re.compile(pattern), language) for pattern, language in PROMPTS]
_KNOWN = (
    "git|docker|docker-compose|kubectl|helm|npm|npx|pnpm|yarn|bun|deno|node|pip|pip3|pipx|uv|uvx|poetry|conda|python|"
    "python3|pytest|ruff|mypy|cargo|rustup|rustc|go|make|cmake|gcc|mvn|gradle|java|javac|brew|"
    "apt|apt-get|yum|dnf|apk|"
    "snap|systemctl|journalctl|service|curl|wget|ssh|scp|rsync|psql|pg_dump|pg_restore|createdb|"
    "mysql|mysqldump|redis-cli|sqlite3|"
    "mongosh|cd|ls|mkdir|rm|cp|mv|cat|touch|chmod|chown|ln|tar|unzip|grep|rg|sed|awk|find|xargs|"
    "jq|ps|kill|lsof|top|df|du|"
    "sudo|echo|export|source|tmux|vim|nvim|terraform|ansible|ansible-playbook|aws|gcloud|az|gh|"
    "heroku|fly|vercel|rails|"
    "rake|bundle|gem|bin/rails|mix|php|composer|artisan|dotnet|flutter|dart|swift|xcodebuild|adb|"
    "openssl|nginx|certbot|"
    "ffmpeg|strace|perf|tcpdump|dig|nslookup|ping|crontab|env|time|watch|nohup|hyperfine|"
    "pre-commit|django-admin|manage.py"
)
_COMMAND = re.compile(rf"(?:sudo )?(?:[A-Z_]+=\S+ )*(?:{_KNOWN})(?: |$)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PLAIN = re.compile(r"[A-Za-z][a-z]*[,.]?$")
_PARTS = re.compile(
    r"(?:^|\s)(?:--?[A-Za-z]|[|&<>]|&&|\S*[/=:@$*~]\S*|\S+\.(?:py|js|ts|sh|go|rs|txt|md|ya?ml|"
    r"json|sql|toml|log|conf)\b"
    r"|\d|<\w)"
)
_VERBS = re.compile(
    r"(?:sudo )?(?:git (?:add|am|apply|bisect|blame|branch|checkout|cherry-pick|clean|clone|"
    r"commit|config|diff|fetch|gc|grep|"
    r"init|log|merge|mv|prune|pull|push|rebase|reflog|remote|reset|restore|revert|rm|show|stash|"
    r"status|submodule|switch|"
    r"tag|worktree)|docker (?:build|buildx|compose|exec|images|inspect|logs|network|ps|pull|push|"
    r"rm|rmi|run|stop|system|"
    r"volume)|(?:npm|pnpm|yarn|bun) (?:add|audit|ci|create|dev|exec|i|init|install|ls|publish|run|start|test|update)|"
    r"kubectl (?:apply|create|delete|describe|edit|exec|get|logs|rollout|scale)|(?:pip3?|uv|"
    r"poetry|brew|apt|apt-get|gem|conda) "
    r"(?:add|freeze|install|list|lock|pip|remove|run|search|show|sync|uninstall|update|upgrade)|cargo "
    r"(?:add|bench|build|check|clippy|fmt|install|new|run|test|update)|go (?:build|get|install|mod|run|test|vet)|"
    r"(?:systemctl|service) \S+|terraform (?:apply|init|plan)|bundle (?:exec|install)|rails (?:g|db|s|c)\b)"
)


def prompt_of(line: str) -> str | None:
    """Return the language of a session (``console``, ``pycon``, ``sql``) if the line starts with its prompt."""
    bare = line.strip()[:200]
    return next((language for pattern, language in _PROMPTS if pattern.match(bare)), None)


def is_command(bare: str) -> bool:
    """Whether a line without a prompt is a command rather than a sentence that begins with such a word."""
    if not _COMMAND.match(bare) or (bare.endswith((".", "?", "!", ":")) and not bare.endswith((" .", "/.", ".."))):
        return False
    verb = _VERBS.match(bare)
    rest = _QUOTED.sub('""', bare[verb.end() :] if verb else bare.partition(" ")[2])
    plain = sum(_PLAIN.match(word) is not None for word in rest.split())
    if verb:
        return plain <= 2 or (plain <= 4 and _PARTS.search(rest) is not None)
    return not bare.startswith("go ") and plain <= 1 + rest.count('""') and _PARTS.search(rest) is not None
