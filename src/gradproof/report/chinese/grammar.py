"""What goes wrong with the signs of a formula, in Chinese."""

GRAMMAR = {
    # Brackets
    "this {0} is never closed": "此处的 {0} 没有闭合",
    "this { is never closed": "此处的 { 没有闭合",
    "this $ is never closed": "此处的 $ 没有闭合",
    "this $$ is never closed": "此处的 $$ 没有闭合",
    "Close it with {0}.": "请用 {0} 闭合。",
    "Close it with $$.": "请用 $$ 闭合。",
    "Close it, or the formula before it on its line.": "请将它闭合，或将同一行中它前面的公式闭合。",
    "this {0} closes nothing": "此处的 {0} 没有对应的起始括号",
    "Delete it, or open with {0}.": "请删去它，或在前面补上 {0}。",
    # Commands
    "the command \\{0} is not known": "未知命令 \\{0}",
    "Did you mean \\{0}?": "是否想写 \\{0}？",
    "Write it with the commands of plain LaTeX.": "请用标准 LaTeX 命令书写。",
    "{0} is not carried out": "不执行 {0}",
    "Write what it stands for; macros are not expanded.": "请直接写出其内容；宏不会被展开。",
    "the text is cut off behind a backslash": "文本在反斜杠之后中断",
    "Finish it.": "请补全。",
    "an operator without a name": "算子没有名称",
    "Put its name between the braces.": "请在花括号中写出其名称。",
    "the environment “{0}” is not known": "未知环境“{0}”",
    "Use align, cases or matrix.": "请用 align、cases 或 matrix。",
    "\\not without a relation that it can negate": "\\not 之后没有可以否定的关系符",
    "Write \\ne or \\notin.": "请写成 \\ne 或 \\notin。",
    "\\{0} without a bracket": "\\{0} 之后缺少括号",
    "Write a bracket behind \\{0}.": "请在 \\{0} 之后写一个括号。",
    "{0} has no argument: the text is cut off here": "{0} 缺少参数：文本在此中断",
    "{0} has no second argument: the text is cut off here": "{0} 缺少第二个参数：文本在此中断",
    "Put what belongs to it in braces behind it.": "请在其后用花括号写出参数。",
    # What is missing
    "nothing stands behind this {0}": "此处的 {0} 之后缺少内容",
    "nothing stands in front of this {0}": "此处的 {0} 之前缺少内容",
    "Write the missing term, or delete the sign.": "请补上缺少的项，或删去该符号。",
    "Write the missing factor, or delete the sign.": "请补上缺少的因子，或删去该符号。",
    "Write the right side.": "请写出右边。",
    "this {0} has nothing behind it": "此处的 {0} 之后缺少内容",
    "Write the exponent or the index.": "请写出指数或下标。",
    "a second {0} on the same sign": "同一符号上出现第二个 {0}",
    "Put both limits in one brace.": "请将两个上下限写在同一个花括号内。",
    "the text is cut off here": "文本在此中断",
    "Write what belongs here.": "请补上此处的内容。",
    "{0} is not expected here": "此处不应出现 {0}",
    "Something is missing in front of it.": "它的前面缺少内容。",
    "& is not expected here": "此处不应出现 &",
    "It aligns formulas: delete it.": "& 用于对齐公式：请删去。",
    # Characters
    "an invisible character (U+{0:04X} {1})": "不可见字符（U+{0:04X} {1}）",
    "a control or undefined character (U+{0:04X})": "控制字符或未定义字符（U+{0:04X}）",
    "the character “{0}” has no meaning here": "字符“{0}”在此没有含义",
    "Delete it, or write what it stands for.": "请删去它，或写出它所表示的内容。",
    # Limits
    "a formula of more than 64 kB is not read": "不读取超过 64 kB 的公式",
    "Split it.": "请拆分。",
    "Split it: write a note.": "请拆分：可写成笔记。",
    "a number of more than {0:,} digits is not read": "不读取超过 {0:,} 位的数",
    "a formula of more than {0:,} letters and signs is not read": (
        "不读取超过 {0:,} 个字母和符号的公式"
    ),
    "an expression of more than {0:,} letters and signs is not read": (
        "不读取超过 {0:,} 个字母和符号的表达式"
    ),
    "a note with more than {0:,} statements is not read": "不读取超过 {0:,} 条语句的笔记",
    "formulas of more than {0:,} characters together are not read": (
        "不读取合计超过 {0:,} 个字符的公式"
    ),
    "formulas nested more than {0} deep are not read": "不读取嵌套超过 {0} 层的公式",
    "brackets more than {0} deep are not read": "不读取嵌套超过 {0} 层的括号",
    "Give the inner part a name of its own.": "请为内层部分单独命名。",
}
"""English templates with the Chinese ones."""
