"""What the desk fills in on the page of a notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.lib.redacting import LEAST, fold
from portal.moderation import removable
from portal.moderation.deciding import members_of
from portal.moderation.forms import own_address, thing_at
from portal.moderation.measures import OFFERED
from portal.moderation.models import Act, Ground, Notice, Ruling

ROWS = forms.Textarea(attrs={"rows": 3, "cols": 60})


class DeskForm(forms.Form):
    """A form on the page of a notice."""

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        self.notice = notice
        super().__init__(*args, **{"auto_id": f"{type(self).__name__}_%s", **kwargs})


class AimForm(DeskForm):
    url = forms.CharField(max_length=500, label=_("网页地址"))

    def clean_url(self) -> str:
        url = own_address(self.cleaned_data["url"].strip())
        target, pk = thing_at(url)
        if removable.find(target, pk or 0) is None:
            raise forms.ValidationError(_("这个地址上没有文章、评论或信息"))
        return url


class ForwardForm(DeskForm):
    email = forms.EmailField(label=_("对方邮箱"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        thing = removable.find(self.notice.target, self.notice.object_id or 0)
        self.known = removable.kind_of(thing).email_of(thing) if thing else ""
        if self.known:
            self.fields["email"].help_text = _("空着就寄给发布人留下的邮箱。")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"] or self.known)
        if not email:
            raise forms.ValidationError(_("写上来源或发布人的邮箱"))
        return email


class AskForm(DeskForm):
    text = forms.CharField(max_length=2000, label=_("写给申请人"), widget=ROWS)


class ReasonForm(DeskForm):
    reason = forms.CharField(max_length=1000, label=_("理由"), widget=ROWS)


class HoldForm(DeskForm):
    """What is stopped from being shown while somebody looks into it."""

    things = forms.MultipleChoiceField(label=_("范围"), widget=forms.CheckboxSelectMultiple)
    ground = forms.ChoiceField(label=_("依据"), choices=Ground.choices)
    explanation = forms.CharField(
        max_length=1000, label=_("理由"), widget=ROWS, help_text=_("双方都会收到，请不要写出任何人的联系方式。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members_of(self.notice)
        things = [(f"{removable.target_of(one)} {one.pk}", str(one)) for one in self.members]
        self.fields["things"].choices = things  # type: ignore[attr-defined]
        self.fields["things"].initial = [key for key, _title in things]
        self.fields["ground"].initial = self.notice.right

    def ruling(self) -> Ruling:
        """The ruling as it was filled in, not yet stored."""
        said = self.cleaned_data
        things = [[target, int(pk)] for target, pk in (thing.split(" ") for thing in said["things"])]
        given = {name: said.get(name, "") for name in ("act", "ground", "explanation", "words", "emergency")}
        return Ruling(things=things, **given)


class RulingForm(HoldForm):
    act = forms.ChoiceField(label=_("措施"))
    words = forms.CharField(
        max_length=1000,
        label=_("文字"),
        required=False,
        widget=ROWS,
        help_text=_("加注或更正时，读者看到的那一句；隐去文字时，每行一个姓名或一段原话，至少两个字。"),
    )
    emergency = forms.CharField(
        max_length=300,
        label=_("紧急理由"),
        required=False,
        help_text=_("文章要两个人同意才撤下。写了紧急理由就立即执行，并等另一位同事追认。"),
    )
    field_order = ("act", "things", "ground", "explanation", "words", "emergency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = OFFERED.get(self.notice.target, ())
        self.fields["act"].choices = [(act.value, act.label) for act in (Act.NONE, *offered)]  # type: ignore[attr-defined]
        self.fields["things"].required = False

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        words = str(said.get("words", ""))
        if said.get("act") in {Act.LABEL, Act.CORRECT} and not said.get("words"):
            self.add_error("words", _("写上读者看到的那一句"))
        if said.get("act") == Act.REDACT and not any(len(fold(line)) >= LEAST for line in words.splitlines()):
            self.add_error("words", _("写上要隐去的姓名或原话"))
        if said.get("act") == Act.NONE:
            said["things"] = []
        return said
