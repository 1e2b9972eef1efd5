"""Signed widget links: ours, in time, for one patient; everything else is refused."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.patients.errors import LinkError
from bot.patients.links import (
    AUDIENCE,
    ISSUER,
    link_url,
    read_conversation,
    read_link,
    sign_conversation,
    sign_link,
)

SECRET = "a secret that is long enough for HS256"
OTHER_SECRET = "another secret that is long enough too"
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)
CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "P-AAAAAA",
    "jti": "once",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 900,
}


def signed(claims, secret=SECRET, algorithm="HS256"):
    return jwt.encode(claims, secret, algorithm=algorithm)


def test_a_link_names_its_patient_for_fifteen_minutes():
    """What was signed is read back, with an end after 15 minutes."""
    link = read_link(sign_link("P-AAAAAA", SECRET, NOW), SECRET, NOW)
    assert link.reference == "P-AAAAAA"
    assert link.expires_at == NOW + timedelta(minutes=15)


def test_the_claims_are_those_agreed():
    """The token carries issuer, audience, subject, id, and both times, and nothing else."""
    token = sign_link("P-AAAAAA", SECRET, NOW, token_id="once")
    assert jwt.decode(token, options={"verify_signature": False}) == CLAIMS
    assert jwt.get_unverified_header(token)["alg"] == "HS256"


def test_each_link_has_its_own_id():
    """Two links of one moment differ, so that each can be used once only."""
    ids = {read_link(sign_link("P-A", SECRET, NOW), SECRET, NOW).token_id for _ in range(50)}
    assert len(ids) == 50


@given(st.integers(min_value=-3600, max_value=3600))
def test_a_link_holds_from_its_signing_to_its_end(seconds):
    """Good for 15 minutes, with half a minute for a clock that is behind; not a second more."""
    token = sign_link("P-A", SECRET, NOW)
    moment = NOW + timedelta(seconds=seconds)
    if -30 <= seconds < 900:
        assert read_link(token, SECRET, moment).reference == "P-A"
    else:
        with pytest.raises(LinkError):
            read_link(token, SECRET, moment)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(signed(CLAIMS, OTHER_SECRET), id="another secret"),
        pytest.param(signed(CLAIMS, SECRET * 2, "HS512"), id="another algorithm"),
        pytest.param(signed(CLAIMS, "", "none"), id="no signature"),
        pytest.param(signed({**CLAIMS, "aud": "staff"}), id="another audience"),
        pytest.param(signed({**CLAIMS, "iss": "somebody"}), id="another issuer"),
        pytest.param(signed({**CLAIMS, "exp": CLAIMS["exp"] + 1}), id="lives too long"),
        pytest.param(signed({**CLAIMS, "exp": str(CLAIMS["exp"])}), id="time as text"),
        pytest.param(signed({**CLAIMS, "exp": True}), id="time as truth"),
        pytest.param(signed({**CLAIMS, "sub": 7}), id="patient as number"),
        *[
            pytest.param(signed({k: v for k, v in CLAIMS.items() if k != name}), id=f"no {name}")
            for name in CLAIMS
        ],
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="nonsense"),
        pytest.param("ünïcode.\ud83d.x", id="half an emoji"),
    ],
)
def test_forged_links_are_refused(forged):
    """Nothing that differs from our own tokens in any way gets in."""
    with pytest.raises(LinkError):
        read_link(forged, SECRET, NOW)


@given(st.data())
def test_a_changed_character_is_noticed(data):
    """Any one character of the token exchanged makes another patient's link worthless."""
    token = sign_link("P-AAAAAA", SECRET, NOW, token_id="once")
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("AQgw09-_.=é"))
    changed = token[:place] + character + token[place + 1 :]
    try:
        link = read_link(changed, SECRET, NOW)
    except LinkError:
        return
    # The last character of base64 has bits that mean nothing.
    assert link.reference == "P-AAAAAA"
    assert changed == token or place == len(token) - 1


def test_a_short_secret_is_refused():
    """A secret that could be guessed neither signs nor reads."""
    with pytest.raises(LinkError, match="shorter than 32"):
        sign_link("P-A", "short", NOW)
    with pytest.raises(LinkError, match="shorter than 32"):
        read_link(signed(CLAIMS), "short", NOW)


def test_the_token_stays_in_the_browser():
    """The token follows a #, so that no server or proxy writes it to a log."""
    assert (
        link_url("https://clinic.example/chat", "t.o.k")
        == "https://clinic.example/chat#patient=t.o.k"
    )
    assert link_url("https://clinic.example/#top", "t") == "https://clinic.example/#patient=t"


@given(st.integers(min_value=-3600, max_value=2 * 86400))
def test_a_conversation_s_link_holds_for_a_day(seconds):
    """It waits in a chat until somebody looks at it, but not for ever."""
    token = sign_conversation("wa-1", SECRET, NOW)
    moment = NOW + timedelta(seconds=seconds)
    if -30 <= seconds < 86400:
        assert read_conversation(token, SECRET, moment) == "wa-1"
    else:
        with pytest.raises(LinkError):
            read_conversation(token, SECRET, moment)


def test_the_two_kinds_of_link_do_not_stand_for_each_other():
    """A conversation's opens no record, and a patient's no conversation, whatever their subject."""
    with pytest.raises(LinkError):
        read_link(sign_conversation("P-AAAAAA", SECRET, NOW), SECRET, NOW)
    with pytest.raises(LinkError):
        read_conversation(sign_link("wa-1", SECRET, NOW), SECRET, NOW)
