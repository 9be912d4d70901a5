"""Pictures beside an import file: re-encoded and stored before the batch that shows them is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import File

from articles.importing.record import PictureFile, Record
from articles.models import Picture
from portal.lib import html
from portal.lib.images import PictureError
from portal.lib.reencode import Rendition

Read = Callable[["File[bytes]"], list[Rendition]]
# Where a text shows a picture that is still to be stored; no address of ours has a colon.
PLACE = "file:"
IN_TEXT = re.compile(rf'<img\b[^>]* src="{PLACE}(\d+)"[^>]*>')
ALT = re.compile(r' alt="([^"]*)"')
MOST_TOLD = 20


@dataclass
class LeftOut:
    """Pictures that texts showed and the site cannot: how many, and the first of them."""

    number: int = 0
    examples: list[str] = field(default_factory=list)

    def tell(self, title: str, address: str) -> None:
        self.number += 1
        if len(self.examples) < MOST_TOLD:
            self.examples.append(f"{title}：{address[:200]}")


def beside(folder: Path, name: str) -> Path | None:
    """The file of this name below the folder."""
    path = folder / name
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # a name that no file system takes
        return None


def places(files: Mapping[str, object], leave_out: Callable[[str], None]) -> Callable[[str], str | None]:
    """For the sanitiser: the place of each of these files; pictures of this site stay, others are left out."""
    numbers = {name: number for number, name in enumerate(files)}

    def place(address: str) -> str | None:
        if address in numbers:
            return f"{PLACE}{numbers[address]}"
        own = html.own_picture(address)
        if own is None:
            leave_out(address)
        return own

    return place


def take(record: Record, read: Read, *, is_trial: bool = False) -> None:
    """Give the article its cover and the interviewee the portrait. Raises PictureError, with the reason.

    Files are named by their content: an import that is broken off and run again stores none twice.
    """
    if record.cover:
        record.article.cover = _drawn(record.cover, read, is_trial=is_trial)
    if record.portrait and record.interviewee:
        record.interviewee.portrait = _drawn(record.portrait, read, is_trial=is_trial)


def take_in_text(record: Record, read: Read, left_out: LeftOut, *, is_trial: bool = False) -> None:
    """Give the text its pictures; it comes without those that are no pictures to us."""
    article = record.article
    for number in sorted({int(number) for number in IN_TEXT.findall(article.body)}):
        file = record.in_text[number]
        try:
            record.shown[number] = _drawn(file, read, is_trial=is_trial)
        except (PictureError, OSError) as error:
            left_out.tell(article.title, f"{file.path.name}（{error}）")
    article.body = html.without_empty_figures(
        IN_TEXT.sub(lambda tag: _markup(tag[0], record.shown.get(int(tag[1]))), article.body)
    )


def _markup(tag: str, picture: Picture | None) -> str:
    """The picture with its size, which a page needs before the file; what is on it as the text says."""
    if picture is None:
        return ""
    said = ALT.search(tag)
    source = picture.src if picture.file else ""
    return f'<img src="{source}" alt="{said[1] if said else ""}" width="{picture.width}" height="{picture.height}">'


def _drawn(said: PictureFile, read: Read, *, is_trial: bool) -> Picture:
    with said.path.open("rb") as opened:
        renditions = read(File(opened))
    picture = Picture(alt=said.alt, credit=said.credit, focus_x=said.focus_x, focus_y=said.focus_y)
    return picture if is_trial else picture.take(renditions)
