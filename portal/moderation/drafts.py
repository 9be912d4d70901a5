"""Files on their way into a notice: encrypted at once, and kept while the form is mended."""

import re
import secrets

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.lib import ratelimit, text, uploads
from portal.moderation.models import Evidence, Notice, Side

MEGABYTE = 1024 * 1024
MOST_FILES, MOST_BYTES = 5, 10 * MEGABYTE
MOST_TOGETHER = 20 * MEGABYTE
# Photographs and PDF. They are never shown, only handed to staff as files; this keeps programs out all the same.
BEGINNINGS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP|.{4}ftyp(?:hei[cx]|mif1|msf1)|%PDF-", re.DOTALL)
TOKEN = re.compile(r"[\w-]{22}")


class Draft:
    """The files that came with a form, and with the form before it was mended."""

    def __init__(self, request: HttpRequest) -> None:
        given = request.POST.get("draft", "")
        self.token = given if TOKEN.fullmatch(given) else secrets.token_urlsafe(16)
        self.errors: list[str] = []
        dropped = [pk for pk in request.POST.getlist("drop") if re.fullmatch("[0-9]{1,18}", pk)]
        Evidence.of_draft(self.token).filter(pk__in=dropped[:MOST_FILES]).delete()
        for upload in request.FILES.getlist("files"):
            self._take(upload, request)
        if uploads.was_dropped(request):
            self.errors.append(_("文件太大了：每个最大10 MB，合起来最大20 MB。"))

    @property
    def files(self) -> list[Evidence]:
        return list(Evidence.of_draft(self.token))

    def _take(self, upload: "UploadedFile[bytes]", request: HttpRequest) -> None:
        name = text.one_line(str(upload.name or ""))[:100] or _("未命名")
        data = upload.read()
        if wrong := self._wrong_with(data, request):
            self.errors.append(f"{name}：{wrong}")
        else:
            Evidence.keep(name, data, self.token)

    def _wrong_with(self, data: bytes, request: HttpRequest) -> str:
        if len(data) > MOST_BYTES:
            return _("超过10 MB，请压缩后再传。")
        if not BEGINNINGS.match(data):
            return _("不是照片或 PDF。")
        sizes = list(Evidence.of_draft(self.token).values_list("size", flat=True))
        if len(sizes) >= MOST_FILES or sum(sizes) + len(data) > MOST_TOGETHER:
            return _("最多5个文件，合起来20 MB。")
        if not ratelimit.allow("takedown:files", request):
            return _("这个网络今天传的文件太多了，请明天再补。")
        return ""

    def attach(self, notice: Notice, side: Side) -> int:
        """Make them files of the notice, in the transaction that stores what they come with; how many."""
        return Evidence.of_draft(self.token).update(notice=notice, side=side, draft="")
