"""LaTeX and control characters in titles and abstracts, as people should see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.printable import printable, visible
from bot.platforms.readable import readable


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"runs in $\mathcal{O}(n^2)$ time", "runs in 𝒪(n²) time"),
        (r"$\alpha_{ij}^{2} \leq \frac{1}{2}$", "αᵢⱼ² ≤1/2"),
        (r"$1.33\times$ faster", "1.33× faster"),
        (r"$\sim$5\% better, $\times$2.84", "∼5% better, ×2.84"),
        (r"$p<0.05$ and $10^{-3}$", "p<0.05 and 10⁻³"),
        (r"$x_{\text{max}}$, $L_{\rm bol}$", "x_max, L_bol"),
        (r"$T = 3.2^{+0.1}_{-0.2}$ K", "T = 3.2^(+0.1)_(-0.2) K"),
        (r"$\mathbb{R}^{d \times d}$", "ℝ^(d × d)"),
        (r"\(\ell_2\) and \[O(n \log n)\]", "ℓ₂ and O(n log n)"),
        ("$n$ of $5$", "n of 5"),
        (r"Schr\"odinger, Erd\H{o}s, Gar\c{c}on, na\"{\i}ve, {\'E}t\'e", "Schrödinger, Erdős, Garçon, naïve, Été"),
        (r"\textbf{Bold} and \emph{soft \textit{inside}}", "Bold and soft inside"),
        (r"93.1\% at \$5 \& up", "93.1% at $5 & up"),
        (r"\href{https://example.org}{code}", "code (https://example.org)"),
        (r"0.751 \pm 0.05, 500 {\mu}m", "0.751 ± 0.05, 500 μm"),
        (r"$\textit{pass@1024}$", "pass@1024"),
        (r"M$_{\rm UV}$ of 10$^{9}$ M$_\odot$", "M_UV of 10⁹ M⊙"),
        (r"$\gtrsim$$87$ degrees, M$_*$$>$0.2", "≳87 degrees, M_*>0.2"),
        (r"26.8 mag$\,$arcsec$^{-2}$, WD$\,0525$", "26.8 mag arcsec⁻², WD 0525"),
        (r"$5''$, 1\farcs5, 30\deg, 20{\deg}C, 3600 {\AA} are", "5″, 1″5, 30°, 20°C, 3600 Å are"),
        ("10^{-6} erg, y_{i} and v_{esc}", "10⁻⁶ erg, yᵢ and v_{esc}"),
        (r"200 \msun, 3 \Lsun and $50~\kms$", "200 M⊙, 3 L⊙ and 50 km/s"),
        (
            r"Magellanic~Cloud, 0.2~dex, Pop.~II, NGC~1097, $10^4$~K",
            "Magellanic Cloud, 0.2 dex, Pop. II, NGC 1097, 10⁴ K",
        ),
        (r"than \base~and {\pinocchio}, $\ours$", "than base and pinocchio, ours"),
        (r"by Smith (\citeyear{a, b}), f() and \citep[see][p. 2]{c} us.\end{abstract", "by Smith, f() and us."),
        ("``bulk flows'' of gas", "“bulk flows” of gas"),
        (r"achieve a \emph{2x} increase", "achieve a 2x increase"),
        (r"by {\small 45\%} and \emph{up to {\Large 25\%}} of it", "by 45% and up to 25% of it"),
        (r"\ion{O}{ii}, [\ion{C}{iv}] and $[\ion{O}{iii}]$", "O ii, [C iv] and [O iii]"),
        ("HIP~67522, TIC~1234, 3C~273, SFR~10", "HIP 67522, TIC 1234, 3C 273, SFR~10"),
        ("above 10^8 M_sun at 0.17 GeV cm^-3", "above 10⁸ M⊙ at 0.17 GeV cm⁻³"),
        ("erg s^-1 cm^-2, 10^5.4, 10^(5.4), h^-1, K^0_S", "erg s⁻¹ cm⁻², 10^5.4, 10^(5.4), h^-1, K^0_S"),
        (r"10^8 M_{\odot}, M_{sun}", "10⁸ M⊙, M⊙"),
    ],
)
def test_latex_becomes_unicode(source: str, shown: str) -> None:
    assert readable(source) == shown


@pytest.mark.parametrize(
    "text",
    [
        "costs $5",
        "100% of it",
        "between $5 and $10",
        "$5/$10 a month",
        "costs $5 here and 6$ there",
        "a_b and x^2 without dollars",
        "z~2, r~10, ~10, by ~5%, a ~ b, x~y",
        r"C:\new\table",
        r"an \unknownmacro{kept} and $\unknownmacro{kept}$",
        r"$\frac{1}{",
        "$",
        "$$",
        "\\",
    ],
)
def test_what_is_no_latex_or_cannot_be_told_without_loss_stays(text: str) -> None:
    assert readable(text) == text


@given(st.text(alphabet=st.characters(exclude_characters="\\${~`"), max_size=200))
def test_text_without_latex_is_unchanged(text: str) -> None:
    assert readable(text) == text
    assert readable(f"{text}$5") == f"{text}$5"


PIECES = [
    "$", "$$", "\\", "{", "}", "^", "_", "\\frac", "\\sqrt", "\\text{x}", "\\'e", "\\left(", "%", "&", "1", "x", " ",
    "\\[", "\\]", "\\(", "\\)", "\\begin{x}", "\\end{x}", "\\href{a}{b}", "\\bf", "~", "\n", "é", "\\unknown",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_heap_of_latex_breaks_it_and_no_digit_is_lost(text: str) -> None:
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")

    assert readable(text).translate(digits).count("1") == text.count("1")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_what_came_out_without_a_trace_of_latex_stays_as_it_is(text: str) -> None:
    shown = readable(text)

    assert set("\\${") & set(shown) or readable(shown) == shown


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_nothing_that_steers_a_screen_is_left(text: str) -> None:
    shown = visible(text)

    assert not [c for c in shown if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f"]
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x1bc\x1b(Bb", "ab"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("bell\x07 null\x00 \x9b31mc1", "bell null c1"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("family 👨\u200d👩\u200d👧 stays", "family 👨\u200d👩\u200d👧 stays"),
        ("tab\tand\nline stay", "tab\tand\nline stay"),
    ],
)
def test_what_steers_a_screen_is_gone_and_words_stay(text: str, shown: str) -> None:
    assert printable(text) == shown
