"""Twilio's WhatsApp API, as the wire has it."""
