"""Stand-ins for the messaging platforms: servers that behave as the platforms' documentation says."""
