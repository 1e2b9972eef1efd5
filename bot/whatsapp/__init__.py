"""WhatsApp: patients who write from their phones, through Meta or Twilio."""
