r"""Every spelling of every sign, in one table: LaTeX, Unicode, typed text and common slips.

A row says what the lexer makes of the spellings behind it: a kind, a value, the spellings, with
spaces between. What begins with `\` is a command. To read one more spelling, add it to its row.

>>> COMMANDS["part"], SIGNS["⊙"]
(Entry(kind='symbol', value='∂'), Entry(kind='joint', value='odot'))
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What a spelling stands for: the kind of its token, and which one of that kind."""

    kind: str
    value: str


_GREEK = """
α alpha β beta γ gamma δ delta ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο
omicron π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ
Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega Γ varGamma Δ varDelta Σ varSigma
"""

_FUNCTIONS = """
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf
limsup ln log max min Pr sec sin sinh sup tan tanh argmax argmin
"""

_TYPED = """
abs softmax Softmax SoftMax logsoftmax softmin sigmoid sigmod Sigmoid Sigmod logistic logit relu
ReLU ReLu Relu RELU LeakyReLU leakyrelu elu ELU selu SELU gelu GELU silu SiLU swish Swish softplus
Softplus softsign mish hardtanh Tanh tr Tr trace Trace diag Diag blkdiag vec Vec vech mat rank
Rank logdet inv pinv norm Norm sqrt erf sign sgn sech span mean Mean avg var Var cov Cov std sum
prod cumsum concat dropout Dropout LayerNorm BatchNorm layernorm batchnorm Attention attention ce
CE BCE bce MSE mse RMSE NLL nll CrossEntropy crossentropy Huber hinge logsumexp LSE loss Loss cost
Cost input output pred true label target dout old new train test embed Embedding rowN colN Vocab
dist proj onehot
"""

