"""The weights of the evidence for a reply link: one table with a sentence each, set by hand.

A link's score is the sum of the weights of what speaks for it. A weight of 1 is what being the post before is worth
when nothing else is known. They were revised by hand in a few rounds while looking at the threads that
`benchmarks/replies.py` measures, and what ENDS_ASKING means was narrowed after one link of the founding thread went
wrong. So what is measured there is fit, not accuracy elsewhere; changing one weight moves it by up to four points.
"""

from __future__ import annotations

QUOTED = 5.0
"""Repeats words of that post, by the share of all its quoted words: nobody quotes one post to answer another."""
FIRST_QUOTED = 5.0
"""What it quotes first: further quotes are support, the first is the occasion."""
CALLED = 4.0
"""Begins with that author's name (`Hi Robin,`, `Thanks Robin.`, `@robin`), the newest of that author's posts."""
CREDITED = 6.0
"""`X wrote:` above what it quotes, or the source names X as its author: the newest of X's posts is answered."""
TIMED = 6.0
"""That attribution prints a time, and this is the post of X with the same minutes."""
ADDRESSED = 2.0
"""Calls that author by name, with or without `@`, at the head of a later line."""
MENTIONED = 0.5
"""Speaks about that author by name inside a line: as often about somebody else's post as to him."""
ENDS_ASKING = 1.0
"""That post ends with a question, and somebody else writes."""
ASKS = 0.5
"""That post asks somewhere in the middle."""
DIALOGUE = 1.5
"""That post answered this writer, who now writes again."""
NEWCOMER = 1.5
"""Its writer is new here and addresses nobody: it answers the asker, in the opening post or in a later one.

In a walk sorted by votes only in a later one, and fading: there, most of their posts stand under an answer."""
SHARED = 1.0
"""Shares words that are rare in this thread, up to this much for four of them."""
PREVIOUS = 1.0
"""The post before; in a walk of the reply tree, the deepest post that may still be answered."""
BRIEF = 0.5
"""In a walk, for a short post: it is only understood together with the post right above."""
NEAR = 0.5
"""Closeness among the rest: this much for the post before, half of it for the one before that, and so on."""
OWN = -1.0
"""The writer's own post: people go on, but seldom answer themselves."""
GOES_ON = 0.5
"""The writer's own post right before, when this one addresses nobody: an afterthought."""
DRAWS = 0.5
"""In a walk sorted by votes: that post has ten times the votes of this one. Many votes draw many answers."""
OUTVOTES = -0.5
"""In a walk sorted by votes: more votes than that post's answer above it, which it should then have preceded."""
AGAINST_TIME = -12.0
"""In a walk, a link that contradicts the printed times: only where nothing else is left."""

FADE = 0.8
"""A question, an answer to the writer and shared words count this many times less with each nearer post."""
LOOSE_FADE = 0.5
"""The same in a walk whose siblings stand in any order: a post stands below what it answers, often right below."""
NEWEST_STEP = 0.7
"""A name that is called means each older post of that person this many times less."""
CERTAIN_SHARE = 0.6
"""Share of a post's quoted words that must come from one post, quoted first, for a link by quotation to be certain.

Never revised. Measured on the benchmark's threads: 148 of 155 such links are right."""
CERTAIN_LEAD = 1.5
"""How much more must speak for one post than for the next best, where posts stand in the order of writing, for a link
to be certain: as much as being the post before is worth beside one clue more. Measured on the benchmark's threads,
where it was chosen: 224 of 235 such links are right."""
