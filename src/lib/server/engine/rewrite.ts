/**
 * Quotes said in other words where that stands the checks. First the model chooses among shorter forms that code made and
 * knows to be true; then it words the quote itself, the checker decides, and what does not pass is tried once more, turned
 * round. Otherwise the quotes stay.
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import { inOwnWords } from '../../research/own-words.ts';
import type { Section, Sentence } from '../../research/run.ts';
import type { RunView } from '../../research/view.ts';
import { isCjk, plainKey } from '../../research/words.ts';
import { strayWording } from './check/close.ts';
import { ask, wasLeftOut, widthOf, type Answer } from './model.ts';
import { choosePrompt } from './prompts/choose.ts';
import { openingOf, rewritePrompt } from './prompts/rewrite.ts';
import { rewriteZhPrompt } from './prompts/rewrite-zh.ts';
import { narrower } from './repair.ts';
import { shorterForms } from './shorter.ts';
import { groupsOf, together } from './step.ts';
import type { Run, Tools } from './tools.ts';
import type { Checker } from './verify.ts';

const TRIES = 2; // of one quote; each may climb the whole ladder
const ENOUGH = 0.7; // share of sentences in own words from which no quote is tried again

interface Rewriting {
	readonly view: RunView;
	readonly budget: Budget;
	readonly pass: number | string;
	readonly among: ReadonlySet<string> | null; // sentences that may change; null: all
	readonly checker: Checker;
	readonly kind: 'findings' | 'answer';
}

/** New revisions of the sections in which quotes stand that a model should have written. Their new sentences have no verdict. */
export async function rewriteDrafts(
	hands: { run: Run; tools: Tools },
	rewriting: Rewriting
): Promise<FactDraft[]> {
	const work = new Rewrite(hands, rewriting);
	await work.run();
	return rewriting.view.sections.flatMap((section) => work.revised(section));
}

class Rewrite {
	readonly #hands: { run: Run; tools: Tools };
	readonly #given: Rewriting;
	readonly #fresh = new Map<string, { said: Sentence; by: string }>();
	readonly #remarks = new Map<string, string>();

	constructor(hands: { run: Run; tools: Tools }, given: Rewriting) {
		this.#hands = hands;
		this.#given = given;
	}