_ROWS: tuple[tuple[str, str, str], ...] = (
    # between factors; the values are the keys of surface.JOINTS
    ("joint", "cdot", r"\cdot \cdotp \centerdot · ⋅ ・"),
    ("joint", "times", r"\times × ✕ ⨯"),
    ("joint", "star", r"\ast * ∗ ＊"),
    ("joint", "starred", r"\star ⋆ ★"),
    ("joint", "odot", r"\odot \bigodot \hadamard ⊙ ʘ ⨀"),
    ("joint", "circ", r"\circ \bigcirc ∘ ○ ◦"),
    ("joint", "bullet", r"\bullet • ∙"),
    ("joint", "otimes", r"\otimes \kron ⊗"),
    ("joint", "oslash", r"\oslash ⊘"),
    ("joint", "slash", r"\slash / ∕ ／"),
    ("joint", "div", r"\div ÷"),
    ("joint", "dotstar", ".*"),
    ("joint", "dotslash", "./"),
    ("joint", "at", "@"),
    ("joint", "mod", r"\bmod \mod \pmod"),
    ("colon", ":", r"\colon : ： ∶"),
    # between terms
    ("sign", "+", r"\plus + ＋"),
    ("sign", "-", r"\minus - − – － ﹣ ‐ ‑"),
    ("sign", "±", r"\pm ±"),
    ("sign", "∓", r"\mp ∓"),
    ("sign", "⊕", r"\oplus ⊕"),
    ("sign", "⊖", r"\ominus ⊖"),
    ("sign", "∪", r"\cup ∪"),
    ("sign", "∩", r"\cap ∩"),
    ("sign", "∖", r"\setminus \smallsetminus \backslash ∖"),
    ("sign", "∧", r"\wedge \land ∧"),
    ("sign", "∨", r"\vee \lor ∨"),
    ("not", "¬", r"\neg \lnot ¬"),
    # relations; the values are the signs of surface.Link
    ("relation", "=", r"\eq \xlongequal = == ＝"),
    ("relation", ":=", r"\coloneqq \coloneq \colonequals \defeq := ≔ ∶="),
    ("relation", "=:", r"\eqqcolon \eqcolon =: ≕"),
    ("relation", "≡", r"\equiv ≡"),
    ("relation", "≈", r"\approx \thickapprox \approxeq ≈ ≒"),
    ("relation", "≐", r"\doteq \doteqdot ≐"),
    ("relation", "≜", r"\triangleq \eqdef ≜ ≝"),
    ("relation", "∝", r"\propto \varpropto ∝"),
    ("relation", "~", r"\sim \thicksim ∼ ～"),
    ("relation", "≃", r"\simeq ≃"),
    ("relation", "≅", r"\cong ≅"),
    ("relation", "∈", r"\in \isin ∈ ∊"),
    ("relation", "∉", r"\notin \nin ∉"),
    ("relation", "∋", r"\ni \owns ∋"),
    ("relation", "⊂", r"\subset ⊂"),
    ("relation", "⊆", r"\subseteq ⊆"),
    ("relation", "⊃", r"\supset ⊃"),
    ("relation", "⊇", r"\supseteq ⊇"),
    ("relation", "<", r"\lt < ＜"),
    ("relation", ">", r"\gt > ＞"),
    ("relation", "≤", r"\le \leq \leqslant \leqq <= ≤ ⩽ ≦"),
    ("relation", "≥", r"\ge \geq \geqslant \geqq >= ≥ ⩾ ≧"),
    ("relation", "≪", r"\ll ≪"),
    ("relation", "≫", r"\gg ≫"),
    ("relation", "≺", r"\prec ≺"),
    ("relation", "≻", r"\succ ≻"),
    ("relation", "⪯", r"\preceq \preccurlyeq ⪯ ≼"),
    ("relation", "⪰", r"\succeq \succcurlyeq ⪰ ≽"),
    ("relation", "≠", r"\ne \neq != ≠"),
    ("relation", "→", r"\to \rightarrow \longrightarrow \xrightarrow -> → ⟶"),
    ("relation", "←", r"\gets \leftarrow \longleftarrow \xleftarrow ← ⟵"),
    ("relation", "↔", r"\leftrightarrow \longleftrightarrow ↔ ⟷"),
    ("relation", "↦", r"\mapsto \longmapsto ↦"),
    ("relation", "⇒", r"\Rightarrow \implies \Longrightarrow \xRightarrow => ⇒ ⟹"),
    ("relation", "⇐", r"\Leftarrow \impliedby \Longleftarrow ⇐ ⟸"),
    ("relation", "⇔", r"\Leftrightarrow \iff \Longleftrightarrow <=> ⇔ ⟺"),
    ("relation", "⊥", r"\perp \bot ⊥"),
    ("relation", "+=", "+="),
    ("relation", "-=", "-= −="),
    ("relation", "*=", "*="),
    ("relation", "/=", "/="),
    # brackets; which bar opens and which one closes is found in brackets.py
    ("open", "(", r"\lparen \lgroup ( （"),
    ("close", ")", r"\rparen \rgroup ) ）"),
    ("open", "[", r"\lbrack [ 【"),
    ("close", "]", r"\rbrack ] 】"),
    ("open", r"\{", r"\{ \lbrace ｛"),
    ("close", r"\}", r"\} \rbrace ｝"),
    ("open", "<", r"\langle \lang ⟨ 〈"),
    ("close", ">", r"\rangle \rang ⟩ 〉"),
    ("open", "⌊", r"\lfloor ⌊"),
    ("close", "⌋", r"\rfloor ⌋"),
    ("open", "⌈", r"\lceil ⌈"),
    ("close", "⌉", r"\rceil ⌉"),
    ("open", "‖", r"\lVert"),
    ("close", "‖", r"\rVert"),
    ("open", "|", r"\lvert"),
    ("close", "|", r"\rvert"),
    ("bar", "‖", r"\| \Vert \parallel || ‖ ∥"),
    ("bar", "|", r"\vert \mid \given | ｜ ∣"),
    ("separator", ",", r"\comma , ， 、 ﹐"),
    ("separator", ";", r"\semicolon ; ；"),
    ("separator", ".", ". 。 ．"),
    ("{", "{", r"{ \bgroup"),
    ("}", "}", r"} \egroup"),
    # scripts
    ("caret", "^", r"^ \sp ＾"),
    ("caret", "**", "**"),
    ("caret", ".^", ".^"),
    ("under", "_", r"_ \sb"),
    ("prime", "1", r"\prime ' .' ′ ’ ＇"),
    ("prime", "2", r"\dprime '' ″"),
    ("prime", "3", "''' ‴"),
    ("bang", "!", "! ！"),
    # layout
    ("row", "\\\\", r"\\ \cr \newline \tabularnewline"),
    ("align", "&", "& ＆"),
    ("quad", "quad", r"\quad \qquad \enspace \hfill \hfil"),
    # names that are signs
    ("symbol", "∂", r"\partial \part \patial \partical ∂"),
    ("symbol", "∇", r"\nabla \grad ∇"),
    ("symbol", "∞", r"\infty \infin ∞"),
    ("symbol", "∅", r"\emptyset \varnothing \empty ∅"),
    ("symbol", "∀", r"\forall ∀"),
    ("symbol", "∃", r"\exists \exist ∃"),
    ("symbol", "⊤", r"\top \intercal \transpose \trans ⊤ ⊺ ᵀ"),
    ("symbol", "†", r"\dagger \dag †"),
    ("symbol", "‡", r"\ddagger \ddag ‡"),
    ("symbol", "#", r"\#"),
    ("symbol", "%", r"\% ％"),
    ("symbol", "□", r"\square \Box □"),
    ("symbol", "∠", r"\angle ∠"),
    ("symbol", "°", r"\degree °"),
    ("letter", "ℓ", r"\ell ℓ"),
    ("letter", "ħ", r"\hbar \hslash ħ"),
    ("letter", "ı", r"\imath ı"),
    ("letter", "ȷ", r"\jmath ȷ"),
    ("letter", "ε", r"\epsilon \varepsilon \eps ϵ"),
    ("letter", "Δ", r"\triangle \bigtriangleup △ ∆"),
    ("letter", "φ", "ϕ"),
    *(
        ("letter", letter, "\\" + name)
        for letter, name in zip(*[iter(_GREEK.split())] * 2, strict=True)
    ),
    ("variant", "θ", r"\vartheta ϑ"),
    ("variant", "π", r"\varpi ϖ"),
    ("variant", "ρ", r"\varrho ϱ"),
    ("variant", "σ", r"\varsigma ς"),
    ("variant", "φ", r"\varphi"),
    ("variant", "κ", r"\varkappa ϰ"),
    ("set", "R", r"\R \RR \Reals \reals"),
    ("set", "N", r"\N \NN \natnums"),
    ("set", "Z", r"\Z \ZZ"),
    ("set", "C", r"\C \CC \Complex"),
    ("set", "Q", r"\Q \QQ"),
    ("set", "E", r"\E \EE"),
    ("set", "1", r"\1 \ind \indicator"),
    *(("word", name, "\\" + name) for name in _FUNCTIONS.split()),
    ("word", "sigmoid", r"\sigmod \sigmoid \sigm"),
    ("dots", "⋯", r"\cdots \dotsb \dotsm \dotsi ⋯"),
    ("dots", "…", r"\dots \ldots \dotsc \dotso \mathellipsis .. ... …… …"),
    ("dots", "⋮", r"\vdots ⋮"),
    ("dots", "⋱", r"\ddots \iddots ⋱ ⋰"),
    # signs that take what follows
    ("big", "sum", r"\sum \Sum ∑"),
    ("big", "prod", r"\prod ∏"),
    ("big", "coprod", r"\coprod ∐"),
    ("big", "int", r"\int \smallint ∫"),
    ("big", "iint", r"\iint ∬"),
    ("big", "iiint", r"\iiint ∭"),
    ("big", "oint", r"\oint ∮"),
    ("big", "cup", r"\bigcup ⋃"),
    ("big", "cap", r"\bigcap ⋂"),
    ("big", "wedge", r"\bigwedge ⋀"),
    ("big", "vee", r"\bigvee ⋁"),
    ("big", "oplus", r"\bigoplus ⨁"),
    ("big", "otimes", r"\bigotimes ⨂"),
    # commands with arguments, read by the grammar
    ("frac", "frac", r"\frac \dfrac \tfrac \cfrac \sfrac \nicefrac \flatfrac"),
    ("frac", "binom", r"\binom \dbinom \tbinom"),
    ("over", "frac", r"\over \above"),
    ("over", "binom", r"\choose \atop"),
    ("root", "sqrt", r"\sqrt √"),
    ("norm", "‖", r"\norm"),
    ("norm", "|", r"\abs"),
    ("accent", "hat", r"\hat \widehat \Hat"),
    ("accent", "bar", r"\bar \overline \widebar \Bar"),
    ("accent", "tilde", r"\tilde \widetilde \Tilde"),
    ("accent", "dot", r"\dot \Dot"),
    ("accent", "ddot", r"\ddot \Ddot"),
    ("accent", "check", r"\check \widecheck"),
    ("accent", "breve", r"\breve"),
    ("accent", "acute", r"\acute"),
    ("accent", "grave", r"\grave"),
    ("accent", "ring", r"\mathring"),
    ("accent", "larrow", r"\overleftarrow"),
    ("noted", "", r"\underbrace \underbracket \overbrace \overbracket"),
    ("stack", "above", r"\overset \stackrel"),
    ("stack", "below", r"\underset"),
    ("lines", "substack", r"\substack"),
    ("lines", "cases", r"\cases"),
    ("lines", "matrix", r"\matrix"),
    ("lines", "pmatrix", r"\pmatrix"),
    # what the lexer itself acts on
    ("font", "bf", r"\mathbf \boldsymbol \bm \pmb \bold \bs \symbf \mathbfit \mathbold"),
    ("font", "rm", r"\mathrm \symrm \mathup"),
    ("font", "it", r"\mathit \mathnormal \symit"),
    ("font", "sf", r"\mathsf \symsf"),
    ("font", "tt", r"\mathtt"),
    ("font", "cal", r"\mathcal \cal \symcal"),
    ("font", "scr", r"\mathscr \scr"),
    ("font", "frak", r"\mathfrak \frak"),
    ("font", "bb", r"\mathbb \Bbb \mathbbm \mathds \mathbbold"),
    ("font", "vec", r"\vec \overrightarrow \Vec"),
    ("switch", "bf", r"\bf \bfseries \boldmath"),
    ("switch", "rm", r"\rm"),
    ("switch", "it", r"\it"),
    ("switch", "sf", r"\sf"),
    ("switch", "tt", r"\tt"),
    ("text", "", r"\text \textrm \textnormal \textup \mbox \hbox \textsf \texttt \textsc"),
    ("text", "bf", r"\textbf"),
    ("text", "it", r"\textit \textsl \emph"),
    ("operator", "", r"\operatorname \operatornamewithlimits"),
    ("left", "", r"\left"),
    ("right", "", r"\right"),
    ("middle", "", r"\middle"),
    ("sized", "", r"\big \Big \bigg \Bigg \bigm \Bigm \biggm \Biggm"),
    ("sized", "open", r"\bigl \Bigl \biggl \Biggl"),
    ("sized", "close", r"\bigr \Bigr \biggr \Biggr"),
    ("begin", "", r"\begin"),
    ("end", "", r"\end"),
    ("negated", "", r"\not"),
    ("said", "∴", r"\therefore ∴"),
    ("said", "∵", r"\because ∵"),
    # dropped: alone; with one argument; with a length; the braces that only decorate
    ("drop", "", r"\displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits"),
    ("drop", "", r"\displaylimits \nonumber \notag \mathstrut \strut \null \relax \allowbreak"),
    ("drop", "", r"\nobreak \break \noindent \hline \protect \centering \space \nobreakspace"),
    ("drop", "", r"\thinspace \medspace \thickspace \negthinspace \negmedspace \negthickspace"),
    (
        "drop",
        "",
        r"\tiny \small \normalsize \large \Large \LARGE \huge \Huge \enskip \qedhere \qed",
    ),
    ("drop", "", r"\! \, \: \; \> \- \@ \/"),
    ("drop1", "", r"\tag \label \ref \eqref \cite \hspace \vspace \mspace \color \textcolor"),
    ("drop1", "", r"\colorbox \phantom \hphantom \vphantom \cline \require \class \cssId \style"),
    ("drop1", "", r"\href \bbox \raisebox"),
    ("length", "", r"\hskip \kern \mkern \mskip \vskip"),
    ("bare", "", r"\boxed \fbox \framebox \smash \mathop \mathbin \mathrel \mathord \mathopen"),
    ("bare", "", r"\mathclose \mathinner \mathpunct \ensuremath \cancel \bcancel \xcancel"),
    ("bare", "", r"\underline \uline \llap \rlap \mathclap \mathllap \mathrlap"),
    ("macro", "", r"\def \gdef \edef \xdef \let \newcommand \renewcommand \providecommand"),
    ("macro", "", r"\DeclareMathOperator \newenvironment \input \include \usepackage \catcode"),
    ("macro", "", r"\write \read \openin \csname \expandafter \loop \special \immediate"),
)

COMMANDS: dict[str, Entry] = {" ": Entry("drop", ""), "\n": Entry("drop", "")}
"""Each command, without its backslash."""
SIGNS: dict[str, Entry] = {}
"""Each sign that is written as such, one to three characters."""
for _kind, _value, _spellings in _ROWS:
    for _spelling in _spellings.split(" "):
        _table, _key = (COMMANDS, _spelling[1:]) if _spelling[0] == "\\" else (SIGNS, _spelling)
        _table[_key] = Entry(_kind, _value)

DEFAULT_WORDS = frozenset((_FUNCTIONS + _TYPED).split())
"""Runs of letters that are one word when they are typed without a command, as in `softmax(XW)`."""
