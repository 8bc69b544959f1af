"""A stand-in for TensorFlow; see the README of this package."""

from tensorflow import _placeholder

__version__ = "2.12.0+placeholder"

_placeholder.install(__name__)
