"""Statements compared with one another: which say the same, and which answer the thread's question."""
