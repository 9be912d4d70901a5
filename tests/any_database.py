"""A pytest plugin: the marker `any_database(reason)`, on tests whose outcome no database can change.

`make test` runs them on SQLite; on PostgreSQL `-m "not any_database"` leaves them out, and the report says how many.
In doubt a test is not marked: what reads or writes rows and is not about a browser or a process runs on both.
"""

from typing import Any

import pytest

ON_SIMPLE_TESTS = pytest.mark.any_database("Django refuses every query of a SimpleTestCase")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses."""
    for item in items:
        if _can_ask_none(item):
            item.add_marker(ON_SIMPLE_TESTS)
        if not all(marker.args for marker in item.iter_markers("any_database")):
            raise pytest.UsageError(f"{item.nodeid}: any_database(reason) lacks its reason.")


def _can_ask_none(item: pytest.Item) -> bool:
    from django.test import SimpleTestCase, TransactionTestCase

    case: Any = getattr(item, "cls", None) or object
    return issubclass(case, SimpleTestCase) and not issubclass(case, TransactionTestCase) and not case.databases


class Count:
    """How many were left out; a worker of pytest-xdist tells the run, which collects nothing itself."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.left_out = config, 0

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.left_out += sum(1 for item in items if item.get_closest_marker("any_database"))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["left_out"] = self.left_out

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Each worker collects all tests."""
        self.left_out = max(self.left_out, getattr(node, "workeroutput", {}).get("left_out", 0))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        asked_for = self.config.getoption("-m")
        if self.left_out and asked_for:
            line = f'{self.left_out} tests that hold on any database deselected by -m "{asked_for}".'
            terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Count(config))
