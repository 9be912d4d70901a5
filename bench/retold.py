"""Stories as several sources tell them: each a documented edit of a text, and notices that are alike and are not one.

Every text comes with the label of its event; two with one label are the same story. All by code, from a fixed seed.
"""

import csv
import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import opencc

from bench.reposts import SAME, SENTENCE, Text

AGENCIES = ["新华社", "中新社", "法新社", "路透社", "美联社", "记者", "本报讯", "据报道", "英国广播公司", "通讯员"]
NOTES = [
    "编者按：这件事和许多家庭有关，我们转来供读者参考。\n",
    "本网编辑整理：\n",
    "【转载自兄弟媒体】文章略有删节。\n",
]
TAILS = ["\n（编辑 周小荷）", "\n来源：网络，版权归原作者。", "\n点击阅读更多本地消息。"]
RETITLED = ["{}，最新消息来了", "关注｜{}", "{}：你关心的都在这里", "刚刚，{}", "一文看懂：{}"]
to_traditional = opencc.OpenCC("s2twp").convert


@dataclass(frozen=True)
class Told:
    """A text as one source has it, and the event it tells."""

    event: str
    title: str
    body: str
    edit: str


Edit = Callable[[Text, random.Random], tuple[str, str]]


def _retitle(text: Text, draw: random.Random) -> str:
    """The title in other words: half of it, or all of it, in the frame of another desk."""
    half = re.split(r"[，：、？！\s]", text.title)[0][:18]
    return draw.choice(RETITLED).format(half)


