"""The desk's two cookies: who is logged in, and one sentence for the next page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import Response

SESSION = "afterglow_staff"
SAID = "afterglow_staff_said"
PATH = "/staff"
MOST_CHARACTERS = 200


class Cookies:
    """Of one request. Never readable by a script, never sent from another site's page."""

    def __init__(self, request: Request, form_key: bytes) -> None:
        self._is_safe = request.url.scheme == "https"
        self._form_key = form_key
        given = request.cookies.get(SESSION, "")
        self.is_new = not 20 <= len(given) <= MOST_CHARACTERS
        self.token = secrets.token_urlsafe(32) if self.is_new else given
        self.said = _read(request.cookies.get(SAID, ""))

    def csrf(self, token: str) -> str:
        """What every form of this browser carries; another browser's is another."""
        told = token.encode("utf-8", "replace")
        return hmac.new(self._form_key, told, hashlib.sha256).hexdigest()

    def is_ours(self, token: str, csrf: str) -> bool:
        """Whether the form came from a page that this browser was given."""
        return hmac.compare_digest(self.csrf(token).encode(), csrf.encode("utf-8", "replace"))

    def keep(self, response: Response, token: str) -> None:
        """This browser's token from now on."""
        self._set(response, SESSION, token)

    def forget(self, response: Response) -> None:
        """The browser is nobody's any more."""
        response.delete_cookie(SESSION, path=PATH)

    def say(self, response: Response, sentence: str) -> None:
        """For the next page."""
        self._set(response, SAID, urlsafe_b64encode(sentence.encode()).decode(), 60)

    def heard(self, response: Response) -> None:
        """It was shown."""
        response.delete_cookie(SAID, path=PATH)

    def _set(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=PATH,
            secure=self._is_safe,
            httponly=True,
            samesite="strict",
        )


def _read(value: str) -> str:
    try:
        return urlsafe_b64decode(value).decode()[:MOST_CHARACTERS]
    except ValueError:
        return ""
