"""The desk: a small server on this machine at which editors decide in their browser, beside the commands."""
