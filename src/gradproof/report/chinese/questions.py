"""What goes wrong with a question, a file or an option, in Chinese."""

QUESTIONS = {
    # Where it is
    "line {0}, column {1}: {2}": "第 {0} 行第 {1} 列：{2}",
    "{0}:{1}, column {2}: {3}": "{0}:{1}，第 {2} 列：{3}",
    # Shapes
    "scalar": "标量",
    "a scalar": "标量",
    "a vector": "向量",
    "a matrix": "矩阵",
    "a column vector": "列向量",
    "a square matrix": "方阵",
    "{0} and {1}": "{0} 与 {1}",
    "{0} or {1}": "{0} 或 {1}",
    "{0} is {1}, not {2}": "{0} 的形状为 {1}，而不是 {2}",
    "{0} is {1}, not a scalar": "{0} 的形状为 {1}，不是标量",
    "{0} does not broadcast to {1}": "形状 {0} 无法广播为 {1}",
    "the trace of {0}, which is not square": "迹只对方阵有定义，而这里的形状为 {0}",
    "the diagonal of {0}, which is not square": "对角线只对方阵有定义，而这里的形状为 {0}",
    "the inner product of {0} and {1}": "形状 {0} 与 {1} 之间没有内积",
    "diag takes a vector, not {0}": "diag 的参数应为向量，而这里的形状为 {0}",
    "a size must be a positive whole number, not {0}": "维数必须是正整数，而不能是 {0}",
    "a scalar factor has shape {0}": "数乘的因子应为标量，而这里的形状为 {0}",
    "a sum of {0} and {1}": "形状 {0} 与 {1} 不能相加",
    "a product of {0} and {1}": "形状 {0} 与 {1} 不能相乘",
    "an entrywise product of {0} and {1}": "形状 {0} 与 {1} 不能逐元素相乘",
    "{0} takes {1} operands, not {2}": "{0} 需要 {1} 个参数，而这里有 {2} 个",
    "{0} takes {1}, not {2}": "{0} 的参数应为 {1}，而这里是 {2}",
    "the value of {0} is not a matrix": "{0} 的取值不是矩阵",
    # Symbols
    "Did you mean {0}?": "是否想写 {0}？",
    "The symbols are {0}.": "已有的符号：{0}。",
    "there is no symbol {0}": "没有符号 {0}",
    "{0} is introduced twice": "{0} 被重复引入",
    "{0} is both a function and a symbol": "{0} 既是函数又是符号",
    "{0} is not declared": "{0} 未声明",
    "{0} is not a name": "{0} 不是名称",
    "{0!r} is not a name": "{0!r} 不是名称",
    "A name begins with a letter.": "名称须以字母开头。",
    # What is asked for
    "nothing to differentiate: nothing is defined": "没有可求导的对象：未定义任何量",
    "Define a scalar, such as $f = \\|A x - b\\|^2$.": (
        "请定义一个标量，例如 $f = \\|A x - b\\|^2$。"
    ),
    "nothing to differentiate: {0} is {1}, no scalar is defined": (
        "没有可求导的对象：{0} 的形状为 {1}，且未定义任何标量"
    ),
    "Take a sum, a norm or a trace of it; --of {0} gives its Jacobian matrices.": (
        "请对它求和、取范数或取迹；用 --of {0} 可得其雅可比矩阵。"
    ),
    "{0} is {1}, not a scalar: a gradient is that of a scalar": (
        "{0} 的形状为 {1}，不是标量：只有标量才有梯度"
    ),
    "Name a scalar with --of, or ask for Jacobian matrices with --product jacobian.": (
        "请用 --of 指定一个标量，或用 --product jacobian 求其雅可比矩阵。"
    ),
    "{0} has no definition to differentiate": "{0} 没有定义，无从求导",
    "Write {0} = … first.": "请先写出 {0} = …。",
    "{0} depends on no symbol": "{0} 不依赖任何符号",
    "{0} does not depend on {1}": "{0} 不依赖于 {1}",
    "{0} cannot be differentiated by itself": "{0} 不能对自身求导",
    "It depends on {0}.": "它依赖于 {0}。",
    "no symbol is named to differentiate by": "未指定对哪个符号求导",
    "Name some, or none at all for every symbol that is not data.": (
        "请指定若干符号；若不指定，则对数据以外的所有符号求导。"
    ),
    "derive takes a model, a formula of symbols or the text of a note, not {0!r}": (
        "derive 的参数应为模型、由符号组成的公式或笔记的文本，而不是 {0!r}"
    ),
    "Read a note with read, or make symbols with matrix, vector and scalar.": (
        "可用 read 读取笔记，或用 matrix、vector、scalar 创建符号。"
    ),
    "{0} has another meaning here than the {0} that is known": "此处 {0} 的含义与通用的 {0} 不同",
    "Give the function another name, such as g.": "请给该函数另取名称，例如 g。",
    "{0} is taken to be the function that is known by this name": "{0} 按通用的同名函数理解",
    # For a batch
    "no symbol is known to differ from sample to sample": "不知道哪些符号随样本而变",
    "Name the symbols that differ from sample to sample with --samples.": (
        "请用 --samples 指定随样本而变的符号。"
    ),
    "{0} is the same for all samples": "{0} 对所有样本都相同",
    "{0} is defined, so that it is no sample by itself": "{0} 有定义，本身不是样本",
    "Name what it is computed from.": "请指定用来计算它的量。",
    "{0} is {1}, a matrix: the note is not for one sample": (
        "{0} 的形状为 {1}，是矩阵：该笔记并非针对单个样本"
    ),
    "A batch is made of a note with vectors and numbers for its one sample.": (
        "只有以向量和数表示单个样本的笔记才能推广到整批样本。"
    ),
    "{0} is a matrix for each sample, and a batch of those is no matrix": (
        "{0} 对每个样本都是矩阵，整批样本无法写成一个矩阵"
    ),
    "Write the note for one sample with vectors and numbers that differ from sample to sample; "
    "matrices are the same for all.": (
        "针对单个样本的笔记中，只有向量和数可以随样本而变，矩阵须对所有样本都相同。"
    ),
    # Second order, Jacobians and products
    "{0} is {1}, not a scalar: a Hessian is that of a scalar": (
        "{0} 的形状为 {1}，不是标量：只有标量才有黑塞矩阵"
    ),
    "{0} is {1}: second derivatives are those of a scalar": (
        "{0} 的形状为 {1}：只有标量才有二阶导数"
    ),
    # Symmetric matrices
    "--symmetric {0} is not made for {1}": "--symmetric {0} 不适用于 {1}",
    "Jacobians and products along directions": "雅可比矩阵与沿方向的乘积",
    "second derivatives": "二阶导数",
    "the algorithm": "算法",
    "networks of symbolic depth": "符号深度的网络",
    "notes said otherwise, for a batch or transposed": "按批量或转置改写的笔记",
    "Leave it out: gradients are then unconstrained, Jacobians and second derivatives along "
    "symmetric differentials.": (
        "请去掉该选项：此时梯度无约束，雅可比矩阵与二阶导数对应于对称的微分。"
    ),
    "nothing that is differentiated by is assumed to be symmetric": (
        "求导所关于的变量中，没有一个被假设为对称矩阵"
    ),
    "Assume it in the note, as in: Assume $S = S^T$.": "请在笔记中写明，例如：设 $S = S^T$。",
    "more is assumed of {0} than that it is symmetric": "除对称性外，对 {0} 还有其他假设",
    "Its gradient is given without --symmetric.": "不用 --symmetric 即可得到它的梯度。",
    "the algorithm is that of the gradients of a scalar": "只有标量的梯度才有相应的算法",
    "Leave it out, or name a scalar with --of.": "请去掉该选项，或用 --of 指定一个标量。",
    "order {0} and the product {1} do not go together": "阶数 {0} 与乘积 {1} 不能同时使用",
    "Leave the order out, or name a scalar with --of.": "请去掉阶数，或用 --of 指定一个标量。",
    "Name a scalar with --of, or ask for jvp or vjp.": (
        "请用 --of 指定一个标量，或改求 jvp 或 vjp。"
    ),
    "{0} is a scalar: a vector-Jacobian product is of a vector or a matrix": (
        "{0} 是标量：只有向量或矩阵才有向量–雅可比积"
    ),
    "With a number u it is u times the gradient of {0}, which derive gives.": (
        "对标量 u，该乘积等于 u 乘以 {0} 的梯度，可由 derive 求得。"
    ),
    "{0} is a scalar: a Jacobian is of a vector or a matrix": (
        "{0} 是标量：只有向量或矩阵才有雅可比矩阵"
    ),
    "derive gives its gradient.": "可用 derive 求其梯度。",
    "{0} has a definition, so that it does not move freely beside other variables": (
        "{0} 有定义，不能与其他变量同时自由变动"
    ),
    "Ask for the product by {0} alone, or by symbols without a definition.": (
        "请只对 {0} 求该乘积，或对没有定义的符号求。"
    ),
    "the second derivative by {0} and {1} is a map": "关于 {0} 与 {1} 的二阶导数是线性映射",
    # Networks of symbolic depth
    "second derivatives of a network of symbolic depth are not supported": (
        "不支持求层数为符号的网络的二阶导数"
    ),
    "Jacobians and products of a network of symbolic depth are not supported": (
        "不支持求层数为符号的网络的雅可比矩阵及相应乘积"
    ),
    "Say how many layers there are, as in l = 1, …, 3: then they are written out.": (
        "请给出层数，例如 l = 1, …, 3：这时逐层写出。"
    ),
    "{0} layers are not written out, {1} at most": "不逐层写出 {0} 层，最多 {1} 层",
    "Gradients do not need it: they recur from layer to layer.": "梯度无需如此：它们逐层递推。",
    "the gradient by {0} is not given by itself": "关于 {0} 的梯度不能单独给出",
    "The recursion is that of {0}.": "递推是关于 {0} 的。",
    "{0} counts the layers; as a number it is not supported": ("{0} 是层的指标，不能作为数使用"),
    "Take another letter for the layers, or give the number a name such as c_l.": (
        "请为层另取一个字母，或给该数一个名称，如 c_l。"
    ),
    "{0} has the index {1} of the layers in its name, but is of no family": (
        "{0} 的名称中含有层指标 {1}，但不属于任何一族"
    ),
    "Write the index last, as in W^{(l)}, or take another letter for the layers.": (
        "请把指标写在最后，如 W^{(l)}，或为层另取一个字母。"
    ),
    "layer {0} uses {1} and {2}, two of one family": "第 {0} 层用到同一族的两个量 {1} 与 {2}",
    "layer {0} uses {1}, which is neither of this layer nor of the {2} before it": (
        "第 {0} 层用到 {1}，它既不属于本层，也不属于前 {2} 层"
    ),
    "{0} layers are not counted out, {1} at most": "不逐层展开 {0} 层，最多 {1} 层",
    "Write a letter for the number of layers: what is derived holds for all of them.": (
        "请用字母表示层数：所得结果对任意层数成立。"
    ),
    "Only recursions over a few layers are supported.": "仅支持用到前面少数几层的递推。",
    "{0} uses {1}, which is no end of {2}": "{0} 用到 {1}，它不在 {2} 的两端",
    "{0} uses {1}, and so do the layers": "{0} 用到 {1}，而各层也用到它",
    "Give it a name of its own, or add up all layers.": "请另取名称，或对所有层求和。",
    # Limits
    "Split the note.": "请拆分笔记。",
    "Split the note, or name a smaller part with --of.": "请拆分笔记，或用 --of 指定较小的部分。",
    "Differentiate a smaller part (--of), or by fewer symbols (--wrt).": (
        "请对较小的部分求导（--of），或减少求导的变量（--wrt）。"
    ),
    "a derivation with more than {0:,} operations in its steps is not written out": (
        "推导步骤中的运算超过 {0:,} 个，不予写出"
    ),
    "a gradient with more than {0:,} operations is not derived": (
        "梯度中的运算超过 {0:,} 个，不予推导"
    ),
    "definitions of more than {0:,} operations are not differentiated": (
        "定义中的运算超过 {0:,} 个，不予求导"
    ),
    "the proof needs more computing than is allowed": "证明所需的计算量超出限制",
    "a Kronecker product is too large to be looked at": "克罗内克积过大，无法检验",
    "a number of more than 2,000 digits is not written out": "超过 2,000 位的数不予写出",
    "the formula is too large to be written out": "公式过大，无法写出",
    "Give names to its parts.": "请为其各部分命名。",
    "a note of more than {0:,} characters is not read": "不读取超过 {0:,} 个字符的笔记",
    "a note with more than {0:,} {1} is not read": "不读取含有超过 {0:,} 个 {1} 的笔记",
    "marks of mathematics": "数学标记",
    "square brackets": "方括号",
    "marks of emphasis": "强调标记",
    "{0} has more than {1} MiB": "{0} 超过 {1} MiB",
    # Options and files
    "{0} {1!r} is not known": "未知的 {0}：{1!r}",
    "{0} {1} is not known": "未知的 {0}：{1}",
    "{0} is not for a terminal": "{0} 无法在终端显示",
    "Say -o FILE.{0}.": "请用 -o 文件名.{0} 指定输出文件。",
    "a PDF is no text": "PDF 不是文本",
    "Its bytes are in found.pdf().": "其字节内容由 found.pdf() 给出。",
    "a PDF needs the extra pdf, which is not installed": "生成 PDF 需要可选组件 pdf，而它尚未安装",
    "Install it with pip install 'gradproof[pdf]'.": "请用 pip install 'gradproof[pdf]' 安装。",
    "the PDF cannot be set: {0}": "无法排版 PDF：{0}",
    "the PDF cannot show {0} in {1}": "PDF 无法显示 {1} 中的 {0}",
    "Give the symbol a plainer name.": "请给该符号取一个更简单的名称。",
    "Choose one of: {0}.": "可选：{0}。",
    "there is no format {0!r}": "没有格式 {0!r}",
    "{0} is given twice": "{0} 给出了两次",
    "--json and --format {0} contradict each other": "--json 与 --format {0} 矛盾",
    "{0} is no ending of a report": "{0} 不是报告文件的扩展名",
    "Choose one of {0}, or say --format.": "可选：{0}；也可用 --format 指定。",
    "derive was given both a note and an expression": "derive 同时收到了笔记和公式",
    "derive was given neither a note nor an expression": "derive 既未收到笔记，也未收到公式",
    "Say gradproof derive NOTE, or gradproof derive -e EXPR.": (
        "请运行 gradproof derive NOTE 或 gradproof derive -e EXPR。"
    ),
    "A formula is given with -e.": "公式须用 -e 给出。",
    "standard input": "标准输入",
    "the expression": "公式",
    "{0} cannot be read: {1}": "无法读取 {0}：{1}",
    "{0} cannot be written: {1}": "无法写入 {0}：{1}",
    "{0} is empty": "{0} 为空",
    "{0} is not UTF-8": "{0} 不是 UTF-8 编码",
    "{0} is not UTF-8: line {1} has the byte 0x{2:02x}": (
        "{0} 不是 UTF-8 编码：第 {1} 行有字节 0x{2:02x}"
    ),
    "Save it as UTF-8.": "请存为 UTF-8 编码。",
    "interrupted": "已中断",
    "the input is too large or nested too deeply ({0})": "输入过大或嵌套过深（{0}）",
    "this is a fault of gradproof, please report it: {0}: {1}": (
        "这是 gradproof 自身的错误，请报告：{0}：{1}"
    ),
    "GRADPROOF_DEBUG=1 shows where it happened": "设置 GRADPROOF_DEBUG=1 可显示出错位置",
    "there is no rule {0}": "没有规则 {0}",
    "gradproof explain lists them all.": "gradproof explain 可列出所有规则。",
}
"""English templates with the Chinese ones."""

REFUSALS = {
    "No such file or directory": "没有这个文件或目录",
    "Is a directory": "这是目录",
    "Not a directory": "路径中有一部分不是目录",
    "Permission denied": "没有权限",
    "Read-only file system": "文件系统只读",
    "No space left on device": "磁盘空间不足",
    "File name too long": "文件名过长",
}
"""Why the system refuses a file: in English, these are its own words."""
