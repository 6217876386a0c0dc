"""Processes that start in milliseconds: a program that is imported once, and forked for each process wanted.

`Nursery("some.module")` runs this file as a program that imports the module; each child runs the module's `main()`
with its own arguments. Whatever ends the tests, their own SIGKILL included, ends the children.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


class Child:
    """One process: its pid, and the pipes to its input and from its output (that one is closed by who reads it)."""

    def __init__(self, nursery: Nursery, pid: int, into: IO[bytes], out: IO[bytes]) -> None:
        self._nursery = nursery
        self.pid, self.into, self.out = pid, into, out
        self.status: int | None = None

    def kill(self) -> None:
        """Kill it with SIGKILL, if it has not ended and been waited for."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; return its exit code, or the number of the signal that killed it, negated."""
        if self.status is None:
            self.status = self._nursery.wait(self.pid)
            self.into.close()
        return self.status


class Nursery:
    """Starts processes that run one module's `main()`."""

    def __init__(self, module: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._children: dict[int, Child] = {}
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", module, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C is for the tests; the nursery ends after them
        )
        theirs.close()
        self._replies = self._ours.makefile("rb")

    def start(self, arguments: Sequence[str], stderr: IO[bytes]) -> Child:
        """Start a process with the arguments; what it says on stderr goes to the file."""
        child_in, our_in = os.pipe()
        our_out, child_out = os.pipe()
        request = json.dumps({"arguments": list(arguments)}).encode() + b"\n"
        socket.send_fds(self._ours, [request], [child_in, child_out, stderr.fileno()])
        os.close(child_in)
        os.close(child_out)
        pid = int(self._replies.readline())
        child = Child(self, pid, os.fdopen(our_in, "wb", 0), os.fdopen(our_out, "rb", 0))
        self._children[child.pid] = child
        return child

    def wait(self, pid: int) -> int:
        """Wait for a child's end; return its exit code, or the number of its signal, negated."""
        self._ours.sendall(json.dumps({"wait": pid}).encode() + b"\n")
        self._children.pop(pid, None)
        return int(self._replies.readline())

    def close(self) -> None:
        """End it and every child that still runs."""
        for child in list(self._children.values()):
            child.kill()
            child.wait()
            child.out.close()
        self._replies.close()
        self._ours.close()
        self._program.wait(timeout=10)


# ---------------------------------------------------------------- the program


def main() -> None:
    """Import the module named first, and fork for each request on the socket whose number comes second."""
    module = importlib.import_module(sys.argv[1])
    theirs = socket.socket(fileno=int(sys.argv[2]))
    gc.freeze()  # children share what was imported, as long as no collector writes to it
    running: set[int] = set()
    try:
        while True:
            request, fds, _, _ = socket.recv_fds(theirs, 65536, 3)
            if not request:
                return
            asked = json.loads(request)
            if "wait" in asked:
                _, status = os.waitpid(asked["wait"], 0)
                running.discard(asked["wait"])
                theirs.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
                continue
            pid = os.fork()
            if pid == 0:
                theirs.close()
                _be(module.main, [sys.argv[1], *asked["arguments"]], fds)
            running.add(pid)
            for fd in fds:
                os.close(fd)
            theirs.sendall(b"%d\n" % pid)
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)


def _be(run: object, arguments: list[str], fds: list[int]) -> None:
    """Be the child: take the pipes for one's own, run, and never return."""
    code = 1
    try:
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
            os.close(fd)
        sys.argv = arguments
        assert callable(run)
        run()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - the child's last words, whatever they are
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
