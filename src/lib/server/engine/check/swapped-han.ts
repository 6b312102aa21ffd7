/**
 * V2 roles, Chinese: two pieces of a quote that have changed places around a third ("谷歌指控该公司" turned into
 * "该公司指控谷歌"). The sentence is tiled with the longest pieces it shares with its quote; three neighbouring tiles in
 * the reverse of the quote's order are an exchange, whatever the third is, unless it holds for both sides alike.
 */
const LEAST = 2; // characters of a tile
const LOOSE = 3; // characters between neighbouring tiles that neither text shares

interface Tile {
	readonly said: number;
	readonly quoted: number;
	readonly length: number;
}

/** Said of both sides alike, or turning the sides round by itself. */
const EITHER = /[与和同跟及、或被由受]|以及|[;；。]|由于|因/u;
const PASSIVE = /[被由受遭获]/u;

/** The two pieces that have changed places, as written; null when none have. */
export function swappedHan(sentence: string, quote: string): string | null {
	if (PASSIVE.test(sentence) !== PASSIVE.test(quote)) return null;
	const tiles = tilesOf(sentence, quote);
	for (const [at, one] of tiles.entries()) {
		const [middle, last] = [tiles[at + 1], tiles[at + 2]];
		if (!middle || !last) continue;
		const said = spanOf(sentence, [one.said, last.said + last.length]);
		const quoted = spanOf(quote, [last.quoted, one.quoted + one.length]);
		const [a, m, b] = [one, middle, last].map((tile) =>
			sentence.slice(tile.said, tile.said + tile.length)
		);
		const inOrder = last.quoted < middle.quoted && middle.quoted < one.quoted;
		const total = one.length + middle.length + last.length;
		if (!inOrder || Math.max(said.length, quoted.length) > total + 2 * LOOSE) continue;
		if (holds(m ?? '', { said, quoted })) return `${a ?? ''} / ${b ?? ''}`;
	}
	return null;
}

const spanOf = (text: string, [start = 0, end = 0]: readonly number[]) => text.slice(start, end);

/** Whether the middle binds its two sides, each in a place of its own. */
function holds(middle: string, { said, quoted }: { said: string; quoted: string }): boolean {
	if (EITHER.test(middle) || !/\p{sc=Han}/u.test(middle)) return false;
	if (said.includes(`${middle}于`) !== quoted.includes(`${middle}于`)) return false;
	// Clauses may stand in either order, unless what stands between them says of which of two things each is told.
	return !/[，、：]/u.test(said + quoted) || /相比|[但而却]\p{sc=Han}{2}/u.test(middle);
}

/** The longest shared pieces, each place taken once, in the order of the sentence. */
function tilesOf(sentence: string, quote: string): Tile[] {
	const tiles: Tile[] = [];
	const taken = { said: new Set<number>(), quoted: new Set<number>() };
	for (;;) {
		const best = longest(sentence, { quote, taken });
		if (best.length < LEAST) return tiles.sort((a, b) => a.said - b.said);
		tiles.push(best);
		for (let at = 0; at < best.length; at += 1) {
			taken.said.add(best.said + at);
			taken.quoted.add(best.quoted + at);
		}
	}
}

interface Taken {
	readonly said: ReadonlySet<number>;
	readonly quoted: ReadonlySet<number>;
}

function longest(sentence: string, { quote, taken }: { quote: string; taken: Taken }): Tile {
	let best: Tile = { said: 0, quoted: 0, length: 0 };
	let before = new Uint16Array(quote.length + 1);
	for (let said = 0; said < sentence.length; said += 1) {
		const runs = new Uint16Array(quote.length + 1);
		for (let quoted = 0; quoted < quote.length; quoted += 1) {
			if (sentence[said] !== quote[quoted] || taken.said.has(said) || taken.quoted.has(quoted))
				continue;
			const length = (before[quoted] ?? 0) + 1;
			runs[quoted + 1] = length;
			if (length > best.length) {
				best = { said: said - length + 1, quoted: quoted - length + 1, length };
			}
		}
		before = runs;
	}
	return best;
}
