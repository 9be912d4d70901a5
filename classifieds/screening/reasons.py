"""Why a listing lost reach or waits: a code with points in the database, a sentence on the page."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "word": _("写了“%(about)s”，这类信息本站不收。"),
    "risky_word": _("写了“%(about)s”，这样的信息要先由编辑看过。"),
    "wary_word": _("写了“%(about)s”，常见于骗局，编辑会看一眼。"),
    "repeated": _("和您%(about)s很像。不用重发，打开那一条的管理页可以续期。"),
    "copied": _("系统觉得它和别处的信息很像，编辑会在今天看一眼。"),
    "photo": _("照片和别的号码发的信息里的一样，编辑会看一眼。"),
    "links": _("写了%(about)s个网址，最多写1个。"),
    "short_link": _("写了短网址“%(about)s”，看不出通向哪里。"),
    "cheap": _("价格比同类信息低很多，编辑会看一眼。"),
    "unproven": _("这台设备没有做自动校验，编辑看过后再推荐。"),
    "trap": _("表单里请留空的一格被填上了，像是程序填的。"),
    "budget": _("这个网络最近发得比较多，编辑看过后再推荐。"),
    "storm": _("现在发布的人比平时多很多，编辑看过后再推荐。"),
    "changed": _("内容或联系方式改动较大，编辑看过后再推荐。"),
    "editor_first": _("这类信息先由编辑看过再显示。"),
    "unknown": _("这类信息的发布人要先由编辑核验，核验后就显示。"),
    "withdrawn": _("和一条已经撤下的信息几乎一样，要先由编辑看过。"),
    "denied": _("这个号码登记为不得发布。"),
}


@dataclass(frozen=True)
class Reason:
    """One thing that speaks against a listing, how much, and what it is about."""

    code: str
    points: int
    about: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def sentences(stored: list[dict[str, Any]]) -> list[str]:
    """Stored reasons in plain words, the weightiest first, each once."""
    ordered = sorted(stored, key=lambda one: -int(one["points"]))
    known = [one for one in ordered if one["code"] in SENTENCES]
    return list(dict.fromkeys(str(SENTENCES[one["code"]]) % {"about": one["about"]} for one in known))
