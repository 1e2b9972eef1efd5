"""What we send as Twilio wants it.

Buttons are numbered text. Twilio knows buttons only as templates kept in the account, one for each
set of titles; that would leave what was offered to patients in a third place, for good.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

from bot.whatsapp.options import length, numbered
from bot.whatsapp.records import Outbound, Sender, SendFault
from bot.whatsapp.twilio.account import STATUS_PATH, TwilioAccount
from bot.whatsapp.twilio.people import addresses

LONGEST = 1600


def written(message: Outbound, to: Sender, key: str, account: TwilioAccount) -> dict[str, str]:
    """The request's form. Raises SendFault("invalid") for what Twilio would refuse."""
    known = addresses(to)
    if not known:
        raise SendFault("invalid")
    callback = f"{account.at_our(STATUS_PATH)}?{urlencode({'key': key})}"
    form = {"From": account.address, "To": known[0], "StatusCallback": callback}
    if message.template:
        return {**form, **_template(message)}
    text = numbered(message.text, message.buttons, message.language)
    if not text.strip() or length(text) > LONGEST:
        raise SendFault("invalid")
    return {**form, "Body": text}


def _template(message: Outbound) -> dict[str, str]:
    content = {"ContentSid": message.template or ""}
    if not message.parameters:
        return content
    # WhatsApp refuses line breaks, tabs and runs of spaces inside a parameter.
    values = [" ".join(value.split()) for value in message.parameters]
    named = {str(place): value for place, value in enumerate(values, start=1)}
    return {**content, "ContentVariables": json.dumps(named)}
