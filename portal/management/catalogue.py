"""The English catalogue: which messages the code and the templates have, and what the catalogue makes of them.

Messages are read from Python's own syntax tree and from Django's template lexer, so that no gettext tools are needed.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

FOLDERS = ("portal", "articles", "classifieds")
# How many strings each function takes, and which of them are context, message and plural.
FUNCTIONS = {"_": "m", "gettext": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|n?p?gettext)\(({STRING}(?:, {STRING})*)")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")

Key = tuple[str | None, str]


@dataclass
class Message:
    """One message, and the files it stands in."""

    plural: str = ""
    files: set[str] = field(default_factory=set)


def _calls_in_python(source: str) -> Iterator[tuple[str, list[str]]]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        strings = [value.value for value in call.args if isinstance(value, ast.Constant)]
        yield name.removesuffix("_lazy").removesuffix("_noop"), [text for text in strings if isinstance(text, str)]


def _calls_in_template(source: str) -> Iterator[tuple[str, list[str]]]:
    for match in CALL.finditer(templatize(source)):
        yield match[1], list(ast.literal_eval(f"({match[2]},)"))


def found() -> dict[Key, Message]:
    """Every message of the site, in the order of the files."""
    messages: dict[Key, Message] = {}
    root = Path(settings.BASE_DIR)
    sources = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    for path in [*sources, *sorted((root / "templates").rglob("*.html"))]:
        read = _calls_in_python if path.suffix == ".py" else _calls_in_template
        if "migrations" in path.parts:
            continue
        for name, strings in read(path.read_text(encoding="utf-8")):
            parts = dict(zip(FUNCTIONS.get(name, ""), strings, strict=False))
            if parts.get("m"):
                message = messages.setdefault((parts.get("c"), parts["m"]), Message())
                message.plural = message.plural or parts.get("p", "")
                message.files.add(path.relative_to(root).as_posix())
    return messages


class Catalogue:
    """The file of one language."""

    def __init__(self, language: str) -> None:
        folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self.compiled = folder / "django.po", folder / "django.mo"
        self.file = polib.pofile(str(self.path)) if self.path.exists() else polib.POFile()
        self.file.wrapwidth = 120
        self.entries: dict[Key, polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in self.file}

    def update(self) -> None:
        """Take in new messages, drop those that are gone, and compile."""
        fresh = polib.POFile(wrapwidth=120)
        fresh.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for (context, text), message in found().items():
            entry = self.entries.get((context, text)) or polib.POEntry(msgid=text, msgctxt=context)
            entry.occurrences = [(name, "") for name in sorted(message.files)]
            if message.plural:
                entry.msgid_plural = message.plural
                entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
            entry.flags = []
            fresh.append(entry)
        self.file = fresh
        self.entries = {(entry.msgctxt, entry.msgid): entry for entry in fresh}
        self.file.save(str(self.path))
        self.compiled.write_bytes(self.file.to_binary())

    def complaints(self) -> Iterator[str]:
        """What is wrong with it, a sentence each; nothing when it is complete and compiled."""
        messages = found()
        for key in messages.keys() - self.entries.keys():
            yield f"not in the catalogue: {key[1]!r} ({', '.join(sorted(messages[key].files))})"
        for key in self.entries.keys() - messages.keys():
            yield f"no longer used: {key[1]!r}"
        for (_context, text), entry in self.entries.items():
            translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if not all(translations):
                yield f"not translated: {text!r}"
            elif any(set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(one)) for one in translations[-1:]):
                yield f"placeholders differ: {text!r}"
        if not self.compiled.exists() or self.compiled.read_bytes() != self.file.to_binary():
            yield f"{self.compiled.name} was not made from {self.path.name}"
