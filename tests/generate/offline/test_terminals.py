"""Pasted terminal sessions: colours are removed, commands and output stay."""

from generate.offline import compose

COLOURED = (
    "\x1b[32muser@box\x1b[0m:\x1b[34m~/app\x1b[0m$ docker compose up -d\n"
    "\x1b[31mError response from daemon: port is already allocated\x1b[0m\n"
    "\x1b[32muser@box\x1b[0m:\x1b[34m~/app\x1b[0m$ sudo lsof -i :8080\n"
    "\x1b]0;title\x07java    41213 user   55u  IPv6\n\n"
    "An old process was still holding the port.\n"
)
QUERY = (
    "postgres=# select 1;\n ?column?\n----------\n        1\n(1 row)\n"
    "plain index on email is not used when the query wraps it in lower()\n"
)


def test_colours_and_places_are_left_out_and_commands_stay_exact() -> None:
    assert compose(COLOURED, "en").content == (
        "```console\n$ docker compose up -d\nError response from daemon: port is already allocated\n"
        "$ sudo lsof -i :8080\njava    41213 user   55u  IPv6\n```\n\nAn old process was still holding the port.\n"
    )


def test_a_coloured_line_is_no_title() -> None:
    draft = compose(COLOURED, "en")
    assert not any("\x1b" in part or "[3" in part for part in (*draft.titles, draft.excerpt))


def test_the_remark_below_a_query_is_no_output() -> None:
    content = compose(QUERY, "en").content
    assert content.startswith("```sql\npostgres=# select 1;\n")
    assert content.endswith("(1 row)\n```\n\nplain index on email is not used when the query wraps it in lower()\n")
