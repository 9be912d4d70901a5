"""Pictures beside an import file: re-encoded and stored before the batch that shows them is written."""

from collections.abc import Callable

from django.core.files.base import File

from articles.importing.record import PictureFile, Record
from articles.models import Picture
from portal.lib.reencode import Rendition

Read = Callable[["File[bytes]"], list[Rendition]]


def take(record: Record, read: Read, *, is_trial: bool = False) -> None:
    """Give the article its cover and the interviewee the portrait. Raises PictureError, with the reason.

    Files are named by their content: an import that is broken off and run again stores none twice.
    """
    if record.cover:
        record.article.cover = _drawn(record.cover, read, is_trial=is_trial)
    if record.portrait and record.interviewee:
        record.interviewee.portrait = _drawn(record.portrait, read, is_trial=is_trial)


def _drawn(said: PictureFile, read: Read, *, is_trial: bool) -> Picture:
    with said.path.open("rb") as opened:
        renditions = read(File(opened))
    picture = Picture(alt=said.alt, credit=said.credit, focus_x=said.focus_x, focus_y=said.focus_y)
    return picture if is_trial else picture.take(renditions)
