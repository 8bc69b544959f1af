"""Placeholders for everything TensorFlow and Keras define.

Rasa imports TensorFlow at module level even where no configured component uses it. Here every
module imports and every attribute exists, as a class that can be named in an annotation or
subclassed; building an instance of it or calling it raises `TensorFlowNotInstalledError`.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ROOTS = ("tensorflow", "keras")


class TensorFlowNotInstalledError(ImportError):
    """Something that needs the real TensorFlow was used."""

    def __init__(self, used: str) -> None:
        """Names what was used.

        Args:
            used: dotted name of the class or function, as the caller knows it.
        """
        self.used = used
        super().__init__(
            f"{used} needs TensorFlow, and this installation has only a placeholder for it. "
            "Use a component that works without TensorFlow, or install the real one with "
            "`make install-tensorflow`."
        )


class Placeholder(type):
    """Metaclass of every placeholder: usable as a name or a base class, not as a value."""

    def __getattr__(cls, name: str) -> Placeholder:
        if name.startswith("__") and name.endswith("__"):
            # typing, pickle and inspect probe for dunders; they must see that there are none.
            raise AttributeError(name)
        return placeholder(f"{cls.__module__}.{cls.__qualname__}", name)

    def __call__(cls, *_: Any, **__: Any) -> Any:
        raise TensorFlowNotInstalledError(f"{cls.__module__}.{cls.__qualname__}")

    def __getitem__(cls, _: Any) -> Placeholder:
        return cls


def placeholder(parent: str, name: str) -> Placeholder:
    """A new placeholder class that knows where it was looked up.

    Args:
        parent: dotted name of the module or placeholder it belongs to.
        name: its own name.
    """
    return Placeholder(name, (), {"__module__": parent})


class PlaceholderModule(ModuleType):
    """A module in which every public name is a placeholder."""

    def __getattr__(self, name: str) -> Placeholder:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        value = placeholder(self.__name__, name)
        setattr(self, name, value)
        return value


class PlaceholderFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers the import of any module below `tensorflow` and `keras`."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for the names this finder stands in for, None for all others."""
        root, _, rest = fullname.partition(".")
        if root not in ROOTS or not rest:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """An empty placeholder module."""
        return PlaceholderModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: names are made when they are looked up."""


def install(name: str) -> None:
    """Turns the module `name` (a root that was just imported) into a placeholder module."""
    if not any(isinstance(finder, PlaceholderFinder) for finder in sys.meta_path):
        # After the regular finders, so that this package's own files are found first.
        sys.meta_path.append(PlaceholderFinder())
    sys.modules[name].__class__ = PlaceholderModule
