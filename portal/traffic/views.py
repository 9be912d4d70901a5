"""The beacon."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.lib.http import client_address
from portal.lib.readers import accepts_readers
from portal.traffic import counting
from portal.traffic.models import Kind
from portal.traffic.viewable import is_viewable


@require_POST
@accepts_readers
def count(request: HttpRequest) -> HttpResponse:
    """Count a view of `{"article": id}` or `{"listing": id}`; the answer is `{"views": n}`, the count by now."""
    try:
        said = json.loads(request.body)
        [(name, object_id)] = said.items()
        kind = Kind(name)
    except (ValueError, AttributeError, UnicodeDecodeError, RecursionError):
        return JsonResponse({"error": _('请发送 {"article": 编号}。')}, status=400)
    if isinstance(object_id, bool) or not isinstance(object_id, int) or not is_viewable(kind, object_id):
        return JsonResponse({"error": _("没有这篇内容。")}, status=404)
    user_agent = request.headers.get("User-Agent", "")
    if not counting.is_robot(user_agent):
        counting.record(kind, object_id, address=client_address(request), user_agent=user_agent)
    return JsonResponse({"views": counting.count(kind, object_id)})
