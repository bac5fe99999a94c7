"""Whole paths as LLVM text: every quarter of a scenario for a tile of draws, then the next tile.

What a tile needs lies side by side in a few hundred short rows, so that a quarter finds in the nearest cache
what the one before left there. Rows are taken from where they lie, by a table of addresses with a line for
each quarter: a row with no address is that of the quarter before. What is kept is rounded to float32 and put
where it stays, by a table of addresses too; what has no address is not kept. A tile that is not full repeats
its last draw.

    for a tile of draws
        take the state and the inputs
        for a quarter
            take the inputs that change
            @fixed      where a parameter changed: what depends on parameters alone
            @quarter    the step, what is reported, and the sums of the year
            give the quarter's values
            @year       in the last quarter of a year: its values, from the sums
            give the year's values
        give the state
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tajsim.engine.program.llvm import DECLARED, DOUBLES, LONGS, STRIDE, WIDTH, Lines, emit, longs, value_of
from tajsim.engine.program.rows import Layout
from tajsim.engine.program.trace import Program, Reach

TILE = 64
"""Draws in a tile, a multiple of `WIDTH`."""

FLOATS = f"<{WIDTH} x float>"
SIGNLESS = 0x7FFF_FFFF_FFFF_FFFF  # without the sign, doubles are in order as whole numbers, NaN the last


class Places(NamedTuple):
    """Where the numbers of a path lie.

    state: rows that a quarter leaves to the next one, by name. inputs, scalars: what else a quarter reads.
    fixed: rows of what depends on fixed inputs alone, after the inputs. quarterly, annual: rows of what is
    kept, by name of the output, in one matrix. watched: the identities, in their order; after them, whether
    anything kept is not finite.
    """

    state: dict[str, int]
    inputs: dict[str, int]
    scalars: dict[str, int]
    fixed: dict[str, int]
    quarterly: dict[str, int]
    annual: dict[str, int]
    watched: list[str]


def places_of(fixed: Program, quarter: Program, year: Program) -> Places:
    """Number the rows of the programs of what is fixed, of a quarter and of a year."""
    state = _numbered(name for name in quarter.outputs if name.startswith("state."))
    read = {
        node.name: program.reach[i]
        for program in (fixed, quarter)
        for i, node in enumerate(program.nodes)
        if node.kind == "input" and node.name not in state and node.name not in fixed.outputs
    }
    inputs = _numbered(name for name, reach in read.items() if reach > Reach.SCALAR)
    quarterly, annual = (
        [name.removeprefix("kept.") for name in program.outputs if name.startswith("kept.")]
        for program in (quarter, year)
    )
    return Places(
        state=state,
        inputs=inputs,
        scalars=_numbered(name for name, reach in read.items() if reach == Reach.SCALAR),
        fixed={name: len(inputs) + place for place, name in enumerate(fixed.outputs)},
        quarterly=_numbered(quarterly),
        annual={name: len(quarterly) + place for place, name in enumerate(annual)},
        watched=[name for name in quarter.outputs if name.startswith("identities.")],
    )


def source(fixed: Program, quarter: Program, year: Program, places: Places) -> str:
    """The text of `paths`, a function of the numbers of draws and quarters and of twelve addresses.

    begin, end: the state, a matrix whose rows are `STRIDE` apart. sources: addresses of inputs, (quarter,
    input). numbers: scalars, (quarter, scalar). quarterly, annual: addresses of what is kept, (quarter, row);
    renews, closes: whether a fixed input changes and whether a year ends, (quarter,). state, inputs, kept:
    room for a tile. worst: for each that is watched and each lane, the largest size, and where: 2^32 x
    quarter + draw.
    """
    return "\n".join(
        [
            *DECLARED,
            _take(),
            _give("give_doubles", "double"),
            _give("give_floats", "float"),
            _give_all(),
            _function("fixed", fixed, places, {}),
            _function("quarter", quarter, places, places.quarterly),
            _function("year", year, places, places.annual),
            _paths(places),
            "",
        ]
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _function(name: str, program: Program, places: Places, kept: dict[str, int]) -> str:
    """One program as a loop over the draws of a tile. The state is read and written in place."""
    before, inside = Lines("s", TILE), Lines("d", TILE)
    rows = Layout(places.state, places.inputs | places.fixed, places.scalars, {})
    for i, (node, reach) in enumerate(zip(program.nodes, program.reach, strict=True)):
        if node.kind != "literal":
            lines = inside if reach > Reach.SCALAR else before
            emit(lines, f"%v{i}", node, program, rows)
    finite = ""
    for output, number in program.outputs.items():
        value = value_of(program, number)
        if output.startswith("state."):
            inside.store(value, places.state[output], "state")
        elif output.startswith("fixed."):
            inside.store(value, places.fixed[output], "inputs")
        elif output.startswith("kept."):
            finite = _keep(inside, value, kept[output.removeprefix("kept.")], finite)
        else:
            _watch(inside, value, places.watched.index(output))
    if finite:
        _watch(inside, inside.add(f"fpext {FLOATS} {finite} to {DOUBLES}"), len(places.watched))
    arguments = ", ".join(f"ptr noalias %{each}" for each in ("state", "inputs", "scalars", "kept", "worst"))
    lanes = ", ".join(f"i64 {lane}" for lane in range(WIDTH))
    return "\n".join(
        [
            f"define internal void @{name}(i64 %draws, i64 %place, {arguments}) {{",
            "start:",
            *before.text,
            "  br label %loop",
            "loop:",
            "  %i = phi i64 [0, %start], [%next, %loop]",
            *(f"  %{each}_i = getelementptr double, ptr %{each}, i64 %i" for each in ("state", "inputs")),
            "  %kept_i = getelementptr float, ptr %kept, i64 %i",
            "  %first = add i64 %place, %i",
            f"  %one = insertelement {LONGS} poison, i64 %first, i32 0",
            f"  %all = shufflevector {LONGS} %one, {LONGS} poison, <{WIDTH} x i32> zeroinitializer",
            f"  %where = add {LONGS} %all, <{lanes}>",
            *inside.text,
            f"  %next = add i64 %i, {WIDTH}",
            "  %more = icmp slt i64 %next, %draws",
            "  br i1 %more, label %loop, label %end",
            "end:",
            "  ret void",
            "}",
        ]
    )


def _keep(lines: Lines, value: str, row: int, finite: str) -> str:
    """Store a value as float32; zero, or NaN where this one or one before is not finite."""
    rounded = lines.add(f"fptrunc {DOUBLES} {value} to {FLOATS}")
    place = lines.add(f"getelementptr float, ptr %kept_i, i64 {row * TILE}")
    lines.text.append(f"  store {FLOATS} {rounded}, ptr {place}, align 4")
    nothing = lines.add(f"fmul {FLOATS} {rounded}, zeroinitializer")
    return lines.add(f"fadd {FLOATS} {finite}, {nothing}") if finite else nothing


def _watch(lines: Lines, value: str, row: int) -> None:
    """Note the size of a value where it is the largest of its lane so far."""
    held, held_at = (
        lines.add(f"getelementptr i64, ptr %worst, i64 {(2 * row + half) * WIDTH}") for half in (0, 1)
    )
    bits = lines.add(f"bitcast {DOUBLES} {value} to {LONGS}")
    size = lines.add(f"and {LONGS} {bits}, {longs(SIGNLESS)}")
    largest, at = (lines.add(f"load {LONGS}, ptr {place}, align 8") for place in (held, held_at))
    larger = lines.add(f"icmp sgt {LONGS} {size}, {largest}")
    for new, old, place in ((size, largest, held), ("%where", at, held_at)):
        chosen = lines.add(f"select <{WIDTH} x i1> {larger}, {LONGS} {new}, {LONGS} {old}")
        lines.text.append(f"  store {LONGS} {chosen}, ptr {place}, align 8")


def _take() -> str:
    return f"""\
