"""Understanding: Rasa graph components that turn a message into questions about the fact sheet."""
