"""arXiv's archives and their categories. Pure."""

import re

_SUBJECTS = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC "
    "IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
    "nlin": "AO CD CG PS SI",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph "
    "flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "stat": "AP CO ME ML OT TH",
}
_ALONE = "gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph"
CATEGORIES = (
    *_SUBJECTS,
    *_ALONE.split(),
    *(f"{archive}.{subject}" for archive, subjects in _SUBJECTS.items() for subject in subjects.split()),
)
"""Archives and the categories in them (arxiv.org/category_taxonomy)."""

_FORMER = (
    "acc-phys adap-org alg-geom ao-sci atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas dg-ga funct-an mtrl-th "
    "patt-sol plasm-ph q-alg solv-int supr-con"
)
"""Archives that were merged into others; old papers still name them (arxiv.org/category_taxonomy)."""
_SUBJECT = re.compile(r"[A-Z]{2}|[a-z]+(?:-[a-z]+)?")


def is_category(given: str) -> bool:
    """Whether this is a category or an archive of arXiv's, as arXiv writes it: not a class of the MSC or the ACM.

    A category that arXiv adds to one of its archives counts too.
    """
    archive, dot, subject = given.partition(".")
    if dot:
        return archive in _SUBJECTS and _SUBJECT.fullmatch(subject) is not None
    return archive in _SUBJECTS or archive in (*_ALONE.split(), *_FORMER.split())
