"""The rule lab: tools that show editors what their rules do."""
