"""What statements say beside one another: which say the same, and which answer the thread's question."""
