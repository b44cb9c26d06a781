"""What goes wrong with the meaning of a formula, in Chinese."""

READER = {
    # Names
    "{0!r} has no name": "{0!r} 没有名称",
    "{0} is declared {1} and {2}": "{0} 先后声明为 {1} 和 {2}",
    "{0} is declared {1} but defined {2}": "{0} 声明为 {1}，而定义的形状为 {2}",
    "Change the declaration of {0}, or its definition.": "请修改 {0} 的声明或定义。",
    "{0} is assigned twice": "{0} 被赋值两次",
    "Give the new value a name of its own.": "请给新的值另取名称。",
    "{0} has a value of its own, but {1} is a variable": "{0} 另有取值，而 {1} 是变量",
    "Write the layers out, or give this one another name.": (
        "请逐层写出，或给这一层的量另取名称。"
    ),
    "{0} is defined by itself": "{0} 的定义用到自身",
    "Declare it, or give the new value a name of its own.": "请声明它，或给新的值另取名称。",
    "A layer is given by those in front of it.": "每一层应由前面的层给出。",
    "{0} and {1} are defined together": "{0} 和 {1} 由同一等式定义",
    "Define each by itself.": "请分别定义。",
    "{0} uses {1}, but {2} = … is a claim, no definition": (
        "{0} 用到 {1}，但 {2} = … 是论断，不是定义"
    ),
    "A definition gives a layer by the layers in front of it, without derivatives.": (
        "定义应由前面的层给出后面的层，且不含导数。"
    ),
    "{0} is defined by itself, by way of what uses it": (
        "{0} 的定义是循环的：其中用到依赖于 {0} 的量"
    ),
    "Leave one out: the first formula with a name on its left defines it.": (
        "请去掉其中之一：左边为某名称的第一个公式即其定义。"
    ),
    "{0} is not declared, and nothing tells its shape": "{0} 未声明，且无法由上下文推断其形状",
    "Declare it, such as ${0} \\in \\mathbb{{R}}^{{m \\times n}}$.": (
        "请声明，例如 ${0} \\in \\mathbb{{R}}^{{m \\times n}}$。"
    ),
    "{0} is declared but never used": "{0} 已声明但从未使用",
    "Use it in a formula, or delete its declaration.": "请在公式中使用它，或删去其声明。",
    "a declaration is needed, such as A \\in R^{m×n}": "此处需要声明，例如 A \\in R^{m×n}",
    "{0} is {1}, and no scalar": "{0} 的形状为 {1}，不是标量",
    "Declare the shapes of what stands in it, or say of which scalar with --of.": (
        "请声明其中各量的形状，或用 --of 指定标量。"
    ),
    "this text has no formulas in it": "文本中没有公式",
    "Put formulas between dollars, as in $f = x^T A x$, or give one behind -e.": (
        "请将公式写在美元符号之间，例如 $f = x^T A x$，或在 -e 之后给出公式。"
    ),
    "Put a formula behind it, as in x \\in \\mathbb{R}^n; x^T x.": (
        "请在其后写出公式，例如 x \\in \\mathbb{R}^n; x^T x。"
    ),
    "nothing to differentiate: this is a declaration": "没有可求导的对象：这只是声明",
    "one formula at a time": "一次只能给出一个公式",
    "Write a note for more.": "多个公式请写成笔记。",
    # Powers
    "{0} may be a power or a transpose, since T is a number here": (
        "{0} 既可理解为幂，也可理解为转置，因为 T 在此是数"
    ),
    "Write \\top for the transpose; for a power, use another letter for this number.": (
        "转置请写成 \\top；若是幂，请给这个数换一个字母。"
    ),
    "{0} may be one of many, or {1}": "{0} 既可理解为一族量之一，也可理解为 {1}",
    "Write {0} for one of many; powers that count are not supported.": (
        "一族量请写成 {0}；尚不支持以指标为指数的幂。"
    ),
    # Shapes
    "{0} on the left, {1} on the right": "左边的形状为 {0}，右边的形状为 {1}",
    "{0} is {1} but {2} is {3}": "{0} 的形状为 {1}，而 {2} 的形状为 {3}",
    "{0} is {1}, {2} is {3}. {4}": "{0} 的形状为 {1}，{2} 的形状为 {3}。{4}",
    "The inner sizes must agree.": "内侧维数必须相等。",
    "An entrywise product takes two of one shape.": "逐元素乘积要求两边形状相同。",
    "Write x^T y for the inner product, x y^T for the outer one, x \\odot y for the "
    "entrywise one.": ("内积请写成 x^T y，外积请写成 x y^T，逐元素乘积请写成 x \\odot y。"),
    "They must have one shape.": "二者形状必须相同。",
    "The terms of a sum have one shape; a row is added to every row of a matrix, a column to every "
    "column.": "和的各项形状必须相同；行向量加到矩阵的每一行，列向量加到每一列。",
    "a quotient of {0} and {1}": "形状 {0} 与 {1} 不能相除",
    "A quotient is taken entry by entry; for an inverse write A^{-1}.": (
        "商按逐元素计算；逆矩阵请写成 A^{-1}。"
    ),
    "the inverse of {0}, which is not square": "只有方阵才有逆矩阵，而这里的形状为 {0}",
    "operands of {0} and {1}": "参数的形状为 {0} 与 {1}",
    "operands that fit": "形状相容的量",
    "an inner product of {0} and {1}": "形状 {0} 与 {1} 之间没有内积",
    "an outer product of {0} and {1}": "形状 {0} 与 {1} 之间没有外积",
    "attention of {0}": "注意力的参数形状为 {0}",
    "Q is n×d, K is m×d and V is m×p.": "Q 应为 n×d，K 应为 m×d，V 应为 m×p。",
    "{0} does not fit {1}": "{0} 与 {1} 不相容",
    "no sizes make {0} fit here": "不存在使 {0} 在此相容的维数",
    "{0} fits here only as {1}, and a capital is a matrix": (
        "{0} 在此只能是 {1}，而大写字母表示矩阵"
    ),
    "Write a vector with a small letter: diag of a vector is a matrix, diag of a matrix is a "
    "vector.": "向量请用小写字母：diag 作用于向量得矩阵，作用于矩阵得向量。",
    "a size that is a quotient is not supported": "不支持以商作为维数",
    "Give it a letter, and write what it is a part of as a multiple: 2m instead of n.": (
        "请用一个字母表示它，并将整体写成其倍数：以 2m 代替 n。"
    ),
    "a sum of sizes that differ from layer to layer is not supported": (
        "不支持对随层变化的维数求和"
    ),
    "Give the sum a letter of its own, such as m_l.": "请用单独的字母表示该和，例如 m_l。",
    "this is not a size": "这不是维数",
    "an array with {0} axes is not supported": "不支持 {0} 维数组",
    "Only scalars, vectors and matrices are.": "只支持标量、向量和矩阵。",
    "values in {0} are not supported": "不支持取值于 {0} 的量",
    # Products
    "{0} may be the matrix product or the entrywise product": (
        "{0} 既可能是矩阵乘积，也可能是逐元素乘积"
    ),
    "{0} between {1}": "形状 {1} 之间的 {0}",
    "{0} in {1}": "{1} 中的 {0}",
    "Write A B or A @ B for the matrix product, A \\odot B or A .* B for the entrywise one.": (
        "矩阵乘积请写成 A B 或 A @ B，逐元素乘积请写成 A \\odot B 或 A .* B。"
    ),
    "whether {0} alone stands below the line, or what follows as well": (
        "不清楚分母只是 {0}，还是包括其后的内容"
    ),
    "{0} may stand below the line as well": "{0} 也可能属于分母",
    "Put brackets around what stands below the line.": "请为分母加括号。",
    "Put brackets around what stands below.": "请为分母加括号。",
    "where {0} ends is not clear: write the brackets": "{0} 的作用范围不明确：请加括号",
    "It may be ({0}) {1} {2} or {3}({4}).": "可能是 ({0}) {1} {2}，也可能是 {3}({4})。",
    "For the solution of a system write inv(A)*b.": "线性方程组的解请写成 inv(A)*b。",
    # Powers
    "a power of a power may be read in two ways": "幂的幂有两种理解",
    "Write (x^{0})^{1} or x^({0}^{1}).": "请写成 (x^{0})^{1} 或 x^({0}^{1})。",
    "{0} is a power": "{0} 是幂",
    "Write ^T for the transpose.": "转置请写成 ^T。",
    "the power {0} of a matrix": "矩阵的 {0} 次幂",
    "Write A^{-1} for the inverse, A^{\\odot p} for a power of every entry.": (
        "逆矩阵请写成 A^{-1}，逐元素的幂请写成 A^{\\odot p}。"
    ),
    "a matrix power above {0}": "矩阵的幂次超过 {0}",
    "Write a smaller one.": "请改用较小的幂次。",
    "a power whose base and exponent are no scalars": "底数和指数都不是标量的幂",
    "a power of a matrix whose exponent is no number": "矩阵的幂，其指数不是数",
    "Write a number, as in {0}^3, or declare what is a number, as in {0} \\in \\mathbb{{R}}.": (
        "请写出数，例如 {0}^3，或将标量声明为数，例如 {0} \\in \\mathbb{{R}}。"
    ),
    "^{0} is not supported": "不支持 ^{0}",
    "an exponent of more than {0}": "指数超过 {0}",
    # Functions
    "{0} is not supported": "不支持 {0}",
    "{0} is not a known function": "{0} 不是已知的函数",
    "Leave the index out.": "请去掉下标。",
    "{0} with primes is not supported": "不支持带撇号的 {0}",
    "the inverse function of {0} is not supported": "不支持 {0} 的反函数",
    "{0} is not defined for these arguments": "{0} 对这些参数没有定义",
    "{0} calls itself, or functions nest too deep": "{0} 调用自身，或函数嵌套过深",
    ".{0} is not known": "未知的 .{0}",
    ".{0}() is not known": "未知的 .{0}()",
    "Write .T, .sum() or .dot(B).": "请写成 .T、.sum() 或 .dot(B)。",
    "a full stop where none belongs": "此处不应有句点",
    "the base of a logarithm must be a positive number": "对数的底必须是正数",
    "It is the mean over a batch there: write CE(Y, Z)/m for the sum over m samples.": (
        "它在那里是对一批样本的均值：对 m 个样本之和请写成 CE(Y, Z)/m。"
    ),
    "{0} takes 1 operand, not {1}": "{0} 需要 1 个参数，而这里有 {1} 个",
    "{0} takes {1} or {2} operands, not {3}": "{0} 需要 {1} 或 {2} 个参数，而这里有 {3} 个",
    "Write {0}({1}).": "请写成 {0}({1})。",
    "{0} needs an argument": "{0} 缺少自变量",
    "Write {0}(x).": "请写成 {0}(x)。",
    "Define it: {0}(x) = …": "请给出定义：{0}(x) = …",
    "{0}: {1} is not supported": "{0}：不支持 {1}",
    "{0} is read as {1}, which is not supported": "{0} 读作 {1}，而这不受支持",
    "an eigenvalue": "特征值",
    "a singular value": "奇异值",
    "a spectral radius": "谱半径",
    "a condition number": "条件数",
    "{0} is read as one entry, which is not supported": "{0} 读作单个元素，而这不受支持",
    "Write e^T x, or e^T X u, with unit vectors e and u.": (
        "请用单位向量 e 和 u 写成 e^T x 或 e^T X u。"
    ),
    "{0} is read as a function, and nothing says which": "{0} 读作函数，但未说明是哪个函数",
    "Leave the brackets out for a product, or declare {0}.": "若为乘积请去掉括号，或声明 {0}。",
    "Write {0} = … in a note to define it, or leave the brackets out for a product.": (
        "请在笔记中写出 {0} = … 作为定义；若为乘积请去掉括号。"
    ),
    "this argument is not supported": "不支持该参数",
    "Leave it out.": "请去掉。",
    "a matrix has no such axis": "矩阵没有这样的轴",
    "Write axis=0 or axis=1.": "请写成 axis=0 或 axis=1。",
    "{0} is not supported as a first operand": "不支持以 {0} 为第一个参数",
    "Write sum({0}.^2).": "请写成 sum({0}.^2)。",
    "the norm {0} is not supported": "不支持范数 {0}",
    "norm(x, 1) is.": "支持 norm(x, 1)。",
    "the norm with index {0} is not supported": "不支持下标为 {0} 的范数",
    "The norms \\|A\\|_F, \\|x\\|_2, \\|x\\|_1 and \\|x\\|_M with a matrix M are.": (
        "支持范数 \\|A\\|_F、\\|x\\|_2、\\|x\\|_1，以及 M 为矩阵的 \\|x\\|_M。"
    ),
    "the spectral norm of a matrix is not supported": "不支持矩阵的谱范数",
    "Write \\|{0}\\|_F for the Frobenius norm.": "弗罗贝尼乌斯范数请写成 \\|{0}\\|_F。",
    "a matrix has two lengths": "矩阵有两个方向的长度",
    "Write size(X, 1), size(X, 2) or numel(X).": "请写成 size(X, 1)、size(X, 2) 或 numel(X)。",
    # Cases
    "the condition of this case is not read": "无法读取该分支的条件",
    "Write it as x > a.": "请写成 x > a。",
    "cases by equalities are not read here": "此处不支持以等式分情形",
    "Write step, sign or max.": "请用 step、sign 或 max。",
    "a row without a condition that is not the last": "没有条件的分支不在最后",
    "Say when it holds.": "请说明其成立的条件。",
    "this is not the opposite of the other case": "该条件与另一分支并不互补",
    "Write otherwise.": "请写“其他”（otherwise）。",
    "this condition is not supported": "不支持该条件",
    "this indicator is not supported": "不支持该示性函数",
    "Write 1[x > 0].": "请写成 1[x > 0]。",
    # What is no value
    "“{0}” is not a value": "“{0}”不是值",
    "Put words outside of the formula.": "请将文字写在公式之外。",
    "{0} is not a value": "{0} 不是值",
    "Derivatives are what is asked for; they cannot stand in a definition.": (
        "导数是所求的结果，不能出现在定义中。"
    ),
    "Something is missing beside it.": "它的旁边缺少内容。",
    "several values where one is needed": "此处只能有一个值，而这里有多个",
    "{0} values where one is needed": "此处只能有一个值，而这里有 {0} 个",
    "Write one formula at a time.": "请逐个写出公式。",
    "a relation where a value is needed": "此处需要的是值，而不是关系式",
    "Write one side of it, or f = … to name one.": "请只写其中一边，或写成 f = … 为其命名。",
    "a range where a value is needed": "此处需要的是值，而不是范围",
    "dots that stand for what is left out are not supported yet": "尚不支持表示省略的省略号",
    "Write the terms out.": "请逐项写出。",
    "a matrix written out entry by entry is not read here": "此处不支持逐个写出元素的矩阵",
    "something is missing here": "此处缺少内容",
    "the sign {0} is not supported": "不支持符号 {0}",
    "these brackets are not supported": "不支持这种括号",
    "a {0} over more than one symbol": "{0} 标在多个符号之上",
    "Give it a name.": "请为它命名。",
    "a subscript on what is no name": "下标标在不是名称的内容上",
    "Give the part a name.": "请为该部分命名。",
    "this is not read here": "此处不支持这种写法",
    # What has no derivative
    "a binomial coefficient has no derivative": "二项式系数没有导数",
    "the factorial has no derivative": "阶乘没有导数",
    "a remainder has no derivative": "余数没有导数",
    "the degree of a root must be a number": "根指数必须是数",
    "a division by zero": "除数为零",
    "the square root of {0} is no real number": "{0} 的平方根不是实数",
    "the logarithm of {0} is no real number": "{0} 的对数不是实数",
    "{0} 1 is 0, whatever stands behind it": "{0} 1 等于 0，与其后的内容无关",
    "Write {0}(1 + …) for the logarithm of the sum.": "和的对数请写成 {0}(1 + …)。",
    "Write it with sums and products.": "请用和与积写出。",
    "For positive x, \\exp(\\sum_i \\log x_i) is the product of the x_i.": (
        "当 x 为正时，各 x_i 之积为 \\exp(\\sum_i \\log x_i)。"
    ),
    "Write the formula of which it is the limit, with a number in place of the letter.": (
        "请写出取极限的公式，并以数代替其中的字母。"
    ),
    "Write the mean over samples, as in \\frac{1}{n} \\sum_{i=1}^n x_i^2.": (
        "请写成样本均值，例如 \\frac{1}{n} \\sum_{i=1}^n x_i^2。"
    ),
    "Write a sum over samples, as in \\frac{1}{n} \\sum_{i=1}^n x_i^2.": (
        "请写成对样本的求和，例如 \\frac{1}{n} \\sum_{i=1}^n x_i^2。"
    ),
    "max(x, y) of two numbers is supported.": "支持两个数的 max(x, y)。",
    "min(x, y) of two numbers is supported.": "支持两个数的 min(x, y)。",
    # Layers
    "two indices for layers": "层有两个指标",
    "Use one letter for the layers, and matrices for all else.": (
        "层只用一个字母作指标，其余请用矩阵。"
    ),
    "only sums over all layers are supported, {0}": "只支持对所有层求和，即 {0}",
}
"""English templates with the Chinese ones."""
