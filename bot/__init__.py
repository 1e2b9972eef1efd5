"""Afterglow, an aftercare assistant for microneedling patients. One room per subject."""
