"""The same bits, whatever else is computed beside them, and after a round trip through a file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.engine import collect, run, sampling
from tajsim.model.outputs import OUTPUTS
from tajsim.results.manifest import Manifest

from .strategies import DRAWS, Changed, bits, computed, plausible, plausible_scenario, some

names = st.lists(st.sampled_from([o.name for o in OUTPUTS]), min_size=1, max_size=5, unique=True)


@some(0.05)
@given(plausible(), plausible_scenario("one"), plausible_scenario("other"), names)
def test_a_choice_of_scenarios_and_outputs_has_the_numbers_of_the_whole(
    changed: Changed, one: ts.Scenario, other: ts.Scenario, outputs: list[str]
) -> None:
    whole = computed([one, other], changed)
    few = computed(other, changed, outputs=outputs)
    turned = computed([other, one], changed, outputs=outputs)
    for name in few.scenarios:
        assert bits(few, name) == bits(whole, name, few.kept) == bits(turned, name)


@some(0.04)
@given(plausible(), plausible_scenario("one"), st.integers(1, 3))
def test_whole_blocks_are_a_prefix_whatever_their_size(changed: Changed, one: ts.Scenario, size: int) -> None:
    """Small blocks one after the other, or on two threads, and the draws of the first alone."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (sampling, collect, run):
            patched.setattr(module, "BLOCK", size)
        settings = {"outputs": ["gdp", "remittances_usd", "npl_ratio"]}
        alone = computed(one, changed, draws=2 * size + 1, **settings)
        with ThreadPoolExecutor(2) as executor:
            assert computed(one, changed, draws=2 * size + 1, executor=executor, **settings) == alone
        first = computed(one, changed, draws=size, **settings)
    for name in first.kept:
        assert (alone.quarterly[name][..., :size] == first.quarterly[name]).all()


@some(0.04)
@given(plausible(), plausible_scenario("one"), plausible_scenario("other"))
def test_files_give_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, changed: Changed, one: ts.Scenario, other: ts.Scenario
) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    both = one + other
    p = changed.parameters()
    read = ts.parameters(p.to_toml(folder / "p.toml"))
    again = ts.Scenario.from_toml(both.to_toml(folder / "s.toml"))
    assert read == p
    assert again == both
    r = computed(both, changed)
    back = ts.load(r.save(folder / "r.npz"))
    assert back == r
    assert back.manifest == r.manifest == Manifest.from_json(r.manifest.to_json())
    second = computed(again, read)
    assert [bits(second, name) for name in second.scenarios] == [bits(r, name) for name in r.scenarios]
    assert r.manifest.draws == DRAWS


@some(0.03)
@given(plausible(), plausible_scenario("one"), plausible_scenario("other"))
def test_the_parts_of_a_deviation_add_up_in_every_draw(
    changed: Changed, one: ts.Scenario, other: ts.Scenario
) -> None:
    r = computed(one + other, changed)
    for name in ("gdp", "remittances_usd", "poverty_rate", "npl_ratio"):
        assert r.decompose("one + other", name, freq="Q").gap() < 1e-9, name
