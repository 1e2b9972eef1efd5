"""Runs the gateway here and Rasa and the action server as children; starts, watches, stops them."""
