"""The editor whose login `make run` prints, so that a newcomer can look at the desk."""

import secrets

from django.conf import settings
from django.contrib.auth.models import User

USERNAME = "editor"


def login() -> tuple[str, str] | None:
    """Name and password of the demo editor, who is made on a site without any administrator; None where others rule.

    The password is drawn for this site and kept beside its secret key, since a known one would open every demo.
    """
    path = settings.DATA_DIR / "demo_password"
    if not User.objects.filter(is_superuser=True).exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="ascii")
        User.objects.create_superuser(USERNAME, password=path.read_text(encoding="ascii"))
    editor = User.objects.filter(username=USERNAME, is_active=True).first()
    if editor is None or not path.exists():
        return None
    password = path.read_text(encoding="ascii")
    return (USERNAME, password) if editor.check_password(password) else None
