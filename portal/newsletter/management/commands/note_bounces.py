"""Reports of mail servers on digests that could not be delivered."""

import mailbox
import sys
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.newsletter.bounces import Outcome, note_all


class Command(BaseCommand):
    help = (
        "Note which digests came back; who cannot be reached gets no more. Reading the same mail again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mail", help="a Maildir, an mbox or one message; - reads one message from standard input")

    def handle(self, *args: Any, mail: str, **options: Any) -> None:
        found = note_all(messages(mail))
        self.stdout.write(
            _("新记退信 %(noted)d 封，记过的 %(known)d 封；只是晚到的 %(delayed)d 封，与简报无关的 %(foreign)d 封。")
            % {one.name.lower(): found[one] for one in Outcome}
        )


def messages(mail: str) -> Iterator[Message]:
    """The messages of a file or folder; CommandError if there is none."""
    path = Path(mail)
    if mail == "-":
        yield message_from_binary_file(sys.stdin.buffer)
    elif (path / "cur").is_dir():
        yield from mailbox.Maildir(path, create=False)
    elif not path.is_file():
        raise CommandError(_("没有这个邮箱或文件：%s") % mail)
    else:
        with path.open("rb") as file:
            is_mbox = file.read(5) == b"From "
            file.seek(0)
            if is_mbox:
                yield from mailbox.mbox(path, create=False)
            else:
                yield message_from_binary_file(file)
