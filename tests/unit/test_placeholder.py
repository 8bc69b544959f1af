from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import keras
import pytest
import tensorflow
import yaml
from rasa.engine.exceptions import GraphComponentException
from rasa.model_training import train_nlu
from tensorflow._placeholder import TensorFlowNotInstalledError

INSTALL = "make install-tensorflow"


@pytest.mark.parametrize(
    "module", ["tensorflow.keras.layers", "tensorflow.python.any.depth", "keras.utils"]
)
def test_any_submodule_imports(module: str) -> None:
    assert importlib.import_module(module).__name__ == module


def test_names_can_be_imported_from_submodules() -> None:
    from tensorflow.keras.layers import Dense
    from tensorflow.python.framework import ops

    assert Dense.__name__ == "Dense"
    assert ops is not None


def test_other_missing_modules_stay_missing() -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("tensorflow_text_of_nobody")


def test_a_placeholder_can_be_subclassed_and_annotated_with() -> None:
    class Layer(tensorflow.keras.layers.Layer):
        units: tensorflow.Tensor | None = None

        def call(self, inputs: Any) -> Any:
            return inputs

    assert issubclass(Layer, tensorflow.keras.layers.Layer)
    assert list[tensorflow.Tensor] is not None
    assert tensorflow.types.Dense[int]


def test_an_instance_of_a_subclass_cannot_be_made() -> None:
    class Layer(keras.layers.Layer):
        pass

    with pytest.raises(TensorFlowNotInstalledError, match="Layer needs TensorFlow") as caught:
        Layer()
    assert INSTALL in str(caught.value)


def test_calling_names_what_was_used_and_how_to_install_it() -> None:
    with pytest.raises(TensorFlowNotInstalledError) as caught:
        tensorflow.keras.layers.Dense(3)
    assert caught.value.used == "tensorflow.keras.layers.Dense"
    assert str(caught.value).startswith("tensorflow.keras.layers.Dense needs TensorFlow")
    assert f"`{INSTALL}`" in str(caught.value)


@pytest.mark.parametrize("name", ["constant", "convert_to_tensor"])
def test_a_function_cannot_be_called(name: str) -> None:
    with pytest.raises(TensorFlowNotInstalledError, match=rf"^tensorflow\.{name} needs"):
        getattr(tensorflow, name)(1)


def test_a_name_is_the_same_whenever_it_is_looked_up() -> None:
    assert tensorflow.Tensor is tensorflow.Tensor


def test_probes_for_special_names_see_that_there_are_none() -> None:
    assert not hasattr(tensorflow, "__no_such_name__")
    assert not hasattr(tensorflow.Tensor, "__no_such_name__")


def test_the_version_is_marked_as_a_placeholder() -> None:
    assert tensorflow.__version__.endswith("+placeholder")


def test_rasa_names_what_is_missing_when_a_configuration_needs_tensorflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa makes the component without complaint; training it fails, with our error as the cause."""
    # Rasa keeps its cache below the working directory.
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "config.yml"
    pipeline = [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "DIETClassifier", "epochs": 1},
    ]
    config.write_text(
        yaml.safe_dump(
            {"recipe": "default.v1", "assistant_id": "x", "language": "en", "pipeline": pipeline}
        )
    )
    examples = [
        {"intent": "greet", "examples": "- hello there\n- good morning\n"},
        {"intent": "goodbye", "examples": "- see you\n- until then\n"},
    ]
    data = tmp_path / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": examples}))
    with pytest.raises(GraphComponentException, match="DIETClassifier") as caught:
        train_nlu(str(config), str(data), str(tmp_path / "models"))
    cause = caught.value.__cause__
    assert isinstance(cause, TensorFlowNotInstalledError)
    assert "diet_classifier" in str(cause)
    assert INSTALL in str(cause)
