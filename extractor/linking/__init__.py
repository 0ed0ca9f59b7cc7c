"""Who said what to whom: pages of one thread joined, quotations given back, replies found."""
