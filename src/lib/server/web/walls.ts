/** Pages that answer 200 and are not what was asked for: told by their few words, and by what they say to machines. */
import type { ReadOutcome, SkipReason } from './page.ts';
import { WALL_WORDS } from './wall-words.ts';

const SHORT = 1_500; // a wall has little text; longer pages speak of walls, they are none
const HARDLY = 500; // characters of a page that is hardly more than its wall
const SCRIPT_PAGE = 200; // characters of text below which much script means a page drawn by it
const MUCH_SCRIPT = 400;

/** What is said to the reader, with what can be done. */
const MESSAGES: Partial<Readonly<Record<SkipReason, string>>> = {
	blocked: 'The site shows a check for robots instead of the page.',
	paywall:
		'The page is for those who pay; only its beginning is free. If you may read it, save it as a file and add it to a collection.',
	'login-wall':
		'The page is shown to members only. If you are one, save it as a file and add it to a collection.',
	'consent-wall': 'The page is behind a consent dialogue.',
	'not-found': 'The site says that the page does not exist.',
	'needs-javascript': 'The page is drawn by JavaScript; its text is not in it.'
};

const wall = (reason: SkipReason): ReadOutcome => ({
	ok: false,
	reason,
	message: MESSAGES[reason] ?? 'The page is not what was asked for.'
});

/**
 * The outcome of a page that is a wall, or null. `paid`: it says of itself that it is not free; `asksForScripts`: its
 * noscript speaks of JavaScript. */
export function wallOf(page: {
	text: string;
	title: string;
	scriptLength: number;
	paid?: boolean;
	asksForScripts?: boolean;
}): ReadOutcome | null {
	const { length } = page.text;
	const words = `${page.title}\n${page.text}`.replace(/[\u2018\u2019]/gu, "'");
	if (length < SHORT) {
		const sure = WALL_WORDS.find((one) => one.sure.test(words));
		if (sure) return wall(sure.reason);
		if (page.paid === true) return wall('paywall');
	}
	if (length < HARDLY) {
		const likely = WALL_WORDS.find((one) => one.likely.test(words));
		if (likely) return wall(likely.reason);
	}
	const drawn = page.scriptLength > MUCH_SCRIPT || page.asksForScripts === true;
	return length < SCRIPT_PAGE && drawn ? wall('needs-javascript') : null;
}
