"""The pages of a long feed, as RFC 5005 names them."""

from django.http import Http404, HttpRequest

# Sitemaps hold the rest.
MOST_PAGES = 20


def page_number(request: HttpRequest) -> int:
    """The page that is asked for; one spelling for each, or anyone could fill the page cache."""
    asked_for = request.GET.get("page", "1")
    if asked_for not in {str(number) for number in range(1, MOST_PAGES + 1)}:
        raise Http404
    return int(asked_for)


def pages(first: str, number: int, *, has_more: bool) -> dict[str, str]:
    """Where this page leads, `first` being the address of the first; nothing for a feed of one page."""
    has_next = has_more and number < MOST_PAGES
    if number == 1 and not has_next:
        return {}
    joint = "&" if "?" in first else "?"
    found = {"first": first}
    if number > 1:
        found["previous"] = f"{first}{joint}page={number - 1}" if number > 2 else first
    if has_next:
        found["next"] = f"{first}{joint}page={number + 1}"
    return found
