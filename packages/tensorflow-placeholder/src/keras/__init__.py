"""A stand-in for Keras, which TensorFlow installs beside itself; see the README of this package."""

from tensorflow import _placeholder

_placeholder.install(__name__)
