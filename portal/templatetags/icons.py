"""Small pictures beside their words."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()

DRAWINGS = {
    "pen": '<path d="m4 20 1-5L16 4l4 4L9 19z"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 5 5"/>',
    "comment": '<path d="M4 5h16v11h-9l-5 4v-4H4z"/>',
    "share": '<path d="M12 15V3M8 7l4-4 4 4M5 12v8h14v-8"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6.1.7-4.5 4.2 1.2 6-5.4-3-5.4 3 1.2-6-4.5-4.2 6.1-.7z"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing of that name; KeyError for one that nobody drew."""
    return SafeString(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{DRAWINGS[name]}</svg>')
