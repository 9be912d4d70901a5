"""As much of OpenSearch's HTTP interface as the portal uses, in memory, on a port of this machine.

It follows the published reference, knows nothing of the portal, and refuses what it does not know. A document can be
found as soon as it is written; a real server takes a second.
"""

import json
import re
import threading
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


class RefusalError(Exception):
    """A status, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class OpenSearchServer:
    """`with OpenSearchServer() as server:`; `server.indexes` is what it holds, `server.is_ill` lets it refuse all."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, Json]] = {}
        self.mappings: dict[str, Json] = {}
        self.aliases: dict[str, set[str]] = {}
        self.is_ill = False
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                try:
                    status, answer = 200, outer.answer(self.command, self.path, body)
                except RefusalError as refusal:
                    status, answer = refusal.status, {"error": {"type": refusal.reason}, "status": refusal.status}
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=UTF-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - as http.server calls them

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> "OpenSearchServer":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method: str, path: str, body: str) -> Json:
        """One request."""
        path = path.partition("?")[0].strip("/").replace("%2A", "*")
        self.asked.append(f"{method} /{path}")
        if self.is_ill:
            raise RefusalError(503, "cluster_block_exception")
        if (method, path) == ("POST", "_bulk"):
            return self.bulk([json.loads(line) for line in body.splitlines()])
        if (method, path) == ("POST", "_aliases"):
            return self.realias(json.loads(body)["actions"])
        if method == "POST" and path.endswith("/_refresh"):
            return {"_shards": {"failed": 0, "found": len(self.leading(path.removesuffix("/_refresh")))}}
        if method == "POST" and path.endswith("/_search"):
            return self.search(path.removesuffix("/_search"), json.loads(body))
        if method == "PUT" and re.fullmatch("[a-z0-9-]+", path):
            return self.create(path, json.loads(body))
        if method == "GET" and re.fullmatch(r"[a-z0-9-]+\*?", path):
            return {name: {} for name in self.indexes if fnmatch(name, path)}
        raise RefusalError(400, f"not known: {method} {path}")

    def create(self, name: str, body: Json) -> Json:
        if name in self.indexes:
            raise RefusalError(400, "resource_already_exists_exception")
        self.indexes[name], self.mappings[name] = {}, body["mappings"]["properties"]
        return {"acknowledged": True, "index": name}

    def leading(self, name: str) -> list[str]:
        """The indexes behind a name or an alias."""
        if found := [name] if name in self.indexes else sorted(self.aliases.get(name, ())):
            return found
        raise RefusalError(404, "index_not_found_exception")

    def realias(self, actions: list[Json]) -> Json:
        """All at once."""
        for action in actions:
            for verb, what in action.items():
                self.leading(what["index"])
                if verb == "remove_index":
                    del self.indexes[what["index"]]
                    self.aliases = {alias: names - {what["index"]} for alias, names in self.aliases.items()}
                elif verb == "add":
                    self.aliases.setdefault(what["alias"], set()).add(what["index"])
                else:
                    raise RefusalError(400, verb)
        return {"acknowledged": True}

    def bulk(self, lines: list[Json]) -> Json:
        """A line says what to do, and if that is to index, the next one has the document."""
        items, rest = [], iter(lines)
        for line in rest:
            ((verb, what),) = line.items()
            held = self.indexes[what["_index"]]
            if verb == "delete":
                status = 404 if held.pop(what["_id"], None) is None else 200
            elif verb == "index":
                source = next(rest)
                status = 400 if source.keys() - self.mappings[what["_index"]].keys() else 201
                held |= {what["_id"]: source} if status == 201 else {}
            else:
                raise RefusalError(400, verb)
            items.append({verb: {"_id": what["_id"], "status": status}})
        return {"errors": any(status["status"] >= 300 for item in items for status in item.values()), "items": items}

    def search(self, name: str, asked: Json) -> Json:
        if unknown := asked.keys() - {"query", "sort", "size", "_source", "track_total_hits"}:
            raise RefusalError(400, f"parsing_exception: {unknown}")
        found = [one for index in self.leading(name) for one in self.indexes[index].values()]
        found = [one for one in found if matches(asked["query"], one)]
        for order in reversed(asked["sort"]):
            ((field, direction),) = order.items()
            found.sort(key=lambda one, field=field: one[field], reverse=direction == "desc")  # type: ignore[misc]
        hits = [{"_source": {field: one[field] for field in asked["_source"]}} for one in found[: asked["size"]]]
        return {"hits": {"hits": hits}}


def matches(query: Json, source: Json) -> bool:
    """Whether a document has what a query asks."""
    ((kind, what),) = query.items()
    if kind == "bool":
        if what.keys() - {"filter", "must_not"}:
            raise RefusalError(400, f"parsing_exception: {what.keys()}")
        needed, kept_out = what.get("filter", []), what.get("must_not", [])
        return all(matches(one, source) for one in needed) and not any(matches(one, source) for one in kept_out)
    ((field, value),) = what.items()
    tokens = source[field].split() if isinstance(source[field], str) else source[field]
    if kind == "term":
        return value in tokens
    if kind == "terms":
        return any(one in tokens for one in value)
    if kind == "match_phrase":
        phrase = value.split()
        return any(tokens[at : at + len(phrase)] == phrase for at in range(len(tokens) - len(phrase) + 1))
    if kind == "range":
        tests = {"lte": int.__le__, "lt": int.__lt__, "gte": int.__ge__, "gt": int.__gt__}
        return tokens is not None and all(tests[name](tokens, bound) for name, bound in value.items())
    raise RefusalError(400, f"parsing_exception: {kind}")
