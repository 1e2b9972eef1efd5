"""The website widget `<afterglow-chat>` and the pages around it; Python only joins its sources."""
