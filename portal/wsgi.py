"""What gunicorn serves: the page cache, and behind it Django."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal.lib.pagecache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = PageCache(get_wsgi_application())
# What was loaded stays, so the collector need not look through it, a tenth of a second, in the middle of a request.
gc.freeze()
