"""Readers of saved pages: HTML as a browser or a crawler keeps it."""