	async run(): Promise<void> {
		const { view, kind, among } = this.#given;
		const quotes = view.sections
			.filter((section) => section.kind === kind)
			.flatMap((section) => section.sentences.filter((one) => isCopied(view, one)))
			.filter((one) => among === null || among.has(one.id));
		for (const some of groupsOf(quotes, widthOf(this.#hands.tools, choosePrompt.role))) {
			if (!(await this.#chosen(some))) return;
		}
		for (let attempt = 1; attempt <= TRIES; attempt += 1) {
			for (const some of groupsOf(quotes, widthOf(this.#hands.tools, rewritePrompt.role))) {
				const left = some.filter((quote) => !this.#fresh.has(quote.id));
				if (left.length === 0) continue;
				if (attempt > 1 && this.#share(quotes.length) >= ENOUGH) return;
				if (!(await this.#once(left, attempt))) return;
			}
		}
	}

	revised(section: Section): FactDraft[] {
		if (section.kind !== this.#given.kind) return [];
		const by = section.sentences.flatMap(({ id }) => this.#fresh.get(id)?.by ?? []).at(-1);
		if (by === undefined) return [];
		const sentences = section.sentences.map((one) => this.#fresh.get(one.id)?.said ?? one);
		const revision = section.revision + 1;
		return [{ type: 'section.written', section: { ...section, revision, sentences }, by }];
	}

	/** Shorter forms of some quotes, chosen by the model. False: nothing more may be spent. */
	async #chosen(quotes: readonly Sentence[]): Promise<boolean> {
		const { view, pass, budget } = this.#given;
		const told = this.#told();
		const offers = quotes
			.map((quote) => ({
				quote,
				wordings: shorterForms(quote.text).filter((form) => !told.has(plainKey(form)))
			}))
			.filter(({ wordings }) => wordings.length > 0);
		const key = ({ quote }: { quote: Sentence }) => `choose ${quote.id} pass ${pass}`;
		const answers = await together(offers, (offer) => {
			const question = questionOf(view, offer.quote);
			const input = { question, text: offer.quote.text, wordings: offer.wordings };
			return ask(this.#hands, choosePrompt, { key: key(offer), input, budget });
		});
		for (const [at, { quote, wordings }] of offers.entries()) {
			const { value = null, by = '' } = answers[at] ?? {};
			const text = value === null ? undefined : wordings[value];
			if (text !== undefined) await this.#keep(quote, { said: { ...quote, text }, by });
		}
		const now = this.#hands.run.view();
		return !offers.some((offer) => wasLeftOut(now, key(offer)));
	}

	/** Some quotes, once, asked side by side and taken in order. False: nothing more may be spent. */
	async #once(quotes: readonly Sentence[], attempt: number): Promise<boolean> {
		const wanted: Sentence[] = [];
		for (const quote of quotes) {
			if (!(await this.#foundElsewhere(quote)) && this.#isWorth(quote, attempt)) wanted.push(quote);
		}
		const answers = await together(wanted, (quote) => this.#asked(quote, attempt));
		for (const [at, quote] of wanted.entries()) {
			const answer = answers[at];
			if (answer) await this.#heed(quote, answer);
		}
		const view = this.#hands.run.view();
		return !wanted.some((quote) => wasLeftOut(view, this.#keyOf(quote, attempt)));
	}

	async #foundElsewhere(quote: Sentence): Promise<boolean> {
		for (const said of this.#saidElsewhere(quote)) {
			if (await this.#take(quote, { said, by: 'findings' })) return true;
		}
		return false;
	}

	/** Asked again only with something to tell: how to begin, or what was wrong. */
	#isWorth(quote: Sentence, attempt: number): boolean {
		const opening = isCjk(quote.text) ? null : openingOf(quote.text);
		return attempt === 1 || opening !== null || this.#remarks.has(quote.id);
	}

	#keyOf(quote: Sentence, attempt: number): string {
		return `rewrite ${quote.id} pass ${this.#given.pass} try ${attempt}`;
	}

	#asked(quote: Sentence, attempt: number): Promise<Answer<readonly string[]> | null> {
		const { view, budget } = this.#given;
		return ask(this.#hands, isCjk(quote.text) ? rewriteZhPrompt : rewritePrompt, {
			key: this.#keyOf(quote, attempt),
			input: {
				text: quote.text,
				opening: attempt === 1 ? null : openingOf(quote.text),
				remark: this.#remarks.get(quote.id) ?? null,
				language: view.question?.language ?? 'en'
			},
			budget
		});
	}

	async #heed(quote: Sentence, { value, by }: Answer<readonly string[]>): Promise<void> {
		const shorter = value.flatMap(narrower).filter((one) => inOwnWords(one, quote.text));
		for (const text of new Set([...value, ...shorter])) {
			if (await this.#take(quote, { said: { ...quote, text }, by })) return;
		}
	}

	/** Keeps a wording that code can follow, that passed every check and that nothing else says yet. */
	async #take(quote: Sentence, wording: { said: Sentence; by: string }): Promise<boolean> {
		const stray = strayWording(wording.said.text, quote.text);
		if (stray === null) return this.#keep(quote, wording);
		this.#remarks.set(quote.id, stray);
		return false;
	}

	async #keep(quote: Sentence, { said, by }: { said: Sentence; by: string }): Promise<boolean> {
		const claim = { ...said, id: quote.id, kind: 'claim' as const, verdict: null, checks: [] };
		const { checks } = await this.#given.checker.check(claim);
		const failed = checks.find((check) => check.outcome !== 'pass');
		if (failed) {
			this.#remarks.set(quote.id, failed.note);
			return false;
		}
		if (this.#told().has(plainKey(claim.text))) return false;
		this.#fresh.set(quote.id, { said: claim, by });
		return true;
	}

	/** The answer may say a quote as a section that passed already says it. */
	#saidElsewhere(quote: Sentence): Sentence[] {
		const { view, kind } = this.#given;
		if (kind !== 'answer') return [];
		return view.sections
			.filter((section) => section.kind === 'findings')
			.flatMap((section) => section.sentences)
			.filter((one) => one.kind === 'claim' && one.verdict === 'verified')
			.filter((one) => one.evidenceIds[0] === quote.evidenceIds[0] && !isCopied(view, one));
	}

	#told(): Set<string> {
		const { view, kind } = this.#given;
		const standing = view.sections.filter((section) => section.kind === kind);
		const fresh = [...this.#fresh.values()].map(({ said }) => said);
		return new Set(
			[...standing.flatMap((section) => section.sentences), ...fresh].map((one) =>
				plainKey(one.text)
			)
		);
	}

	#share(quotes: number): number {
		const { view, kind } = this.#given;
		const all = view.sections
			.filter((section) => section.kind === kind)
			.flatMap((section) => section.sentences)
			.filter((one) => one.kind !== 'framing').length;
		return all === 0 ? 1 : (all - quotes + this.#fresh.size) / all;
	}
}

/** A quote, or a sentence that is one in all but name. */
function isCopied(view: RunView, sentence: Sentence): boolean {
	if (sentence.kind === 'quote') return true;
	if (sentence.kind !== 'claim' || sentence.verdict === 'unsupported') return false;
	const quotes = view.evidence.filter((one) => sentence.evidenceIds.includes(one.id));
	return quotes.some(({ quote }) => !inOwnWords(sentence.text, quote));
}

/** What the sentence is to answer: its gap's question, or the reader's. */
function questionOf(view: RunView, { evidenceIds }: Sentence): string {
	const lead = view.evidence.find(({ id }) => id === evidenceIds[0]);
	const gap = view.gaps.find(({ id }) => id === lead?.gapId);
	return gap?.question ?? view.question?.text ?? '';
}
