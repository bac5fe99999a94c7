"""Every way a saved result can be wrong has a file; none is read, none runs anything."""

from __future__ import annotations

import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tajsim.errors import FileFormatError
from tajsim.results import load

from .refusal import is_refused

FOLDER = Path(__file__).parent / "results"

EXPECTED = {
    "a_pickle": ["damaged, truncated or not a saved result"],
    "array_missing": ["its contents do not match its checksum; it was altered"],
    "array_missing_and_sealed": ["output 'gdp' is missing from central"],
    "checksum_empty": ["its contents do not match its checksum; it was altered"],
    "checksum_missing": ["its contents do not match its checksum; it was altered"],
    "checksum_of_another": ["its contents do not match its checksum; it was altered"],
    "checksum_short": ["its contents do not match its checksum; it was altered"],
    "compressed": ["'metadata.npy' in it is compressed"],
    "empty": ["damaged, truncated or not a saved result"],
    "extra_array": ["output 'gni' has values but no unit or definition"],
    "extra_part": ["it holds 'notes/gdp.npy', which is no part of a result"],
    "extra_summary": ["its labels do not mention summaries/0/values"],
    "first_kilobyte": ["damaged, truncated or not a saved result"],
    "format_boolean": ["format is True; this version reads 3"],
    "format_newer": ["it has format 4, newer than 3; upgrade tajsim to read it"],
    "format_zero": ["format is 0; this version reads 3"],
    "half_written": ["damaged, truncated or not a saved result"],
    "header_not_python": ["damaged, truncated or not a saved result"],
    "header_of_another_version": ["'quarterly/gdp.npy' in it has another version of the npy format"],
    "identity_nan": ["the worst violation of 'persons' is nan; it must be 0 or more"],
    "identity_text": ["the worst violation of 'persons' is 'small'; it must be 0 or more"],
    "info_extra": [
        'its labels are damaged (TypeError("OutputInfo.__init__() got an unexpected keyword argument'
    ],
    "info_rule_unknown": ["bad output 'gdp': annual is 'summ'; allowed: sum, mean, end, ratio, growth"],
    "info_without_unit": ["bad output 'gdp': unit is ''; it must be text"],
    "infos_empty": ["output 'gdp' has values but no unit or definition"],
    "label_unknown": [
        "its labels are damaged: unknown label 'colour'; known names: identities, infos, manifest,"
    ],
    "labels_a_list": ["scenarios is missing; it must be a list"],
    "labels_missing": ["scenarios is missing; it must be a list"],
    "labels_of_wrong_kinds": ["scenarios is 3; it must be a list"],
    "last_byte_missing": ["damaged, truncated or not a saved result"],
    "manifest_faulty": ["unknown field 'sed'; did you mean 'seed' or 'end'?"],
    "manifest_of_draws": ["the arrays hold [1] draws; the manifest says 50"],
    "manifest_with_many_faults": [
        "cannot read the manifest: 4 problems",
        "unknown field 'sed'; did you mean 'seed' or 'end'?",
        "field 'seed' is -1; it must be at least 0",
        "fields 'start' and 'end': not a quarter: 'soon'; write it as 2025Q1",
        "field 'outputs' is []; it must name outputs, each once",
    ],
    "many_faults": [
        "its labels are damaged: 5 problems",
        "unknown label 'quartes'; did you mean 'quarters' or 'summaries' or 'years'?",
        "scenarios is 'baseline'; it must be a list",
        "quarters is missing; it must be a list",
        "years is missing; it must be a list",
        "infos is 7; it must be a list",
    ],
    "many_misfits": [
        "2 problems",
        "quarterly['gdp'] is (2, 2, 1), not (4, 2, 1)",
        "central['gdp'] is (2, 2), not (4, 2)",
    ],
    "member_twice": ["it holds 'quarterly/gdp.npy' 2 times"],
    "metadata_a_list": ["not a result saved by tajsim"],
    "metadata_missing": ["not a result saved by tajsim"],
    "not_a_result": ["not a result saved by tajsim"],
    "object_array": ["'quarterly/gdp.npy' in it is of type object; it must be float32"],
    "one_array": ["damaged, truncated or not a saved result"],
    "only_the_end": ["damaged, truncated or not a saved result"],
    "path_absolute": ["it holds '/tmp/escaped.npy', which is no part of a result"],
    "path_outside": ["it holds '../escaped.npy', which is no part of a result"],
    "pickle_member": ["'annual/evil.npy' in it is of type object; it must be float32"],
    "pickle_without_name": ["it holds 'evil.pkl', which is no part of a result"],
    "quarter_unreadable": ["not a quarter: '2025'; write it as 2025Q1"],
    "quarters_missing": ["its labels are damaged: quarters is missing; it must be a list"],
    "quarters_with_a_gap": ["quarters must follow one another without a gap"],
    "scenario_twice": ["scenarios are ('baseline', 'baseline'); there must be one or more, each once"],
    "scenarios_a_number": ["its labels are damaged: scenarios is 3; it must be a list"],
    "scenarios_short": ["quarterly['gdp'] is (4, 2, 1), not (4, 1, 1)"],
    "shape_beyond_integers": [
        "'quarterly/gdp.npy' in it has not the size of its shape (1180591620717411303424,)"
    ],
    "shape_huge": ["'quarterly/gdp.npy' in it has not the size of its shape (1000000000000, 4)"],
    "shape_negative": ["'quarterly/gdp.npy' in it has not the size of its shape (-1,)"],
    "shape_of_another": ["quarterly['gdp'] is (2, 2, 1), not (4, 2, 1)"],
    "start_added": ["damaged, truncated or not a saved result"],
    "summaries_a_number": ["its labels are damaged: summaries is 7; it must be a list"],
    "summary_of_nothing": ["its labels are damaged (KeyError('summaries/0/values'))"],
    "summary_without_extremes": [
        "its summaries have format 1, which held neither minimum nor maximum; run it again and save"
    ],
    "summary_without_its_lowest_draw": ["bad summary: ranks must not fall, from 0.5 to 49.5"],
    "tail_added": ["something was added to it"],
    "text": ["damaged, truncated or not a saved result"],
    "type_complex": ["'quarterly/gdp.npy' in it is of type complex128; it must be float32"],
    "type_date": ["'quarterly/gdp.npy' in it is of type datetime64[s]; it must be float32"],
    "type_double": ["'quarterly/gdp.npy' in it is of type float64; it must be float32"],
    "type_integer": ["'quarterly/gdp.npy' in it is of type int32; it must be float32"],
    "type_text": ["'quarterly/gdp.npy' in it is of type <U4; it must be float32"],
    "type_without_size": ["'quarterly/gdp.npy' in it is of type |V0; it must be float32"],
    "weights_below_zero": ["not weights of draws: the weight of draw 0 is -0.25; it must be 0 or more"],
    "weights_extra": ["its labels do not mention weights/of_log"],
    "weights_in_single_precision": ["'weights/values.npy' in it is of type float32; it must be float64"],
    "weights_of_other_draws": ["there are 3 weights; the manifest says 2 draws"],
    "weights_without_k": ["its labels are damaged (KeyError('weights/pareto_k'))"],
    "word_changed": ["damaged, truncated or not a saved result"],
    "years_wrong": ["years are (2031,); the full calendar years of the quarters are (2025,)"],
}


