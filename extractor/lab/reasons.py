"""Why a sentence was labelled as it was, in words and underlines."""

from __future__ import annotations

from collections.abc import Sequence

from extractor import answers
from extractor.labels import Classifier
from extractor.model import Conversation, Fired, Label, Modified, Problem, Stage, Stance, Vetoed
from extractor.pipeline.stages import mined
from extractor.problems import ThreadfaqError
from extractor.rules import Rule
from extractor.rules.phrases import Phrase
from extractor.tables import nearest
from extractor.text.characters import shortened, visible

SHOWN = 12
"""Forms of a long choice that are shown; the rest is counted."""


def of_sentence(classifier: Classifier, text: str) -> str:
    """A sentence judged alone, without a speaker."""
    judged = classifier.judge(text)
    head = _head(judged.topics, judged.act.value, judged.stance)
    questions = ", ".join(judged.questions) or "no question"
    body = _body(classifier, text, judged.fired, judged.vetoed, judged.modified)
    return "\n".join([f"{head}    claims {questions}", *body])


def of_name(name: str, known: list[str]) -> Problem | None:
    """The problem that words which look like a rule's or a thread's name are none of `known`; None for a sentence."""
    if "/" not in name or len(name.split()) > 1:
        return None
    right = nearest(name, known)
    return Problem(
        stage=Stage.COMMAND,
        code="E311",
        file=name,
        cause="there is no rule and no thread of this name",
        help=f"did you mean `{right}`?" if right else "a sentence has more than one word",
    )


def of_rule(rule: Rule) -> str:
    """What a rule looks for, each phrase with the forms that its words stand for."""
    parts = [f"{rule.id}    weight {rule.weight:g}    {rule.status}    {rule.file}"]
    if rule.why:
        parts.append(f"  {rule.why}")
    for key, phrases in (("any", rule.phrases), ("without", rule.without), ("unless", rule.unless)):
        for phrase in phrases:
            parts += [f"  {key}  {phrase.written}", f"      {_expanded(phrase)}"]
    parts += [f"  tokens  {list(pattern)}" for pattern in rule.tokens]
    return "\n".join(parts)


def _expanded(phrase: Phrase) -> str:
    """A phrase's pieces as the engine looks for them: `asks|asked` for forms, brackets for what may be missing."""
    pieces = []
    for piece in phrase.pieces:
        forms = sorted(piece.forms, key=lambda form: (len(form), form))
        words = piece.sign or "|".join(forms[:SHOWN]) + (f"|+{len(forms) - SHOWN}" if len(forms) > SHOWN else "")
        pieces.append(f"[{words}]" if piece.optional else words)
    return " ".join([*["^"] * phrase.starts, *pieces, *["$"] * phrase.ends])


def of_thread(classifier: Classifier, conversation: Conversation) -> str:
    """The posts below the opening one by how much speaks for each answering it, and what."""
    thread = conversation.thread
    value = mined(conversation, classifier.label(conversation), classifier.language)
    question = thread.title or " ".join(thread.posts[0].text.split() if thread.posts else ())
    parts = [f"asked: {visible(shortened(question, 90))}"]
    for row in value.answered.posts:
        post = thread.by_number[row.number]
        verdict = "answers" if answers.public(row) else "talks"
        head = f"{row.score:+5.1f}  {verdict:7}  #{post.number}  {visible(post.author or 'nobody named')}"
        reasons = ", ".join(f"{reason.weight:+.1f} {reason.name}" for reason in row.because[:6])
        parts.append(f"{head}\n    {visible(shortened(' '.join(post.text.split()), 80))}\n    {reasons}")
    return "\n".join(parts)


def of_post(classifier: Classifier, conversation: Conversation, number: int) -> str:
    """Every sentence of a post, in its context.

    Raises ThreadfaqError (E603) when the thread has no such post.
    """
    thread = conversation.thread
    post = thread.by_number.get(number)
    if post is None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E603",
                file=thread.name,
                cause=f"there is no post {number}",
                help=f"its posts are 1 to {len(thread.posts)}",
            )
        )
    reply = conversation.replies[number]
    to = f"answers #{reply.parent} ({reply.because})" if reply.parent else "opens the thread"
    parts = [f"#{number}  {visible(post.author or 'nobody named')}, {post.role}, {to}"]
    labels = classifier.label(conversation)
    parts += [_labelled(classifier, label) for label in labels if label.passage.post == number]
    return "\n\n".join(parts)


def _labelled(classifier: Classifier, label: Label) -> str:
    text, begin = label.passage.text, label.passage.start
    if not label.prose:
        return f"  {visible(text)}\n    {'quoted' if label.quote else 'not judged'}: {label.because}"
    answer = f"yes, {label.because}" if label.answer else f"no, {label.because}"
    head = f"{_head(label.topics, label.act.value, label.stance)}    answer  {answer}"
    fired = [hit._replace(start=hit.start - begin, end=hit.end - begin) for hit in label.rules]
    lines = [head, *_body(classifier, text, fired, label.vetoed, label.modified)]
    if label.inherits:
        lines.append(f"    {', '.join(label.topics)}: {label.inherits}")
    if label.needs:
        lines.append("    printed with the sentence before it, which it leans on")
    return "\n".join(lines)


def _head(topics: Sequence[str], act: str, stance: Stance | None) -> str:
    return f"topics  {', '.join(topics) or 'none'}    act  {act}    stance  {stance.value if stance else 'none'}"


def _body(
    classifier: Classifier, text: str, fired: Sequence[Fired], vetoed: Sequence[Vetoed], modified: Sequence[Modified]
) -> list[str]:
    """A sentence and why it was judged so; places of what fired count in it."""
    # A tab or a line break would shift the underline from the words.
    lines = [f"  {''.join(' ' if c.isspace() else c for c in text)}", f"  {_underline(text, fired)}"]
    for hit in sorted(fired, key=lambda hit: -hit.weight):
        lines.append(f'    {hit.weight:+g} {hit.id}   "{visible(text[hit.start : hit.end])}"')
    for silent in vetoed:
        lines.append(f'    vetoed: {silent.id}   "{visible(silent.reason)}"')
    for turned in modified:
        lines.append(f'    {turned.kind}: {turned.id}   by "{visible(turned.words)}"')
    known = {hit.id for hit in fired} | {silent.id for silent in vetoed}
    for rule, phrase, word in classifier.nearly(text, known)[:6]:
        lines.append(f'    nearly: {rule}   "{phrase}" lacks "{word}"')
    return [line.rstrip() for line in lines]


def _underline(text: str, fired: Sequence[Fired]) -> str:
    marks = [" "] * len(text)
    for hit in fired:
        marks[hit.start : hit.end] = "~" * (hit.end - hit.start)
    return "".join(marks)
