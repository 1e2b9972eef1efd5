"""Runs gateway, workers, Rasa and the action server as children; starts, watches, stops them."""
