"""LLVM text as machine code of this processor, by llvmlite."""

from __future__ import annotations

import ctypes
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from tajsim.cache import Arrays, remembered
from tajsim.errors import MissingExtraError


@dataclass(frozen=True)
class MachineCode:
    """A compiled function. It travels to other processes as machine code; other machines compile it anew.

    function, arguments: its name in the text, and the ctypes of what it takes.
    """

    text: str
    machine: str
    code: bytes

    function: ClassVar[str]
    arguments: ClassVar[tuple[Any, ...]]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "loaded"}

    @cached_property
    def loaded(self) -> tuple[Any, Any]:
        """The function in this process's memory, and what keeps it there."""
        binding = llvm()
        code = self.code if self.machine == machine(binding) else machine_code(binding, self.text)
        engine = in_memory(binding, code)
        return ctypes.CFUNCTYPE(None, *self.arguments)(engine.get_function_address(self.function)), engine


def kept_code(
    kind: str, known: object, compile_text: Callable[[], tuple[str, Mapping[str, Any]]]
) -> tuple[str, bytes, dict[str, Any]]:
    """A text, its machine code and where its numbers lie, from the cache folder where they are kept.

    known: all that they follow from, besides the equations. compile_text: gives the text and where its
    numbers lie, as plain values for JSON.
    """

    def made() -> Arrays:
        text, places = compile_text()
        parts = {
            "text": zlib.compress(text.encode(), 1),
            "places": json.dumps(places).encode(),
            "code": machine_code(llvm(), text),
        }
        return {name: np.frombuffer(part, dtype=np.uint8) for name, part in parts.items()}

    found = {name: array.tobytes() for name, array in remembered(kind, [repr(known)], made).items()}
    return zlib.decompress(found["text"]).decode(), found["code"], json.loads(found["places"])


def llvm() -> Any:
    """The binding of LLVM, ready to compile for this machine. Raises MissingExtraError without llvmlite."""
    try:
        import llvmlite.binding as binding
    except (ImportError, OSError) as error:
        raise MissingExtraError("the compiled backend", "compiled") from error
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


def machine(binding: Any) -> str:
    """What machine code depends on: the processor with its features, and the compiler."""
    compiler = ".".join(map(str, binding.llvm_version_info))
    name = binding.get_host_cpu_name()
    return f"{binding.get_default_triple()} {name} {_features(binding)} LLVM {compiler}"


def machine_code(binding: Any, text: str) -> bytes:
    """The object code of a text."""
    module = binding.parse_assembly(text)
    module.verify()
    return bytes(_target(binding).emit_object(module))


def in_memory(binding: Any, code: bytes) -> Any:
    """An engine that holds object code; its functions live as long as it does."""
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target(binding))
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


def _features(binding: Any) -> str:
    return str(binding.get_host_cpu_features().flatten())


def _target(binding: Any) -> Any:
    target = binding.Target.from_default_triple()
    cpu = binding.get_host_cpu_name()
    return target.create_target_machine(cpu=cpu, features=_features(binding), opt=3, jit=True)
