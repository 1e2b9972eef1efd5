"""A WhatsApp provider on this machine: Meta's and Twilio's wire, made-up people, a phone page.

It knows nothing of the rest of the product: what both say of the wire was written twice, so that
one cannot hide the other's mistakes. `control.py` says how tests and the phone page work it.
"""