def test_every_file_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_faults(name: str) -> None:
    is_refused(load, FOLDER / f"{name}.npz", EXPECTED)


PICKLES = ("a_pickle", "pickle_member", "pickle_without_name", "object_array")


@pytest.mark.parametrize("name", PICKLES)
def test_a_pickle_is_never_opened(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the pickle would make a file
    with pytest.raises(FileFormatError):
        load(FOLDER / f"{name}.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_pickles_would_do_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if not hasattr(np, "_core"):  # NumPy 1 has the module that rebuilds a pickled array under another name
        for part in ("", ".multiarray"):
            monkeypatch.setitem(sys.modules, f"numpy._core{part}", sys.modules[f"numpy.core{part}"])
    with zipfile.ZipFile(FOLDER / "pickle_without_name.npz") as archive:
        payloads = [(FOLDER / "a_pickle.npz").read_bytes(), archive.read("evil.pkl")]
    for payload in payloads:
        pickle.loads(payload).close()
        (tmp_path / "made-by-a-pickle").unlink()
    for name, member in (("pickle_member", "annual/evil"), ("object_array", "quarterly/gdp")):
        with np.load(FOLDER / f"{name}.npz", allow_pickle=True) as archive:
            archive[member][0].close()
        (tmp_path / "made-by-a-pickle").unlink()


def test_nothing_is_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    for name in ("path_outside", "path_absolute"):
        with pytest.raises(FileFormatError):
            load(FOLDER / f"{name}.npz")
    assert list(tmp_path.iterdir()) == [inner]
    assert list(inner.iterdir()) == []
