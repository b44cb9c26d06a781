"""What the command line says of itself and of its arguments, in Chinese."""

USAGE = {
    # Help
    "Usage: {0} [OPTIONS] COMMAND …": "用法：{0} [选项] 命令 …",
    "Usage: {0} [OPTIONS] {1}": "用法：{0} [选项] {1}",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "[default: {0}]": "[默认：{0}]",
    "Show this message and exit.": "显示本帮助并退出。",
    "Print the version and exit.": "显示版本号并退出。",
    "Derive, explain and check matrix gradients, every step proved.": (
        "推导、讲解并检验矩阵梯度，每一步都有证明。"
    ),
    "Derive the gradients of a note, and prove every step.": "推导笔记中的梯度，并证明每一步。",
    "A Markdown file; - is standard input.": "Markdown 文件；- 表示标准输入。",
    "A formula, instead of NOTE.": "一个公式，用来代替 NOTE。",
    "What to differentiate: a scalar, or a vector or matrix [the last scalar].": (
        "对什么求导：标量，或向量、矩阵 [默认取最后一个标量]。"
    ),
    "By what: W_1,b_1, or all [every declared symbol but data].": (
        "关于哪些符号求导：如 W_1,b_1，或 all [默认取数据以外的所有已声明符号]。"
    ),
    "The way of deriving.": "推导方式。",
    "How gradients lie.": "梯度的布局。",
    "The gradient by a matrix that is assumed symmetric.": "关于假设为对称的矩阵的梯度。",
    "1: gradients, 2: Hessians.": "1：梯度；2：Hessian 矩阵。",
    "J, J v or Jᵀu of a vector or matrix, H v of a scalar.": (
        "向量或矩阵的 J、J v 或 Jᵀu，标量的 H v。"
    ),
    "Of a note for one sample: the mean over a batch.": "把单个样本的笔记推广为一批样本的均值。",
    "What differs in a batch: x,y [the data].": "随样本而变的符号：x,y [数据]。",
    "Samples in rows become columns, and back.": "行样本变为列样本，或反之。",
    "Backpropagation in numbered lines as well.": "另以带编号的步骤列出反向传播算法。",
    "[by the ending of FILE, else terminal]": "[默认由 FILE 的扩展名决定，否则为 terminal]",
    "Write there, not to the terminal.": "写入该文件，而不输出到终端。",
    "The same as --format json.": "等同于 --format json。",
    "[by the locale, else en]": "[默认由区域设置决定，否则为 en]",
    "Say what a rule says, where it is from, and show a step that uses it.": (
        "说明一条规则的内容与出处，并给出一个用到它的步骤。"
    ),
    "A name from a step; without one, all names.": "步骤中的规则名；不给出则列出全部规则名。",
    # Arguments that are not understood
    "See {0} --help.": "请参阅 {0} --help。",
    "there is no option {0}": "没有选项 {0}",
    "there is no command {0}": "没有命令 {0}",
    "{0} needs a value": "{0} 需要一个值",
    "{0} takes no value": "{0} 不带值",
    "{0} is missing": "缺少 {0}",
    "{0} does not take this value": "{0} 不接受该值",
    "{0} was not expected": "多余的参数：{0}",
}
