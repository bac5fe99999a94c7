"""The machine and the software that measurements were made with."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .c_source import compiler

PACKAGES = ("numpy", "scipy", "pandas", "llvmlite", "distributed")


def described() -> str:
    """A line: processor, cores, memory, system, versions."""
    packages = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    parts = [f"{_processor()}, {cores()} cores", *_memory(), f"{platform.system()} {platform.machine()}"]
    parts += [f"Python {platform.python_version()}", *packages, _compiler()]
    return ", ".join(parts)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    text = listed.read_text(encoding="utf-8") if listed.exists() else ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    name = found[1].strip() if found else platform.processor() or "unknown processor"
    wide = next((kind for flag, kind in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in text), "")
    return f"{name} with {wide}" if wide else name


def _memory() -> list[str]:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return []
    return [f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB of memory"]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _compiler() -> str:
    cc = compiler()
    if cc is None:
        return "no C compiler"
    first = subprocess.run([cc, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()
    return first[0] if first else cc
