"""The requests to a site → answers within limits, safe, and kept for the next reader."""
