"""Notices, and people who deal with them."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from articles.models import Article
from portal.moderation import deciding
from portal.moderation.models import Act, Ground, Notice, Ruling
from tests import proofs
from tests.factories import make_article, make_staff
from tests.samples import photo

PDF = b"%PDF-1.7\n1 0 obj"


def make_notice(thing: Any = None, **fields: Any) -> Notice:
    said = {
        "url": "/articles/1/",
        "wish": "remove",
        "party": "concerned",
        "right": "reputation",
        "name": "居民（示例）",
    }
    if thing is not None:
        said |= {"url": thing.get_absolute_url(), "target": thing._meta.model_name, "object_id": thing.pk}
    notice = Notice(**{**said, "statement": "请删去我的名字。", "contact": "asks@example.org", **fields})
    notice.file()
    return notice


def make_ruling(act: Act, *things: Any, **fields: Any) -> Ruling:
    fields.setdefault("ground", Ground.REPUTATION)
    fields.setdefault("explanation", "第三段没有依据，名誉受损。")
    return Ruling(act=act, things=[[thing._meta.model_name, thing.pk] for thing in things], **fields)


def file(name: str = "身份证.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo() if data is None else data)


@override_settings(PROOF_BITS=1)
class FormTestCase(TestCase):
    """Somebody fills in the takedown form."""

    article: Article

    @classmethod
    def setUpTestData(cls) -> None:
        cls.article = make_article(title="三里步道修好了")

    def said(self, **changes: Any) -> dict[str, Any]:
        return {
            "url": f"http://127.0.0.1:8000/articles/{self.article.pk}/",
            "wish": "redact",
            "party": "agent",
            "right": "minors",
            "statement": "第三段写了孩子的学校，请删去这一句。",
            "name": "孩子的母亲（示例）",
            "contact": "mother@example.org",
            "is_true": "on",
            **changes,
        }

    def send(self, **changes: Any) -> Any:
        page = self.client.get("/takedown/").content.decode()
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post("/takedown/", {**proofs.fields(page), **self.said(**changes)})

    def sent(self, **changes: Any) -> tuple[Notice, str]:
        """A notice that was filed, and its secret address."""
        location = self.send(**changes)["Location"]
        return Notice.objects.get(reference=urlsplit(location).path.split("/")[2]), location


class DeskTestCase(TestCase):
    """Two people at the takedown desk, an article, and a notice about it in the hands of the first."""

    anna: User
    bo: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna, cls.bo = make_staff("审核"), make_staff("审核")

    def setUp(self) -> None:
        self.article = make_article(title="三里步道修好了")
        self.notice = make_notice(self.article)
        self.notice.claim(by=self.anna)

    def decide(self, act: Act, *things: Any, **fields: Any) -> Ruling:
        with self.captureOnCommitCallbacks(execute=True):
            return deciding.decide(self.notice, make_ruling(act, *things, **fields), by=self.anna)

    def status_of(self, thing: Any) -> int:
        return int(self.client.get(thing.get_absolute_url()).status_code)


def secret_in(text: str) -> str:
    """The secret of the link that a letter or a redirect holds."""
    found = re.search(r"\S+\?secret=\S+", unescape(text))
    assert found, text
    return parse_qs(urlsplit(found[0]).query)["secret"][0]
