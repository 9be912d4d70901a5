"""Forms of the desk that check more than their model does."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.files.base import File
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import removal
from articles.models import Article, Picture, Pin, duties
from portal.lib import html, images
from portal.lib.reencode import Rendition
from portal.moderation import denial
from portal.moderation.denial import Outcome

# What the sanitiser lets through (portal/lib/html.py), as buttons and shortcuts of the editor.
EDITOR = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Image": True,
    "Figure": True,
    "Caption": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HTML": True,
    "Fullscreen": True,
}


class ArticleForm(forms.ModelForm[Article]):
    """An article, as far as its state and the permissions of its editor let it be changed."""

    body = ProseEditorFormField(
        label=_("正文"), required=False, config={"extensions": EDITOR}, widget=AdminProseEditorWidget
    )

    class Meta:
        model = Article
        fields = ("body",)  # The admin adds the others.
        widgets = {
            "title": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "lead": AdminTextareaWidget(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "workflow" in self.fields and self.instance.workflow == Article.Workflow.APPROVED:
            self._leave_choices_of_a_signed_one()

    def _leave_choices_of_a_signed_one(self) -> None:
        """What is signed off can go back to its writer, unless it was published."""
        possible = {Article.Workflow.APPROVED, *([] if self.instance.was_published else [Article.Workflow.DRAFT])}
        field = self.fields["workflow"]
        field.choices = [choice for choice in field.choices if choice[0] in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Refuse what was withdrawn; what is only like it is held when it is signed off (articles/removal.py)."""
        said: dict[str, Any] | None = super().clean()
        self._say_what_a_repost_owes()
        fields = {name: self.cleaned_data.get(name, "") for name in ("title", "lead", "body", "original_url")}
        found = removal.verdict(Article(**fields)) if self.instance.withdrawn_at is None else denial.FREE
        if found.outcome is Outcome.REFUSE:
            raise forms.ValidationError(found.reason)
        return said

    def _say_what_a_repost_owes(self) -> None:
        """A story of others is signed off only with whose it is and who answers for it."""
        signed = Article.Workflow.APPROVED
        if self.cleaned_data.get("workflow") != signed or self.instance.workflow == signed:
            return
        names = ("source", *duties.OF_REPOSTS)
        said = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in names}
        for name in duties.owed(Article(**said)):
            self.add_error(name, _("转载别人的文章要写明这一项，才能签发。"))

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if not all(slugify(tag, allow_unicode=True) for tag in tags):
            raise forms.ValidationError(_("标签里要有文字或数字，光有标点就没有网址。"))
        return tags

    def clean_body(self) -> str:
        try:
            return html.clean(self.cleaned_data["body"])
        except html.TooMuchMarkupError as error:
            raise forms.ValidationError(_("正文太长，或者带了太多格式。请用纯文本粘贴，或分成几篇。")) from error


class PinForm(forms.ModelForm[Pin]):
    """A pin beside its article. One left as it was opened means the front page, so it counts as filled in."""

    class Meta:
        model = Pin
        fields = ("section", "region", "position", "until")

    def has_changed(self) -> bool:
        return self.instance.pk is None or super().has_changed()


class PictureForm(forms.ModelForm[Picture]):
    """A picture: the file is read when the form is checked, so that a refusal stands beside it."""

    upload = forms.FileField(
        label=_("上传图片"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}),
        help_text=_("JPEG、PNG、WebP、AVIF 或 GIF，最大15 MB。拍摄地点、设备等信息会自动去掉。"),
    )
    renditions: list[Rendition] | None = None

    class Meta:
        model = Picture
        fields = ("alt", "credit", "focus_x", "focus_y")
        help_texts = {"focus_x": _("裁切时要保住的一点：0是最左，1是最右。"), "focus_y": _("0是最上，1是最下。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "alt" in self.fields:
            self.fields["alt"].required = True
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("换一张")

    def clean_upload(self) -> "File[bytes] | None":
        upload: File[bytes] | None = self.cleaned_data["upload"]
        if upload:
            try:
                self.renditions = images.read(upload)
            except images.PictureError as error:
                raise forms.ValidationError(str(error)) from error
        return upload
