"""Answers: pure functions from a question and the facts to a reply, and the guard on every text."""
