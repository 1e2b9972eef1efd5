"""Errors as Twilio's API words them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse

_KNOWN = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    21211: (400, "Invalid 'To' Phone Number"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21655: (400, "The ContentSid is Invalid."),
    21656: (400, "The ContentVariables Parameter is invalid."),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    63016: (400, "Failed to send freeform message because you are outside the allowed window."),
    63018: (429, "Rate limit exceeded for Channel"),
    63024: (400, "Invalid message recipient"),
    63028: (400, "Number of parameters provided does not match the expected number of parameters."),
}


@dataclass
class TwilioError(Exception):
    """Refuses a call."""

    code: int
    details: str = ""

    def answer(self) -> JSONResponse:
        """As the API answers it."""
        status, message = _KNOWN.get(self.code, (400, "Unknown error"))
        body = {
            "code": self.code,
            "message": self.details or message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": status,
        }
        return JSONResponse(body, status)


def message_of(code: int) -> str:
    return _KNOWN.get(code, (400, "Unknown error"))[1]
