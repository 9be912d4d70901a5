"""What gunicorn serves: the page cache, and behind it Django."""

import os

from django.core.wsgi import get_wsgi_application

from portal.lib.pagecache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = PageCache(get_wsgi_application())
