"""Readers of pasted text: what is left of a page when only its words were copied."""
