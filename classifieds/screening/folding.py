"""What is left of a text when nothing counts but what it says."""

from portal.lib.text import normalise


def bare(text: str) -> str:
    """Letters and digits only, in one width, one case and one script: no spaces, marks, signs, emoji or controls."""
    return "".join(filter(str.isalnum, normalise(text)))
