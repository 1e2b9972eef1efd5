"""A worker listens to nobody, so a tiny page tells probes whether it lives."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.mailbox import open_mailbox
from bot.patients.book import utc_now
from bot.settings import Settings

# A worker beats every three seconds; one that has not for so long hangs, or has lost the database.
ALIVE = timedelta(seconds=15)


def tell_probes(settings: Settings, worker: str, host: str, port: int) -> None:
    """GET anything: 200 while this worker's beats arrive in the database, else 503."""
    mailbox = open_mailbox(settings.register_url)

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                seen = mailbox.seen(worker)
                alive = seen is not None and utc_now() - seen < ALIVE
            except mailbox.unavailable:
                alive = False
            self.send_response(200 if alive else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A probe a few seconds apart is nothing to write down."""

    server = ThreadingHTTPServer((host, port), Page)
    threading.Thread(target=server.serve_forever, name="probes", daemon=True).start()
