"""What a line of code begins with, language by language: the signs that prose does not show."""

import re

# Each pattern is matched at the first character that is not white space. They are ordered: where two languages share
# a sign, the block's other lines decide (see ``languages``). Every repetition is bounded by what it may not contain.
SIGNS: dict[str, tuple[str, ...]] = {
    "python": (
        r"(?:async )?def \w+\(.*",
        r"class \w+(?:\([^)]*\))?:\s*(?:#.*)?$",
        r"from \.*[\w.]* ?import [\w(*]",
        r"import [a-z_][\w.]*(?: as \w+)?(?:, ?\w+)*$",
        r"(?:el)?if [^:]*[=<>()\[\].!_]+.*:(?:\s*#.*)?$",
        r"(?:el)?if (?:not )?\w+:$",
        r"(?:async )?for \w+(?:, ?\w+)* in .+:$",
        r"(?:async )?with .+ as \w+:$",
        r"while .*(?:[=<>()]|True).*:$",
        r"(?:try|else|finally|except(?: [\w.(), ]+)?(?: as \w+)?):$",
        r"raise [A-Z]\w+",
        r"(?:return|yield|await|assert) [\w.]+[(\[{]",
        r"print\(",
        r"self\.\w+",
        r"(?:return|assert) .*(?:==| in | is |\[|\(|self\.)",
        r"if __name__",
        r"@[\w.]+\([^)]*\)$",
        r"@(?:property|dataclass|staticmethod|classmethod|pytest\.\S+|app\.\S+|router\.\S+|functools\.\S+)\b",
    ),
    "javascript": (
        r"(?:export )?(?:default )?(?:async )?function\*? ?\w*\(",
        r"(?:export )?(?:const|let|var) [\w{\[$][^=;]*=(?!=)",
        r"(?:let|var) \w+;$",
        r"import (?:[\w*{$][^'\"]*from )?['\"]",
        r"export (?:default|const|async|class|\{|\*)",
        r"console\.\w+\(",
        r"(?:module\.)?exports\b.*=",
        r"return <\w",
        r"return \(?$",
        r"(?:if|for|while|switch) ?\(.*\)",
        r"[})]* ?(?:else|catch|finally)\b.*\{$",
        r"(?:return |throw )?(?:await )?new \w+(?:\.\w+)*\(",
        r"(?:describe|it|test|expect|beforeEach|afterEach)(?:\.\w+)?\(",
        r"(?:document|window|Object|Array|JSON|Math|Promise)\.\w+",
        r"use[A-Z]\w+\(",
        r"await [\w.]+\(.*\);?$",
    ),
    "typescript": (
        r"(?:export )?(?:declare )?(?:interface|enum) \w+.*\{",
        r"(?:export )?(?:declare )?type \w+(?:<.*>)? =",
        r"(?:export )?(?:const|let|function) [^=]*: ?[\w<>\[\]{}|]+",
        r"(?:readonly )?\w+\??: (?:string|number|boolean|unknown|any|void|null)\b.*[;,]?$",
        r"import type ",
    ),
    "go": (
        r"package \w+$",
        r"func (?:\([^)]*\) )?\w+(?:\[.*\])?\(",
        r"\w+(?:, ?\w+)* := ",
        r"type \w+ (?:struct|interface|func|map)\b",
        r"import \($",
        r"(?:\} else )?if .*(?:err|:=|!=|==).*\{$",
        r"(?:defer|go) [\w.]+(?:\(|\{)",
        r"fmt\.\w+\(",
        r"for .*(?:range|;|:=) ?.*\{$",
        r"for \{$",
        r"return nil\b|return .*, (?:nil|err)$",
    ),
    "rust": (
        r"(?:pub(?:\(\w+\))? )?(?:async |unsafe |const )*fn \w+",
        r"let (?:mut )?\w+(?:: [^=]+)? = .*;$",
        r"let mut \w+",
        r"use (?:std|crate|super|self|\w+)::[\w:{}, *]+;$",
        r"impl(?:<.*>)? .*\{",
        r"(?:pub )?(?:struct|trait|mod) \w+.*[{;]$",
        r"#!?\[\w+.*\]$",
        r"\w+!\(.*\);?$",
        r"match .+ \{$",
        r".*=> .*(?:Ok|Err|Some|None)\b",
    ),
    "java": (
        r"(?:public|private|protected)\s+[\w<>\[\], ?.@]+[({;=]",
        r"(?:public |private |protected |static |final |abstract )+\w+",
        (
            r"@(?:Override|Autowired|Test|Transactional|Entity|Bean|Component|Service|Repository|"
            r"RestController|Id|Column)\b"
        ),
        r"@(?:Get|Post|Put|Delete|Request)Mapping\b",
        r"package [\w.]+;$",
        r"import (?:static )?[\w.]+(?:\.\*)?;$",
        r"System\.out",
        r"[A-Z]\w*(?:<[^>]*>)?(?:\[\])? \w+ = .*;?$",
        r"throw new \w+",
    ),
    "kotlin": (
        r"(?:override |suspend |private |inline |internal )*fun (?:<.*> )?[\w.<>]+\(",
        r"(?:private |override |lateinit )*va[lr] \w+(?:: [\w<>?, ]+)?(?: =| by |$)",
        r"(?:data|sealed|open) class \w+",
    ),
    "csharp": (r"using [A-Z][\w.]*;$", r"namespace [\w.]+", r"Console\.Write", r"var \w+ = await "),
    "swift": (r"(?:private |public |static )*func \w+.*\{", r"guard (?:let|var) ", r"@(?:State|Published|main)\b"),
    "c": (
        r"#\s*include\s*[<\"]",
        r"#\s*(?:define|ifdef|ifndef|endif|pragma|undef) ?\w*",
        (
            r"(?:static |const |unsigned )*(?:int|void|char|double|float|long|size_t|bool|"
            r"struct \w+) \**\w+(?:\[.*\])?\s*[(=;,]"
        ),
        r"(?:printf|malloc|free|scanf|memcpy)\(",
    ),
    "cpp": (
        r"std::\w+",
        r"template ?<",
        r"(?:using namespace|namespace) \w+",
        r"(?:const )?auto[&*]* \w+ ?[=:]",
        r"cout ?<<",
    ),
    "ruby": (
        r"def (?:self\.)?\w+[?!]?(?:\(.*\))?$",
        r"require(?:_relative)? ['\"]",
        r"puts\b.*['\"(]",
        r"class [A-Z]\w*(?:::\w+)*(?: < [\w:]+)?$",
        r"module [A-Z]\w*$",
        r".*\bdo(?: \|[^|]*\|)?$",
        r"gem ['\"]",
        r"(?:attr_\w+|has_many|belongs_to|validates|scope|before_action) :",
        r"end$",
    ),
    "php": (r"<\?php", r"\$\w+(?:->\w+|\[.*\])* ?[.+]?= ", r"\$\w+->\w+", r"echo \$"),
    "elixir": (r"defmodule ", r"defp? \w+.*do$", r"\|> \w+", r"iex(?:\(\d+\))?>"),
    "sql": (
        (
            r"(?:SELECT|INSERT INTO|DELETE FROM|UPDATE|FROM|WHERE|GROUP BY|ORDER BY|HAVING|LIMIT|"
            r"VALUES|RETURNING|UNION)\b(?! ?[a-z]+ [a-z]+ [a-z]+ )"
        ),
        r"(?:LEFT |RIGHT |INNER |OUTER |CROSS |FULL )*JOIN\b",
        (
            r"(?:CREATE|ALTER|DROP|TRUNCATE|EXPLAIN|GRANT|REVOKE|VACUUM|ANALYZE|REINDEX|WITH|SET|"
            r"BEGIN|COMMIT|ROLLBACK)(?: [A-Z\"(]| \w+ AS|;|$)"
        ),
        r"(?:AND|OR|ON) .*[=<>(]",
        r"(?i:select) .+(?i: from )\w+",
        r"(?i:(?:select|insert into|update|delete from|create|alter|drop|explain|with|set|show)) .*;$",
        (
            r"(?i:create (?:temp(?:orary)? |unique |or replace |materialized )*(?:table|index|"
            r"extension|view|function|type|database|schema|role|user|trigger|sequence|"
            r"policy) )[\w\"(]"
        ),
        r"(?i:alter|drop|truncate) (?i:table|index|view|database|schema|type|column) [\w\"]",
        r"select (?:\*|distinct|count\(|[\w.]+(?:\([^)]*\))?(?: as \w+)?,|\w+\()",
        r"(?:group|order) by [\w.]+(?:,|;|$| desc| asc)",
        r"(?:insert into|delete from) \w+(?: \(| where| values|$)|update \w+ set ",
        r"(?:(?:left|right|inner|cross|lateral) )+join \w+|join \w+(?: \w+)? on ",
        r"where \w[\w.]* (?:=|<|>|!=|in \(|is (?:not )?null|between |like )",
        r"--\s",
    ),
    "dockerfile": (
        r"FROM [\w./-]+(?::[\w.-]+)?(?: (?:AS|as) \w+)?$",
        r"RUN \S",
        r"(?:COPY|ADD)(?: --\S+)* \S+ \S+",
        r"WORKDIR /?\S+$",
        r"(?:CMD|ENTRYPOINT) [\[\"\w/]",
        r"ENV \w+[= ]\S",
        r"EXPOSE \d",
        r"ARG \w+",
        r"(?:USER|VOLUME|HEALTHCHECK|SHELL|LABEL|STOPSIGNAL) \S+",
    ),
    "css": (
        r"[.#@:*]?[\w-][^{}();=\"]*\{$",
        r"(?:--)?[a-z][a-z-]*\s*:\s*[^;:]+;$",
        r"@(?:media|import|font-face|keyframes|layer|container|apply|tailwind)\b",
        r"[.#@:*][\w-][^{}]*\{.*\}$",
    ),
    "html": (
        r"<!(?:DOCTYPE|doctype)",
        (
            r"</?(?:html|head|body|div|span|script|style|link|meta|form|input|button|label|select|"
            r"option|ul|ol|li|nav|main"
            r"|section|article|header|footer|template|textarea|svg|path|h[1-6]|table|tr|td|th|title|video|iframe|slot)\b"
        ),
        r"</?[A-Z]\w*[\s/>.]",
        r"<[a-z]+-[\w-]+",
        r"\{%.*%\}$",
        r"/?>$",
    ),
    "xml": (r"<\?xml", r"</?\w+:\w+", r"</?(?:dependency|groupId|artifactId|version|project|plugin|bean|property)\b"),
    "json": (r"(?:\[?\{ ?)?\"[^\"]+\"\s*:\s*(?:[\"\[{\d-]|true|false|null)",),
    "bash": (
        r"#!",
        r"export \w+=",
        r"(?:if|while|until) !? ?\[.*",
        r"for \w+ in .*; ?do$",
        r"(?:fi|done|esac|then)$",
        r"\w+=\$\(",
        r"set -[a-z]+",
        r"alias [\w-]+=",
        r"source \S+/\S+$",
        r"function \w+ ?\{",
        r"\w+\(\) ?\{",
        r"\./\S+(?: .*)?$|(?:~/|/(?:usr|bin|opt|home|tmp)/)\S+ .+$",
        r"[a-z][\w.-]*(?: [^|]*)? \| (?:grep|xargs|awk|sed|head|tail|sort|uniq|wc|jq|tee|less|cut|tr|sh|bash)\b",
    ),
    "ini": (r"[A-Z][A-Z0-9_]+=\S*$", r"[a-z][\w.-]+=\S+$"),
    "nginx": (
        r"(?:server|upstream|http|events|location) .*\{$",
        r"server \{$",
        r"(?:listen|proxy_\w+|server_name|root|include|worker_\w+|add_header|ssl_\w+|gzip\w*|try_files) .*;$",
    ),
    "hcl": (r"(?:resource|data|variable|output|provider|module|locals|terraform)(?: \"[^\"]+\")* \{",),
    "graphql": (r"(?:query|mutation|fragment|subscription)\b.*\{$", r"(?:type|input) \w+ \{$"),
    "vim": (r"(?:set \w+[=+]|let g:|(?:[nvixo]?nore)?map <|autocmd |:(?:%s|g)/)",),
    "lua": (r"local (?:function )?\w+", r"vim\.\w+"),
    "http": (r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /\S*(?: HTTP/[\d.]+)?$", r"HTTP/\d(?:\.\d)? \d{3}"),
    "makefile": (r"\.PHONY:", r"[\w.-]+:(?: [\w.-]+)*\t"),
    "text": (
        r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d",
        r"\[?(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE)\]?(?::| \[|  )",
        r"(?:npm|yarn|pnpm) (?:ERR!|error|WARN)",
        r"(?:fatal|error|warning|panic)(?:\[E\d+\])?: \S",
        r"(?:[A-Za-z_][\w.]*\.)?[A-Z]\w+(?:Error|Exception)(?::|$)",
        r"(?:Error|TypeError|Caused by|Exception in thread)\b ?[:\"]",
        r"at [\w.$<>/ ]+\([^)]*\)$",
        r"\s*\^+$",
        r"goroutine \d+ \[",
        r"\(\d+ rows?\)$",
        r"(?:Seq|Index|Bitmap)(?: Only| Heap)? Scan ",
    ),
}

STRONG = re.compile("|".join(f"(?:{sign})" for signs in SIGNS.values() for sign in signs))
BY_LANGUAGE = {language: re.compile("|".join(f"(?:{sign})" for sign in signs)) for language, signs in SIGNS.items()}
