"""A server that answers in central's place: it says what a case tells it to, over TLS with whatever certificate it was given."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from app.wire.messages import PROBLEM_TYPE, Problem

_RESPONSE_MAX = 60

Said = tuple[int, str, bytes]  # status, media type, body


class Impostor:
    """Answers as central would, over TLS with that certificate; what it says to what is up to each case. `asked`: paths it was asked."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.asked: list[str] = []
        self.says: dict[str, Callable[[bytes], Said]] = {}
        impostor = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = _RESPONSE_MAX

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ssl.SSLError, ConnectionError):
                    self.close_connection = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                impostor.asked.append(self.path)
                status, media_type, data = impostor.answer_to(self.path.partition("?")[0], body)
                self.send_response(status)
                self.send_header("content-type", media_type)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_: object) -> None:
                return

        self._server = _Quiet(("127.0.0.1", 0), Handler, context)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def answer_to(self, path: str, body: bytes) -> Said:
        for end, what in self.says.items():
            if path.endswith(end):
                return what(body)
        return 404, PROBLEM_TYPE, msgspec.json.encode(Problem(title="", status=404, code="not_found"))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(ThreadingHTTPServer):
    """TLS for each connection in its own thread; a handshake that fails is what some cases are about."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext) -> None:
        super().__init__(address, handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        try:
            line = self._context.wrap_socket(request, server_side=True)
        except OSError:
            return
        try:
            super().finish_request(line, client_address)
        finally:
            line.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        return
