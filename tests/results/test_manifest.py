import json
import pickle
from dataclasses import replace

import pytest

from tajsim.errors import FileFormatError
from tajsim.results import Manifest
from tajsim.results.manifest import FORMAT

from .synthetic import NOT_IN_FORMAT_1, result


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
        Manifest.from_dict(manifest.to_dict() | {"format": FORMAT + 1, "novelty": 1})


def test_the_backend_is_numpy_unless_it_says_otherwise(manifest):
    values = manifest.to_dict()
    assert values.pop("backend") == "numpy"
    assert Manifest.from_dict(values) == manifest
    compiled = replace(manifest, backend="compiled")
    assert Manifest.from_json(compiled.to_json()) == compiled != manifest


def test_a_manifest_of_format_2_has_no_outlook_of_ones_own(manifest):
    values = manifest.to_dict() | {"format": 2}
    with pytest.raises(FileFormatError, match="unknown field 'outlook_toml'"):
        Manifest.from_dict(values)
    for name in ("outlook_toml", "given_toml", "judgement_toml", "swaps_toml"):
        del values[name]
    old = Manifest.from_dict(values)
    assert old.outlook_toml is None
    assert old.to_dict() == values


def test_a_manifest_of_format_3_has_no_judgement(manifest):
    values = manifest.to_dict() | {"format": 3}
    with pytest.raises(FileFormatError, match="unknown field 'judgement_toml'"):
        Manifest.from_dict(values)
    del values["judgement_toml"], values["given_toml"], values["swaps_toml"]
    old = Manifest.from_dict(values)
    assert old.judgement_toml is None
    assert old.to_dict() == values


def test_a_manifest_of_format_1_still_reads_and_is_written_as_it_was(manifest):
    values = manifest.to_dict() | {"format": 1}
    for name in NOT_IN_FORMAT_1:
        del values[name]
    old = Manifest.from_dict(values)
    assert (old.format, old.keep, old.definitions) == (1, "auto", {})
    assert old.to_dict() == values
    with pytest.raises(FileFormatError, match="unknown field 'keep'"):
        Manifest.from_dict(values | {"keep": "draws"})
    with pytest.raises(FileFormatError, match="4 problems"):
        Manifest.from_dict(values | {"format": 2})


FAULTS = {
    "a hash": ({"vintage_sha256": "0" * 63}, "'vintage_sha256' is .* it must be a SHA-256"),
    "a hash of a file": ({"data": {"a": "/etc/passwd"}}, "'data.a' is '/etc/passwd'"),
    "a backend": ({"backend": "magic"}, "allowed: 'numpy', 'compiled'"),
    "what is kept": ({"keep": "auto"}, "allowed: 'draws', 'summary'"),
    "a seed": ({"seed": -1}, "'seed' is -1; it must be at least 0"),
    "draws": ({"draws": 0}, "'draws' is 0; it must be at least 1 and at most 1,000,000,000"),
    "many draws": ({"draws": 10**30}, "'draws' is 10000"),
    "a number without end": ({"draws": 10**5000}, "'draws' is a int that is too large"),
    "a quarter": ({"start": "soon"}, "not a quarter: 'soon'"),
    "an end": ({"end": "2001Q1"}, "the end 2001Q1 is before the start"),
    "a baseline": ({"baseline": "other"}, "'baseline' is 'other', which is not among"),
    "a definition": ({"definitions": {"other": ""}}, "holds 'other', which is not among"),
    "no outputs": ({"outputs": []}, "it must name outputs, each once"),
    "outputs twice": ({"outputs": ["gdp", "gdp"]}, "it must name outputs, each once"),
    "a format": ({"format": 0}, "'format' is 0"),
    "a format that is none": ({"format": True}, "'format' is True; it must be int"),
    "a long name": ({"x" * 10**6: 1}, r"unknown field 'xxx.*\.\.\."),
}


@pytest.mark.parametrize(("change", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_value_is_named(manifest, change, expected):
    with pytest.raises(FileFormatError, match=expected) as caught:
        Manifest.from_dict(manifest.to_dict() | change)
    assert len(str(caught.value)) < 1000


def test_a_field_given_twice_is_refused_with_every_other_problem(manifest):
    text = manifest.to_json().replace("{", '{\n  "seed": 8,', 1).replace('"draws": 10', '"draws": -1')
    with pytest.raises(FileFormatError) as caught:
        Manifest.from_json(text)
    assert len(caught.value.problems) == 2
    assert caught.value.problems[0] == "'seed' is given twice"


def test_a_table_nested_too_deeply_is_refused(manifest):
    values = []
    for _ in range(900):
        values = [values]
    with pytest.raises(FileFormatError, match="field 'scenarios'"):
        Manifest.from_dict(manifest.to_dict() | {"scenarios": values})


def test_a_text_that_is_too_long_is_refused(monkeypatch, manifest):
    monkeypatch.setattr("tajsim.results.manifest.LARGEST", 0)
    with pytest.raises(FileFormatError, match="longer than 0 MiB"):
        Manifest.from_json(manifest.to_json())


def test_a_file_is_named(tmp_path, manifest):
    path = tmp_path / "manifest.json"
    path.write_text(manifest.to_json())
    assert Manifest.read(path) == manifest
    path.write_text(manifest.to_json()[:-10])
    with pytest.raises(FileFormatError, match=f"cannot read the manifest {path}: not JSON"):
        Manifest.read(path)
    with pytest.raises(FileFormatError, match=r"cannot read .*gone.json: No such file"):
        Manifest.read(tmp_path / "gone.json")


def test_a_byte_order_mark_is_no_fault(manifest, tmp_path):
    assert Manifest.from_json("\ufeff" + manifest.to_json()) == manifest
    (tmp_path / "m.json").write_bytes(b"\xef\xbb\xbf" + manifest.to_json().encode().replace(b"\n", b"\r\n"))
    assert Manifest.read(tmp_path / "m.json") == manifest
