/** What the reader adds to a run, as it changes the view. Pure. */
import { hostOf, isWithin } from './scope.ts';
import type { Conflict, Evidence, Question, Source } from './run.ts';
import type { Steer } from './steer.ts';
import type { RunView } from './view.ts';

/** True when the words name the source: by its id, or by a site it is on. */
export function namesSource(text: string, source: Pick<Source, 'id' | 'url'>): boolean {
	if (/^s\d+$/u.test(text)) return text === source.id;
	return isWithin(hostOf(source.url) ?? '', text);
}

/** What the reader means: the address of a page that was read is that page, not the whole of its site. */
export function meant<S extends Steer>(view: Pick<RunView, 'sources'>, steer: S): S {
	if (steer.kind === 'url' || !('text' in steer) || !/^https?:\/\//iu.test(steer.text))
		return steer;
	const page = view.sources.find(({ url, askedUrl }) =>
		[url, askedUrl].some((one) => plain(one) === plain(steer.text))
	);
	const ofSources = ['ban', 'unban', 'pin', 'unpin'].includes(steer.kind);
	return page && ofSources ? { ...steer, text: page.id } : steer;
}

const plain = (url: string) => url.trim().replace(/#.*$/u, '').replace(/\/+$/u, '');

/** True when the reader wants nothing of this source used. */
export function isBanned(view: Pick<RunView, 'question' | 'banned'>, source: Source): boolean {
	const denied = [...view.banned, ...(view.question?.scope.deny ?? [])];
	return denied.some((text) => namesSource(text, source));
}

/** True when the reader wants this source preferred. */
export function isPinned(view: Pick<RunView, 'pinned'>, source: Source): boolean {
	return view.pinned.some((text) => namesSource(text, source));
}

/** The view after the reader added something. What stands on a banned source is no evidence while it is banned. */
export function steered(view: RunView, steer: Steer): RunView {
	const seen = { ...view, steers: [...view.steers, steer] };
	const question = view.question;
	if (!question) return seen;
	switch (steer.kind) {
		case 'url': {
			const urls = [...new Set([...question.scope.urls, steer.text])];
			return { ...seen, question: scoped(question, { urls }) };
		}
		case 'pin':
			return { ...seen, pinned: [...new Set([...view.pinned, steer.text])] };
		case 'unpin':
			return { ...seen, pinned: view.pinned.filter((one) => one !== steer.text) };
		case 'ban':
			return sorted(withBan(seen, question, steer.text));
		case 'unban':
			return sorted(withoutBan(seen, question, steer.text));
		default:
			return seen;
	}
}

function scoped(question: Question, part: Partial<Question['scope']>): Question {
	return { ...question, scope: { ...question.scope, ...part } };
}

function withBan(view: RunView, question: Question, text: string): RunView {
	const pinned = view.pinned.filter((one) => one !== text);
	if (/^s\d+$/u.test(text))
		return { ...view, pinned, banned: [...new Set([...view.banned, text])] };
	const deny = [...new Set([...question.scope.deny, text])];
	return { ...view, pinned, question: scoped(question, { deny }) };
}

function withoutBan(view: RunView, question: Question, text: string): RunView {
	const banned = view.banned.filter((one) => one !== text);
	const deny = question.scope.deny.filter((one) => one !== text);
	return { ...view, banned, question: scoped(question, { deny }) };
}

/** Evidence parted into what counts and what is withheld; conflicts keep only sides that still stand on something. */
export function sorted(view: RunView): RunView {
	const out = new Set(view.sources.filter((one) => isBanned(view, one)).map((one) => one.id));
	const all = [...view.evidence, ...view.setAside].sort((a, b) => order(a) - order(b));
	const evidence = all.filter((one) => !out.has(one.sourceId));
	const known = new Set(evidence.map((one) => one.id));
	return {
		...view,
		evidence,
		setAside: all.filter((one) => out.has(one.sourceId)),
		conflicts: view.conflicts.flatMap((one) => standing(one, { known, out }))
	};
}

function standing(
	conflict: Conflict,
	{ known, out }: { known: ReadonlySet<string>; out: ReadonlySet<string> }
): Conflict[] {
	const sides = conflict.sides
		.map((side) => ({
			...side,
			evidenceIds: side.evidenceIds.filter((id) => known.has(id)),
			sourceIds: side.sourceIds.filter((id) => !out.has(id))
		}))
		.map((side) => ({ ...side, voices: Math.min(side.voices, side.sourceIds.length) }))
		.filter((side) => side.evidenceIds.length > 0);
	return sides.length > 1 ? [{ ...conflict, sides }] : [];
}

const order = (evidence: Evidence) => Number(evidence.id.slice(1));
