"""Running the desk: on this machine alone, until the command is stopped."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from extractor.desk.app import application
from extractor.desk.memory import Memory
from extractor.desk.safety import Secrets
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

PORT = 8470
"""The port where nobody asks for another; the next free one where it is taken."""
TRIES = 20


def serve(root: Path, by: str, port: int | None, browser: bool, say: Callable[[str], None]) -> None:
    """Serve the desk of a corpus until the command is stopped; `by` decides.

    `say` is told the address. Raises ThreadfaqError (E601) where there is no corpus, E613 where the port is taken.
    """
    with _listening(port) as (listener, number):
        secrets = Secrets()
        memory = Memory(root=root, by=by)
        address = f"http://127.0.0.1:{number}/enter?key={secrets.entry}"
        say(f"the desk is open at {address}\nstop it with Ctrl-C; everything that you decide is written at once")
        config = uvicorn.Config(
            application(memory, number, secrets),
            log_level="warning",
            access_log=False,
            ws="none",
            proxy_headers=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        if browser:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def _listening(port: int | None) -> Iterator[tuple[socket.socket, int]]:
    """A socket that listens on this machine alone, and its port."""
    for number in [port] if port is not None else range(PORT, PORT + TRIES):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", number))
        except OSError:
            listener.close()
            continue
        with listener:
            yield listener, listener.getsockname()[1]
        return
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E613",
            file=f"port {PORT if port is None else port}",
            cause="another program listens there",
            help="name another one with --port",
        )
    )
