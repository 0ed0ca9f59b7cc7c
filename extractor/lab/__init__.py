"""The rule lab: what rules do, for the editors who write them."""
