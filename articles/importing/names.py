"""Other names for the same things: those of a portal's saved page, and those of lists of headlines."""

from typing import Any

# What files call it -> what docs/import.md calls it. Our own name wins where a file has both.
OTHER_NAMES = {
    "id": "key",
    "url": "original_url",
    "channel": "source",
    "hot": "views",
    "notice": "declaration",
}
# What files say of an interview beside the interviewee -> its name in the interviewee.
OF_INTERVIEW = {"interview_note": "note", "pull_quote": "pull_quote"}
# Words of the page itself, kept by whoever saved it; an article has no use for them.
PAGE_WORDS = {"actions": list, "decoding": dict, "breadcrumb": list, "fullwidth": dict, "labels": dict}
ROLES = ("reporters", "correspondents", "photographers", "editors")


def in_our_words(values: dict[str, Any]) -> dict[str, Any]:
    """The same object under the names of docs/import.md."""
    page = {name: values[name] for name, form in PAGE_WORDS.items() if isinstance(values.get(name), form)}
    values = {name: value for name, value in values.items() if name not in page}
    # The same texts with full-width punctuation are for display.
    values |= {name: value for name, value in page.get("fullwidth", {}).items() if name != "note"}
    for theirs, ours in OTHER_NAMES.items():
        if theirs in values and values.get(ours) in (None, ""):
            values[ours] = values.pop(theirs)
    if len(page.get("breadcrumb", [])) > 1:
        values.setdefault("section", page["breadcrumb"][1])
    if labels := page.get("labels"):
        values.setdefault("dateline", labels.get("dateline"))
        values["labels"] = {role: labels[role] for role in ROLES if role in labels}
    if isinstance(values.get("interviewee"), dict):
        said = {ours: values.pop(theirs) for theirs, ours in OF_INTERVIEW.items() if theirs in values}
        values["interviewee"] = said | values["interviewee"]
    return values
