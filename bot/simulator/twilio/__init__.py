"""Twilio's side of the wire: Messages, Content and media, signed webhooks for what people do."""
