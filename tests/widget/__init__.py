"""The widget in a real browser, in front of a backend of ours that speaks the same contract."""
