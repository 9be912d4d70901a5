"""Confirming a number inside step 2: the form comes back with a field for the code, and is sent once more."""

import re
import unicodedata

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from classifieds.forms import ListingForm
from classifieds.identity.levels import Level, can_confirm, is_open, level_of
from classifieds.identity.providers import UnsentError, provider
from classifieds.models import Contact, NumberCode
from classifieds.models.code import Outcome
from classifieds.models.contact import keyed
from portal.lib import ratelimit
from portal.lib.visitors import neighbourhood

MOBILE = re.compile(r"1[3-9]\d{9}")
SESSION = re.compile(r"[0-9a-f]{32}")


def confirm(form: ListingForm, request: HttpRequest, purpose: str) -> bool:
    """Whether the form's number may stand here; if not, the form says what to do, and a code may be on its way.

    Call it in the transaction that stores the listing, after everything that needs no code.
    """
    if not is_open():
        form.add_error(None, _("发布信息要先核验手机号，本站还没有开通核验，暂时不能发布。"))
        return False
    if level_of(form.category) < Level.NUMBER or not can_confirm():
        return True
    number = form.cleaned_data["phone"]
    if not MOBILE.fullmatch(number):
        form.add_error("phone", _("这类信息要用短信核验，请写手机号"))
        return False
    match _judge(form, number, purpose):
        case Outcome.RIGHT:
            form.confirmed_at = timezone.now()
            return True
        case Outcome.GONE:
            _send(form, request, number, purpose)
    return False


def _judge(form: ListingForm, number: str, purpose: str) -> Outcome:
    """What was typed into the form's field for the code; where one may still be typed, the form asks for it."""
    session = str(form.data.get("code_session", ""))
    typed = re.sub(r"\D", "", unicodedata.normalize("NFKC", str(form.data.get("code", ""))))
    if not SESSION.fullmatch(session):
        return Outcome.GONE
    if not typed:
        if not NumberCode.is_waiting(session, number, purpose):
            return Outcome.GONE
        form.ask_for_code(session, _("请填上短信验证码。"))
        return Outcome.WRONG
    outcome = NumberCode.check_typed(session, number, purpose, typed)
    if outcome is Outcome.WRONG:
        form.ask_for_code(session, _("验证码不对，请核对。"))
    return outcome


def _send(form: ListingForm, request: HttpRequest, number: str, purpose: str) -> None:
    if not _may_send(request, number):
        form.add_error("phone", _("这个号码或网络今天要的验证码太多了，请明天再来。"))
        return
    session, code = NumberCode.issue(number, purpose)
    masked = Contact(phone=number).masked
    form.ask_for_code(session, _("验证码已发到%s，五分钟内有效。填好后再点一次按钮。") % masked)

    def deliver() -> None:
        try:
            provider().send(number, code)
        except UnsentError:
            form.add_error("phone", _("短信没有发出去，请过一会儿再试。"))

    # After the commit: no lock is held while somebody else's server is asked.
    transaction.on_commit(deliver)


def _may_send(request: HttpRequest, number: str) -> bool:
    return (
        ratelimit.allow("classifieds:code", request)
        and ratelimit.allow("classifieds:code-neighbours", request, of=neighbourhood)
        and ratelimit.allow_key("classifieds:code-number", keyed("contact", number))
        and ratelimit.allow_key("classifieds:code-site", "all")
    )
