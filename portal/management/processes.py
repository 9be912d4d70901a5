"""Programs that live and die together: when one ends, or when we are told to stop, all of them stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

# How long a program may take to finish what it is doing once it was told to stop.
PATIENCE = 10
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Where the system can do it, have the program ended if we are killed before we can end it."""
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """Programs by name. Each gets a session of its own, so that Ctrl-C reaches us alone and we end them in order."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._told_to_stop)

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, *command: str) -> None:
        """Start a Python program, given as the arguments of the interpreter that runs this one."""
        self.running[name] = subprocess.Popen(  # noqa: S603 - the arguments are our own
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call into the kernel, no lock that a thread could hold
        )

    def ended(self) -> str | None:
        """The name of a program that ended by itself."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def wait(self) -> str | None:
        """Wait until one ends by itself, and give its name; None when we are told to stop instead."""
        while not self.stopping:
            if name := self.ended():
                return name
            time.sleep(0.1)
        return None

    def stop(self) -> None:
        """End all of them, with everything they started; those that do not listen are killed."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):  # nobody of it is left, as it should be
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
