"""Words and phrases that show feelings, hand-made for Russian and English chats.

Words are written as ``pipeline.language.words`` gives them: lower case, ё as е. A comma parts
them, a star stands for any ending of at least a word's stem. Strengths are 0..1. What sounds grave
and is everyday in a trade («ошибка», "error", "fail") is absent: talk about a bug is no distress.
"""

from collections.abc import Mapping
from enum import StrEnum


class Feeling(StrEnum):
    JOY = "joy"
    CELEBRATION = "celebration"
    GRATITUDE = "gratitude"
    AGREEMENT = "agreement"
    HELP = "help"
    HUMOUR = "humour"
    RELIEF = "relief"
    """Something works again."""
    STRESS = "stress"
    INCIDENT = "incident"
    """Something that should work does not."""
    SORROW = "sorrow"
    SURPRISE = "surprise"
    PLEASURE = "pleasure"
    """Of what kind is not known: the words sound good …"""
    DISPLEASURE = "displeasure"
    """… or bad (Russell, 1980)."""
    ANGER = "anger"
    INSULT = "insult"
    DISAGREEMENT = "disagreement"
    PROFANITY = "profanity"


NEGATIONS = frozenset(("не", "ни", "not", "never", "cannot", "hardly"))
ABSENCES = frozenset(("нет", "без", "no", "without"))
"""Before a bad word they take it away; before a good one they are an answer: «нет, отлично»."""
NEGATED: Mapping[Feeling, tuple[Feeling, float]] = {
    Feeling.JOY: (Feeling.SORROW, 0.5),
    Feeling.RELIEF: (Feeling.INCIDENT, 0.6),
}
"""What «не» makes of a feeling, and how much of it remains; of others it leaves nothing."""

