"""threadfaq: community threads become an FAQ in which every answer is somebody's own words."""

__version__ = "0.1.0"
