"""Listings as residents write them, and as those write them who want to misuse the site. The same for every run.

Everything is made from parts by a generator with a fixed seed. The parts are our own words; every phone is made up.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PLACES = (
    "水门桥 清江浦 南门大街 河下 石塔湖 健康路 淮海南路 北京路 深圳路 承德路 翔宇大道 枚皋路 大同路 运河人家 香格里拉 "
    "万达附近 新亚旁边 实小对面 一中后门 老汽车站 涟城街道 五港 红窑 高沟 岔庙 盱城 马坝 官滩 黄花塘 戴楼 金北 塔集 前锋 银涂 "
    "黎城 洪泽湖大道 砚临河 大治路 武黄 钵池山 板闸 徐杨 西安路"
).split()
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
ESTATES = "花园 家园 新村 华府 名都 嘉苑 公寓 雅居 小区 佳园 御景 豪庭 绿洲 水岸".split()

BANK = {
    "rent": """房东直租，不是中介。
采光好，南北都有窗，夏天凉快。
楼下就是菜市场，走路三分钟有公交站。
热水器、空调、洗衣机都是去年换的新的。
厨房可以做饭，天然气刚通。
不能养大狗，猫可以商量。
希望租给干净的一家人或者两个上班的。
水电按表，物业费我来交。
看房提前说一声，平时晚上六点以后在家。
学区房，孩子上实小走路五分钟。
车位另算，地面的可以先到先停。
阳台能看到运河，早上很安静。
家具齐，带个箱子就能住。
六楼没有电梯，所以便宜一点。
上一家住了四年，人搬去南京了才空出来。
卫生间重新贴过砖，不漏水。
押一付三，长租可以押一付一。
宽带是移动的，剩八个月，送您用。
小区有门卫，晚上很安全。
合租的另一间住的是护士，作息规律。
年底前不打算卖，放心住。
床垫新的，衣柜两个，书桌一张。
北边卧室小一点，放张单人床正好。
门口有充电桩，电动车方便。
邻居都是老住户，没有装修的。
老人住的房子，旧是旧了点，收拾得干净。
朝东的客厅，早上太阳能照到餐桌。
隔壁就是幼儿园，接送不用过马路。""",
    "phones": """自己用的，没有修过。
屏幕右下角有一道细划痕，不影响看。
电池健康还有不少，一天一充够用。
带原装充电器和盒子。
给孩子上网课用的，现在上大学不用了。
可以当面开机检查，满意再付钱。
家里换了新的，这台放着也是落灰。
内存够大，装微信和拍照都不卡。
保修到明年春天，有发票。
摄像头换过一次，是售后换的。
不议价，已经比回收价便宜了。
颜色是蓝的，一直戴壳，边框没磕碰。
学生价，顺带送一个支架。
系统已经恢复出厂，账号都退了。
键盘有一个键不太灵，其他都好。
音箱声音很大，跳广场舞可以用。""",
    "appliances": """冰箱制冷很好，门封条去年换过。
洗衣机甩干有点响，不影响用。
搬家用不上，一楼好搬。
空调挂机，拆装要您自己找师傅。
电视是四十三寸的，遥控器还在。
油烟机用了三年，刚洗过。
买的时候两千多，现在便宜处理。
自提，我可以帮忙抬上车。
说明书和票据都在。
电饭锅内胆有点磨损，煮饭没问题。
热水器是电的，六十升，三口人够洗。
可以先来看看，插电试了再说。
家里老人用的，一直很爱惜。
缝纫机是蝴蝶牌，能用，有点年头了。
换购以旧换新补不了多少，不如给需要的人。
冷柜是开小店时用的，能放两百斤肉。""",
    "furniture": """实木的，就是重，要两个人抬。
沙发三人位，布套能拆下来洗。
桌子腿有点晃，紧一紧螺丝就好。
书柜带玻璃门，放书不落灰。
床是一米八的，床头有储物。
新房装修买大了放不下。
椅子一共六把，有一把换过坐垫。
衣柜是定做的，拆了可能要补一块板。
老红木的样子，其实是榆木，不骗人。
小孩的上下铺，护栏都在。
餐桌能折叠，平时靠墙不占地方。
茶几玻璃面，没有裂。
可以送到涟城街道，远了要加点油费。
颜色是浅胡桃，和深色地板配。
鞋柜带换鞋凳，门口正好用。
白天都在家，来拿之前说一声。""",
    "repair": """上门修水管、马桶、水龙头，换阀门。
做了十五年，手艺放心。
换锁芯、修门窗、装晾衣架都能做。
先看再报价，不修不收钱。
小活也接，不嫌远。
下雨天屋顶漏水，随时打电话。
厨房下水道疏通，带机器。
空调加氟、清洗、移机。
修电动车，补胎十五块。
周末不休息，早七点到晚八点。
用的材料给您看牌子，不用杂牌。
修好保三个月，再坏不收工钱。
老小区楼上楼下都是我修的，可以打听。
电路跳闸能查，有电工证。
家电维修以冰箱和洗衣机为主。
刷墙补缝一天就能干完。""",
    "tutoring": """师范大学毕业，教小学数学和语文。
在家里上课，一次两个孩子。
初中英语从音标补起，不赶进度。
孩子坐不住也不要紧，慢慢来。
每次一个半小时，作业当面改。
暑假上午有空，平时周六周日。
先试一次课，合适再定。
退休老师，教了三十年书。
书法用毛笔，墨和纸我备着。
钢琴在自己家，楼下不扰民。
高三物理只剩一个时间段了。
教过的孩子有考上一中的。
围棋启蒙，五岁以上都可以。
家长可以旁听。
收费按次，不用一次交很多。
英语口语，我在国外住过两年。""",
    "adopt": """三个月大，会用猫砂。
