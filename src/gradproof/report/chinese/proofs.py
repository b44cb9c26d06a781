"""Why a step is not proved, in Chinese."""

PROOFS = {
    "where both sides are defined": "在两边均有定义之处",
    "not decided with the computing that is allowed": "在允许的计算量内未能判定",
    "no gradient was given": "未给出梯度",
    "it fails for some sizes": "对某些维数不成立",
    "the coefficients are too large for floats": "系数过大，超出浮点数范围",
    "different in exact arithmetic, but no counterexample was found": (
        "在精确算术中不相等，但未找到反例"
    ),
    "the shapes {0} and {1} differ": "形状 {0} 与 {1} 不同",
    "the gradient of {0} is {1}, not {2}": "关于 {0} 的梯度形状为 {1}，而不是 {2}",
    "the sides differ at some sizes, and no second case was found": (
        "两边在某些维数下不相等，且未找到第二个这样的例子"
    ),
    "no point was found at which both sides are defined ({0})": "未找到两边均有定义的点（{0}）",
    "the sign of an argument was seen on one side only": "自变量只取到一种符号",
    "{0} points agree, which is not enough ({1})": "仅有 {0} 个点相等，尚不足够（{1}）",
    "too many combinations of signs": "符号的组合过多",
    "a unit vector whose 1 is beyond its end": "单位向量的 1 超出其长度",
    # At a point
    "a fact does not hold": "某个已知条件不成立",
    "the facts contradict each other": "已知条件互相矛盾",
    "no positive solution was found": "未找到正的解",
    "there is no such frame at these sizes": "在这些维数下不存在这样的标架",
    "points are drawn in the base system": "点只在基本数系中选取",
    "division by 0": "除数为零",
    "overflow": "溢出",
    "nearly singular": "接近奇异",
    "at a kink": "处于不可导点",
    "{0} out of range": "{0} 超出范围",
    "the logarithm of 0": "0 的对数",
    "the logarithm of something not positive": "非正数的对数",
    "a root of something not positive": "非正数的根",
    "a coefficient that is not a square modulo p": "系数不是模 p 的平方数",
    "no discrete logarithm": "离散对数不存在",
    "the power {0} in this field": "该域中的 {0} 次幂",
    "the exponent {0}": "指数 {0}",
    "large power": "幂次过大",
    "a differential of a differential": "微分的微分",
    "a differential in this number system": "该数系中的微分",
    # Shapes
    "the size {0} is not known": "维数 {0} 未知",
    "the size {0} is {1}": "维数 {0} 为 {1}",
    "{0} has no value": "{0} 没有值",
    "the operation {0} is not in the table": "运算 {0} 不在表中",
    "the operation {0} has no definition": "运算 {0} 没有定义",
    "the definition of {0} has the shape {1}": "{0} 的定义的形状为 {1}",
    "the inverse of a matrix that is not square": "非方阵的逆矩阵",
    "the determinant of a matrix that is not square": "非方阵的行列式",
    "the trace of a matrix that is not square": "非方阵的迹",
    "a product of sizes that do not fit": "乘积的维数不相容",
    "an inner product of sizes that do not fit": "内积的维数不相容",
    "a sum or an entrywise product of sizes that do not fit": "和或逐元素乘积的维数不相容",
    "unvec to a shape of another size": "unvec 的形状与元素个数不符",
    "blocks that do not tile the matrix": "分块未能拼成矩阵",
}
"""English templates with the Chinese ones."""
