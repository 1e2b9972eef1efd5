"""Only what Twilio signed passes; its own library agrees on every signature."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers, MultiDict
from twilio.request_validator import RequestValidator

from bot.whatsapp.twilio.client import Twilio
from bot.whatsapp.twilio.signature import HEADER, is_signed, sign
from tests.whatsapp.twilio.webhooks import (
    ACCOUNT,
    INBOUND,
    MESSAGES,
    STATUS,
    body,
    form,
    signed,
    status_form,
)

ORACLE = RequestValidator(ACCOUNT.token)
# One for all: each of its own would read the system's certificates first.
TWILIO = Twilio(ACCOUNT)
FORM = "application/x-www-form-urlencoded"
WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(WORDS | st.sampled_from(["Body", "Media"]), WORDS | st.just("")))
HOSTS = st.sampled_from(["chat.clinic.example", "127.0.0.1", "xn--caf-dma.example"])
PORTS = st.sampled_from(["", ":443", ":80", ":8443"])
URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["https", "http"]),
    HOSTS,
    PORTS,
    st.sampled_from(["/whatsapp/twilio", "/a/b/whatsapp/twilio/status", "/%C3%A9/~x"]),
)
QUERIES = st.lists(st.tuples(WORDS, WORDS), max_size=3).map(urlencode) | st.sampled_from(
    ["", "key=d17", "a=1&a=2", "b=&a", "key=d17#x"]
)


def genuine(fields: list[tuple[str, str]], signature: str, url: str, query: str) -> bool:
    headers = {"content-type": FORM, HEADER: signature}
    return is_signed(ACCOUNT.token, headers, body(fields), [url], query)


@given(PAIRS, URLS, QUERIES)
def test_twilio_s_own_library_agrees(fields, url, query):
    """Over any words, blanks, repeated names, ports and queries, the library accepts what we sign
    and we accept what it signs, with the port in the address or without."""
    whole = f"{url}?{query}" if query else url
    theirs = MultiDict(fields)
    theirs.getall = theirs.getlist
    assert ORACLE.compute_signature(whole, theirs) == sign(ACCOUNT.token, whole, fields)
    assert ORACLE.validate(whole, theirs, sign(ACCOUNT.token, whole, fields)) or "#" in whole
    if "#" in whole:
        return
    assert genuine(fields, ORACLE.compute_signature(whole, theirs), url, query)


@given(PAIRS, PAIRS, URLS, URLS, QUERIES, QUERIES)
def test_the_library_and_we_refuse_the_same(fields, others, url, other_url, query, other_query):
    """A signature for other parameters, another address or another query is judged alike."""
    whole = f"{url}?{query}" if query else url
    given_for = f"{other_url}?{other_query}" if other_query else other_url
    if "#" in whole + given_for:
        return
    theirs = MultiDict(fields)
    theirs.getall = theirs.getlist
    for signature in (
        sign(ACCOUNT.token, whole, others),
        sign(ACCOUNT.token, given_for, fields),
        sign("another", whole, fields),
    ):
        assert genuine(fields, signature, url, query) == bool(
            ORACLE.validate(whole, theirs, signature)
        )


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_kind_of_message_is_genuine(kind):
    """Of each kind the library and the provider accept the same."""
    fields = form(kind)
    headers = signed(fields)
    assert ORACLE.validate(INBOUND, fields, headers[HEADER])
    assert TWILIO.is_genuine(headers, body(fields), "")


def test_a_status_callback_is_signed_with_its_query():
    """The key in the callback's address is part of what is signed."""
    fields = status_form("read")
    headers = signed(fields, STATUS + "?key=d17")
    assert TWILIO.is_genuine(headers, body(fields), "key=d17")
    assert not TWILIO.is_genuine(headers, body(fields), "key=d18")
    assert not TWILIO.is_genuine(headers, body(fields), "")


GOOD = signed(form("text"))[HEADER]


@pytest.mark.parametrize(
    "value",
    [
        "",
        GOOD[:-1],
        GOOD + "=",
        GOOD.lower(),
        f" {GOOD}",
        f"{GOOD}\n",
        f"{GOOD}, {GOOD}",
        "é" * 28,
        "A" * 27 + "=",
        sign("another", INBOUND, form("text").items()),
        sign(ACCOUNT.token, INBOUND, form("reply").items()),
        sign(ACCOUNT.token, INBOUND.replace("https", "http"), form("text").items()),
        sign(ACCOUNT.token, INBOUND + "/", form("text").items()),
        sign(ACCOUNT.token, INBOUND),
    ],
)
def test_a_malformed_or_wrong_signature_is_refused(value):
    """Anything but the right signature for our public address is none."""
    headers = {"Content-Type": FORM, HEADER: value}
    assert not TWILIO.is_genuine(headers, body(form("text")), "")


