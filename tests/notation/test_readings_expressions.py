"""Quick expressions: what is read, with which shapes."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_expression

READ = [
    # the expression, declarations, how it is printed, its shape, the shapes of its symbols
    ("tr(A X B)", "", "tr(AXB)", "scalar", "A m×n, X n×k, B k×m"),
    ("norm2(A*x-b)^2", "", "‖Ax − b‖²", "scalar", "A m×n, x n×1, b m×1"),
    ("A @ X.T", "", "AXᵀ", "m×k", "A m×n, X k×n"),
    ("X .* Y", "", "X ⊙ Y", "m×n", "X m×n, Y m×n"),
    ("A'*X", "", "AᵀX", "n×k", "A m×n, X m×k"),
    (r"\|Ax-b\|_2^2", "", "‖Ax − b‖²", "scalar", "A m×n, x n×1, b m×1"),
    ("x'*A*x", "", "xᵀAx", "scalar", "x n×1, A n×n"),
    ("0.5*||X w - y||^2", "", "½‖Xw − y‖²", "scalar", "X m×n, w n×1, y m×1"),
    ("||Xw-y||^2 + lambda*||w||^2", "", "‖Xw − y‖² + λ ‖w‖²", "scalar",
     "X m×n, w n×1, y m×1, λ scalar"),
    ("(Ax-b)^T (Ax-b)", "", "(Ax − b)ᵀ(Ax − b)", "scalar", "A m×n, x n×1, b m×1"),
    ("sum(log(1+exp(-y.*(X*w))))", "", "1ᵀ softplus(−y ⊙ Xw)", "scalar", "y n×1, X n×m, w m×1"),
    ("(X @ w - y).T @ (X @ w - y) / n", "", "(1/n)(Xw − y)ᵀ(Xw − y)", "scalar",
     "X m×k, w k×1, y m×1"),
    ("norm(A*X - B, 'fro')^2", "", "‖AX − B‖_F²", "scalar", "A m×n, X n×k, B m×k"),
    ("Wx*x + Wh*h", "", "Wx x + Wh h", "m×1", "Wx m×n, x n×1, Wh m×k, h k×1"),
    ("A*B", r"A \in R^{m×n}, B \in R^{n×k}", "AB", "m×k", "A m×n, B n×k"),
    ("A*B", r"A,B \in R^{m×n}", "A ⊙ B", "m×n", "A m×n, B m×n"),
    ("A*B.*C", r"A \in R^{m×n}, B \in R^{n×k}, C \in R^{m×k}", "AB ⊙ C", "m×k",
     "A m×n, B n×k, C m×k"),
    ("A.*B*C", r"A,B \in R^{m×n}, C \in R^{n×k}", "(A ⊙ B)C", "m×k", "A m×n, C n×k, B m×n"),
    (r"A B \odot C", r"A \in R^{m×n}, B \in R^{n×k}, C \in R^{m×k}", "AB ⊙ C", "m×k",
     "A m×n, B n×k, C m×k"),
    (r"A B \odot C", r"A \in R^{m×n}, B, C \in R^{n×k}", "A(B ⊙ C)", "m×k", "A m×n, B n×k, C n×k"),
    (r"W^T d \odot s x^T", r"W \in R^{k×m}, d \in R^k, s \in R^m, x \in R^n", "(Wᵀd ⊙ s)xᵀ",
     "m×n", "W k×m, d k×1, s m×1, x n×1"),
    (r"a \cdot b", r"a, b \in R^n", "aᵀb", "scalar", "a n×1, b n×1"),
    (r"A \cdot B", r"A \in R^{m×n}, B \in R^{n×k}", "AB", "m×k", "A m×n, B n×k"),
    (r"A \cdot B", r"A, B \in R^{m×n}", "A ⊙ B", "m×n", "A m×n, B m×n"),
    (r"A \times B", r"A, B \in R^{m×n}", "A ⊙ B", "m×n", "A m×n, B m×n"),
    ("X w^T x", r"X \in R^{m×n}, w, x \in R^k", "(wᵀx) X", "m×n", "X m×n, w k×1, x k×1"),
    ("X + b", r"X \in R^{m×k}, b \in R^{1×k}", "X + b", "m×k", "X m×k, b 1×k"),
    ("X + b", r"X \in R^{m×k}, b \in R^{m}", "X + b", "m×k", "X m×k, b m×1"),
    ("X + b", r"X \in R^{m×k}, b \in R^{k}", "X + bᵀ", "m×k", "X m×k, b k×1"),
    ("X + 1", r"X \in R^{m×k}", "X + 1", "m×k", "X m×k"),
    ("X / s", r"X \in R^{m×k}, s \in R", "X/s", "m×k", "X m×k, s scalar"),
    ("X / s", r"X \in R^{m×k}, s \in R^m", "X ⊘ s", "m×k", "X m×k, s m×1"),
    (r"\frac{X}{X \mathbf{1}}", r"X \in R^{m×k}", "X ⊘ (X 1)", "m×k", "X m×k"),
    ("A^{-T}", r"A \in R^{n×n}", "A⁻ᵀ", "n×n", "A n×n"),
    ("A^3", r"A \in R^{n×n}", "A³", "n×n", "A n×n"),
    ("A^2", r"A \in R^{m×n}", "A^⊙2", "m×n", "A m×n"),
    (r"x^{\odot 3}", r"x \in R^n", "x^⊙3", "n×1", "x n×1"),
    ("10^{-5} x", r"x \in R^n", "10⁻⁵ x", "n×1", "x n×1"),
    (r"\frac{1}{2n} x", r"x \in R^n", "(1/(2n)) x", "n×1", "x n×1"),
    ("1/2n x", r"x \in R^n", "(1/(2n)) x", "n×1", "x n×1"),
    ("e^{-x}", r"x \in R^n", "exp(−x)", "n×1", "x n×1"),
    ("2^{x}", r"x \in R^n", "exp(log(2) x)", "n×1", "x n×1"),
    ("|x|", r"x \in R", "|x|", "scalar", "x scalar"),
    ("|X|", r"X \in R^{n×n}", "det(X)", "scalar", "X n×n"),
    (r"\log|\det X|", r"X \in R^{n×n}", "log|det X|", "scalar", "X n×n"),
    (r"\langle A, B\rangle", r"A, B \in R^{m×n}", "tr(AᵀB)", "scalar", "A m×n, B m×n"),
    ("I_n + x x^T", r"x \in R^n", "I + xxᵀ", "n×n", "x n×1"),
    (r"x^T \mathbf{1}_n", r"x \in R^n", "xᵀ 1", "scalar", "x n×1"),
    (r"\mathbf{1}^T X", r"X \in R^{m×n}", "1ᵀX", "1×n", "X m×n"),
    ("ones(n,1)'*x", r"x \in R^n", "1ᵀx", "scalar", "x n×1"),
    ("I_n + x*x'", r"x \in R^n", "I + xxᵀ", "n×n", "x n×1"),
    (r"A \otimes B", r"A \in R^{m×n}, B \in R^{p×q}", "A ⊗ B", "m·p×n·q", "A m×n, B p×q"),
    (r"\operatorname{vec}(X)^T \operatorname{vec}(X)", r"X \in R^{m×n}", "vec(X)ᵀ vec(X)",
     "scalar", "X m×n"),
    (r"\operatorname{diag}(x) A", r"x \in R^n, A \in R^{n×k}", "diag(x) A", "n×k", "x n×1, A n×k"),
    (r"\operatorname{diag}(A)^T x", r"x \in R^n, A \in R^{n×n}", "diag(A)ᵀ x", "scalar",
     "x n×1, A n×n"),
    (r"\sigma'(x)", r"x \in R^n", "σ'(x)", "n×1", "x n×1"),
    (r"\sigma(x)^2", r"x \in R^n", "σ(x)^⊙2", "n×1", "x n×1"),
    (r"\tanh^2 x", r"x \in R^n", "tanh(x)^⊙2", "n×1", "x n×1"),
    (r"\sigma^2 x", r"x \in R^n, \sigma \in R", "σ² x", "n×1", "x n×1, σ scalar"),
    (r"\max(0, x)", r"x \in R^n", "ReLU(x)", "n×1", "x n×1"),
    (r"\max(x, y)", r"x, y \in R^n", "max(x, y)", "n×1", "x n×1, y n×1"),
    (r"\min(x, 0)", r"x \in R^n", "−ReLU(−x)", "n×1", "x n×1"),
    (r"\mathbb{1}[x > 0]", r"x \in R^n", "1[x > 0]", "n×1", "x n×1"),
    (r"\operatorname{tr} A^T B", r"A, B \in R^{m×n}", "tr(AᵀB)", "scalar", "A m×n, B m×n"),
    (r"\log_2 x", r"x \in R", "(log x)/log(2)", "scalar", "x scalar"),
    (r"Y_{pred} - \hat Y", r"Y_{pred}, \hat Y \in R^{m×n}", "Y_pred − Ŷ", "m×n",
     "Y_pred m×n, Ŷ m×n"),
    ("b^{(1)} + a^{[2]}", r"b^{(1)}, a^{[2]} \in R^n", "b⁽¹⁾ + a^{[2]}", "n×1",
     "b⁽¹⁾ n×1, a^{[2]} n×1"),
    ("w^* + w", r"w, w^* \in R^n", "w^* + w", "n×1", "w n×1, w^* n×1"),
    (r"\sum_{i,j} X_{ij}^2", r"X \in R^{m×n}", "‖X‖_F²", "scalar", "X m×n"),
    (r"-\sum_i y_i \log \hat y_i", r"y, \hat y \in R^n", "−yᵀ log ŷ", "scalar", "y n×1, ŷ n×1"),
    (r"\frac1n\sum_{i=1}^n (w^Tx_i - y_i)^2", r"X \in R^{n×d}, y \in R^n", "(1/n)‖Xw − y‖²",
     "scalar", "X n×d, y n×1, w d×1"),
    (r"\frac1n\sum_{i=1}^n (w^Tx_i - y_i)^2", r"X \in R^{d×n}, y \in R^n", "(1/n)‖Xᵀw − y‖²",
     "scalar", "X d×n, y n×1, w d×1"),
    (r"\sum_{i=1}^n \sum_{k=1}^K y_{ik}\log \hat y_{ik}", r"Y, \hat Y \in R^{n×K}",
     "tr(Yᵀ log Ŷ)", "scalar", "Y n×K, Ŷ n×K"),
    (r"\sum_{i,j}(R_{ij}-\sum_{l=1}^kP_{il}Q_{lj})^2", "", "‖R − PQ‖_F²", "scalar",
     "R m×n, P m×k, Q k×n"),
    (r"\sum_{i,j,k} A_{ij} B_{jk} C_{ki}", "", "tr(AᵀCᵀBᵀ)", "scalar", "A m×n, B n×k, C k×m"),
    (r"\sum_{i,j,k} A_{ij} B_{jk} x_k y_i", "", "yᵀABx", "scalar", "A m×n, B n×k, x k×1, y m×1"),
    (r"\sum_{i,j} \left(\sum_k A_{ik} s_k B_{kj}\right)^2", "", "‖(A ⊙ sᵀ)B‖_F²", "scalar",
     "A m×n, s n×1, B n×k"),
    (r"\sum_i x_i x_i^T", r"X \in R^{n×d}", "XᵀX", "d×d", "X n×d"),
    (r"\sum_i \sum_j A_{ij} x_i x_j", r"A \in R^{n×n}, x \in R^n", "xᵀAx", "scalar",
     "A n×n, x n×1"),
    (r"\sum_i A_{ii}", r"A \in R^{n×n}", "1ᵀ diag(A)", "scalar", "A n×n"),
    (r"\log\sum_i e^{x_i}", r"x \in R^n", "lse(x)", "scalar", "x n×1"),
    (r"\sum_i \frac{e^{x_i}}{\sum_j e^{x_j}} c_i", r"x, c \in R^n", "softmax(x)ᵀ c", "scalar",
     "x n×1, c n×1"),
    (r"\sum_i \log(1+e^{-y_i w^T x_i})", r"X \in R^{n×d}, y \in R^n, w \in R^d",
     "1ᵀ softplus(−Xw ⊙ y)", "scalar", "X n×d, y n×1, w d×1"),
    (r"\sum_i \|X_{i,:}\|_2", r"X \in R^{n×d}", "1ᵀ √(X^⊙2 1)", "scalar", "X n×d"),
    (r"\sum_{i=1}^n \|x_i - c\|^2", "", "‖X − cᵀ‖_F²", "scalar", "X n×m, c m×1"),
    (r"\mathrm{MSE}(Y, X W)", r"X \in R^{m×d}, Y \in R^{m×k}", "(1/(km))‖Y − XW‖_F²", "scalar",
     "X m×d, Y m×k, W d×k"),
    (r"\mathrm{CE}(y, \mathrm{softmax}(z))", r"y, z \in R^k", "−yᵀ log softmax(z)", "scalar",
     "y k×1, z k×1"),
    ("BCE(y, p)", r"y, p \in R^n", "−(yᵀ log p + (1 − y)ᵀ log(1 − p))", "scalar", "y n×1, p n×1"),
    ("hinge(y, X*w)", r"y \in R^n", "1ᵀ ReLU(1 − y ⊙ Xw)", "scalar", "y n×1, X n×m, w m×1"),
    (r"\mathrm{LayerNorm}(x)", r"x \in R^n", "(x − (1/n) 1 1ᵀx)/√((1/n)‖x − (1/n) 1 1ᵀx‖²)", "n×1",
     "x n×1"),
    (r"\mathrm{Attention}(Q, K, V)", r"Q \in R^{n×d}, K \in R^{m×d}, V \in R^{m×p}",
     "softmax(QKᵀ/√d) V", "n×p", "Q n×d, K m×d, V m×p"),
    (r"\alpha x^T y + \beta", "", "α xᵀy + β", "scalar", "α scalar, x n×1, y n×1, β scalar"),
    (r"(x-\mu)^T \Sigma^{-1} (x-\mu)", "", "(x − μ)ᵀΣ⁻¹(x − μ)", "scalar", "x n×1, μ n×1, Σ n×n"),
    ("sin(x)", "", "sin(x)", "scalar", "x scalar"),
    ("x^2 + 3*x", "", "x² + 3 x", "scalar", "x scalar"),
    ("softmax(z)", "", "softmax(z)", "n×1", "z n×1"),
    ("LSE(x)", "", "lse(x)", "scalar", "x n×1"),
    ("(y - X*beta)'*(y - X*beta)", "", "(y − Xβ)ᵀ(y − Xβ)", "scalar", "y n×1, X n×m, β m×1"),
    (r"\frac{1}{2m}(X\theta-y)^T(X\theta-y)", "", "(1/(2m))(Xθ − y)ᵀ(Xθ − y)", "scalar",
     "X n×k, θ k×1, y n×1"),
    (r"\|\Phi w - t\|^2", "", "‖Φw − t‖²", "scalar", "Φ m×n, w n×1, t m×1"),
    (r"\alpha A x + \beta y", "", "α Ax + β y", "m×1", "α scalar, A m×n, x n×1, β scalar, y m×1"),
    (r"\operatorname{tr}(\Theta^T X)", "", "tr(ΘᵀX)", "scalar", "Θ m×n, X m×n"),
    ("a^T X^{-2} b", "", "aᵀX⁻²b", "scalar", "a n×1, X n×n, b n×1"),
    ("det(X)^k", "", "det(X)ᵏ", "scalar", "X n×n, k scalar"),
    ("e^T X e", "", "eᵀXe", "scalar", "e n×1, X n×n"),
    (r"e^{-\|x\|^2}", "", "exp(−‖x‖²)", "scalar", "x n×1"),
    (r"\frac n2 \log(2\pi s)", r"s \in R", "(n/2) log(2π s)", "scalar",
     "s scalar, n scalar"),
    (r"\pi^T \log \pi", "", "πᵀ log π", "scalar", "π n×1"),
    ("$x^T A x$", "", "xᵀAx", "scalar", "x n×1, A n×n"),
    (r"\(x^T A x\)", "", "xᵀAx", "scalar", "x n×1, A n×n"),
    ("(X * Y).sum()", "", "tr(XᵀY)", "scalar", "X m×n, Y m×n"),
    ("norm(sum(X,2))^2", "", "‖X 1‖²", "scalar", "X m×n"),
    ("norm(sum(X,1))^2", "", "‖1ᵀX‖²", "scalar", "X m×n"),
    ("np.sum(X.mean(axis=1)**2)", "", "(1/n²)‖X 1‖²", "scalar", "X m×n"),
    ("np.linalg.norm(X, axis=-1).sum()", "", "1ᵀ √(X^⊙2 1)", "scalar", "X m×n"),
    ("norm(x, 1)", "", "‖x‖₁", "scalar", "x n×1"),
    (r"\|X\beta - y\|_2^2", "", "‖Xβ − y‖²", "scalar", "X m×n, β n×1, y m×1"),
    (r"\mathbf{1}^T batch_norm(X) y", "", "", "scalar", "X m×n, y n×1"),
    ("sum(erf(x))", "", "1ᵀ(2 Φ(√2 x) − 1)", "scalar", "x n×1"),
    (r"-\sum_i y_i \log(\mathrm{softmax}(z)_i)", "", "−yᵀ log softmax(z)", "scalar",
     "y n×1, z n×1"),
    (r"\sum_i\sum_k y_{ik} \log \mathrm{softmax}(W x_i)_k", "", "tr(yᵀ log softmax(XWᵀ))",
     "scalar", "y m×n, W n×k, X m×k"),
    (r"\sum_{i,j} (AX)_{ij}^2", "", "‖AX‖_F²", "scalar", "A m×n, X n×k"),
    ("tr(A⊤A)", "", "tr(AᵀA)", "scalar", "A m×n"),
    ("cross_entropy(X W + b, Y)", "", "−tr(Yᵀ log softmax(XW + b))", "scalar",
     "X m×n, W n×k, b 1×k, Y m×k"),
    ("BCE(y, X*w)", "", "1ᵀ softplus(Xw) − yᵀXw", "scalar", "y n×1, X n×m, w m×1"),
    ("CE(softmax(z), y)", "", "−yᵀ log softmax(z)", "scalar", "z n×1, y n×1"),
    ("KL(x, q)", "", "xᵀ log x − xᵀ log q", "scalar", "x n×1, q n×1"),
    ("b'/A*c", "", "bᵀA⁻¹c", "scalar", "b n×1, A n×n, c n×1"),
    ("tr(A'/B)", "", "tr(AᵀB⁻¹)", "scalar", "A n×n, B n×n"),
    (r"\frac1B \|X\|_F^2", "", "(1/B)‖X‖_F²", "scalar", "X m×n"),
    ("kron(A,B)*vec(X)", r"X \in R^{p×q}", "(A ⊗ B) vec(X)", "m·n×1", "X p×q, A m×q, B n×p"),
    ("kron(A,B)*vec(X)", "", "(A ⊗ B) vec(X)", "k·m×1", "A m×n, B k×p, X p×n"),
    (r"(A \otimes B)(C \otimes D)", "", "(A ⊗ B)(C ⊗ D)", "k·m×d·q",
     "A m×n, B k×p, C n×d, D p×q"),
    ("r^Tr", "", "rᵀr", "scalar", "r n×1"),
    (r"\log 2\pi s^2", r"s \in R", "log(2π s²)", "scalar", "s scalar"),
    (r"\log a^Tb", "", "log(aᵀb)", "scalar", "a n×1, b n×1"),
    (r"\log x \log y", r"x \in R, y \in R", "(log x) log y", "scalar", "x scalar, y scalar"),
    (r"\mathbf{1}^T \log X w", r"X \in R^{n×d}, w \in R^d", "1ᵀ log(Xw)", "scalar",
     "X n×d, w d×1"),
    (r"[1 - x]_+^2", r"x \in R", "ReLU(1 − x)²", "scalar", "x scalar"),
    (r"\langle A,B\rangle_F", "", "tr(AᵀB)", "scalar", "A m×n, B m×n"),
    (r"\|x - \mu\|_{\Sigma^{-1}}^2", "", "(x − μ)ᵀΣ⁻¹(x − μ)", "scalar", "x n×1, μ n×1, Σ n×n"),
    (r"\|x\|_M", "", "√(xᵀMx)", "scalar", "x n×1, M n×n"),
    ("x^T A y z", r"x \in R^m, A \in R^{m×n}, y \in R^n, z \in R^k", "(xᵀAy) z", "k×1",
     "x m×1, A m×n, y n×1, z k×1"),
    ("log(1 + exp(-y a^T x))", "", "softplus(−y aᵀx)", "scalar", "y scalar, a n×1, x n×1"),
    (r"-y \log \sigma(w^T x) - (1-y) \log(1-\sigma(w^T x))", "",
     "−y log(σ(wᵀx)) − (1 − y) log(1 − σ(wᵀx))", "scalar", "y scalar, w n×1, x n×1"),
    ("y y^T x", "", "(yᵀx) y", "n×1", "y n×1, x n×1"),
    (r"\|x\|^2 + a^T LN(x)", "", "", "scalar", "x n×1, a n×1"),
    ("sum(σ.(W*x .+ b))", "", "1ᵀ σ(Wx + b)", "scalar", "W m×n, x n×1, b m×1"),
    ("sum((X*w-y).^2)/length(y)", "", "(1/m)‖Xw − y‖²", "scalar", "X m×n, w n×1, y m×1"),
    ("np.sum((X @ w - y)**2)/X.shape[0]", "", "(1/m)‖Xw − y‖²", "scalar", "X m×n, w n×1, y m×1"),
    ("norm(X*w-y)^2/size(X,2)", "", "(1/n)‖Xw − y‖²", "scalar", "X m×n, w n×1, y m×1"),
    ("F.mse_loss(X @ W, Y)", "", "(1/(km))‖XW − Y‖_F²", "scalar", "X m×n, W n×k, Y m×k"),
    ("X.t() @ Y", "", "XᵀY", "n×k", "X m×n, Y m×k"),
    ("F.T @ F", "", "FᵀF", "n×n", "F m×n"),
    (r"\begin{align} f &= x^T x \end{align}", "", "xᵀx", "scalar", "x n×1"),
    ("lambda x: x.T @ A @ x", "", "xᵀAx", "scalar", "x n×1, A n×n"),
    ("x**y**z", "", "x^(yᶻ)", "scalar", "x scalar, y scalar, z scalar"),
    ("1e3*x", "", "1000 x", "scalar", "x scalar"),
    ("2E2 x'*x", "", "200 xᵀx", "scalar", "x n×1"),
    (r"\operatorname{tr}(A \otimes A)", "", "tr(A ⊗ A)", "scalar", "A n×n"),
    ("det(kron(A,B))", "", "det(A ⊗ B)", "scalar", "A n×n, B m×m"),
    ("x^-1", "", "1/x", "scalar", "x scalar"),
    ("(-x)^2", "", "x²", "scalar", "x scalar"),
    ("A^{-1}^T", "", "A⁻ᵀ", "n×n", "A n×n"),
    ("tr(inv(X)*A)", "", "tr(X⁻¹A)", "scalar", "X n×n, A n×n"),
    ("x'*A*B*x", "", "xᵀABx", "scalar", "x n×1, A n×m, B m×n"),
    (r"x^T \log x", "", "xᵀ log x", "scalar", "x n×1"),
    ("s^(3/2)", r"s \in R", "s^(3/2)", "scalar", "s scalar"),
    (r"s^{\frac32}", r"s \in R", "s^(3/2)", "scalar", "s scalar"),
    (r"\sqrt[3]{s}", r"s \in R", "s^(1/3)", "scalar", "s scalar"),
    ("A^{[1]T} A^{[1]}", r"A^{[1]} \in R^{m×n}", "(A^{[1]})ᵀ A^{[1]}", "n×n", "A^{[1]} m×n"),
    (r"x^{\odot -1/2}", r"x \in R^n", "1 ⊘ √x", "n×1", "x n×1"),
]  # fmt: skip


def separated(declarations: str) -> tuple[str, ...]:
    """Declarations, one for each membership: `A, B \\in R^n, C \\in R` is two."""
    parts: list[str] = []
    for piece in declarations.split(", "):
        if parts and "\\in" not in parts[-1]:
            parts[-1] += ", " + piece
        elif piece:
            parts.append(piece)
    return tuple(parts)


@pytest.mark.parametrize(("source", "declared", "printed", "shape", "shapes"), READ)
def test_expression_is_read(source: str, declared: str, printed: str, shape: str, shapes: str):
    model = read_expression(source, separated(declared))
    ((_, right),) = model.definitions.values()
    found = ", ".join(f"{one.symbol.text} {one.shape}" for one in model.declared.values())
    assert (text(right) if printed else "", str(right.shape), found) == (printed, shape, shapes)


REMARKED = [
    # what is not read literally is said
    (r"A B \odot C", r"A \in R^{m×n}, B, C \in R^{n×k}", r"A (B \odot C)"),
    (r"A \cdot B", r"A, B \in R^{m×n}", "entrywise product"),
    ("A*B", r"A, B \in R^{m×n}", "entrywise product"),
    ("X / s", r"X \in R^{m×k}, s \in R^m", "entry by entry"),
    ("X + b", r"X \in R^{m×k}, b \in R^k", "as its transpose"),
    ("A^2", r"A \in R^{m×n}", "entry by entry"),
    ("tr(A'/X)", "", "A'/X is read with the inverse, as in MATLAB"),
    ("tr(A/X)", "", "A/X is read entry by entry"),
    ("tr(X^{1/2})", "", "X^{1/2} is read entry by entry"),
    (r"\log a^Tb", "", r"\log a^Tb is read as \log(a^Tb)"),
    ("norm(X)", "", "norm(X) is read as the Frobenius norm"),
    (r"\|X\|_1", "", "sum of the absolute values"),
    (r"\operatorname{tr}(e^X)", "", "e^X is taken of every entry"),
    (r"\operatorname{tr}(X \log X)", "", r"\log X is taken of every entry"),
    ("sum(X.*Y)", "", "sum(X.*Y) is read as the sum of all entries"),
    (r"\sum_i \|x_i - c\|^2", "", "row i of a matrix X"),
    ("CE(y, p)", r"y, p \in R^k", "−Σ y log p"),
    ("CE(X W, Y)", "", "is read as −Σ y log softmax(z)"),
    (r"|X|", r"X \in R^{m×n}", "absolute value of every entry"),
    ("tr(inv(X)*A)", "", "inv(X)*A is read as the matrix product, as in MATLAB"),
    ("(X * Y).sum()", "", "X * Y is read as the entrywise product, as in NumPy"),
    ("np.sum((X * w - y)**2)", "", "X * w is read as the matrix product, since no entrywise"),
]


@pytest.mark.parametrize(("source", "declared", "remark"), REMARKED)
def test_what_is_not_literal_is_said(source: str, declared: str, remark: str):
    readings = read_expression(source, separated(declared)).readings
    assert any(remark in one for one in readings), readings


LITERAL = [
    ("tr(A X B)", ""),
    (r"a \cdot b", r"a, b \in R^n"),
    (r"A B \odot C", r"A \in R^{m×n}, B \in R^{n×k}, C \in R^{m×k}"),
    (r"X + b", r"X \in R^{m×k}, b \in R^{1×k}"),
    (r"\|X\|_F^2", r"X \in R^{m×n}"),
    (r"\log X", r"X \in R^{m×n}"),
    ("np.linalg.norm(np.exp(X))", ""),
]


@pytest.mark.parametrize(("source", "declared"), LITERAL)
def test_what_is_literal_is_not_remarked(source: str, declared: str):
    assert read_expression(source, separated(declared)).readings == []


REFUSED = [
    # the expression, declarations, words of the message, the column of the caret
    ("x y", r"x, y \in R^n", "a product of n×1 and n×1", 1),
    ("A*B", r"A, B \in R^{n×n}", "may be the matrix product or the entrywise product", 1),
    (r"A \times B", r"A, B \in R^{n×n}", "may be the matrix product or", 1),
    ("sum(A*B)", "", "* in A*B may be the matrix product or", 5),
    ("tr(A*X*B)", "", "may be the matrix product or", 4),
    (r"\sum_i \mathrm{softmax}(z)_2", "", "a subscript on what is no name", 28),
    (r"\|X\|_2", "", "the spectral norm of a matrix is not supported", 1),
    ("norm(X, 2)", "", "the spectral norm of a matrix is not supported", 1),
    ("norm(x, inf)", "", "the norm inf is not supported", 9),
    ("x^2^3", "", "a power of a power may be read in two ways", 5),
    (r"\|x\|\|", "", "this ‖ is never closed", 6),
    ("x & y", "", "& is not expected here", 3),
    ("log(0) x", "", "the logarithm of 0 is no real number", 5),
    ("sqrt(-1) x", "", "the square root of -1 is no real number", 6),
    ("tr()", "", "tr takes 1 operand, not 0", 1),
    ("x = y = z", "", "a relation where a value is needed", 1),
    (r"x \in \mathbb{R}^n", "", "nothing to differentiate: this is a declaration", 1),
    ("np.where(x>0, x, 0)", "", "np.where is not supported", 1),
    ("tr(pinv(X))", "", "pinv is not supported", 4),
    ("tr(sodtmax(X))", "", "sodtmax is not a known function", 4),
    ("x^t A x", "", "x^t is a power", 1),
    (r"c'*(A\b)", "", r"the command \b is not known", 6),
    ("F.cross_entropy(X @ W, Y)", "", "F.cross_entropy is not supported", 1),
    ("length(X)", "", "a matrix has two lengths", 1),
    ("np.sum(X, axis=2)", "", "a matrix has no such axis", 16),
    ("np.exp(X, where=Y)", "", "this argument is not supported", 11),
    ("tr(X^n)", "", "a power of a matrix whose exponent is no number", 4),
    ("X^{100}", "", "a matrix power above 64", 1),
    ("A B", r"A \in R^{m×n}, B \in R^{k×p}", "a product of m×n and k×p", 1),
    (r"x + A B", r"A \in R^{m×n}, B \in R^{k×p}, x \in R", "a product of m×n and k×p", 5),
    ("x + y", r"x \in R^n, y \in R^m", "a sum of n×1 and m×1", 5),
    (r"x \odot y", r"x \in R^n, y \in R^m", "an entrywise product of n×1 and m×1", 1),
    (r"\operatorname{tr}(A)", r"A \in R^{m×n}", "the trace of m×n, which is not square", 19),
    (r"\det(A)", r"A \in R^{m×n}", "determinant takes a square matrix, not m×n", 6),
    ("A^{-1}", r"A \in R^{m×n}", "the inverse of m×n, which is not square", 1),
    ("x^{-1}", r"x \in R^n", "the inverse of n×1", 1),
    (r"\frac{x}{y}", r"x \in R^n, y \in R^m", "a quotient of n×1 and m×1", 1),
    ("foo(x)", "", "foo is not a known function", 1),
    (r"\log", "", "log needs an argument", 1),
    ("softmax(x, y)", "", "softmax takes 1 operand, not 2", 1),
    (r"\prod_i x_i", "", "prod is not supported", 1),
    (r"\sum_i x_{i+1}", "", "this index is not supported", 11),
    (r"\sum_{i=2}^n x_i", "", "does not begin at 1", 7),
    (r"\sum_{i=1}^m x_i", r"x \in R^n", "the index i runs to m, but x is n×1", 14),
    (r"\sum_{i,j,k} \exp(A_{ij} x_k)", "", "a number with more than two indices", 14),
    (r"\sum_i y", r"y \in R^n", "the index i occurs nowhere", 1),
    (r"\frac{\partial f}{\partial x}", "", "∂ is not a value", 7),
    (r"\|A\|_*", r"A \in R^{m×n}", "the norm with index * is not supported", 1),
    ("1/0", "", "a division by zero", 1),
    (r"x^{10^9}", "", "an exponent of more than", 4),
    (r"\frac{x}", "", "", 0),
    ("(x", "", "never closed", 1),
    ("x = A x", "", "x is defined by itself", 1),
    ("", "", "something is missing here", 1),
]


@pytest.mark.parametrize(("source", "declared", "message", "column"), REFUSED)
def test_refusal_says_what_and_where(source: str, declared: str, message: str, column: int):
    with pytest.raises(GradproofError) as caught:
        read_expression(source, separated(declared))
    assert message in caught.value.message
    assert caught.value.place is not None
    if column:
        assert caught.value.place.column == column


def test_left_division_is_explained():
    for source in (r"c'*(A\b)", r"norm(A\(b + c))"):
        with pytest.raises(GradproofError) as caught:
            read_expression(source)
        assert "inv(A)*b" in caught.value.hint


def test_objective_gets_a_name_that_is_free():
    assert list(read_expression("f^2 + f").definitions) == ["L"]
    assert list(read_expression("g = x^2").definitions) == ["g"]
    assert list(read_expression(r"\hat g(x) = x^T x").definitions) == ["g_hat"]


def test_sizes_of_any_size():
    model = read_expression("x^T x", (r"x \in R^{1000000000}",))
    assert str(model.declared["x"].shape) == "1000000000×1"


DATA = [
    # which symbols are data: those that a function does not name
    ("(X w - y)^T (X w - y)", set[str]()),
    (r"f(x) = \frac12 x^T A x - b^T x", {"A", "b"}),
    (r"J(\theta) = \|X\theta - y\|^2", {"X", "y"}),
    ("det(X)^k", {"k"}),
    ("lambda x: x.T @ A @ x", {"A"}),
]


@pytest.mark.parametrize(("source", "data"), DATA)
def test_only_what_a_function_does_not_name_is_data(source: str, data: set[str]):
    assert read_expression(source).data == data


def test_rows_of_an_environment_are_formulas():
    model = read_expression(r"\begin{align*} r &= A x - b \\ f &= \|r\|^2 \end{align*}")
    assert [text(right) for _, right in model.definitions.values()] == ["Ax − b", "‖r‖²"]


def test_formulas_behind_definitions():
    model = read_expression(r"r = A x - b; \|r\|^2")
    assert [text(right) for _, right in model.definitions.values()] == ["Ax − b", "‖r‖²"]


@pytest.mark.parametrize("text", [r"tr(\operatorname{diag}(A X))", "det(diag(A*X))"])
def test_a_capital_is_no_vector_for_the_sake_of_diag(text: str):
    with pytest.raises(GradproofError, match="X fits here only as a column vector"):
        read_expression(text)


def test_diag_of_a_small_letter_is_a_matrix():
    assert list(read_expression("tr(diag(A x) B)").declared) == ["A", "x", "B"]