LEXICON: Mapping[tuple[Feeling, float], str] = {
    (Feeling.JOY, 1.0): """
        ура, урра*, обожа*, восторг*, восхити*, восхищ*, великолепн*, потрясающ*, офигенн*, офигеть
        как, охуенн*, пиздат*, заебись, зашибись, гениальн*, шикарн*, бомбически, кайф*, имба,
        люблю, счастье, счастья, счастлив*, лучшая новость, awesome, amazing, fantastic, wonderful,
        brilliant, excellent, love it, love this, love you, i love, hooray, yay, yayy*, incredible,
        thrilled, stoked, epic, best news, so happy, can't wait, blown away
    """,
    (Feeling.JOY, 0.6): """
        круто, крутая, крутой, крутые, крутяк, клево, клевый, клевая, отлично, отличная новость,
        супер, прекрасн*, замечательн*, чудесн*, здорово, классно, классный, классная, топчик, рад,
        рада, рады, радост*, радует, радуюсь, горжусь, гордимся, красавчик*, красава, красавец,
        молодец, молодцы, молодчин*, браво, огонь, бомба, вау, жду не дождусь, улыб*, прикольн*,
        праздник*, весело, веселье, любимый, любимая, любимые, great, glad, happy, excited,
        exciting, perfect, enjoy, enjoyed, enjoying, beautiful, impressive, cool, nice, wow,
        delighted, proud, well done, good job, great job, good news, nailed it, woohoo, woot,
        sweet, kudos, gorgeous, lovely, lots of fun, so much fun
    """,
    (Feeling.JOY, 0.3): """
        хорошая идея, хорошая новость, неплох*, не плохо, не плохой, удобно, нравится, понравил*,
        приятн*, мило, милый, милая, удачн*, удачи, норм тема, интересненько, симпатичн*, good one,
        not bad, neat, pleased, helpful, handy, good luck, pretty good, works great, works well,
        looks good, i like, liked, hope so, have fun
    """,
    (Feeling.CELEBRATION, 1.0): """
        поздравля*, поздравь*, поздравил*, поздравлени*, с днем рождения, с др, с праздник*, с
        юбилеем, с победой, с релизом, с новым годом, с почином, с наступающим, отмечаем, congrat*,
        happy birthday, happy new year, happy holidays, cheers to, we did it, мы сделали это, мы
        победили, we won
    """,
    (Feeling.GRATITUDE, 0.8): """
        спасибо, спасибочки, спасиб, пасиб*, спс, сенкс, благодарю, благодарим, благодарен,
        благодарна, благодарны, благодарност*, от души, выручил*, thanks, thank, thanx, thankyou,
        thx, tnx, tyvm, much appreciated, appreciate, appreciated, grateful, lifesaver, big ups
    """,
    (Feeling.GRATITUDE, 0.2): """
        спасибо заранее, заранее спасибо, заранее благодар*, thanks in advance, thank you in
        advance, thx in advance
    """,
    (Feeling.AGREEMENT, 0.6): """
        согласен, согласна, согласны, поддерживаю, плюсую, полностью за, я за, двумя руками,
        золотые слова, верно подмечено, в точку, дело говоришь, agree, agreed, exactly, good point,
        great point, fair point, good idea, great idea, same here, makes sense, sounds good, you're
        right, you are right, absolutely, ты прав, ты права, вы правы, хорошая мысль, отличная
        мысль, отличная идея, классная идея, я тоже за
    """,
    (Feeling.AGREEMENT, 0.35): """
        точно, именно, верно, договорились, принято, подтверждаю, разумно, логично, давайте так,
        так и сделаем, ок давай, fair enough, indeed, deal, right on, true that, will do, okay deal
    """,
    (Feeling.HELP, 0.7): """
        помогу, поможем, давай помогу, могу помочь, можем помочь, готов помочь, готова помочь,
        подключусь, подстрахую, возьму на себя, я возьму, могу взять, если что пиши, обращайся,
        обращайтесь, i can help, can help you, let me help, happy to help, glad to help, i'll take
        it, i can take, hope this helps, hope that helps, here to help, i'll help
    """,
    (Feeling.HELP, 0.4): """
        попробуй, попробуйте, держи, лови, глянь, гляньте, посмотри тут, скинул, скинула, посмотрю,
        гляну, проверю, сейчас скину, вот ссылка, вот тут, не за что, всегда пожалуйста, без
        проблем, нет проблем, you can try, have you tried, did you try, try using, try to use, try
        running, you could try, take a look at, check out, no problem, you're welcome, no worries,
        np, my pleasure
    """,
    (Feeling.HUMOUR, 0.5): """
        лол, кек, ржу, ржунимагу, ору, ору с, угар, орнул, орнула, шучу, шутка, шутки, смешно, lol,
        lmao, rofl, lmfao, hilarious, just kidding, jk, xd, хд, funny, joke, joking
    """,
    (Feeling.RELIEF, 0.7): """
        починил*, пофиксил*, исправил*, исправлено, пофикшено, откатил, откатила, откатили,
        заработал, заработала, заработало, заработали, все работает, снова работает, теперь
        работает, уже работает, опять работает, работает спасибо, решено, решил проблему, решилось,
        проблема решена, взлетело, ожило, ожил, ожила, поднялся, поднялась, поднялось, поднялись,
        восстановил*, восстановлен*, отпустило, фух, уф, слава богу, наконец то, наконец-то,
        разобрал*, получилось, помогло, fixed, solved, resolved, works now, it works, it worked,
        that worked, working now, works again, working again, back online, back up, rolled back,
        recovered, phew, finally works, got it working, all good now, that did it, that fixed it,
        restored, problem solved
    """,
    (Feeling.STRESS, 1.0): """
        катастроф*, кошмар*, аврал*, все горит, горим, сроки горят, завал, завалы, выгорел*,
        выгорание, в ужасе, трясет, схожу с ума, сил нет, нет сил, больше не могу, не выдерж*, sos,
        disaster*, nightmare*, overwhelmed, exhausted, desperate*, burnout, burned out, freaking
        out, on fire, going crazy, losing my mind, all hands, паника, панике, паникую, паникуем,
        panicking, panicked
    """,
    (Feeling.STRESS, 0.6): """
        срочн*, дедлайн горит, не успева*, не успеем, не успею, стресс*, нервнич*, нервы, на
        нервах, боюсь, боимся, бояться, боялся, боялась, пугает, страха, страшно, страшный,
        страшная, страх, тревож*, беспоко*, волнуюсь, пережива*, опасаюсь, устал, устала, устали,
        замучил*, вымотал*, ужас, помогите пожалуйста, asap, urgent*, stress*, worried, afraid,
        scared, scary, anxious, anxiety, nervous, tired, running out of time, won't make it, fear,
        terrified, concerned
    """,
    (Feeling.INCIDENT, 0.8): """
        прод лежит, прод упал, все упало, все лежит, сайт лежит, сервер лежит, база лежит,
        инцидент*, авари*, блокер*, прод сломан, упал прод, потеряли данные, взломали, outage*,
        incident*, production is down, prod is down, site is down, server is down, is down again,
        blocker*, data loss, went down, hacked, downtime
    """,
    (Feeling.INCIDENT, 0.4): """
        упал, упала, упало, упали, падает, рухнул*, отвалил*, сломал*, сломан*, лег, легла, легли,
        завис, зависло, зависает, не работа*, не открывается, не отвечает, не запускается, сбой,
        сбои, сбоит, висит, 502, 503, 504, crash*, broken, is down, are down, not working, doesn't
        work, does not work, isn't working, still fails, stuck, hangs, freezes
    """,
    (Feeling.SORROW, 0.8): """
        грустн*, грусть, печальн*, печаль, соболезн*, умер, умерла, умерли, погиб*, похорон*,
        плачу, рыдаю, рыдал*, слезы, тоск*, одинок*, разочарован*, депресс*, в отчаянии, отчаяни*,
        отчаял*, горе, больно, болит сердце, душа болит, sad, sadness, unhappy, disappointed,
        disappointing, heartbroken, depressed, lonely, crying, devastated, condolences, passed
        away, grief
    """,
    (Feeling.SORROW, 0.4): """
        жаль, жалко, обидно, увы, скучаю, скучал*, соскучил*, к сожалению, расстро*, плохо, плохой,
        плохая, хреново, фигово, так себе, не нравится, не понравил*, облом, неудачн*, зря, болею,
        заболел*, скучно, sadly, unfortunately, pity, too bad, unlucky, regret*, upset, hurts, miss
        you, boring, bad, poor, not good, no luck
    """,
    (Feeling.SURPRISE, 0.5): """
        ого, ничего себе, вот это да, ну и ну, не ожидал*, неожиданн*, удивлен*, удивил*,
        удивительн*, сюрприз, в шоке, шокирован*, офигеть, обалдеть, вау, кто бы мог подумать,
        whoa, wow, omg, surpris*, unexpected*, shocked, shocking, astonish*, amazed, did not
        expect, didn't expect, who would have thought, out of the blue
    """,
    (Feeling.ANGER, 0.9): """
        бесит, бесят, взбесил*, бешенств*, ненавиж*, ненавист*, отврат*, мерзк*, мерзост*, возмут*,
        возмущ*, задолбал*, заколебал*, заебал*, достало, достали, хватит уже, сколько можно,
        злюсь, злит, зла не хватает, в ярости, ярость, позор*, hate, hates, hated, furious, rage,
        outrageous, infuriating, pissed, disgusting, sick of, fed up, how dare, shame on
    """,
    (Feeling.ANGER, 0.5): """
        раздража*, надоел*, бред, бредятина, чушь, херня, хрень, фигня, дурацк*, идиотск*, отстой,
        ужасн*, гадость, дичь, безобразие, кринж, злой, злая, недовол*, достал уже, костыль на
        костыле, annoy*, frustrat*, ridiculous, stupid, dumb, awful, horrible, terrible, garbage,
        sucks, worst, useless, pathetic, bullshit, nonsense, rubbish, crap, wtf, angry, mad at,
        insane, lame
    """,
    (Feeling.INSULT, 0.9): """
        идиот*, кретин*, дебил*, тупица, тупой, тупая, тупые, придур*, мудак*, мудил*, урод, уроды,
        козел, козлы, скотина, тварь, твари, чмо, дурак, дура, дураки, дурень, долбо*, гандон*,
        даун, заткн*, отвали, отвянь, пошел ты, пошла ты, иди нах*, пошел нах*, пошел в жопу,
        пидо*, шлюх*, клоун, клоуны, лох, лохи, позорище, idiot*, moron*, bitch, bitches, you all
        suck, jerk, dumbass, asshole*, loser*, retard*, imbecile, shut up, screw you, fuck you,
        fuck off, go to hell, scumbag, stfu, bastard*
    """,
    (Feeling.DISAGREEMENT, 0.8): """
        не согласен, не согласна, не согласны, несогласен, это не так, неправда, не правда, ты не
        прав, ты не права, вы не правы, вы неправы, с чего ты взял, с чего вы взяли, категорически,
        я против, мы против, ерунда, глупости, ничего подобного, не надо так, возражаю, disagree,
        not true, that's wrong, that is wrong, you're wrong, you are wrong, wrong again, not
        correct, that's not right, i object, strongly against, that's false, bad idea, плохая идея,
        don't agree, do not agree, can't agree
    """,
    (Feeling.DISAGREEMENT, 0.4): """
        наоборот, спорно, сомневаюсь, сомнительно, не думаю что, не уверен что, не факт, вряд ли, а
        смысл, какой смысл, не вижу смысла, i doubt, doubt it, not sure that, don't think so, i
        don't think, on the contrary, not really, not necessarily, actually no, what's the point,
        not convinced
    """,
    (Feeling.PROFANITY, 0.4): """
        блин, черт, фиг, фига, нафига, нафиг, хрен, нахрен, пофиг, damn, hell, heck
    """,
    (Feeling.STRESS, 0.3): """
        please help, помогите, помоги пожалуйста, help me please, i worry, что делать
    """,
}
