"""From the bytes of the content files to a draft: plain data that still knows its lines."""
