"""What the page benchmark compares with: a bare WSGI application, and a plain Django page with one query.

Both send as many bytes as the file named by BENCH_PAGE holds. The Django page is what a tutorial would build: default
middleware, one query for the rows, one template that loops over them with links, dates and conditions.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes()
ROW = (
    '<article class="card card--brief"><h3 class="card__title">'
    '<a class="cover" href="{% url "one" row.pk %}">{{ row.name }}'
    "</a></h3><p class=\"card__meta\"><span>{{ row.codename }}</span> <time>{{ now|date:'Y-m-d H:i' }}</time></p>"
    "{% if row.pk %}<p>{{ row.name|default:'x' }}</p>{% endif %}</article>\n"
)
LIST = "<!doctype html><title>rows</title>{% for row in rows %}" + ROW + "{% endfor %}"


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The bytes, nothing else."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


def _configure() -> None:
    middleware = ("middleware.security.Security", "contrib.sessions.middleware.Session", "middleware.common.Common")
    middleware += ("middleware.csrf.CsrfView", "contrib.auth.middleware.Authentication")
    middleware += ("middleware.clickjacking.XFrameOptions",)
    settings.configure(
        SECRET_KEY="only for the benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.plain",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[f"django.{name}Middleware" for name in middleware],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["BENCH_DATABASE"],
                "CONN_MAX_AGE": 600,
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {
                                "rows.html": "<!doctype html><title>rows</title>{% for row in rows %}"
                                + ROW
                                + "{% endfor %}"
                            },
                        )
                    ]
                },
            }
        ],
    )
    django.setup()


if not settings.configured:
    sys.modules.setdefault("bench.plain", sys.modules[__name__])
    _configure()

from django.contrib.auth.models import Permission  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

if not Path(os.environ["BENCH_DATABASE"]).exists():
    call_command("migrate", verbosity=0)
    first = Permission.objects.first()
    Permission.objects.bulk_create(
        Permission(
            name=f"三条公交线路下周起调整，涉及两所医院 {number}",
            content_type_id=first.content_type_id,
            codename=f"n{number}",
        )
        for number in range(500)
        if first
    )


def rows(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One query, and a loop over as many rows as make the same number of bytes."""
    number = max(1, len(PAGE) // 330)
    found = Permission.objects.filter(codename__startswith="n").order_by("pk")[:number]
    return render(request, "rows.html", {"rows": found, "now": timezone.now()})


urlpatterns = [path("", rows), path("<int:pk>/", rows, name="one")]
django_page = WSGIHandler()
