"""Find orders to a model in a source (prompt injection)."""

import re

_ENGLISH = r"""
\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,40}\b(?:instructions?|prompts?|rules?|guidelines|told|above)\b
|\bnew\ (?:instructions?|task|rules?)\b
|\b(?:system|developer)[\ _-]?(?:prompt|message|instruction|override|note)
|^\W*(?:system|assistant|developer)\W*:
|<\|\w+\|>|\[/?INST\]|</?(?:source|system|instructions?|draft)\b
|\b(?:you\ are|act\ as|pretend|as)\b.{0,20}\b(?:ai|assistant|language\ model|llm|chatbot|dan)\b
|\b(?:ai|llms?|assistants?|(?:language\ )?models?|chatbots?|summari[sz]ers?|agents?|gpt|claude|gemini|copilot)\b
  .{0,40}\b(?:must|should|shall|please|need\ to|have\ to|are\ to|add|append|insert|include|write|output|end|begin|put)\b
|\b(?:add|append|insert|include|write|output|put|place|embed|end|begin|start|close|say|tell|recommend|instruct)\b.{0,80}
  \b(?:summary|post|answer|response|reply|draft|article|output|title|excerpt|tags?|readers?|users?)\b
|\b(?:do\ not|don't|never)\b.{0,30}\b(?:mention|reveal|tell|warn|mark)\b
|\bdecode\b.{0,60}\b(?:follow|obey|do|execute|instructions?|write)\b
"""
_KOREAN = r"""
(?:지시|명령|규칙|지침|프롬프트|안내).{0,20}(?:무시|잊|따르지|대신|우선)
|(?:새|새로운|추가|숨은|시스템|개발자)\s*(?:지시|명령|지침|프롬프트|메시지)
|(?:AI|인공지능|언어\s?모델|모델|어시스턴트|챗봇|요약기|에이전트)(?:에게|에|는|은|가|이|야|님|라면|용)?[^가-힣]?.{0,40}
  (?:하라|해라|하세요|하십시오|써라|쓰세요|쓸\s?것|넣어|넣으|추가|붙여|붙이|출력|포함|권하|안내|끝내)
|(?:요약|답변|답|글|초안|응답|제목|본문|발췌|태그|독자)(?:의|에|에게|은|는|을|를)?.{0,40}
  (?:넣어|넣으|추가하|추가해|붙여|붙이|써라|쓰세요|쓸\s?것|포함하|포함해|출력하|권하라|권해|안내하|안내해|끝내)
|(?:언급|표시|경고|말)하지\s?(?:마|말)
|(?:해독|디코드|풀어서?).{0,30}(?:따르|실행|그대로|써라|쓰)
"""
_ORDER = re.compile(f"{_ENGLISH}|{_KOREAN}", re.IGNORECASE | re.VERBOSE | re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
SHOWN = 160  # maximum characters shown of a passage


def find_orders(source: str) -> list[str]:
    """Return the line with the order for each passage that contains one."""
    found = (_ORDER.search(passage) for passage in _BLANK.split(source))
    return [_line(order) for order in found if order]


def without_orders(source: str) -> str:
    """Return the source without such passages, which do not support claims in a draft."""
    return "\n\n".join(passage for passage in _BLANK.split(source) if not _ORDER.search(passage))


def _line(order: re.Match[str]) -> str:
    begin = order.string.rfind("\n", 0, order.start()) + 1
    return order.string[begin:].split("\n", 1)[0].strip()[:SHOWN]
