"""TILs and tags."""

from collections.abc import AsyncIterator
from typing import Any

from tilsite_client.http import Http, once

Json = dict[str, Any]
Found = list[Json]  # ``list`` is a method below
ONCE: Json = {"retries": 0}  # not idempotent: after a lost response, it is unknown whether the change was made


class Tils:
    """TILs. A single TIL includes its ``etag``."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def list(self, **query: Any) -> Json:
        """List public TILs and your own, latest day first; with ``q``, best match first."""
        page: Json = await self._http.json("GET", "/tils", params=query)
        return page

    async def all(self, **query: Any) -> AsyncIterator[Json]:
        """Yield the items of all pages of ``list``."""
        while True:
            page = await self.list(**query)
            for til in page["items"]:
                yield til
            if not page["next"]:
                return
            query["cursor"] = page["next"]

    async def get(self, til_id: int) -> Json:
        """Return a TIL."""
        return await self._til("GET", f"/tils/{til_id}")

    async def create(self, **til: Any) -> Json:
        """Create a draft TIL."""
        return await self._til("POST", "/tils", json=til, **ONCE)

    async def update(self, til_id: int, *, if_match: str, **changes: Any) -> Json:
        """Change a TIL if it still has the ETag ``if_match``; ``*`` overwrites any version."""
        headers = {"If-Match": if_match}
        return await self._til("PATCH", f"/tils/{til_id}", json=changes, headers=headers, **ONCE)

    async def publish(self, til_id: int) -> Json:
        """Publish a TIL."""
        return await self._til("POST", f"/tils/{til_id}/publish")

    async def archive(self, til_id: int) -> Json:
        """Archive a TIL, removing it from the public pages."""
        return await self._til("POST", f"/tils/{til_id}/archive")

    async def unpublish(self, til_id: int) -> Json:
        """Turn a TIL back into a draft."""
        return await self._til("POST", f"/tils/{til_id}/draft")

    async def delete(self, til_id: int) -> None:
        """Delete a TIL."""
        await self._http.ask("DELETE", f"/tils/{til_id}", **ONCE)

    async def markdown(self, til_id: int) -> str:
        """Return the Markdown file: YAML front matter, then the content."""
        return (await self._http.ask("GET", f"/tils/{til_id}.md")).text

    async def regenerate(self, til_id: int, part: str, *, idempotency_key: str | None = None, **request: Any) -> Json:
        """Rewrite a part: ``resume`` the generation, then ``accept`` or ``discard`` its id."""
        body = {"part": part, **request}
        begun: Json = await self._http.json(
            "POST", f"/tils/{til_id}/regenerate", json=body, headers=once(idempotency_key)
        )
        return begun

    async def _til(self, method: str, path: str, **asking: Any) -> Json:
        response = await self._http.ask(method, path, **asking)
        return {**response.json(), "etag": response.headers.get("ETag", "*")}


class Tags:
    """Tags."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def list(self, **query: Any) -> "Found":
        """List tags by name, with the number of public TILs; ``q`` is part of the name."""
        found: Found = await self._http.json("GET", "/tags", params=query)
        return found

    async def get(self, tag_id: int) -> Json:
        """Return a tag."""
        found: Json = await self._http.json("GET", f"/tags/{tag_id}")
        return found
