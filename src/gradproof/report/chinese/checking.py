"""What is said of notes that are checked, beside their verdicts, in Chinese."""

CHECKING = {
    # Which notes
    "there are no notes in {0}": "{0} 中没有笔记",
    "A note ends in one of {0}.": "笔记的扩展名为 {0} 之一。",
    "no file fits {0}": "没有与 {0} 匹配的文件",
    # How far it goes
    "it takes more than {0} seconds or too much memory": "所需时间超过 {0} 秒，或内存不足",
    "{0} is not checked: {1}": "{0} 未能检验：{1}",
    # Corrected copies
    "-o names one corrected copy, and there are several notes": (
        "-o 只能指定一份改正后的副本，而这里有多份笔记"
    ),
    "Leave it out: each copy is then NOTE.fixed.md.": "请省略它：各副本将命名为 NOTE.fixed.md。",
    "a corrected copy of standard input has no name": "标准输入的改正副本没有文件名",
    "Say -o FILE.md.": "请用 -o FILE.md 指定。",
    "{0}: nothing to correct": "{0}：没有可改正之处",
    "one correction": "1 处改正",
    "{0} corrections": "{0} 处改正",
    "{0}: {1}, written to {2}": "{0}：{1}，已写入 {2}",
    "{0}: still wrong: {1}": "{0}：仍有错误：{1} 处",
    # Verdicts
    "it says what a name means": "给出记号的含义",
    "it is no equation that could be judged": "不是可以判定的等式",
    "it could not be read": "未能读懂",
}