def _cut_lead(text: Text, draw: random.Random) -> str:
    return "\n".join(text.paragraphs[1:]) if len(text.paragraphs) > 1 else text.body[len(text.body) // 4 :]


def _reordered(body: str, draw: random.Random) -> str:
    parts = SENTENCE.findall(body)
    return "".join(draw.sample(parts, len(parts)))


def _other_agency(body: str) -> str:
    for agency in AGENCIES:
        body = body.replace(agency, "本台消息" if agency != "记者" else "本台记者")
    return f"本台消息：{body}"


def _reworded(body: str) -> str:
    for one, other in SAME:
        body = body.replace(one, other)
    return body


def _opening(text: Text, draw: random.Random) -> str:
    """What a feed gives of it: its first hundred characters or so."""
    return text.body[: draw.randint(90, 140)]


EDITS: dict[str, Edit] = {
    "copied": lambda text, draw: (text.title, text.body),
    "retitled": lambda text, draw: (_retitle(text, draw), text.body),
    "lead cut": lambda text, draw: (text.title, _cut_lead(text, draw)),
    "sentences reordered": lambda text, draw: (text.title, _reordered(text.body, draw)),
    "agency changed": lambda text, draw: (text.title, _other_agency(text.body)),
    "Traditional script": lambda text, draw: (to_traditional(text.title), to_traditional(text.body)),
    "editor's note": lambda text, draw: (text.title, draw.choice(NOTES) + text.body + draw.choice(TAILS)),
    "first half": lambda text, draw: (text.title, text.body[: len(text.body) // 2]),
    "opening only": lambda text, draw: (text.title, _opening(text, draw)),
    "words replaced": lambda text, draw: (text.title, _reworded(text.body)),
    "retitled, lead cut, reordered, noted": lambda text, draw: (
        _retitle(text, draw),
        draw.choice(NOTES) + _reordered(_cut_lead(text, draw), draw) + draw.choice(TAILS),
    ),
    "retitled, Traditional, reworded, agency changed": lambda text, draw: (
        to_traditional(_retitle(text, draw)),
        to_traditional(_other_agency(_reworded(text.body))),
    ),
}

ROADS = ["淮海路", "水渡口大道", "翔宇大道", "解放路", "承德路", "北京路", "深圳路", "枚皋路", "健康路", "大同路"]
TOWNS = ["蒋坝镇", "马坝镇", "黎城街道", "高沟镇", "钦工镇", "平桥镇", "岔河镇", "银涂镇", "朱坝街道", "车桥镇"]
NAMES = [f"{one}{other}" for one in "王李张刘陈杨赵黄周吴" for other in ("某", "某某", "大山", "小河")]
# Notices of one form. Whoever reads two of them must find two events.
TEMPLATES = [
    (
        "{town}{month}月{day}日天气预报",
        "市气象台{month}月{day}日{hour}时发布：今天夜里到明天，{town}多云，局部有阵雨，东南风{wind}级，最低气温{low}度，"
        "最高气温{high}度，相对湿度{wet}%。请注意防范强对流天气，外出带好雨具，农田做好排水。森林火险等级{level}级。",
    ),
    (
        "警情通报",
        "{month}月{day}日{hour}时{minute}分许，{road}发生一起交通事故，一辆小型轿车与一辆电动自行车碰撞，致{number}人受伤。"
        "接报后，民警迅速赶到现场处置，伤者已送医救治，无生命危险。当事人{name}（{age}岁）已被控制，案件正在进一步侦办中。"
        "警方提醒广大驾驶人，行车时请遵守交通法规，确保安全。",
    ),
    (
        "{road}计划停电通知",
        "因线路检修，供电公司定于{month}月{day}日{hour}时至{later}时对{road}{number}号配电台区停电，影响用户{users}户。"
        "遇雨天顺延。给您带来的不便，敬请谅解，如有疑问请拨打供电服务热线。停电期间请关闭家用电器电源，以防突然来电。",
    ),
    (
        "{town}公开招聘工作人员公告",
        "根据工作需要，{town}现面向社会公开招聘工作人员{number}名，报名时间{month}月{day}日至{later}日，笔试成绩占{low}%，"
        "年龄{age}周岁以下。应聘人员须遵守国家法律法规，具有良好的品行，符合岗位要求的身体条件。资格审查贯穿招聘全过程，"
        "弄虚作假者取消资格。咨询请在工作日上班时间。",
    ),
    (
        "悬赏通告：{name}",
        "{month}月{day}日，{road}发生一起刑事案件，经侦查，{name}（男，{age}岁，身高1.{high}米）有重大作案嫌疑。请广大群众积极"
        "提供线索，对提供线索直接抓获的，公安机关将给予人民币{users}元奖励，并为举报人保密。知情不报、窝藏包庇的，将依法追究"
        "法律责任。",
    ),
    (
        "关于{name}同志任前公示",
        "经市委研究，现将{name}同志的有关情况予以公示。{name}，19{age}年{month}月生，现任{town}党委书记，拟任{other}街道办事处主任。公示时间为{month}月{day}日至{later}日。公示期间，广大"
        "干部群众可以向市委组织部反映有关问题。反映问题必须实事求是，以真实姓名反映的问题，我们将严格保密，并认真调查核实。",
    ),
    (
        "{road}道路施工封闭公告",
        "为提升道路通行条件，{road}自{month}月{day}日{hour}时起封闭施工，工期{wet}天，长{users}米。施工期间过往车辆请绕行"
        "{other}，沿线单位车辆凭通行证进出。请按现场交通标志通行，服从交警指挥。由此带来的不便，敬请市民谅解。",
    ),
]


def notices(number: int, draw: random.Random) -> Iterator[Told]:
    """Notices of the templates, each an event of its own."""
    for place in range(number):
        title, body = TEMPLATES[place % len(TEMPLATES)]
        road, other = draw.sample(ROADS, 2)
        facts = {
            "town": draw.choice(TOWNS),
            "road": road,
            "other": other,
            "name": draw.choice(NAMES),
            "month": draw.randint(1, 12),
            "day": draw.randint(1, 28),
            "hour": draw.randint(0, 23),
            "minute": draw.randint(0, 59),
            "later": draw.randint(10, 30),
            "number": draw.randint(1, 60),
            "age": draw.randint(18, 70),
            "users": draw.randint(50, 3000),
            "wind": draw.randint(2, 6),
            "low": draw.randint(-5, 20),
            "high": draw.randint(21, 38),
            "wet": draw.randint(30, 95),
            "level": draw.randint(1, 5),
        }
        yield Told(f"notice-{place}", title.format(**facts), body.format(**facts), "notice of a template")


def texts(folder: Path) -> list[Text]:
    """The stories of a folder: news whole, laws in stretches that read like an announcement each."""
    found = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                if "paragraphs" in row:
                    found.append(Text(row["title"], row["paragraphs"]))
                else:
                    found += _stretches(row["title"], row["paragraphs_markdown"])
    return found


def _stretches(title: str, paragraphs: list[str], *, most: int = 12, length: int = 600) -> list[Text]:
    found: list[Text] = []
    stretch: list[str] = []
    for paragraph in paragraphs:
        stretch.append(paragraph.lstrip("# "))
        if sum(map(len, stretch)) >= length:
            found.append(Text(f"{title}：{stretch[0][:16]}", stretch))
            stretch = []
    return found[:most]


def headlines(path: Path, most: int) -> list[Text]:
    """Headlines with their leads: short texts, each of them another event."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [Text(row["title"], [row["lead"]]) for row in rows if len(row["lead"] or "") > 40]
    return found[:most]


def told(stories: list[Text], draw: random.Random, copies: int = 4) -> Iterator[Told]:
    """Each story as it stands, and as some other sources tell it."""
    for place, text in enumerate(stories):
        yield Told(f"story-{place}", text.title, text.body, "original")
        for name in draw.sample(list(EDITS), copies):
            yield Told(f"story-{place}", *EDITS[name](text, draw), name)


def short(stories: list[Text], draw: random.Random) -> Iterator[Told]:
    """Headlines with a sentence or two; two thirds of them come a second time, framed or retitled."""
    for place, text in enumerate(stories):
        yield Told(f"headline-{place}", text.title, text.body, "headline")
        if place % 3:
            edit = "editor's note" if place % 3 == 1 else "retitled"
            yield Told(f"headline-{place}", *EDITS[edit](text, draw), f"headline, {edit}")
