"""The opening of a text, in whole sentences."""

import re

SENTENCE = re.compile(r"[^\n]*?(?:[。！？…]+[”』」）》’]*|[.!?]+[\"')]*(?= |$)|$)")
CLAUSE_ENDS = "，；：、,;"
MORE = "……"
# A line break between these is no space.
WIDE = "\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
BREAK = re.compile(rf"(?<=[{WIDE}]) (?=[{WIDE}])")


def opening(text: str, most: int) -> str:
    """As many whole sentences from the beginning as `most` characters hold; of a longer first one, its first clauses.

    What is cut within a sentence ends with …… and is no longer for it.
    """
    text = BREAK.sub("", " ".join(text.split()))
    if len(text) <= most:
        return text
    end = 0
    for match in SENTENCE.finditer(text):
        if match.end() > most:
            break
        end = match.end()
    return text[:end].strip() if end else _clauses(text[: most - len(MORE)])


def _clauses(piece: str) -> str:
    """The piece up to its last comma if that keeps half of it, with the sign for what is left out."""
    comma = max(map(piece.rfind, CLAUSE_ENDS))
    kept = piece[:comma] if comma >= len(piece) // 2 else piece
    return kept.rstrip(CLAUSE_ENDS + " ") + MORE
