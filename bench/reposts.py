"""Reposts as they happen: each a documented edit of a text, made by code from a fixed seed."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import opencc

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
# What other sites put around a story.
HEADS = ["【转载】", "本网讯 ", "据多家媒体报道，", "编者按：以下内容来自网络。\n"]
TAILS = [
    "\n（来源：网络 责任编辑：小周）",
    "\n声明：转载此文是出于传递更多信息之目的，版权归原作者所有。",
    "\n关注本号，获取更多本地资讯。点赞、在看、分享，三连支持一下。",
]
# Words that say the same, both ways.
SAME = [
    *(("表示", "称"), ("认为", "指出"), ("目前", "现在"), ("已经", "已"), ("进行", "开展"), ("应当", "应该")),
    *(("可以", "能够"), ("规定", "要求"), ("因为", "由于"), ("但是", "不过"), ("以及", "和"), ("没有", "并未")),
    *(("今年", "本年"), ("人们", "大家"), ("帮助", "协助"), ("开始", "着手"), ("使用", "利用"), ("重要", "关键")),
]


@dataclass(frozen=True)
class Text:
    """A story: a title and paragraphs."""

    title: str
    paragraphs: list[str]

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


Edit = Callable[[Text, Text, random.Random], tuple[str, str]]


def _sentences(body: str) -> list[str]:
    return SENTENCE.findall(body)


def _dropped(text: Text, draw: random.Random, share: float) -> str:
    return "".join(part for part in _sentences(text.body) if draw.random() > share) or text.body


def _reworded(body: str) -> str:
    for one, other in SAME:
        body = body.replace(one, other)
    return body


def _noisy(body: str, draw: random.Random, share: float) -> str:
    return "".join(draw.choice("的了是在和有") if draw.random() < share else sign for sign in body)


def _shuffled(parts: list[str], draw: random.Random) -> list[str]:
    return draw.sample(parts, len(parts))


def _piece(body: str, draw: random.Random, share: float) -> str:
    """A stretch of the text, at least 120 characters."""
    length = max(120, int(len(body) * share))
    start = draw.randint(0, max(0, len(body) - length))
    return body[start : start + length]


def _to(script: str) -> Edit:
    convert = opencc.OpenCC(script).convert
    return lambda text, other, draw: (convert(text.title), convert(text.body))


def _mixed(text: Text, other: Text, draw: random.Random) -> tuple[str, str]:
    """Another title, some sentences dropped, words replaced, the words of a third site around it."""
    body = _reworded(_dropped(text, draw, 0.2))
    return other.title, draw.choice(HEADS) + _noisy(body, draw, 0.02) + draw.choice(TAILS)


EDITS: dict[str, Edit] = {
    "copied": lambda text, other, draw: (text.title, text.body),
    "another title": lambda text, other, draw: (other.title, text.body),
    "Traditional script": _to("s2t"),
    "Traditional as in Taiwan": _to("s2twp"),
    "punctuation changed": lambda text, other, draw: (text.title, re.sub(r"[，。、；：]", " ", text.body)),
    "zero width between all": lambda text, other, draw: (text.title, "\u200b".join(text.body)),
    "spaced out": lambda text, other, draw: (text.title, " ".join(text.body)),
    "head and tail added": lambda text, other, draw: (
        text.title,
        draw.choice(HEADS) + text.body + draw.choice(TAILS),
    ),
    "paragraphs shuffled": lambda text, other, draw: (other.title, "\n".join(_shuffled(text.paragraphs, draw))),
    "sentences shuffled": lambda text, other, draw: (other.title, "".join(_shuffled(_sentences(text.body), draw))),
    "a third of the sentences dropped": lambda text, other, draw: (other.title, _dropped(text, draw, 0.33)),
    "first half only": lambda text, other, draw: (other.title, text.body[: max(120, len(text.body) // 2)]),
    "a fifth quoted": lambda text, other, draw: (other.title, _piece(text.body, draw, 0.2)),
    "inside another story": lambda text, other, draw: (other.title, f"{other.body}\n{text.body}\n{other.title}"),
    "words replaced": lambda text, other, draw: (other.title, _reworded(text.body)),
    "5 % of characters changed": lambda text, other, draw: (other.title, _noisy(text.body, draw, 0.05)),
    "10 % of characters changed": lambda text, other, draw: (other.title, _noisy(text.body, draw, 0.10)),
    "retitled, cut, reworded, framed": _mixed,
}
