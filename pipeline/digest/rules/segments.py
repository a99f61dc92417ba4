"""segmenter: what each sentence does in its thread (problem, solution, decision, question, …)."""

from collections.abc import Iterator

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Segment, SegmentKind, Segments, Threads
from pipeline.digest.rules.cues import cues_in
from pipeline.digest.rules.questions import answer_to, is_question, is_worth_telling
from pipeline.language.stopwords import is_swear
from pipeline.language.words import words

LONGEST = 400
"""Characters of a sentence that can still be quoted whole; a longer one is never cut, but left."""
ASKED_TOO = frozenset({SegmentKind.PLAN, SegmentKind.PROBLEM})
"""What a question may be besides: «релиз планируем на четверг, все успевают?» tells a plan."""


def segment(corpus: Corpus, threads: Threads) -> Segments:
    lines = corpus.by_id
    return Segments(
        segments=tuple(
            found
            for thread in threads.threads
            for message_id in thread.message_ids
            for found in segments_of(lines[message_id], corpus)
        )
    )


def segments_of(line: Line, corpus: Corpus) -> Iterator[Segment]:
    """What the sentences of one message do, in their order; noise and forwarded words nothing."""
    if line.noise is not None or line.forwarded:
        return
    before = ""
    for sentence in line.sentences:
        whole, before = f"{before} {sentence}".strip(), sentence
        if len(sentence) > LONGEST or any(map(is_swear, words(sentence))):
            continue
        asks = is_question(sentence)
        asked = _asked(sentence, whole) if asks else None
        if asked is not None:
            yield Segment(
                kind=SegmentKind.QUESTION,
                text=asked,
                message_ids=(line.id,),
                confidence=0.9 if "?" in sentence else 0.7,
                thread_id=line.thread_id,
                answered_by=answer_to(line, corpus),
            )
        found = [cue for cue in cues_in(sentence) if not asks or cue[0] in ASKED_TOO]
        if found:
            kind, confidence = max(found, key=lambda cue: cue[1])
            yield Segment(
                kind=kind,
                text=sentence,
                message_ids=(line.id,),
                confidence=confidence,
                thread_id=line.thread_id,
            )


def _asked(sentence: str, whole: str) -> str | None:
    """The question as it is told, with the sentence before it if it says too little alone."""
    if is_worth_telling(sentence):
        return sentence
    return whole if len(whole) <= LONGEST and is_worth_telling(whole) else None
