"""What goes wrong with formulas in Python, in Chinese."""

FORMULAS = {
    # Broadcasting
    "{0}: the shapes {1} and {2} do not broadcast, as sizes must be equal or 1": (
        "{0}：形状 {1} 与 {2} 无法广播，各维数必须相等或为 1"
    ),
    "{0}: the shapes {1} and {2} do not fit, as the inner sizes {3} and {4} differ": (
        "{0}：形状 {1} 与 {2} 不相容，内侧维数 {3} 与 {4} 不相等"
    ),
    "{0}; check the declared sizes of {1}": "{0}；请检查 {1} 声明的维数",
    "{0}; check the declared sizes of the symbols in them": "{0}；请检查其中各符号声明的维数",
    "{0}; the matrix product is written @": "{0}；矩阵乘积用 @ 书写",
    "{0}; multiply by a scalar with *": "{0}；数乘用 * 书写",
    "{0}; the inner product is {1}, the outer one {2}": "{0}；内积为 {1}，外积为 {2}",
    "{0}; {1} would fit": "{0}；可改为 {1}",
    "{0}; transpose one of them": "{0}；请转置其中之一",
    "{0} / 0: there is no such quotient": "{0} / 0：除数为零",
    "0 to the power {0}: there is no such number": "0 的 {0} 次幂没有意义",
    "{0} ** {1}: the exponent is {2}, and must be a number or a scalar; write exp(B * log(A)) for "
    "entrywise exponents": (
        "{0} ** {1}：指数的形状为 {2}，而指数必须是数或标量；逐元素的幂请写成 exp(B * log(A))"
    ),
    "an expression": "表达式",
    "this expression": "该表达式",
    # Names and definitions
    "The name comes first: matrix('X', 'm', 'd'), define('z', X @ w).": (
        "名称须写在最前：matrix('X', 'm', 'd')，define('z', X @ w)。"
    ),
    "a name is a text such as 'X', not {0!r}": "名称是形如 'X' 的字符串，而不是 {0!r}",
    "“{0}” is more than one name": "“{0}”不止一个名称",
    "Declare them one by one.": "请逐个声明。",
    "of shape {0}": "形状为 {0}",
    "{0}, defined as {1}": "{0}，定义为 {1}",
    "{0}, data": "{0}，数据",
    "{0}, a parameter": "{0}，参数",
    "{0}, {1}": "{0}，{1}",
    "a longer expression": "一个较长的表达式",
    "{0} means two things here: {1}, and {2}; give one of them another name": (
        "{0} 在此有两种含义：{1}；以及 {2}。请给其中之一另取名称"
    ),
    "{0} means something else in this model already": "{0} 在该模型中已有其他含义",
    "{0} has no name; give it one with define": "{0} 没有名称；请用 define 命名",
    "{0} has no name; give it one with define, and facts then": (
        "{0} 没有名称；请先用 define 命名，再给出已知条件"
    ),
    "{0} is defined by way of itself; give the new value a new name": (
        "{0} 的定义间接用到自身；请给新的值另取名称"
    ),
    "define takes a name and a formula": "define 的参数为名称和公式",
    # Sizes
    "a size is a letter or a whole number, not {0!r}": "维数是字母或整数，而不是 {0!r}",
    "a size is at least 1, not {0}": "维数至少为 1，而不能是 {0}",
    "{0!r} is not a size; write a letter, a number, or 'm*n'": (
        "{0!r} 不是维数；请写字母、数字或 'm*n'"
    ),
    # Facts
    "{0} is {1}, not square": "{0} 的形状为 {1}，不是方阵",
    "{0}: it cannot be {1}": "{0}，因而不可能 {1}",
    "symmetric": "对称",
    "invertible": "可逆",
    "positive definite": "正定",
    "diagonal": "为对角阵",
    "{0} is not a property; there are {1}": "{0} 不是性质；可用的性质有 {1}",
    "{0} = {1}: the sides have the shapes {2}": "{0} = {1}：两边的形状分别为 {2}",
    "{0} = {1} says nothing: the sides are the same": "{0} = {1} 没有内容：两边相同",
    "a fact is made by equation(a, b) or fact(A, symmetric=True), not {0!r}; == compares formulas "
    "as they are written": (
        "已知条件须由 equation(a, b) 或 fact(A, symmetric=True) 给出，而不是 {0!r}；"
        "== 只比较公式的写法"
    ),
    # Symbols are no arrays
    "a {0} is neither a formula nor a number": "{0} 类型的对象既不是公式，也不是数",
    "{0} is not a number to calculate with": "{0} 不是可以参与运算的数",
    "{0} is a symbolic {1}, not an array; compile it to get numbers": (
        "{0} 是形状为 {1} 的符号，不是数组；编译之后才能得到数值"
    ),
    "whether {0} is true is not known: it is symbolic; use maximum, where or abs in place of max, "
    "if or and": "{0} 是符号，无法判断真假；请用 maximum、where 或 abs 代替 max、if 或 and",
    "{0} has no value: it is symbolic; use gradproof's or NumPy's functions in place of those of "
    "math": "{0} 是符号，没有数值；请用 gradproof 或 NumPy 的函数代替 math 的函数",
    "{0} has no length in numbers: it is {1}; use .shape[0] for the number of rows": (
        "{0} 没有数值长度：其形状为 {1}；行数请用 .shape[0]"
    ),
    "{0} cannot be iterated over: it is a symbolic {1}; use sums and products of whole matrices": (
        "{0} 不能迭代：它是形状为 {1} 的符号；请用整个矩阵的和与积"
    ),
    "{0} has no entries to take out: it is a symbolic {1}; multiply by a vector that selects them, "
    "such as X @ e": ("{0} 不能取出元素：它是形状为 {1} 的符号；请乘以选取元素的向量，例如 X @ e"),
    "an array of shape {0} stands beside a symbol; declare a symbol for it, such as "
    'matrix("A", "m", "n", data=True), and give the numbers to the compiled function': (
        "形状为 {0} 的数组与符号一起运算；请为它声明符号，例如 "
        'matrix("A", "m", "n", data=True)，数值则交给编译后的函数'
    ),
    "axis {0}: the axes of {1} are 0 and 1": "轴 {0}：{1} 的轴只有 0 和 1",
    "axis {0} of a column vector {1}: its only axis is 0": "轴 {0}：列向量 {1} 只有轴 0",
    # Functions
    "where takes a comparison of formulas, such as where(X > 0, A, B)": (
        "where 的条件应为公式之间的比较，例如 where(X > 0, A, B)"
    ),
    "the inner product of shapes {0} and {1}, which must be equal": (
        "内积两边的形状必须相同，而这里为 {0} 与 {1}"
    ),
    "outer takes two vectors, not {0}; for matrices there is kron": (
        "outer 的参数应为两个向量，而这里的形状为 {0}；矩阵请用 kron"
    ),
    "a power of a {0} matrix, which is not square": "矩阵的幂只对方阵有定义，而这里的形状为 {0}",
    "{0} factors are too many to write out; up to {1} are not": (
        "因子有 {0} 个，过多而无法写出；至多 {1} 个"
    ),
    "the norm of {0} with ord={1!r} is not known; there are the Euclidean and the Frobenius norm, "
    "and the p-norms of vectors; for Σ|A_ij| write sum(abs(A))": (
        "不支持 {0} 的 ord={1!r} 范数；可用的有欧几里得范数、弗罗贝尼乌斯范数以及向量的 p 范数；"
        "Σ|A_ij| 请写成 sum(abs(A))"
    ),
    "the norm with ord=inf has no derivative in general; use logsumexp": (
        "ord=inf 的范数一般不可导；请用 logsumexp"
    ),
    "{0} over both axes of {1}; use vec, or axis=0 or 1": (
        "{0} 不能同时沿 {1} 的两个轴；请用 vec，或指定 axis=0 或 1"
    ),
    "{0} with axis=0 of a row {1}: each column is one number": (
        "对行向量 {1} 沿 axis=0 取 {0}：每一列只有一个数"
    ),
    "{0} is {1}, and its target {2} is {3}: they must be of one shape": (
        "{0} 的形状为 {1}，其目标 {2} 的形状为 {3}：二者形状必须相同"
    ),
    "reduction={0!r} is not known; there are 'mean' and 'sum'": (
        "未知的 reduction={0!r}；可用的有 'mean' 和 'sum'"
    ),
    "batch_norm takes a matrix with a row for each sample, not {0}": (
        "batch_norm 的参数应为每行一个样本的矩阵，而这里的形状为 {0}"
    ),
    # NumPy
    "np.{0} does not work on symbols; {1}": "np.{0} 不能用于符号；{1}",
    "np.{0} does not work on symbols; use {1}": "np.{0} 不能用于符号；请用 {1}",
    "np.{0}.{1} does not work on symbols; use np.sum or @": (
        "np.{0}.{1} 不能用于符号；请用 np.sum 或 @"
    ),
    "np.{0} of symbols does not know {1}; leave that out": "np.{0} 用于符号时不支持 {1}；请去掉",
    "these arguments": "这些参数",
    "compose it of operators and functions that are known": "请用已有的运算和函数组合",
    "for a fact write gradproof.equation(A, B)": "已知条件请写成 gradproof.equation(A, B)",
    "write the contraction with @, * and sum": "请用 @、* 和 sum 写出缩并",
    "use gradproof.logsumexp for a smooth one, or np.maximum for two matrices": (
        "光滑的最大值请用 gradproof.logsumexp，两个矩阵的最大值请用 np.maximum"
    ),
    "write a product with blocks as a sum: X1 @ W1 + X2 @ W2": (
        "分块矩阵的乘积请写成和：X1 @ W1 + X2 @ W2"
    ),
    "use .T, gradproof.vec or gradproof.diag": "请用 .T、gradproof.vec 或 gradproof.diag",
    "use gradproof.vec, which takes the columns one after the other": (
        "请用 gradproof.vec，它按列依次展开"
    ),
    "write (A.T @ A).I @ A.T where the columns of A are independent": (
        "若 A 的各列线性无关，请写成 (A.T @ A).I @ A.T"
    ),
    "write (A.T @ A).I @ A.T @ b": "请写成 (A.T @ A).I @ A.T @ b",
    "use X > 0": "请用 X > 0",
    "multiply comparisons: (X > 0) * (X < 1)": "请将比较相乘：(X > 0) * (X < 1)",
    "np.var and np.std of symbols are over n; ddof must be 0": (
        "用于符号的 np.var 和 np.std 以 n 为除数；ddof 必须为 0"
    ),
    "np.transpose with axes={0}: a matrix has two, and they change place": (
        "np.transpose 的 axes={0}：矩阵只有两个轴，转置即交换二者"
    ),
    "only the main diagonal of a symbol can be taken: k must be 0": (
        "符号只能取主对角线：k 必须为 0"
    ),
    "np.inner of {0} and {1}: for matrices NumPy means A @ B.T, and mathematics tr(AᵀB), which is "
    "gradproof.inner(A, B) or np.vdot(A, B)": (
        "对形状 {0} 与 {1} 取 np.inner：NumPy 中矩阵的 inner 为 A @ B.T，而数学上的内积为 tr(AᵀB)，"
        "即 gradproof.inner(A, B) 或 np.vdot(A, B)"
    ),
}
"""English templates with the Chinese ones."""
