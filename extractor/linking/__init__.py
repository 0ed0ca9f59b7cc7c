"""Who said what to whom: pages of one thread joined, repeated words traced to their first speaker, replies found."""
