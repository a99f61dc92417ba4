"""JSON among the remarks that a model makes around it."""

import re

_STRUCTURE = re.compile(r'\\.|["{}]', re.DOTALL)


def find_object(text: str) -> str | None:
    """The longest complete JSON object of a text, if each that begins in it also ends.

    That leaves code fences and remarks out. Braces within strings do not count; strings are only
    looked for inside objects, because remarks hold single quotation marks. One pass, no recursion.
    """
    depth = start = 0
    longest = ""
    in_string = False
    for token in _STRUCTURE.finditer(text):
        mark = token[0]
        if mark == '"' and depth:
            in_string = not in_string
        elif in_string:
            continue
        elif mark == "{":
            start = start if depth else token.start()
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
            if not depth and token.end() - start > len(longest):
                longest = text[start : token.end()]
    return longest if longest and not depth else None
