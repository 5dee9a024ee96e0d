"""Mutants: a module with one small fault in it, as people make them. A test that bites fails for each.

Texts are not changed, nor what only mypy reads, nor assertions: nothing that the program does hangs on them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_LOUD = ("isinstance", "issubclass", "getattr", "hasattr", "setattr", "cast")
"""Swapping what these take fails at once, which shows nothing."""


@dataclass(frozen=True)
class Mutant:
    """A change of `path`, from `line` on: bytes `start` to `end` become `after`.

    `function` is the outermost function or method around it, as `Class.method`, and `first_line` where its
    code begins (its first decorator); None and 0 for what runs when the module is imported.
    """

    path: str
    operator: str
    line: int
    start: int
    end: int
    before: str
    after: str
    function: str | None
    first_line: int

    @property
    def name(self) -> str:
        """Where and what it is, in one line."""
        before, after = (" ".join(part.split()) for part in (self.before, self.after))
        return f"{self.path}:{self.line} {self.operator}: {before} -> {after}"

    def applied(self, source: bytes) -> bytes:
        """Return `source` with the fault in it, on the same lines as before."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """Return all mutants of a module, in the order of its text."""
    maker = _Maker(path, source)
    maker.visit(ast.parse(source))
    return sorted(maker.found, key=lambda mutant: (mutant.start, mutant.end, mutant.operator, mutant.after))


class _Maker(ast.NodeVisitor):
    """Collects the mutants of a module while it walks through it."""

    def __init__(self, path: str, source: bytes) -> None:
        self.found: list[Mutant] = []
        self._path, self._source = path, source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._classes: list[str] = []
        self._function: tuple[str | None, int] = (None, 0)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr | ast.stmt):
            for operator, after in (*_of_expression(node), *_of_statement(node)):
                if operator == "arithmetic" and self._function[0] is None and "&" in after:
                    continue  # a union of types
                self._add(node, operator, after)
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            self._add(node.test, "condition", f"not ({ast.unparse(node.test)})")
        super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        before = self._function
        if before[0] is None:
            first = min((part.lineno for part in node.decorator_list), default=node.lineno)
            self._function = (".".join((*self._classes, node.name)), first)
        self._visit_all(node.body)
        self._function = before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - named by ast

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self._visit_all(node.body)
        self._classes.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if not (isinstance(node.func, ast.Name) and node.func.id in _LOUD):
            self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test).endswith("TYPE_CHECKING"):
            self._visit_all(node.orelse)
        else:
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None: ...

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None: ...  # Python 3.11 misplaces what is in it

    def _visit_all(self, nodes: list[ast.stmt]) -> None:
        for node in nodes:
            self.visit(node)

    def _add(self, node: ast.expr | ast.stmt, operator: str, after: str) -> None:
        start = self._starts[node.lineno - 1] + node.col_offset
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        lines = "\n" * (node.end_lineno - node.lineno)
        if isinstance(node, ast.expr):
            after = f"({after}{lines})"
        else:
            after += lines
        before = self._source[start:end].decode()
        self.found.append(
            Mutant(self._path, operator, node.lineno, start, end, before, after, *self._function)
        )


def _of_expression(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the faults of an expression: a kind, and what stands there instead."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                other = copy.deepcopy(node)
                other.ops[place] = _COMPARISONS[type(operator)]()
                yield "comparison", ast.unparse(other)
        case ast.BinOp() if type(node.op) in _ARITHMETIC and not _is_text(node.left, node.right):
            yield "arithmetic", ast.unparse(ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right))
        case ast.BoolOp():
            other_operator = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "boolean", ast.unparse(ast.BoolOp(other_operator, node.values))
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "boolean" if isinstance(node.op, ast.Not) else "arithmetic", ast.unparse(node.operand)
        case ast.Constant(value=bool(value)):
            yield "constant", str(not value)
        case ast.Constant(value=int(value)):
            yield "off by one", str(value + 1)
            if value > 0:
                yield "off by one", str(value - 1)
        case ast.Constant(value=float(value)):
            yield "constant", repr(value * 2 if value else 1.0)
        case ast.Subscript(slice=ast.Slice()):
            yield from _of_slice(node)
        case ast.Call():
            yield from _of_call(node)


def _of_slice(node: ast.Subscript) -> Iterator[tuple[str, str]]:
    for name in ("lower", "upper"):
        other = copy.deepcopy(node)
        bound = getattr(other.slice, name)
        if bound is not None and not isinstance(bound, ast.Constant):
            setattr(other.slice, name, ast.BinOp(bound, ast.Add(), ast.Constant(1)))
            yield "off by one", ast.unparse(other)


def _of_call(node: ast.Call) -> Iterator[tuple[str, str]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _OPPOSITES:
        yield "call", ast.unparse(ast.Call(ast.Name(_OPPOSITES[name]), node.args, node.keywords))
    if name == "range" and not isinstance(node.args[-1], ast.Constant):
        place = 0 if len(node.args) == 1 else 1
        other = copy.deepcopy(node)
        other.args[place] = ast.BinOp(other.args[place], ast.Add(), ast.Constant(1))
        yield "off by one", ast.unparse(other)
    pair = node.args[:2]
    if len(pair) == 2 and name not in (*_LOUD, *_OPPOSITES) and not _is_starred(*pair):
        swapped = [pair[1], pair[0], *node.args[2:]]
        if ast.dump(pair[0]) != ast.dump(pair[1]):
            yield "swapped arguments", ast.unparse(ast.Call(node.func, swapped, node.keywords))


def _of_statement(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "removed statement", "pass"
        case ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
            yield "removed statement", "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "removed statement", "pass"
        case ast.Return(value=ast.expr() as value) if not _is_nothing(value):
            yield "return value", "return None"


def _is_text(*nodes: ast.expr) -> bool:
    return any(
        isinstance(node, ast.JoinedStr | ast.List | ast.Tuple)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        for node in nodes
    )


def _is_starred(*nodes: ast.expr) -> bool:
    return any(isinstance(node, ast.Starred) for node in nodes)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
