"""What goes wrong with indices and with functions that other systems have, in Chinese."""

COMPONENTS = {
    "a sum without an index": "求和没有指标",
    "Write it below: \\sum_{i=1}^n.": "请在下方写出：\\sum_{i=1}^n。",
    "this is not an index": "这不是指标",
    "Write a letter, as in i=1.": "请写字母，例如 i=1。",
    "a sum that does not begin at 1 is not supported": "不支持不从 1 开始的求和",
    "a sum that begins at 0 must end at n-1": "从 0 开始的求和必须以 n-1 结束",
    "a sum over some of the indices is not supported": "不支持只对部分指标求和",
    "Write the sum over all i and j, less the sum of the terms with i = j.": (
        "请写成对所有 i 和 j 的和减去 i = j 各项之和。"
    ),
    "If terms are alike for i, j and j, i: half of the sum over all i and j, less those "
    "of i = j.": (
        "若各项关于 i 与 j 对称，则等于对所有 i 和 j 的和减去 i = j 各项之后的一半。"
    ),
    "For neighbours write D x with a matrix D: its rows have 1 and -1 side by side.": (
        "相邻项之差请写成 D x，其中矩阵 D 的每一行有相邻的 1 与 -1。"
    ),
    "Write sums over all values of an index.": "请对指标的所有取值求和。",
    "more than two indices": "指标多于两个",
    "Write it with matrices and vectors.": "请用矩阵和向量写出。",
    "a range of components is not supported here": "此处不支持取一段分量",
    "Use a letter of a sum.": "请用求和的指标字母。",
    "an index as a number is not supported": "不支持以数为指标",
    "this index is not supported": "不支持该指标",
    "{0} to the power {1}": "{0} 的 {1} 次幂",
    "{0} may be an entry, or {1}": "{0} 可能是元素，也可能是 {1}",
    "Write {0}_{1} for an entry; such powers are not supported.": (
        "元素请写成 {0}_{1}；不支持这样的幂。"
    ),
    "{0} is read as another name for every {1}": "{0} 对每个 {1} 读作不同的名称",
    "Write the terms out, or declare {0} if {1} is a row of it.": (
        "请逐项写出；若 {1} 是 {0} 的一行，请声明 {0}。"
    ),
    "the index {0} runs to {1}, but {2} is {3}": "指标 {0} 取到 {1}，而 {2} 的形状为 {3}",
    "the index {0} occurs nowhere in this sum": "指标 {0} 在该求和中没有出现",
    "the index {0} occurs nowhere on the right": "指标 {0} 在右边没有出现",
    "Write sum(x), or an index of what is added up.": "请写成 sum(x)，或给被加项写上指标。",
    "an index of {0}, which is {1}": "{0} 的形状为 {1}，不能带指标",
    "two indices of {0}, which is {1}": "{0} 的形状为 {1}，不能带两个指标",
    "a single row or column of {0}, which is {1}": "{0} 的形状为 {1}，并非只有一行或一列",
    "{0} is a matrix for every index, and a sum over such matrices is not supported here": (
        "每个下标对应一个矩阵 {0}，此处不支持对这些矩阵求和"
    ),
    "Write the terms out, or the sum as one name.": "请逐项写出，或用一个名称表示该和。",
    "an entry of {0}, which is {1}": "{0} 的形状为 {1}，不能以此取元素",
    "components that are no numbers and no vectors": "分量既不是数也不是向量",
    # What has no matrix form under a sum
    "{0} inside a sum over components cannot be put into matrix form": (
        "对分量的求和中含有 {0}，无法写成矩阵形式"
    ),
    "Write the sum with matrices, such as \\|X w - y\\|^2 or \\mathbf{1}^T x.": (
        "请用矩阵写出该和，例如 \\|X w - y\\|^2 或 \\mathbf{1}^T x。"
    ),
    "a component of what has an index": "带指标的量的分量",
    "a product of three matrices with one index in common": "三个矩阵共用一个指标的乘积",
    "an inverse": "逆矩阵",
    "a power of a matrix": "矩阵的幂",
    "a norm of a matrix with an index": "带指标的矩阵的范数",
    "this inner product": "该内积",
    "this log-sum-exp": "该 log-sum-exp",
    "this product": "该乘积",
    "a vector or a matrix with indices": "带指标的向量或矩阵",
    "a matrix with an index": "带指标的矩阵",
    "a matrix with two indices": "带两个指标的矩阵",
    "a vector with two indices": "带两个指标的向量",
    "a number with more than two indices": "带两个以上指标的数",
    "a product of matrices with indices": "带指标的矩阵的乘积",
    "a function of a matrix with an index": "带指标的矩阵的函数",
    "a sum over a matrix with an index": "对带指标的矩阵的求和",
    "a sum with a matrix that has an index": "含带指标的矩阵的和",
    "an index that no sum binds": "没有被求和约束的指标",
    # Functions that other systems have
    "Known of entries are exp, log, sqrt, sin, cos, tan, tanh, sigmoid, relu, abs and others.": (
        "逐元素的函数有 exp、log、sqrt、sin、cos、tan、tanh、sigmoid、relu、abs 等。"
    ),
    "Known numbers of a matrix are tr, det, logdet, sum and the norms norm(X) and norm1(X).": (
        "矩阵的数值有 tr、det、logdet、sum，以及范数 norm(X) 与 norm1(X)。"
    ),
    "Its derivative is 0 wherever it has one.": "凡可导之处，其导数均为 0。",
    "It is a whole number: its derivative is 0 wherever it has one.": (
        "其值为整数：凡可导之处，导数均为 0。"
    ),
    "Give each part a name, and write the products and sums of these.": (
        "请为各部分命名，并写出它们的积与和。"
    ),
    "Write it with the signs +, - and /.": "请用符号 +、- 和 / 书写。",
    "For positive x, exp(sum(log(x))) is the product of the entries.": (
        "当 x 为正时，各元素之积为 exp(sum(log(x)))。"
    ),
    "Write L*x with a lower triangular matrix L of ones.": (
        "请写成 L*x，其中 L 是元素为 1 的下三角矩阵。"
    ),
    "Where the columns of X are independent it is inv(X'*X)*X'.": (
        "若 X 的各列线性无关，则为 inv(X'*X)*X'。"
    ),
    "exp, log and sqrt are of every entry; X^2 and X^3 are of matrices.": (
        "exp、log 和 sqrt 逐元素作用；X^2 和 X^3 是矩阵的幂。"
    ),
    "Write it with matrix products, transposes and tr.": "请用矩阵乘积、转置和 tr 书写。",
    "The mean is known: mean(x).": "可用均值：mean(x)。",
    "Write L \\odot X with a matrix L of zeros and ones.": (
        "请写成 L \\odot X，其中 L 是由 0 和 1 组成的矩阵。"
    ),
    "All numbers are real: leave it out.": "所有的数均为实数：请去掉。",
    "Write the mean over samples, as in mean(x).": "请写成样本均值，例如 mean(x)。",
    **{
        f"Write {formula}.": f"请写成 {formula}。"
        for formula in (
            "1/cos(x)", "1/sin(x)", "1/tan(x)", "tan(x)", "tanh(x)", "log(x)/log(2)",
            "log(x)/log(10)", "2^x", "exp(x) - 1", "log(exp(x) + exp(y))", "log(x/(1 - x))",
            "log(sigmoid(x))", "x^(1/3)", "1/sqrt(x)", "1/x", "sqrt(x^2 + y^2)", "x^2",
            "mean((x - mean(x))^2)", "sqrt(mean((x - mean(x))^2))", "max(min(x, 1), 0)",
            "norm(x - y)", "dot(x, y)/(norm(x)*norm(y))", "inv(A)*b",
            r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
        )
    },
}  # fmt: skip
"""English templates with the Chinese ones."""
