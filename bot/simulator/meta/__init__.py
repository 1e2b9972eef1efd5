"""Meta's side of the wire: the Graph API for sending, signed webhooks for what people do."""
