"""The site: what pages say, and how MkDocs prints them."""
