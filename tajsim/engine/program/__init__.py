"""Equations as a straight-line program, and that program as NumPy, as machine code and as WebAssembly.

| module | what it does |
|---|---|
| operations | the ten operations, each with its form in every language |
| trace | runs equations on symbols and keeps what they compute: the program |
| rows | where the inputs and outputs of a program lie in memory |
| numpy_text | the program as Python source on NumPy arrays |
| float_text | the program as Python source on plain floats |
| llvm | as LLVM text, for the compiled backend |
| wasm | as a WebAssembly module, for the page of `tajsim explore` |
| wasm_bytes | the binary format of WebAssembly |
"""
