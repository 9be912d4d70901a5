"""The gate before an article's text: no page, feed, index or export asks the stored text itself."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.lib import html
from portal.lib.sentences import opening

if TYPE_CHECKING:
    from articles.models.picture import Picture
    from articles.models.source import Source


class Shown:
    """What of an article may be shown: all of it where its source permits that at this moment, else an excerpt.

    An article without a source is the site's own. Load `source` with it.
    """

    if TYPE_CHECKING:
        source: Source | None
        title: str
        original_title: str
        lead: str
        original_url: str
        body: str
        cover: Picture | None
        expires_at: datetime.datetime | None

    def shows_body_at(self, moment: datetime.datetime) -> bool:
        return self.source is None or self.source.permits_whole_text(moment)

    @property
    def shows_body(self) -> bool:
        return self.shows_body_at(timezone.now())

    @property
    def shown_body(self) -> str:
        """The sanitised text; nothing where it is not permitted."""
        return self.body if self.shows_body else ""

    @property
    def shown_cover(self) -> Picture | None:
        """A picture goes with the whole text."""
        return self.cover if self.shows_body else None

    @property
    def canonical_url(self) -> str:
        """Where the original is, if its source wants search engines to prefer it to an excerpt; else nothing."""
        wanted = self.source is not None and self.source.wants_canonical
        return self.original_url if wanted and not self.shows_body else ""

    @property
    def shown_lead(self) -> str:
        """The lead, cut to what may be quoted; on lists, where the text is not loaded."""
        return self._quoted(self.lead, timezone.now())

    @property
    def shown_excerpt(self) -> str:
        """The lead, or without one the opening of a text that may not be shown whole."""
        return self.excerpt_at(timezone.now())

    def excerpt_at(self, moment: datetime.datetime) -> str:
        if self.lead or self.shows_body_at(moment):
            return self._quoted(self.lead, moment)
        return self._quoted(html.to_text(self.body), moment)

    def _quoted(self, text: str, moment: datetime.datetime) -> str:
        if self.source is None or self.source.permits_whole_text(moment):
            return text
        return opening(text, self.source.longest_excerpt(moment))

    @property
    def is_retitled(self) -> bool:
        """Whether the site gave it another title than its source."""
        return bool(self.original_title) and self.original_title != self.title

    @property
    def shown_until(self) -> datetime.datetime | None:
        """When a page with it ceases to be right: when it ends, or before, when the permission for its text does.

        Ask before the page is made: a permission that ended already changes nothing any more.
        """
        ends = [self.expires_at, self.source.lapses_at if self.source else None]
        return min(filter(None, ends), default=None)
