"""Typical drafts: prose, lists, code, a table, quotes, in both languages."""

from itertools import pairwise

SECTION = """## Cancelling what runs inside a timeout ({number})

`asyncio.timeout()` cancels the task that runs inside it, and turns the cancellation into a `TimeoutError`
**outside** of the block. Whoever catches `CancelledError` inside must raise it again, or the timeout never ends.

```python
async def fetch_all(urls: list[str]) -> list[bytes]:
    async with asyncio.timeout(5), httpx.AsyncClient() as client:
        answers = await asyncio.gather(*(client.get(url) for url in urls))
        return [answer.content for answer in answers if answer.is_success]
```

- 시간이 다 되면 블록 안의 작업이 *취소*되고, 블록 밖에서는 `TimeoutError`가 보인다.
- `finally`에서 오래 기다리면 취소가 그만큼 늦어진다.
- A deadline can be moved while it runs: `timeout.reschedule(when)`.

| call | raises | cancels |
|---|---|---|
| `asyncio.timeout(5)` | `TimeoutError` | the task |
| `asyncio.wait({{task}}, timeout=5)` | nothing | nothing |

> 기다림을 끝내는 것과 일을 끝내는 것은 다르다. Ending the wait is not ending the work.

"""
LONG = "".join(SECTION.format(number=number) for number in range(1, 8)).strip()


def pieces(text: str, count: int) -> list[str]:
    """Cut ``text`` into ``count`` pieces of about equal length."""
    cuts = [len(text) * at // count for at in range(count + 1)]
    return [text[begin:end] for begin, end in pairwise(cuts)]
