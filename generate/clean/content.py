"""Clean content as a stream: the pieces add up to exactly the result of cleaning the whole.

Cleaning removes introductions, closing remarks, thoughts, wrappers around the whole (a code fence, a tag, a JSON
object, front matter), citation marks of search tools, leading blank lines and trailing white space. It closes an open
code fence. An answer that only declines, or says that there is nothing to learn, has no content. At the start, it
holds back lines that may be an introduction (200 characters), a refusal (400) or an answer inside a fence (1,000);
later only white space, the last letter (an accent may follow), a line that may be a fence or a mark of thoughts (200),
and a paragraph that may be a closing remark (300 per line). Everything else passes immediately. A leading heading stays
even if it repeats the title, because the page handles that.
"""

from typing import Self

from generate.clean.body import Body
from generate.clean.characters import Characters
from generate.clean.citations import Citations
from generate.clean.closing import Closing
from generate.clean.ending import Ending
from generate.clean.opening import Opening
from generate.clean.refusal import Declined


def content(text: str) -> str:
    """Return ``text`` cleaned as a whole."""
    cleaner = Cleaner()
    return cleaner.feed(text) + cleaner.finish()


class Cleaner:
    """Cleans text fed in any pieces; all results, ``finish`` included, add up to ``content`` of the whole.

    ``verbatim`` is for text that no model wrote: only characters and trailing white space are cleaned.
    """

    def __init__(self, *, verbatim: bool = False) -> None:
        self._verbatim = verbatim
        self._characters = Characters()
        self._citations = Citations()
        self._opening = Opening(begun=verbatim)
        self._body: Body | None = None
        self._closing: Closing | None = None
        self._ending: Ending | None = None
        self._space = ""
        self._owed = 0  # remaining characters of the continued text

    @classmethod
    def behind(cls, kept: str) -> Self:
        """Return a cleaner that continues after ``kept``, including a fence left open there."""
        made = cls()
        made._opening = Opening(begun=True)
        written = made.feed(kept)
        made._owed = len(kept) - len(written)
        return made

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        if self._verbatim:
            return self._trim(self._characters.feed(text))
        text = self._characters.feed(self._citations.feed(text))  # in this order: without a mark, letters may combine
        return self._pay(self._trim(self._write(self._opening.feed(text))))

    def finish(self) -> str:
        """Return the text held back, without the parts that turned out not to be content."""
        rest = self._characters.finish() if self._verbatim else self._last()
        rest, self._space = self._pay(self._trim(rest)), ""
        return f"{rest}\n{self._body.closing}" if self._body and self._body.closing else rest

    @property
    def declined(self) -> Declined | None:
        """Why the answer holds no post."""
        return self._opening.declined

    def _last(self) -> str:
        rest = self._characters.feed(self._citations.finish()) + self._characters.finish()
        rest = self._write(self._opening.feed(rest) + self._opening.finish())
        if not (self._closing and self._ending and self._body):
            return rest
        rest += self._body.feed(self._ending.feed(self._closing.finish()) + self._ending.finish())
        return rest + self._body.finish()

    def _write(self, text: str) -> str:
        if not text:
            return text
        if not (self._closing and self._ending and self._body):
            opening = self._opening
            self._closing, self._ending = Closing(opening.closing_tag), Ending(opening.outer)
            self._body = Body(opening.outer, plain_start=opening.plain_start)
        return self._body.feed(self._ending.feed(self._closing.feed(text)))

    def _pay(self, text: str) -> str:
        paid = min(self._owed, len(text))
        self._owed -= paid
        return text[paid:]

    def _trim(self, text: str) -> str:
        text = self._space + text
        bare = text.rstrip()
        self._space = text[len(bare) :]
        return bare
