"""Readers of exports: what forums, archives and programs write for other programs."""
