"""Whether Twilio itself sent a request.

It signs the public address it called, then every parameter's name and value without anything in
between, sorted. All of them count, also those that did not exist when this was written.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from bot.whatsapp.headers import only
from bot.whatsapp.twilio.form import fields

HEADER = "X-Twilio-Signature"
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=")
_FORM = "application/x-www-form-urlencoded"


def sign(token: str, url: str, form: Iterable[tuple[str, str]] = ()) -> str:
    """The header's value for this address and these parameters."""
    # A set: a parameter that came twice with the same value is signed once.
    whole = url + "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(token.encode(), whole.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def is_signed(
    token: str, headers: Mapping[str, str], body: bytes, addresses: Iterable[str], query: str
) -> bool:
    """Whether the request to one of our public addresses is signed with the account's token."""
    given = only(headers, HEADER)
    if not token or given is None or not _SIGNATURE.fullmatch(given):
        return False
    form = _signed_form(headers, body, query)
    if form is None:
        return False
    tail = f"?{query}" if query else ""
    expected = [sign(token, url + tail, form) for one in addresses for url in _spellings(one)]
    # Each is compared, also after one was right: how long it takes tells nothing.
    return sum(hmac.compare_digest(given, one) for one in expected) > 0


def _signed_form(
    headers: Mapping[str, str], body: bytes, query: str
) -> list[tuple[str, str]] | None:
    """The signed parameters; of a body that is no form, its hash stands in the signed address."""
    kind = (only(headers, "Content-Type") or "").partition(";")[0].strip().lower()
    if kind == _FORM:
        return fields(body)
    try:
        hashes = parse_qs(query, max_num_fields=100).get("bodySHA256", [])
    except ValueError:
        return None
    right = hashlib.sha256(body).hexdigest().encode()
    told = hashes[0].encode("utf-8", "replace") if len(hashes) == 1 else b""
    return [] if hmac.compare_digest(told, right) else None


def _spellings(url: str) -> tuple[str, str]:
    """The address without its port and with it: Twilio is known to sign either."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    bare = parts._replace(netloc=host)
    return bare.geturl(), bare._replace(netloc=f"{host}:{port}").geturl()
