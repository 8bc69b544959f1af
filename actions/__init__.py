"""Rasa custom actions: each looks up the stored facts, has bot.answers compose a reply and utters it."""
