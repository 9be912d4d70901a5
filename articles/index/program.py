"""A program that reads feeds: `python -m articles.index.program`, started by reader.py and knowing nothing of Django.

Standard input is a line of JSON (`length`, `content_type`, `url`) followed by so many bytes, again and again; each is
answered with a line of JSON. Whatever a hostile feed makes a parser do happens here: in limited memory, without a way
to any network, and for as long as reader.py waits.
"""

import dataclasses
import json
import resource
import sys
from typing import Any

from articles.index import jsonfeed, xmlfeed
from articles.index.documents import Document, RefusedError
from articles.index.encoding import decode

MEMORY = 768 * 1024 * 1024
connections = 0


def read(data: bytes, content_type: str, url: str) -> Document:
    """The feed in these bytes, in whatever format and encoding; RefusedError if it is none."""
    text = decode(data, content_type).strip("\x00 \t\r\n")
    if not text:
        raise RefusedError("nothing")
    parse = jsonfeed.parse if text.startswith(("{", "[")) else xmlfeed.parse
    return parse(text, url)


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    global connections
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system"}:
        connections += 1
        raise PermissionError(event)


def _answer(data: bytes, content_type: str, url: str) -> dict[str, Any]:
    try:
        answer = dataclasses.asdict(read(data, content_type, url))
    except RefusedError as refusal:
        answer = {"refused": str(refusal)}
    except (MemoryError, RecursionError):
        answer = {"refused": "large"}
    except Exception as error:  # Parsers raise whatever they like for what they cannot read.
        answer = {"refused": "broken", "error": repr(error)[:500]}
    return {**answer, "connections": connections}


def main() -> None:
    """Answer until nobody asks any more."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    sys.addaudithook(_stay_at_home)
    asked, answers = sys.stdin.buffer, sys.stdout
    for line in iter(asked.readline, b""):
        head = json.loads(line)
        data = asked.read(head["length"])
        answers.write(json.dumps(_answer(data, head["content_type"], head["url"])) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
