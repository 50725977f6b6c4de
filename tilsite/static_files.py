"""Static files whose names change with their content, so that browsers keep them for a year, and compressed copies.

``collectstatic`` makes both. Without it, as in tests and during development, files keep their names.
"""

from servestatic.storage import CompressedManifestStaticFilesStorage

_URL = r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))"""
_IMPORT = r"""(?P<matched>import (?P<names>[^;]+?) from "(?P<url>\./[^"]+)";)"""
_WHEN_USED = r"""(?P<matched>import\("(?P<url>\.\.?/[^"]+)"\))"""
_IMPORTS = ((_IMPORT, 'import %(names)s from "%(url)s";'), (_WHEN_USED, 'import("%(url)s")'))


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it ships no types
    """Storage of collected files; a file that was not collected keeps its name."""

    manifest_strict = False
    # our own modules import each other by their new names; libraries' source maps may be missing
    patterns = (
        ("*.css", (_URL,)),
        *((f"{room}/*.js", _IMPORTS) for room in ("draft", "export")),
    )

    def stored_name(self, name: str) -> str:
        """Return the name with a hash, if the file was collected."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))
