"""Listings as residents write them, and as those write them who want to misuse the site. The same for every run.

Everything is made from parts by a generator with a fixed seed. The parts are our own words; every phone is made up.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORDS = json.loads(Path(__file__).with_name("corpora.json").read_text(encoding="utf-8"))
PLACES: list[str] = WORDS["places"]
ESTATES: list[str] = WORDS["estates"]
OPENERS: dict[str, list[str]] = WORDS["openers"]
BANK: dict[str, list[str]] = WORDS["sentences"]
SCAMS: dict[str, list[str]] = WORDS["scams"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
VALUES: dict[str, Callable[[random.Random], dict[str, str]]] = {
    "rent": lambda draw: {
        "way": draw.choice(["whole", "shared"]),
        "rooms": str(draw.randint(1, 4)),
        "area": str(draw.randint(35, 140)),
        "rent": str(draw.randrange(600, 2600, 50)),
        "who": "owner",
    },
    "phones": lambda draw: {"price": str(draw.randrange(100, 3000, 20)), "condition": "used"},
    "appliances": lambda draw: {"price": str(draw.randrange(80, 1500, 10)), "condition": "used"},
    "furniture": lambda draw: {"price": str(draw.randrange(50, 1200, 10)), "condition": "good"},
    "repair": lambda draw: {"service": draw.choice(["水电维修", "家电维修", "开关门窗"]), "area": draw.choice(PLACES)},
    "tutoring": lambda draw: {
        "subject": draw.choice(["数学", "英语", "书法", "物理"]),
        "fee": str(draw.randrange(60, 200, 10)),
    },
    "adopt": lambda draw: {"species": draw.choice(["cat", "dog"]), "paid": "free"},
    "lost": lambda draw: {
        "when": "2025-11-20",
        "where": draw.choice(PLACES),
        "feature": draw.choice(["黑色", "红色", "有缺口"]),
    },
    "help": lambda draw: {},
}


@dataclass(frozen=True)
class Ad:
    """What somebody fills into the form of a category."""

    category: str
    title: str
    body: str
    phone: str
    values: dict[str, str] = field(default_factory=dict)

    def form(self, region: int) -> dict[str, str]:
        """The fields as a browser sends them."""
        own = {f"a_{key}": value for key, value in self.values.items()}
        said = {"title": self.title, "body": self.body, "phone": self.phone, "region": str(region), "consent": "on"}
        return {**said, "intent": "offer", **own}


def phone(draw: random.Random) -> str:
    return draw.choice(["138", "139", "150", "159", "177", "188", "199"]) + "".join(draw.choices("0123456789", k=8))


def benign(count: int, seed: int = 1) -> Iterator[Ad]:
    """Honest listings of many residents, no two by the same phone."""
    draw = random.Random(f"benign {seed}")
    slugs = sorted(BANK)
    for _number in range(count):
        slug = draw.choice(slugs)
        words = {
            "place": draw.choice(PLACES),
            "estate": draw.choice(PLACES)[:2] + draw.choice(ESTATES),
            "rooms": f"{draw.choice('一两三四')}室{draw.choice('一二')}厅",
            "floor": str(draw.randint(1, 18)),
            "years": draw.choice("一两三四五"),
            "surname": draw.choice(SURNAMES),
        }
        sentences = draw.sample(BANK[slug], draw.randint(2, 6))
        title = draw.choice(OPENERS[slug]).format(**words)
        about = f"在{words['place']}{words['estate']}，联系人姓{words['surname']}。"
        body = "".join([*sentences, about] if draw.random() < 0.7 else sentences)
        yield Ad(slug, title, body, phone(draw), VALUES[slug](draw))


NUMBERS = "零一二三四五六七八九"
BANKED = "零壹贰叁肆伍陆柒捌玖"
RADIO = {"0": "洞", "1": "幺"}


def spellings(number: str) -> list[str]:
    """Eighteen ways to smuggle a phone number into a text; the last three need a reader who thinks."""
    chinese = "".join(NUMBERS[int(digit)] for digit in number)
    return [
        number,
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
        "".join(chr(0xFF10 + int(digit)) for digit in number),
        chinese,
        "".join(BANKED[int(digit)] for digit in number),
        "".join(RADIO.get(digit, NUMBERS[int(digit)]) for digit in number),
        "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(digit)] for digit in number),
        number.translate(str.maketrans("01", "Ol")),
        ".".join(number),
        "\u200b".join(number),
        "".join(f"{digit}\ufe0f\u20e3" for digit in number),
        number[:3] + chinese[3:7] + number[7:],
        f"{number[:3]}🌟{number[3:7]}🌟{number[7:]}",
        f"【{number[:3]}】（{number[3:7]}）『{number[7:]}』",
        f"{number[:3]}电{number[3:7]}话{number[7:]}",
        f"先拨{number[:3]}，中间是{number[3:7]}，末尾{number[7:]}",
        "".join("令衣而伞斯舞溜其吧酒"[int(digit)] for digit in number),
    ]


MESSENGERS = [
    "薇信 {}",
    "威信：{}",
    "徽信{}",
    "卫星号 {}",
    "VX {}",
    "V信{}",
    "+V {}",
    "加❤V {}",
    "v❤{}",
    "wei xin {}",
    "微-信 {}",
    "ＶＸ：{}",
    "Q.Q {}",
    "扣扣{}",
]

TWISTS: dict[str, Callable[[str, random.Random], str]] = {
    "the same": lambda text, draw: text,
    "zero width": lambda text, draw: "\u200b".join(text),
    "punctuation": lambda text, draw: "".join(
        sign + ("~" if number % 3 == 0 else "") for number, sign in enumerate(text)
    ),
    "emoji": lambda text, draw: "".join(sign + ("🔥" if number % 5 == 0 else "") for number, sign in enumerate(text)),
    "full width": lambda text, draw: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    "spaces": lambda text, draw: " ".join(text),
    "reordered": lambda text, draw: "".join(reversed([part + "。" for part in text.split("。") if part])),
    "padded": lambda text, draw: (
        text + draw.choice(["机会难得", "欢迎来看", "先到先得", "看中就来"]) + str(draw.randint(10, 99))
    ),
    "prefixed": lambda text, draw: draw.choice(["【急】", "今日更新：", "价格可谈，", "再发一次，"]) + text,
    "shortened": lambda text, draw: text[: max(12, len(text) * 3 // 4)],
    "words changed": lambda text, draw: "".join(
        draw.choice("好新大") if draw.random() < 0.06 else sign for sign in text
    ),
}


def combined(text: str, draw: random.Random) -> str:
    """Three changes at once."""
    for name in draw.sample(sorted(TWISTS), 3):
        text = TWISTS[name](text, draw)
    return text[:780]


def scams(count: int, seed: int = 1) -> Iterator[Ad]:
    """Lures of the kinds that residents report most."""
    draw = random.Random(f"scams {seed}")
    kinds = [(slug, text) for slug, texts in SCAMS.items() for text in texts]
    for number in range(count):
        slug, text = kinds[number % len(kinds)]
        said = text.format(n=draw.randrange(200, 900, 10), m=draw.randrange(50, 600, 10))
        body = said + "。" + draw.choice(["名额不多。", "机会难得。", "随时可以开始。", "今天就能办。"])
        values = {"day-labour": {"post": "兼职", "pay_per": "day"}} | {key: make(draw) for key, make in VALUES.items()}
        yield Ad(slug, said[:30], body, phone(draw), values[slug])


BANNED = ["刷单返利", "代开发票", "办假证", "网络赌博", "六合彩", "裸聊", "信用卡套现", "收购银行卡", "迷药", "假币"]


def disguises(word: str) -> list[str]:
    """One banned word as those write it who know that it is banned."""
    traditional = word.translate(str.maketrans("单开发办证网络赌裸银币药彩现购", "單開發辦證網絡賭裸銀幣藥彩現購"))
    return [
        word,
        ".".join(word),
        " ".join(word),
        "\u200b".join(word),
        "★".join(word),
        "-".join(word),
        "　".join(word),
        "".join(f"{sign}🔥" for sign in word),
        traditional,
        "、".join(traditional),
        f"【{word}】",
        word + "哦",
    ]


def harmless_numbers(count: int, seed: int = 1) -> Iterator[str]:
    """Prices, dates, areas and times as honest listings have them."""
    draw = random.Random(f"numbers {seed}")
    shapes = [
        lambda: (
            f"月租{draw.randrange(500, 3000, 50)}-{draw.randrange(500, 3000, 50)}元，押{draw.choice('一二')}付{draw.choice('一三')}"
        ),
        lambda: (
            f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02} {draw.randint(6, 22):02}:{draw.choice(['00', '30'])}出发"
        ),
        lambda: (
            f"面积{draw.randint(30, 200)}-{draw.randint(30, 200)}㎡，{draw.randint(1, 5)}室{draw.randint(1, 2)}厅{draw.randint(1, 2)}卫，{draw.randint(1, 33)}/33层"
        ),
        lambda: (
            f"{draw.randint(2005, 2025)}年{draw.randint(1, 12)}月上牌，行驶{draw.randint(1, 20)}.{draw.randint(0, 9)}万公里"
        ),
        lambda: (
            f"每斤{draw.randint(1, 30)}.{draw.randint(0, 9)}元，{draw.randrange(100, 20000, 100)}斤起，有{draw.randrange(1000, 90000, 500)}斤"
        ),
        lambda: f"营业时间 {draw.randint(6, 10):02}:00-{draw.randint(17, 23)}:30，全年{draw.randint(300, 365)}天",
        lambda: (
            f"工资{draw.randrange(3000, 9000, 100)}—{draw.randrange(3000, 9000, 100)}，{draw.choice('一二三')}班倒，每天{draw.randint(8, 12)}小时"
        ),
        lambda: (
            f"内存{draw.choice([64, 128, 256, 512])}G，电池{draw.randint(70, 100)}%，原价{draw.randrange(1000, 9000, 99)}，现价{draw.randrange(300, 4000, 10)}"
        ),
        lambda: (
            f"报价：{draw.randrange(100, 999, 10)}/{draw.randrange(1000, 1999, 10)}/{draw.randrange(2000, 9999, 10)}，三种规格"
        ),
        lambda: (
            f"邮编223{draw.randint(0, 999):03}，{draw.randint(1, 99)}栋{draw.randint(1, 6)}单元{draw.randint(101, 1802)}室"
        ),
    ]
    for number in range(count):
        yield shapes[number % len(shapes)]()
