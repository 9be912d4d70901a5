"""Somebody sits at the desk, fills in its forms and carries out its actions."""

from typing import Any

from django.urls import reverse

from articles.models import Article
from tests.assertions import PageTestCase
from tests.factories import make_region, make_section, make_source, make_staff

LIST = "/admin/articles/article/"
INLINES = ("bylines", "interviewee", "corrections", "pins")


class DeskTestCase(PageTestCase):
    """Somebody sits at the desk."""

    def sit_down(self, group: str = "编辑") -> None:
        self.staff = make_staff(group)
        self.client.force_login(self.staff)

    def form(self, article: Article | None = None, **changes: Any) -> dict[str, Any]:
        """What the form of an article sends."""
        sent: dict[str, Any] = {
            "title": "步道今晚亮灯",
            "lead": "",
            "dateline": "",
            "body": "<p>沿线新装了路灯。</p>",
            "section": make_section().pk,
            "region": make_region().pk,
            "source": make_source().pk,
            "original_title": "步道今晚亮灯",
            "original_author": "甲记者",
            "responsible_editor": "林责编",
            "tags": "步道",
            "workflow": article.workflow if article else Article.Workflow.DRAFT,
            "publish_at_0": "2026-03-18",
            "publish_at_1": "19:03",
        }
        for name in INLINES:
            sent |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
        return sent | changes

    def add(self, **changes: Any) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{LIST}add/", self.form(**changes))

    def change(self, article: Article, **changes: Any) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{LIST}{article.pk}/change/", self.form(article, **changes))

    def act(self, action: str, *rows: Any, **fields: Any) -> Any:
        """An action of a change list, on these rows."""
        meta = rows[0]._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        sent = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, sent, follow=True)
