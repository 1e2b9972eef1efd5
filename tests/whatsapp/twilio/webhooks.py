"""What Twilio posts, one of every kind; no number in it is anybody's."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.whatsapp.twilio.account import TwilioAccount
from bot.whatsapp.twilio.signature import HEADER, sign

ACCOUNT = TwilioAccount(
    "AC" + "0" * 32,
    "not-a-token-of-anybody",
    "+14155238886",
    "https://chat.clinic.example",
)
INBOUND = "https://chat.clinic.example/whatsapp/twilio"
STATUS = "https://chat.clinic.example/whatsapp/twilio/status"
SID = "SM" + "1" * 32
PHONE = "+16505551234"
BSUID = "US.13491208655302741918"
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT.sid}/Messages/{SID}/Media/ME1"

BASE = {
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "ProfileName": "Zoë 😊",
    "MessageType": "text",
    "SmsSid": SID,
    "WaId": "16505551234",
    "SmsStatus": "received",
    "Body": "",
    "To": f"whatsapp:{ACCOUNT.number}",
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "MessageSid": SID,
    "AccountSid": ACCOUNT.sid,
    "From": f"whatsapp:{PHONE}",
    "ApiVersion": "2010-04-01",
}


def _file(mime: str, kind: str, **more: str) -> dict[str, str]:
    told = {"MessageType": kind, "NumMedia": "1", "MediaUrl0": MEDIA, "MediaContentType0": mime}
    return {**told, **more}


MESSAGES: dict[str, dict[str, str]] = {
    "text": {"Body": "¿Puedo usar maquillaje mañana? 😊 a+b & c=d"},
    "reply": {"Body": "And this?", "OriginalRepliedMessageSid": "SM" + "2" * 32},
    "button": {
        "MessageType": "button",
        "Body": "Show me",
        "ButtonText": "Show me",
        "ButtonPayload": "b7:1",
        "OriginalRepliedMessageSid": "SM" + "2" * 32,
    },
    "button without payload": {
        "MessageType": "button",
        "Body": "Show me",
        "ButtonText": "Show me",
        "ButtonPayload": "Show me",
    },
    "list row": {
        "MessageType": "interactive",
        "Body": "Sunscreen",
        "ListId": "b12:7",
        "ListTitle": "Sunscreen",
    },
    "photo": _file("image/jpeg", "image", Body="Is this normal?"),
    "photo without a caption": _file("image/jpeg", "image"),
    "voice": _file("audio/ogg", "audio"),
    "audio": _file("audio/mpeg", "audio"),
    "video": _file("video/mp4", "video"),
    "document": _file("application/pdf", "document", Body="list.pdf"),
    "sticker": _file("image/webp", "sticker"),
    "contact": _file("text/vcard", "contacts"),
    "location": {
        "MessageType": "location",
        "Latitude": "37.4421",
        "Longitude": "-122.1615",
        "Address": "101 Forest Ave",
        "Label": "Philz Coffee",
    },
    "reaction": {
        "MessageType": "reaction",
        "Body": "👍",
        "OriginalRepliedMessageSid": "SM" + "2" * 32,
    },
    "unsupported": {"MessageType": "unsupported"},
    "nothing": {},
}


def form(kind: str, **more: str) -> dict[str, str]:
    """The parameters of a message."""
    return {**BASE, **MESSAGES[kind], **more}


def status_form(state: str, **more: str) -> dict[str, str]:
    """The parameters of a status callback."""
    told = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": state,
        "SmsSid": SID,
        "SmsStatus": state,
        "ChannelInstallSid": "XE" + "3" * 32,
        "To": f"whatsapp:{PHONE}",
        "From": f"whatsapp:{ACCOUNT.number}",
        "MessageSid": SID,
        "AccountSid": ACCOUNT.sid,
        "ChannelToAddress": PHONE,
    }
    return {**told, **more}


def body(fields: dict[str, str] | list[tuple[str, str]]) -> bytes:
    """As it comes over the wire."""
    return urlencode(fields).encode()


def signed(
    fields: dict[str, str] | list[tuple[str, str]], url: str = INBOUND, token: str = ACCOUNT.token
) -> dict[str, str]:
    """The headers that Twilio sends with it."""
    pairs = list(fields.items()) if isinstance(fields, dict) else fields
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    return {"Content-Type": kind, HEADER: sign(token, url, pairs)}