是自家猫生的，一窝四只还剩两只。
打过第一针疫苗，驱过虫。
只送给能封窗的人家。
性格黏人，会跟着人走。
狗是土狗，看家很好，不乱叫。
捡到的，养了一个月没人找。
希望以后能发几张照片给我看看。
已经绝育，省心。
家里有过敏的人，实在养不了。
吃猫粮也吃剩饭，不挑。
腿受过伤，现在跑得很好。
两只最好一起带走，它们分不开。
鹦鹉会说两句淮安话。
笼子和剩下的粮一起送。
当面交接，请带个猫包。""",
    "lost": """钥匙扣上挂着一个小木鱼。
包是黑色的，里面有医保卡和老花镜。
可能是在公交车上下来的时候掉的。
眼镜盒是红的，度数很深，别人用不了。
手提袋里是给孩子买的校服。
电动车后座上的雨衣一起不见了。
捡到的好心人请联系，当面谢。
卡已经挂失了，就是想要回里面的照片。
那天下着小雨，我从菜场往家走。
狗是黄白花，左耳朵有个缺口。
孩子哭了一天，请大家帮忙留意。
监控看到是在路口拐弯的地方。
助听器很小，装在蓝色小盒子里。
伞不值钱，是老伴留下的。
戒指是素圈，内侧刻了两个字。
存折已经补办，袋子里的药急用。""",
    "help": """想找人一起拼车送孩子上兴趣班。
周六下午在社区中心教老人用手机。
家里有几十本旧童书，送给村里的书屋。
有没有会修老式收音机的，想请教。
小区后面的路灯坏了三天，一起反映一下。
阳台上的月季剪了很多枝条，要的来拿。
广场舞队缺一个会放音响的。
想借一天电钻，押点东西都行。
楼道里的旧自行车是谁家的，请挪一挪。
腌菜的大缸用不上了，有人要吗。
准备给河边捡一次垃圾，缺手套和袋子。
孩子的小提琴课想找个伴一起学。
老年大学书法班还有三个空位。
春节写春联，红纸自带，不收钱。
想打听哪里能磨剪子菜刀。
停水通知看漏了，谁家能接两桶水。""",
}
OPENERS = {
    "rent": [
        "{place}{estate}{rooms}出租",
        "{place}有房出租，{rooms}",
        "整租{estate}{rooms}，{floor}楼",
        "{estate}{floor}楼{rooms}找租客",
    ],
    "phones": ["出一台用了{years}年的手机", "{place}转让平板一台", "笔记本电脑，{years}年前买的", "蓝牙音箱低价转"],
    "appliances": [
        "冰箱一台，{place}自提",
        "{place}转洗衣机，用了{years}年",
        "旧空调两台",
        "{estate}搬家出电视和热水器",
    ],
    "furniture": ["{place}转一张餐桌", "实木床，用了{years}年", "旧沙发{place}自提", "书柜和椅子一起转"],
    "repair": ["{place}上门维修水电", "{surname}师傅修家电", "{place}换锁修门窗", "专修电动车，{place}"],
    "tutoring": ["{place}小学数学家教", "{surname}老师教英语", "{place}学书法", "初中物理一对一，{place}"],
    "adopt": ["{place}小猫找人家", "{estate}的小狗求领养", "两只橘猫送人", "{place}捡到的狗找主人或领养"],
    "lost": ["{place}丢了一串钥匙", "在{place}丢失黑色提包", "{place}走失一只花狗", "{estate}门口掉了眼镜"],
    "help": ["{place}邻居帮个忙", "{estate}业主看过来", "{place}周末活动", "问{place}的街坊一件事"],
}
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
        "when": "2026-11-20",
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
        sentences = draw.sample(BANK[slug].splitlines(), draw.randint(2, 6))
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


SCAMS = {
    "day-labour": [
        "手机兼职，一单一结，{n}元起，无需经验高薪，加群了解",
        "刷单返利，每天{n}元，当天结算",
        "招打字员，日结{n}元，先交押金{m}元，做满退",
        "在家做任务，给商家点赞关注，佣金日结{n}元",
        "仓库理货，日薪{n}，入职先交服装费{m}元",
        "淘宝刷信誉，垫付返现，日赚{n}元手机就行",
        "客服在家可做，培训费{m}元，学完上岗月入{n}00",
        "下载app做任务，返佣{n}元，新人送{m}",
    ],
    "rent": [
        "精装两室急租，房东人在国外，先付定金{m}元锁房，钥匙快递",
        "整租拎包入住，看房先付{m}元，交定金看房",
        "低价整租，视频看房，先转定金{m}元保留",
        "公司内部房源，免中介费，交定金{m}元当天入住",
    ],
    "phones": [
        "全新苹果手机海关罚没，{n}元，先付款后发货",
        "公司年会奖品全新平板，{n}元，先打款",
        "高仿名表一比一手表，{n}元包邮",
        "全新未拆，点链接付款 http://a{m}.top/x www.b{n}.xyz/pay",
    ],
    "adopt": [
        "纯种金毛免费领养，只出运费{m}元",
        "布偶猫免费领养，空运到家，托运费{m}",
        "柯基领养，先交押金{m}元，签协议买粮",
        "免费送小狗，疫苗费{m}元，不看狗，包托运",
    ],
    "help": [
        "无抵押贷款，秒下款，最高{n}00元，不看征信",
        "信用卡套现，花呗套现，手续费低",
        "高价收银行卡，一套{n}元",
        "老师带单炒股群，稳赚不赔，日入{n}",
        "代开发票，各行业都有",
        "网络兼职跑分，日结{n}",
    ],
}


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