define internal void @take(ptr noalias %to, ptr noalias %from, i64 %n) {{
start:
  %full = icmp eq i64 %n, {TILE}
  br i1 %full, label %at_once, label %loop
at_once:
  %tile = load <{TILE} x double>, ptr %from, align 8
  store <{TILE} x double> %tile, ptr %to, align 8
  ret void
loop:
  %i = phi i64 [0, %start], [%next, %loop]
  %last = sub i64 %n, 1
  %inside = icmp slt i64 %i, %n
  %of = select i1 %inside, i64 %i, i64 %last
  %source = getelementptr double, ptr %from, i64 %of
  %number = load double, ptr %source, align 8
  %place = getelementptr double, ptr %to, i64 %i
  store double %number, ptr %place, align 8
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, {TILE}
  br i1 %more, label %loop, label %end
end:
  ret void
}}"""


def _give(name: str, kind: str) -> str:
    return f"""\
define internal void @{name}(ptr noalias %to, ptr noalias %from, i64 %n) {{
start:
  %full = icmp eq i64 %n, {TILE}
  br i1 %full, label %at_once, label %loop
at_once:
  %tile = load <{TILE} x {kind}>, ptr %from, align 4
  store <{TILE} x {kind}> %tile, ptr %to, align 4
  ret void
loop:
  %i = phi i64 [0, %start], [%next, %loop]
  %source = getelementptr {kind}, ptr %from, i64 %i
  %number = load {kind}, ptr %source, align 4
  %place = getelementptr {kind}, ptr %to, i64 %i
  store {kind} %number, ptr %place, align 4
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}}"""


def _give_all() -> str:
    """Rows of what is kept, each to its address where it has one."""
    return f"""\
define internal void @give_all(ptr %addresses, i64 %rows, ptr %kept, i64 %draw, i64 %n) {{
start:
  br label %loop
loop:
  %r = phi i64 [0, %start], [%next, %done]
  %entry = getelementptr ptr, ptr %addresses, i64 %r
  %address = load ptr, ptr %entry, align 8
  %none = icmp eq ptr %address, null
  br i1 %none, label %done, label %give
give:
  %to = getelementptr float, ptr %address, i64 %draw
  %place = mul i64 %r, {TILE}
  %from = getelementptr float, ptr %kept, i64 %place
  call void @give_floats(ptr %to, ptr %from, i64 %n)
  br label %done
done:
  %next = add i64 %r, 1
  %more = icmp slt i64 %next, %rows
  br i1 %more, label %loop, label %end
end:
  ret void
}}"""


def _paths(places: Places) -> str:
    rows = len(places.quarterly) + len(places.annual)
    arguments = (
        *("begin", "sources", "numbers", "quarterly", "annual", "renews", "closes"),
        *("state", "inputs", "kept", "end", "worst"),
    )
    return f"""\
