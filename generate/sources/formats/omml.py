"""Word's formulas as TeX, since the converter has none."""

from typing import Any

from lxml import etree

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 30


def keep_formulas(root: Any) -> None:
    """Replace each formula by a run of text between dollar signs."""
    for formula in list(root.iter(_M + "oMath")):
        parent = formula.getparent()
        run = etree.Element(_W + "r")
        text = etree.SubElement(run, _W + "t", {_SPACE: "preserve"})
        text.text = f"${_tex(formula, 0).strip()}$"
        parent.replace(formula, run)
    etree.strip_tags(root, _M + "oMathPara")


def _tex(element: Any, depth: int) -> str:
    kind = str(element.tag).removeprefix(_M)
    if kind in {"t", _W + "t"}:
        return element.text or ""
    if kind.endswith("Pr") or depth > _DEEPEST:
        return ""
    parts = {str(child.tag).removeprefix(_M): _tex(child, depth + 1) for child in element}
    shapes = {
        "f": r"\frac{%(num)s}{%(den)s}",
        "sSup": "{%(e)s}^{%(sup)s}",
        "sSub": "{%(e)s}_{%(sub)s}",
        "sSubSup": "{%(e)s}_{%(sub)s}^{%(sup)s}",
        "rad": r"\sqrt{%(e)s}",
    }
    if kind in shapes:
        return shapes[kind] % {name: parts.get(name, "") for name in ("num", "den", "e", "sup", "sub")}
    inner = "".join(_tex(child, depth + 1) for child in element)
    return f"({inner})" if kind == "d" else inner
