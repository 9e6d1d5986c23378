# Copyright 2026 the minio-swift authors
# SPDX-License-Identifier: Apache-2.0
"""What the checks know about Swift source: which characters are code, and where functions begin and end."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent


def files(*folders):
    """The Swift files under folders of the package, in order."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.swift")) if ".build" not in path.parts]


def name(path):
    """A path as messages show it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def code(text):
    """The text with comments and the contents of strings blanked, every other character where it was.

    What stands inside an interpolation is code, and stays.
    """
    out = list(text)
    length = len(text)
    position = 0
    # Strings that an interpolation interrupts: their closing quote, their number of #, and the open parentheses.
    interrupted = []

    def blank(start, end):
        for index in range(start, min(end, length)):
            if out[index] != "\n":
                out[index] = " "

    def string(start, quote, hashes):
        """Blanks a string from just after its opening quote, or after an interpolation; returns where code goes on."""
        index = start
        closing = quote + "#" * hashes
        escape = "\\" + "#" * hashes
        while index < length:
            if text.startswith(closing, index):
                blank(start, index)
                return index + len(closing)
            if text.startswith(escape, index):
                index += len(escape)
                if index < length and text[index] == "(":
                    blank(start, index)
                    interrupted.append([quote, hashes, 1])
                    return index + 1
                index += 1
                continue
            if text[index] == "\n" and quote == '"':
                break
            index += 1
        blank(start, index)
        return index

    while position < length:
        if text.startswith("//", position):
            end = text.find("\n", position)
            end = length if end < 0 else end
            blank(position, end)
            position = end
        elif text.startswith("/*", position):
            depth, end = 1, position + 2
            while end < length and depth:
                if text.startswith("/*", end):
                    depth, end = depth + 1, end + 2
                elif text.startswith("*/", end):
                    depth, end = depth - 1, end + 2
                else:
                    end += 1
            blank(position, end)
            position = end
        elif match := re.compile(r'(#*)("""|")').match(text, position):
            position = string(match.end(), match[2], len(match[1]))
        elif interrupted and text[position] in "()":
            interrupted[-1][2] += 1 if text[position] == "(" else -1
            position += 1
            if interrupted[-1][2] == 0:
                quote, hashes, _ = interrupted.pop()
                position = string(position, quote, hashes)
        else:
            position += 1
    return "".join(out)


def line(text, position):
    """The number of the line of a position, counted from one."""
    return text.count("\n", 0, position) + 1


_FUNCTION = re.compile(
    r"\bfunc\s+(?P<function>`?\w+`?|[^\s\w(<{]+)|(?<![.\w])(?P<special>init|deinit|subscript)\b(?=\s*[?!<({])"
    r"|\bvar\s+(?P<variable>\w+)\s*:[^={}\n]*(?=\{)"
)
# What cannot stand between a signature and its body: the next declaration, so this one has no body.
_NEXT = re.compile(
    r"\b(?:func|var|let|init|deinit|subscript|case|struct|enum|class|actor|extension|protocol|associatedtype|typealias"
    r"|import|static|public|private|internal|package|fileprivate|mutating|nonmutating)\b"
)


def functions(masked):
    """Yields name, first and last line of every function, initializer, subscript and computed property."""
    for match in _FUNCTION.finditer(masked):
        opening = _body(masked, match.end(), bool(match["variable"]))
        if opening is None:
            continue
        depth, position = 0, opening
        while position < len(masked):
            if masked[position] == "{":
                depth += 1
            elif masked[position] == "}":
                depth -= 1
                if depth == 0:
                    break
            position += 1
        title = match["function"] or match["special"] or match["variable"]
        yield title, line(masked, match.start()), line(masked, position)


def _body(masked, position, is_variable):
    """Where the body of a declaration opens; nothing if it has none."""
    parentheses = 0
    while position < len(masked):
        character = masked[position]
        if character in "([":
            parentheses += 1
        elif character in ")]":
            parentheses -= 1
            if parentheses < 0:
                return None
        elif parentheses == 0:
            if character == "{":
                return position
            if character in "};" or (not is_variable and _NEXT.match(masked, position)):
                return None
        position += 1
    return None