@pytest.mark.parametrize(
    "change",
    [
        {"Body": "another"},
        {"From": "whatsapp:+16505550000"},
        {"New": ""},
        {"MessageSid": "SM" + "9" * 32},
    ],
)
def test_every_parameter_counts(change):
    """A changed, added or blank parameter makes a request of nobody's."""
    assert not TWILIO.is_genuine(signed(form("text")), body(form("text", **change)), "")


def test_the_port_may_be_signed_or_not():
    """Twilio is known to sign the address with its port and without, whichever we are set to."""
    fields = list(form("text").items())
    for ours in ("https://c.example:443/x", "https://c.example/x", "https://c.example:8443/x"):
        bare = sign(ACCOUNT.token, "https://c.example/x", fields)
        assert genuine(fields, bare, ours, "")
        port = "8443" if "8443" in ours else "443"
        whole = sign(ACCOUNT.token, f"https://c.example:{port}/x", fields)
        assert genuine(fields, whole, ours, "")
        other = sign(ACCOUNT.token, "https://c.example:444/x", fields)
        assert not genuine(fields, other, ours, "")


def test_more_parameters_than_anybody_sends_are_not_even_sorted():
    """A signature does not help a form of thousands of parameters."""
    fields = [(f"p{number}", "") for number in range(2000)]
    assert not genuine(fields, sign(ACCOUNT.token, INBOUND, fields), INBOUND, "")


def test_a_parameter_less_is_noticed():
    """Blank ones count as well as others."""
    fields = form("nothing")
    for name in fields:
        less = {key: value for key, value in fields.items() if key != name}
        assert not TWILIO.is_genuine(signed(fields), body(less), "")


def test_missing_or_repeated_is_refused():
    """No signature and two signatures are both none."""
    raw = body(form("text"))
    kind = (b"content-type", FORM.encode())
    name = HEADER.lower().encode()
    twice = Headers(raw=[kind, (name, GOOD.encode()), (name, GOOD.encode())])
    assert not TWILIO.is_genuine({"Content-Type": FORM}, raw, "")
    assert not TWILIO.is_genuine(twice, raw, "")
    once = Headers(raw=[kind, (name, GOOD.encode())])
    assert TWILIO.is_genuine(once, raw, "")


def test_without_a_token_nobody_is_genuine():
    """An empty token would be one that everybody knows."""
    fields = form("text")
    assert not is_signed("", signed(fields, token=""), body(fields), [INBOUND], "")


def test_a_json_body_is_proved_by_its_hash():
    """Of a body that is no form, the signed address holds the hash; the library agrees."""
    raw = json.dumps({"Body": "¿Sí? 😊"})
    query = "bodySHA256=" + hashlib.sha256(raw.encode()).hexdigest()
    signature = sign(ACCOUNT.token, f"{INBOUND}?{query}")
    headers = {"Content-Type": "application/json", HEADER: signature}
    assert ORACLE.validate(f"{INBOUND}?{query}", raw, signature)
    assert TWILIO.is_genuine(headers, raw.encode(), query)
    assert not TWILIO.is_genuine(headers, raw.encode() + b" ", query)
    assert not TWILIO.is_genuine(headers, raw.encode(), "")
    twice = f"{query}&{query}"
    again = {**headers, HEADER: sign(ACCOUNT.token, f"{INBOUND}?{twice}")}
    assert not TWILIO.is_genuine(again, raw.encode(), twice)


def test_a_json_body_without_a_hash_is_proved_by_nothing():
    """A signature of the bare address says nothing of a body that is no form."""
    headers = {"Content-Type": "application/json", HEADER: sign(ACCOUNT.token, INBOUND)}
    assert not TWILIO.is_genuine(headers, b'{"Body": "x"}', "")
    del headers["Content-Type"]
    assert not TWILIO.is_genuine(headers, b"Body=x", "")


@pytest.mark.parametrize("raw", [b"\xff", b"Body=\xe9", b"&".join([b"a=1"] * 2000)])
def test_a_form_that_is_none_is_refused(raw):
    """Bytes that are no text, and more parameters than anybody sends, are not Twilio's."""
    assert not TWILIO.is_genuine({"Content-Type": FORM, HEADER: GOOD}, raw, "")


@given(st.binary(max_size=200), st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_nothing_at_all_makes_it_fail(raw, signature, query, kind):
    """Whatever comes is refused in peace."""
    headers = {"Content-Type": kind, HEADER: signature}
    assert not TWILIO.is_genuine(headers, raw, query)
