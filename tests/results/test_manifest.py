import json
import pickle
from dataclasses import replace

import pytest

from tajsim.errors import FileFormatError
from tajsim.results import Manifest

from .synthetic import result


@pytest.fixture
def manifest():
    return result(draws=10).manifest


def test_round_trip(manifest):
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert pickle.loads(pickle.dumps(manifest)) == manifest
    alone = replace(manifest, draws=None, seed=None)
    assert Manifest.from_json(alone.to_json()) == alone


def test_the_same_run_gives_the_same_text(manifest):
    assert manifest.to_json() == result(draws=10).manifest.to_json()


def test_it_cannot_be_changed(manifest):
    with pytest.raises(TypeError):
        manifest.scenarios["baseline"] = "other"


def test_every_fault_is_named(manifest):
    values = manifest.to_dict()
    del values["vintage"]
    values |= {"seed": "seven", "draws": True, "scenaros": {}, "outputs": [1]}
    with pytest.raises(FileFormatError, match="5 problems") as caught:
        Manifest.from_json(json.dumps(values))
    assert "'scenaros'; did you mean 'scenarios'" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "[" * 100_000])
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(FileFormatError, match="cannot read the manifest"):
        Manifest.from_json(text)


def test_a_newer_format_is_refused(manifest):
    with pytest.raises(FileFormatError, match="newer"):
        Manifest.from_dict(manifest.to_dict() | {"format": 2, "novelty": 1})


def test_the_backend_is_numpy_unless_it_says_otherwise(manifest):
    values = manifest.to_dict()
    assert values.pop("backend") == "numpy"
    assert Manifest.from_dict(values) == manifest
    compiled = replace(manifest, backend="compiled")
    assert Manifest.from_json(compiled.to_json()) == compiled != manifest
