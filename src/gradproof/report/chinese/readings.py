"""How a note was read where it could be read in other ways, in Chinese."""

READINGS = {
    "{0} is read as {1}": "{0} 读作 {1}",
    "a number": "数",
    "a row vector": "行向量",
    "the mean of |p − y|": "|p − y| 的均值",
    # Products
    "{0} is read as the dot product": "{0} 读作点积",
    "{0} is read with the vector as a row": "{0} 中的向量读作行向量",
    "{0} is read as the entrywise product": "{0} 读作逐元素乘积",
    "{0} is read as the entrywise product, since no matrix product fits": (
        "{0} 读作逐元素乘积，因为作为矩阵乘积时形状不相容"
    ),
    "{0} is read as the matrix product, since no entrywise product fits": (
        "{0} 读作矩阵乘积，因为作为逐元素乘积时形状不相容"
    ),
    "{0} is read as the matrix product, as in MATLAB": "{0} 读作矩阵乘积，与 MATLAB 一致",
    "{0} is read as the entrywise product, as in NumPy": "{0} 读作逐元素乘积，与 NumPy 一致",
    "{0} is read with the inverse, as in MATLAB": "{0} 读作乘以逆矩阵，与 MATLAB 一致",
    "{0} is read as ({1})/({2})": "{0} 读作 ({1})/({2})",
    "{0} is read as a power, since T is a number": "{0} 读作幂，因为 T 是数",
    # Functions
    "{0} is read entry by entry": "{0} 按逐元素理解",
    "{0} is read as the determinant": "{0} 读作行列式",
    "{0} is read as the absolute value of every entry": "{0} 读作各元素的绝对值",
    "{0} is read as the Frobenius norm": "{0} 读作弗罗贝尼乌斯范数",
    "{0} is read as the sum of the absolute values of all entries": (
        "{0} 读作所有元素的绝对值之和"
    ),
    "{0} is read as the sum of all entries": "{0} 读作所有元素之和",
    "{0} is read as the mean of all entries": "{0} 读作所有元素的均值",
    "{0} is taken of every entry; it is no function of matrices": (
        "{0} 对各元素分别取值，而非矩阵函数"
    ),
    "{0} is an unknown function, applied to each entry": "{0} 是未指定的函数，逐元素作用",
    "{0} are unknown functions, applied to each entry": "{0} 是未指定的函数，逐元素作用",
    # Components
    "{0} is a column, but it is added to every row here, as its transpose": (
        "{0} 是列向量，但在此以其转置加到每一行上"
    ),
    "{0} is read as all values that there are": "{0} 按取遍所有值理解",
    "{0} is entry {1} of {2}: e_{1} is 1 there": "{0} 是 {2} 的第 {1} 个元素：e_{1} 的该元素为 1",
    "{0}_i is the transpose of row i of a matrix {1}": "{0}_i 是矩阵 {1} 第 i 行的转置",
    # For a batch, and transposed
    "a column for each of {0} samples: {1} in place of {2}": (
        "{0} 个样本各占一列：以 {1} 取代 {2}"
    ),
    "a row for each of {0} samples: {1} in place of {2}": "{0} 个样本各占一行：以 {1} 取代 {2}",
    "an entry for each of {0} samples: {1}": "{0} 个样本各占一个分量：{1}",
    "the mean over the samples: {0}": "对样本取均值：{0}",
    "{0} now stands for the transpose of what it stood for": "{0} 现在表示其原来所指之量的转置",
    "{0} now stand for the transposes of what they stood for": (
        "{0} 现在分别表示其原来所指之量的转置"
    ),
    # What is left out
    "{0} = … in line {1} is a claim, no definition": "第 {1} 行的 {0} = … 是论断，不是定义",
    "{0} ← … in line {1} is an update, no definition": "第 {1} 行的 {0} ← … 是更新，不是定义",
    "{0} in line {1} is a claim: it is not used here": "第 {1} 行的 {0} 是论断，此处未采用",
    "the equations in lines {0} are claims: they are not used here": (
        "第 {0} 行的等式是论断，此处未采用"
    ),
    "{0} = … in line {1} is left out": "第 {1} 行的 {0} = … 未采用",
    "{0} = … in line {1} is set aside: {2}": "第 {1} 行的 {0} = … 未采用：{2}",
    "the layers are those of any function of each entry": "各层的函数任意，逐元素作用",
    # Layers
    "{0} = {1} is stated by itself": "{0} = {1} 的一层单独写出",
    "{0} is at least {1}": "{0} 不小于 {1}",
    "every layer is stated by itself": "各层逐一写出",
    "{0} = {1} is one case: what follows holds for every {0}": (
        "{0} = {1} 只是特例：以下对任意 {0} 成立"
    ),
    "the assumption in line {0} speaks of nothing in use": "第 {0} 行的假设与所用的量无关",
    "{0} is not used as a fact": "{0} 未作为已知条件使用",
    "{0} is declared nowhere: a symbol of its own": "{0} 未声明：视为独立的符号",
}
"""English templates with the Chinese ones."""
