"""Messaging platforms: signed webhooks in, one answer out, in order and never twice."""
