"""arXiv's categories: a wrong one would spoil every edition, so it is noticed when it is set."""

import difflib

from retrieval.errors import BadInput, UnknownCategory, clip
from retrieval.sources.fields import category

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


def known_category(given: str) -> str:
    """A category as arXiv writes it. Raises BadInput, with the nearest one if one is near."""
    try:
        wanted = category(given)
    except UnknownCategory:
        wanted = given
    if wanted in CATEGORIES:
        return wanted
    if near := difflib.get_close_matches(wanted, CATEGORIES, n=1, cutoff=0.6):
        raise BadInput(f"arXiv has no category “{clip(given)}”; the nearest is {near[0]}.")
    raise UnknownCategory(given)
