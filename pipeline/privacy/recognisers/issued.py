"""Keys and tokens whose issuer gives them a form of its own."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind

_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL
)
# The issuers' documented forms.
_ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[0-9A-Z]{16}(?![0-9A-Za-z])"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"  # Slack
    r"|[spr]k_(?:live|test)_\w{10,}|sk-[\w-]{16,}"  # Stripe; OpenAI and its imitators
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,}"  # Google
    r"|hf_\w{20,}|npm_\w{20,}|pypi-[\w-]{20,}|do[op]_v1_\w{20,}|dckr_pat_[\w-]{20,}"
    r"|gsk_\w{20,}|xai-\w{20,}|r8_\w{20,}|figd_[\w-]{20,}|lin_api_\w{20,}|ntn_\w{20,}"
    r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0\w{3}-[\w-]{20,}|dapi[0-9a-f]{32}|EAA[A-Za-z0-9]{40,}"
    r"|(?:key|SK)-?[0-9a-f]{32}(?![0-9A-Za-z])|secret_[A-Za-z0-9]{40,}|ATATT3[\w=-]{20,}"
    r"|SG\.[\w-]{10,}\.[\w-]{10,}|y[0-9]_[\w-]{30,}|t1\.[\w-]{30,}(?:\.[\w-]{20,})?|AQVN[\w-]{30,}"
    r"|vk1\.a\.[\w-]{20,}|1//0[\w-]{20,}"
    r"|(?:5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51})(?![0-9A-Za-z])"  # wallets
    r"|[xyz]prv[1-9A-HJ-NP-Za-km-z]{90,112}(?![0-9A-Za-z])"
    r"|(?:bot)?\d{6,12}:[\w-]{30,64}"  # Telegram
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"  # JWT
    r"|whsec_\w{20,}|GOCSPX-[\w-]{20,}|gl(?:sa|c)_[\w=]{20,}|NRAK-[A-Z0-9]{20,}|PMAK-[0-9a-f-]{40,}"
    r"|sntry[su]_[\w=/+]{20,}|sbp_[0-9a-f]{32,}|hv[sb]\.[\w-]{20,}|dp\.(?:pt|st|ct)\.[\w.-]{20,}"
    r"|pplx-\w{20,}|AGE-SECRET-KEY-1[A-Z0-9]{50,}|pat\w{14}\.[0-9a-f]{40,}|[0-9a-f]{32}-us\d{1,2}\b"
    r"|t\.[\w-]{80,}|[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{25,40}|live_[\w-]{30,}"  # T-Bank; Discord
    r")",
    re.ASCII,
)
_SHORTEST_ISSUED = 16


def mask_issued(text: str, counts: Counter[MaskKind]) -> str:
    """Mask secrets whose issuer gives them a recognisable form. Links may hold them too."""
    if "-----BEGIN " in text:
        text = _PEM.sub(lambda _: _counted(counts), text)
    if len(max(text.split(), key=len, default="")) < _SHORTEST_ISSUED:
        return text

    def replace(match: re.Match[str]) -> str:
        if not match[0].isupper() and not any(map(str.isdigit, match[0])):
            return match.group()
        return _counted(counts)

    return _ISSUED.sub(replace, text)


def _counted(counts: Counter[MaskKind]) -> str:
    counts[MaskKind.SECRET] += 1
    return MaskKind.SECRET.token