define void @paths(i64 %draws, i64 %quarters, {", ".join(f"ptr %{name}" for name in arguments)}) {{
start:
  br label %tile
tile:
  %d = phi i64 [0, %start], [%after, %tile_done]
  %left = sub i64 %draws, %d
  %partial = icmp slt i64 %left, {TILE}
  %n = select i1 %partial, i64 %left, i64 {TILE}
  br label %carry
carry:
  %s = phi i64 [0, %tile], [%s_next, %carry]
  %s_to = mul i64 %s, {TILE}
  %s_from = mul i64 %s, {STRIDE}
  %s_draw = add i64 %s_from, %d
  %carried = getelementptr double, ptr %state, i64 %s_to
  %begun = getelementptr double, ptr %begin, i64 %s_draw
  call void @take(ptr %carried, ptr %begun, i64 %n)
  %s_next = add i64 %s, 1
  %s_more = icmp slt i64 %s_next, {len(places.state)}
  br i1 %s_more, label %carry, label %quarter
quarter:
  %t = phi i64 [0, %carry], [%t_next, %quarter_done]
  %t_inputs = mul i64 %t, {len(places.inputs)}
  br label %input
input:
  %r = phi i64 [0, %quarter], [%r_next, %input_done]
  %r_place = add i64 %t_inputs, %r
  %entry = getelementptr ptr, ptr %sources, i64 %r_place
  %address = load ptr, ptr %entry, align 8
  %same = icmp eq ptr %address, null
  br i1 %same, label %input_done, label %fetch
fetch:
  %r_row = mul i64 %r, {TILE}
  %r_to = getelementptr double, ptr %inputs, i64 %r_row
  %r_from = getelementptr double, ptr %address, i64 %d
  call void @take(ptr %r_to, ptr %r_from, i64 %n)
  br label %input_done
input_done:
  %r_next = add i64 %r, 1
  %r_more = icmp slt i64 %r_next, {len(places.inputs)}
  br i1 %r_more, label %input, label %taken
taken:
  %t_numbers = mul i64 %t, {len(places.scalars)}
  %scalars = getelementptr double, ptr %numbers, i64 %t_numbers
  %f_entry = getelementptr i64, ptr %renews, i64 %t
  %renewing = load i64, ptr %f_entry, align 8
  %old = icmp eq i64 %renewing, 0
  br i1 %old, label %compute, label %renew
renew:
  call void @fixed(i64 %n, i64 0, ptr %state, ptr %inputs, ptr %scalars, ptr %kept, ptr %worst)
  br label %compute
compute:
  %t_high = shl i64 %t, 32
  %place = add i64 %t_high, %d
  call void @quarter(i64 %n, i64 %place, ptr %state, ptr %inputs, ptr %scalars, ptr %kept, ptr %worst)
  %t_kept = mul i64 %t, {rows}
  %q_entry = getelementptr ptr, ptr %quarterly, i64 %t_kept
  call void @give_all(ptr %q_entry, i64 {rows}, ptr %kept, i64 %d, i64 %n)
  %c_entry = getelementptr i64, ptr %closes, i64 %t
  %closing = load i64, ptr %c_entry, align 8
  %open = icmp eq i64 %closing, 0
  br i1 %open, label %quarter_done, label %close
close:
  call void @year(i64 %n, i64 %place, ptr %state, ptr %inputs, ptr %scalars, ptr %kept, ptr %worst)
  %a_entry = getelementptr ptr, ptr %annual, i64 %t_kept
  call void @give_all(ptr %a_entry, i64 {rows}, ptr %kept, i64 %d, i64 %n)
  br label %quarter_done
quarter_done:
  %t_next = add i64 %t, 1
  %t_more = icmp slt i64 %t_next, %quarters
  br i1 %t_more, label %quarter, label %leave
leave:
  %e = phi i64 [0, %quarter_done], [%e_next, %leave]
  %e_from = mul i64 %e, {TILE}
  %e_row = mul i64 %e, {STRIDE}
  %e_draw = add i64 %e_row, %d
  %left_at = getelementptr double, ptr %state, i64 %e_from
  %ended = getelementptr double, ptr %end, i64 %e_draw
  call void @give_doubles(ptr %ended, ptr %left_at, i64 %n)
  %e_next = add i64 %e, 1
  %e_more = icmp slt i64 %e_next, {len(places.state)}
  br i1 %e_more, label %leave, label %tile_done
tile_done:
  %after = add i64 %d, {TILE}
  %more = icmp slt i64 %after, %draws
  br i1 %more, label %tile, label %end_all
end_all:
  ret void
}}"""
