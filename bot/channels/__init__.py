"""Channels: everything that touches a request, from checking it to sending the reply."""
