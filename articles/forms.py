"""What readers write under an article."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Comment
from portal.lib.typed import LineField, TextField
from portal.regions.models import SiteProfile

TOO_LONG = _("最多写%(limit_value)s字，现在有%(show_value)s字")


class CommentForm(forms.Form):
    """A comment, or a reply to one. What keeps programs out is beside it, in portal.lib.challenge."""

    text = TextField(
        label=_("说两句"),
        max_length=500,
        help_text=_("写完就能看到；有链接的先由编辑看过再显示。请勿写电话、住址。"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        error_messages={"required": _("写点什么再发表"), "max_length": TOO_LONG},
    )
    nickname = LineField(
        label=_("称呼"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input input--short", "autocomplete": "nickname"}),
        error_messages={"required": _("写一个称呼"), "max_length": TOO_LONG},
    )
    parent = forms.ModelChoiceField(
        Comment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("要回复的那条评论已经不在了；您写的还在，可以直接发表")},
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "comment_%s", **kwargs})
        self.article = article
        self.fields["parent"].queryset = Comment.objects.public().filter(article=article)  # type: ignore[attr-defined]

    @classmethod
    def empty(cls, article: Article, parent: Comment | None) -> "CommentForm":
        """A form to begin with, for a comment of its own or for a reply."""
        nickname = _("%(city)s网友") % {"city": SiteProfile.load().city[:16]}
        return cls(article=article, initial={"nickname": nickname, "parent": parent})

    @property
    def answered(self) -> Comment | None:
        """The comment that this one is to answer."""
        parent = self.cleaned_data.get("parent") if self.is_bound else self.initial.get("parent")
        return parent if isinstance(parent, Comment) else None

    def comment(self) -> Comment:
        """What was written, not stored yet. A reply to a reply hangs below the comment that both are about."""
        said = dict(self.cleaned_data)
        if parent := said["parent"]:
            said["parent"] = parent.parent or parent
        return Comment(article=self.article, **said)


class ReportForm(forms.Form):
    """Why an editor should look at a comment."""

    reason = LineField(
        label=_("哪里不对"),
        max_length=200,
        required=False,
        help_text=_("例：广告、骂人、写出了别人的电话。"),
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"max_length": TOO_LONG},
    )
