"""The compiled forms of a plan: a step for one quarter at a time, and whole paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tajsim.engine.compiled import Kernel, compile_step
from tajsim.engine.path_kernel import PathKernel, compile_paths
from tajsim.engine.path_program import Shape
from tajsim.engine.program.trace import Arguments
from tajsim.model.outputs import OUTPUTS


@dataclass(frozen=True, eq=False)
class Kernels:
    """Compiled forms of the plans of a shape, each made when it is first needed.

    shape: of whole paths. arguments: of a step, arrays where draws differ.
    """

    shape: Shape
    arguments: Arguments

    @cached_property
    def step(self) -> Kernel:
        """A quarter, with every value in double precision."""
        return compile_step(self.arguments, [o for o in OUTPUTS if o.name in self.shape.kept])

    @cached_property
    def paths(self) -> PathKernel:
        """Whole paths, with what is kept in single precision."""
        return compile_paths(self.shape)

    def ready(self, steps: bool) -> Kernels:
        """The same, with the form compiled that a run needs, so that workers get it as machine code.

        Raises MissingExtraError without llvmlite.
        """
        assert self.step if steps else self.paths
        return self
