"""LLVM text as machine code of this processor, by llvmlite."""

from __future__ import annotations

from typing import Any

from tajsim.errors import MissingExtraError


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
