r"""Short notes in four languages whose claims are all right, as `oracle` can read them."""

NOTES = {
    "linear regression": r"""
Let $X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$. The loss is
$L = \frac{1}{2 m} \|X w - y\|^2$.

Then
$$\frac{\partial L}{\partial w} = \frac{1}{m} X^T (X w - y)$$
""",
    "岭回归": r"""
设 $X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$,
$\lambda \in \mathbb{R}$。
损失函数为 $L = \|X w - y\|^2 + \lambda w^T w$。

对 $w$ 求导,得到
$$\frac{\partial L}{\partial w} = 2 X^T (X w - y) + 2 \lambda w$$
""",
    "logistic regression": r"""
Let $X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$, and let
$\sigma$ be the sigmoid. With $p = \sigma(X w)$ the loss is
$L = -\frac{1}{m} (y^T \log(p) + (\mathbf{1} - y)^T \log(\mathbf{1} - p))$.

$$\frac{\partial L}{\partial w} = \frac{1}{m} X^T (p - y)$$
""",
    "2層ネットワーク": r"""
入力を $x \in \mathbb{R}^d$、教師データを $y \in \mathbb{R}^k$、
重みを $W_1 \in \mathbb{R}^{n \times d}$、$W_2 \in \mathbb{R}^{k \times n}$、
バイアスを $b_1 \in \mathbb{R}^n$ とし、$\sigma$ はシグモイド関数とする。
$$z_1 = W_1 x + b_1$$
$$h = \sigma(z_1)$$
$$z_2 = W_2 h$$
損失は
$$L = \frac{1}{2} \|\sigma(z_2) - y\|^2$$
である。まず出力層の誤差は
$$\frac{\partial L}{\partial z_2} = (\sigma(z_2) - y) \odot \sigma'(z_2)$$
となり、隠れ層では
$$\frac{\partial L}{\partial z_1} = W_2^T \frac{\partial L}{\partial z_2} \odot \sigma'(z_1)$$
よって
$$\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial z_1} x^T$$
""",
    "ReLU und Softmax": r"""
Sei $x \in \mathbb{R}^d$ die Eingabe, $y \in \mathbb{R}^k$ ein One-Hot-Vektor,
$W \in \mathbb{R}^{n \times d}$ und $V \in \mathbb{R}^{k \times n}$. Mit
$$z = W x$$
$$h = \operatorname{ReLU}(z)$$
$$s = V h$$
$$p = \operatorname{softmax}(s)$$
ist der Verlust die Kreuzentropie
$$L = -y^T \log(p)$$
Dann gilt
$$\frac{\partial L}{\partial s} = p - y$$
$$\frac{\partial L}{\partial V} = (p - y) h^T$$
$$\frac{\partial L}{\partial z} = V^T (p - y) \odot \operatorname{ReLU}'(z)$$
""",
    "trace identities": r"""
Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times m}$ and
$X \in \mathbb{R}^{n \times m}$.

With $L = \operatorname{tr}(A X) + \operatorname{tr}(X^T B)$ we get
$$\frac{\partial L}{\partial X} = A^T + B$$
and the trace is cyclic:
$$\operatorname{tr}(A B) = \operatorname{tr}(B A)$$
""",
    "二次型": r"""
设 $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $b \in \mathbb{R}^n$, 令
$$f = x^T A x - b^T x$$
则
$$\frac{\partial f}{\partial x} = (A + A^T) x - b$$
$$\frac{\partial f}{\partial A} = x x^T$$
""",
    "batch": r"""
Let $X \in \mathbb{R}^{m \times d}$, $W \in \mathbb{R}^{d \times k}$, $b \in \mathbb{R}^k$ and
$Y \in \mathbb{R}^{m \times k}$, one sample in each row. We set
$$Z = X W + \mathbf{1} b^T$$
$$A = \tanh(Z)$$
$$L = \frac{1}{2 m} \|A - Y\|^2$$
Hence
$$\frac{\partial L}{\partial Z} = \frac{1}{m} (A - Y) \odot \tanh'(Z)$$
$$\frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Z}$$
$$\frac{\partial L}{\partial b} = (\frac{\partial L}{\partial Z})^T \mathbf{1}$$
""",
    "layers": r"""
A network has layers $l = 1, \dots, N$ with weights $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$
and biases $b^{(l)} \in \mathbb{R}^{n_l}$, an input $x \in \mathbb{R}^{n_0}$ and a target
$y \in \mathbb{R}^{n_N}$:
$$a^{(0)} = x$$
$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$$
$$a^{(l)} = \sigma(z^{(l)})$$
$$L = \frac{1}{2} \|a^{(N)} - y\|^2$$
Write
$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$
Then
$$\delta^{(N)} = (a^{(N)} - y) \odot \sigma'(z^{(N)})$$
$$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$
$$\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$
$$\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}$$
""",
    "分量形式": r"""
设 $X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$,
残差 $r = X w - y$, 损失
$$L = \frac{1}{m} \sum_{i=1}^m r_i r_i$$
逐分量求导:
$$\frac{\partial L}{\partial w_j} = \frac{2}{m} \sum_{i=1}^m r_i X_{ij}$$
""",
    "微分法": r"""
设 $A \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times q}$,
$Y \in \mathbb{R}^{m \times q}$,
$$L = \frac{1}{2} \|A X - Y\|^2$$
取微分并利用迹:
$$\mathrm{d} L = \operatorname{tr}((A X - Y)^T A \mathrm{d} X)$$
因此
$$\frac{\partial L}{\partial X} = A^T (A X - Y)$$
""",
    "normalisation": r"""
Let $x \in \mathbb{R}^n$ and $g \in \mathbb{R}^n$. With the sum of squares $s = x^T x$ and
$$u = \frac{x}{s}$$
$$L = g^T u$$
we have
$$\frac{\partial L}{\partial s} = -\frac{g^T x}{s^2}$$
$$\frac{\partial L}{\partial u} = g$$
$$\frac{\partial L}{\partial x} = \frac{1}{s} g - \frac{2 g^T x}{s^2} x$$
""",
    "matrix inverse": r"""
For $X \in \mathbb{R}^{n \times n}$, $A \in \mathbb{R}^{m \times n}$ and
$B \in \mathbb{R}^{n \times m}$ let
$$f = \operatorname{tr}(A X^{-1} B)$$
Then
$$\frac{\partial f}{\partial X} = -(X^{-1} B A X^{-1})^T$$
$$\frac{\partial f}{\partial A} = (X^{-1} B)^T$$
""",
    "矩阵分解": r"""
给定 $X \in \mathbb{R}^{m \times n}$, $U \in \mathbb{R}^{m \times k}$,
$V \in \mathbb{R}^{n \times k}$, 目标函数为
$$L = \|X - U V^T\|^2$$
分别求导:
$$\frac{\partial L}{\partial U} = -2 (X - U V^T) V$$
$$\frac{\partial L}{\partial V} = -2 (X - U V^T)^T U$$
""",
    "gewichtete Quadrate": r"""
Gegeben sind $X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$ und
$S \in \mathbb{R}^{m \times m}$. Mit dem Residuum
$$r = y - X w$$
und dem Verlust
$$L = r^T S r$$
erhält man
$$\frac{\partial L}{\partial r} = (S + S^T) r$$
$$\frac{\partial L}{\partial w} = -X^T (S + S^T) r$$
""",
    "attention": r"""
Let $x \in \mathbb{R}^d$, $W \in \mathbb{R}^{n \times d}$ and $g \in \mathbb{R}^n$, and
$$s = W x$$
$$p = \operatorname{softmax}(s)$$
$$L = g^T p$$
Then
$$\frac{\partial L}{\partial p} = g$$
$$\frac{\partial L}{\partial s} = p \odot g - p p^T g$$
$$\frac{\partial L}{\partial x} = W^T (p \odot g - p p^T g)$$
""",
    "指数": r"""
$X \in \mathbb{R}^{m \times d}$、$w \in \mathbb{R}^d$ とし、
$$u = \exp(X w)$$
$$L = \log(\mathbf{1}^T u)$$
とおく。このとき
$$\frac{\partial L}{\partial u} = \frac{\mathbf{1}}{\mathbf{1}^T u}$$
$$\frac{\partial L}{\partial w} = \frac{X^T u}{\mathbf{1}^T u}$$
""",
}
