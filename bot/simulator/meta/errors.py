"""Errors as the Graph API words them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.responses import JSONResponse

# code: (HTTP status, message)
_KNOWN = {
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token - Cannot parse access token"),
    80007: (429, "Rate limit issues"),
    130429: (429, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131026: (400, "Message undeliverable"),
    131047: (400, "Re-engagement message"),
    131048: (429, "Spam Rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped marketing messages from this business"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (429, "(Business Account, Consumer Account) pair rate limit hit"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is Paused"),
}
_HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass
class GraphError(Exception):
    """Refuses a call. `details` is for whoever reads the answer."""

    code: int
    details: str
    subcode: int | None = None

    def answer(self) -> JSONResponse:
        """As the API answers it."""
        status, message = _KNOWN.get(self.code, (400, "Unknown error"))
        error: dict = {
            "message": f"(#{self.code}) {message}" if self.code != 190 else message,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "A" + secrets.token_urlsafe(16),
        }
        if self.code >= 100_000:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        else:
            error["message"] = f"(#{self.code}) {self.details}" if self.code != 190 else message
        if self.subcode:
            error["error_subcode"] = self.subcode
        return JSONResponse({"error": error}, status)


def in_status(code: int) -> dict:
    """As a status webhook carries it."""
    message = _KNOWN.get(code, (400, "Unknown error"))[1]
    details = f"{message}."
    return {
        "code": code,
        "title": message,
        "message": message,
        "error_data": {"details": details},
        "href": _HELP,
    }
