"""Words by which a digest reports what somebody said: they are its own, and no message's."""

from functools import cache

from pipeline.language.stems import stem
from pipeline.language.words import listed

_WORDS = listed(
    """
    благодарит ведет возражает волнуется делится договорились добавил добавляет ждет жалуется
    заметил замечает интересуется напоминает напомнил настаивает обещает обещал
    обсуждает обсуждают обсудили объявил объявляет объяснил объясняет опасается отвечает ответил
    отказался отметил отмечает передает передал планирует планируют подтверждает подтвердил
    поделился поддерживает поддержал показал показывает поблагодарил пожаловался попросил поручил
    поручает посоветовал пообещал предлагает предложил предложили предупредил предупреждает
    признал признает прислал присылает просит рассказал рассказывает решает решают решил решила
    решили советует соглашается согласился согласились сомневается сообщает сообщил спрашивает
    спросил спросила считает уверен узнает утверждает уточнил уточняет хвалит выясняют выясняет
    accepts admits advises advice agrees agreed announces apologizes argues asks asked assures
    believes blames complains concludes confirms decides decided describes discuss discusses
    discussed doubts explains hopes informs insists introduces invites invited mentions offers
    offered plans planning proposes promises recommends refuses regrets reminds replies reports
    requests responds shares shows suggests suggested supports talks teaches tells thanks wants
    warns wonders worries writes
    """
)


def reports(found: str) -> bool:
    """Whether this is the stem of such a word."""
    return found in _stems()


@cache
def _stems() -> frozenset[str]:
    return frozenset(map(stem, _WORDS))
