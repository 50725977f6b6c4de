"""What code gives away about the technologies in use: languages, modules, commands, traces."""

# The word behind a fence, where it is not the tag itself.
FENCES = {
    "py": "python", "pycon": "python", "pytb": "python", "python3": "python", "js": "javascript", "jsx": "react",
    "tsx": "react", "mjs": "javascript", "ts": "typescript", "sh": "shell", "bash": "shell", "zsh": "shell",
    "console": "shell", "shell": "shell", "golang": "go", "rs": "rust", "rb": "ruby", "kt": "kotlin", "yml": "yaml",
    "dockerfile": "docker", "docker": "docker", "hcl": "terraform", "terraform": "terraform", "psql": "postgresql",
    "postgresql": "postgresql", "postgres": "postgresql", "make": "makefile", "makefile": "makefile", "cs": "c#",
    "csharp": "c#", "cpp": "c++", "c++": "c++", "vimscript": "vim", "viml": "vim", "scss": "sass",
    "ps1": "powershell", "proto": "protobuf", "py3": "python", "regexp": "regex",
}  # fmt: skip

# What code imports, where it is not the tag itself.
MODULES = {
    "rest_framework": "django-rest-framework", "ninja": "django-ninja", "torch": "pytorch",
    "sklearn": "machine-learning", "springframework": "spring", "react-dom": "react", "psycopg": "postgresql",
    "psycopg2": "postgresql", "asyncpg": "postgresql", "pg": "postgresql", "boto3": "aws", "@prisma/client": "prisma",
    "re": "regex", "kotlinx": "kotlin", "next": "next.js", "express": "express", "react": "react", "jest": "jest",
    "sentry_sdk": "sentry", "flask": "flask",
}  # fmt: skip

# What stands only in the files and the output of one technology.
TRACES = {
    "defineModel(": "vue", "defineProps(": "vue", "v-model=": "vue", "v-if=": "vue", "<script setup": "vue",
    ".github/workflows": "github-actions", "uses: actions/": "github-actions", "apiVersion:": "kubernetes",
    "package.json": "node.js", "processTicksAndRejections": "node.js", "node:internal": "node.js",
    "requirements.txt": "python", "Cargo.toml": "rust", "go.mod": "go", "build.gradle": "gradle", "pom.xml": "maven",
    "models.Model": "django", "admin.ModelAdmin": "django", "manage.py": "django", "useState(": "react",
    "useEffect(": "react", "def test_": "pytest", "@Transactional": "spring", "@Service": "spring",
    "@RestController": "spring", "Seq Scan": "postgresql", "INDEX CONCURRENTLY": "postgresql",
    "postgres=#": "postgresql", "mysql>": "mysql", "redis-cli": "redis", "tsconfig.json": "typescript",
    "proxy_pass": "nginx", "@app.get(": "fastapi", "objects.filter(": "django", "objects.select_related": "django",
    "ActiveRecord::": "rails", "docker-compose.y": "docker-compose", "compose.yaml": "docker-compose",
    "serde": "rust", "hx-get=": "htmx", "hx-post=": "htmx", "asyncio.": "asyncio",
}  # fmt: skip

# The programs that command lines start.
COMMANDS = {
    "git": "git", "docker": "docker", "docker-compose": "docker-compose", "kubectl": "kubernetes", "helm": "helm",
    "npm": "npm", "pnpm": "pnpm", "yarn": "yarn", "cargo": "rust", "go": "go", "psql": "postgresql",
    "pg_dump": "postgresql", "mysql": "mysql", "redis-cli": "redis", "terraform": "terraform", "ansible": "ansible",
    "aws": "aws", "gcloud": "gcp", "gh": "github", "pytest": "pytest", "nginx": "nginx", "systemctl": "systemd",
    "journalctl": "systemd", "ssh": "ssh", "curl": "curl", "jq": "jq", "tmux": "tmux", "brew": "homebrew",
    "ffmpeg": "ffmpeg", "openssl": "tls", "rails": "rails", "pip": "python", "python": "python", "sed": "sed",
    "awk": "awk", "uv": "python", "poetry": "poetry", "mypy": "mypy", "ruff": "ruff",
}  # fmt: skip
