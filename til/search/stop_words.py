"""Stop words in English and Korean."""

from typing import Final

_ENGLISH = """
a about all also am an and any are as at be been but by can could did do does doing done for from get getting give
had has have having how i if in into is it its just let make me my need of on one or our out should so some than that
the their them then there these they this to us use used using want was way we were what when where which while who
why will with without would you your
"""
_KOREAN = """
을 를 이 가 은 는 의 에 와 과 도 만 로 으로 에서 까지 부터 에게 한테 처럼 보다 하고 이나 나
란 이란 때 수 것 거 법 및 등 중 왜 좀 더 그 방법 하는 하는법 어떻게 무엇 무엇인가 무엇인가요 뭐
뭐야 뭔가 뭔가요 뭐지 언제 어디 어디서 누가 대한 대해 대하여 위한 위해 통한 통해 있는 있나 있나요
없는 하기 하나 하나요 하려면 되는 되나 되나요 쓰는 쓰나 쓰나요 쓸 쓸까 할 할까 하면 해서 그리고
또는 혹은 관련 이용 사용법 알려줘
"""
STOP_WORDS: Final = frozenset((_ENGLISH + _KOREAN).split())
