/**
 * robots.txt as RFC 9309 has it, read as leniently as its section 2.3 and the crawlers of the big engines do: broken
 * lines are skipped, names of directives are case-insensitive, the longest matching rule wins and "allow" wins a tie.
 */
interface Rule {
	readonly allow: boolean;
	readonly pattern: string; // percent-encoded
}
interface Group {
	readonly agents: string[]; // product tokens, lower case; "*" is everyone
	readonly rules: Rule[];
	delay: number | null; // seconds between two requests
}

/** What the file of one host says. */
export interface RobotsRules {
	/** Whether the program named by `agent` (a product token, "FooBot") may fetch the address, written as URL.href is. */
	allows(url: string, agent: string): boolean;
	/** Seconds that program should let pass between two requests ("Crawl-delay", which RFC 9309 leaves open); 0 where none. */
	delay(agent: string): number;
	/** Web addresses of "Sitemap" lines, which belong to no group. */
	readonly sitemaps: readonly string[];
}

export function readRobots(text: string): RobotsRules {
	const lines = text.replace(/^\u{FEFF}|^\u{FFFD}/u, '').split(/\r\n|\r|\n/u);
	const groups = groupsOf(lines);
	return {
		sitemaps: lines.flatMap(
			(line) => /^[ \t]*sitemap[ \t]*:[ \t]*(https?:\/\/\S+)/iu.exec(line)?.[1] ?? []
		),
		delay: (agent) => Math.max(0, ...groupsFor(groups, agent).flatMap(({ delay }) => delay ?? [])),
		allows: (url, agent) => {
			const path = pathOf(url);
			const best = strongest(
				groupsFor(groups, agent).flatMap(({ rules }) => rules),
				path
			);
			return path === '/robots.txt' || best === null || best.allow;
		}
	};
}

function groupsOf(lines: readonly string[]): Group[] {
	const groups: Group[] = [];
	let open = false; // agents still gather: no rule has come yet
	for (const line of lines) {
		const [name, value] = directiveOf(line);
		if (name === 'agent') {
			if (!open) groups.push({ agents: [], rules: [], delay: null });
			groups.at(-1)?.agents.push(tokenOf(value));
			open = true;
		} else if (name === 'delay') {
			const group = groups.at(-1);
			if (group) group.delay = secondsOf(value) ?? group.delay;
		} else if (name !== null) {
			open = false;
			// An empty pattern forbids or allows nothing; rules before the first agent belong to nobody.
			if (value !== '')
				groups.at(-1)?.rules.push({ allow: name === 'allow', pattern: encoded(value) });
		}
	}
	return groups;
}

/** A line's directive and value; [null, ''] for comments, other directives and noise. A forgotten colon is forgiven. */
type Directive = 'agent' | 'allow' | 'disallow' | 'delay' | null;

function directiveOf(line: string): [name: Directive, value: string] {
	// Blanks only: a byte order mark in mid-file is noise that spoils its line, as it does for the big crawlers.
	const bare = line.replace(/#.*$/u, '').replace(/^[ \t]+|[ \t]+$/gu, '');
	const match = /^([^:\s][^:]*?)[ \t]*:[ \t]*(.*)$/u.exec(bare) ?? /^(\S+)[ \t]+(\S+)$/u.exec(bare);
	const [, name = '', value = ''] = match ?? [];
	if (/^user[- ]?agent$/iu.test(name)) return ['agent', value];
	if (/^allow$/iu.test(name)) return ['allow', value];
	if (/^dis?s?allow$/iu.test(name)) return ['disallow', value];
	if (/^crawl-?delay$/iu.test(name)) return ['delay', value];
	return [null, ''];
}

/** The product token of a "User-agent" line: its leading letters, "_" and "-"; what follows ("/1.2", a space) is not. */
function tokenOf(value: string): string {
	if (/^\*(?:\s|$)/u.test(value)) return '*';
	return (/^[a-z_-]+/iu.exec(value)?.[0] ?? '').toLowerCase();
}

function secondsOf(value: string): number | null {
	return /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) : null;
}

/** Every group that names the program, else of those for everyone (RFC 9309, section 2.2.1). */
function groupsFor(groups: readonly Group[], agent: string): readonly Group[] {
	const token = agent.toLowerCase();
	const own = groups.filter(({ agents }) => token !== '' && agents.includes(token));
	return own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'));
}

/** The longest rule that matches; of two as long, the one that allows. */
function strongest(rules: readonly Rule[], path: string): Rule | null {
	let best: Rule | null = null;
	for (const rule of rules) {
		if (!matches(rule, path)) continue;
		const gain = rule.pattern.length - (best?.pattern.length ?? -1);
		if (gain > 0 || (gain === 0 && rule.allow)) best = rule;
	}
	return best;
}

function matches({ allow, pattern }: Rule, path: string): boolean {
	if (fits(pattern, path)) return true;
	// "Allow: /dir/index.html" allows "/dir/" too: the same page for a server.
	const folder = /^(.*\/)index\.html?$/u.exec(pattern)?.[1];
	return allow && folder !== undefined && path === folder;
}

/** A prefix with "*" for anything and "$" for the end. Linear in the path for each "*": no backtracking. */
function fits(pattern: string, path: string): boolean {
	const anchored = pattern.endsWith('$');
	const [first = '', ...rest] = (anchored ? pattern.slice(0, -1) : pattern).split('*');
	if (!path.startsWith(first)) return false;
	let at = first.length;
	const last = rest.pop();
	if (last === undefined) return !anchored || path.length === at;
	for (const piece of rest) {
		const found = path.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return anchored
		? path.length - last.length >= at && path.endsWith(last)
		: path.indexOf(last, at) >= 0;
}

/** Path and query of an address. */
function pathOf(url: string): string {
	const rest = url.replace(/^[a-z][a-z\d+.-]*:/iu, '').replace(/^\/\/[^/?#]*/u, '');
	const path = rest.replace(/#.*$/u, '');
	return upperEscapes(path.startsWith('/') ? path : `/${path}`);
}

/** A pattern's characters beyond ASCII as UTF-8 in percent; the rest as it is written (RFC 9309, section 2.2.2). */
const encoded = (pattern: string) =>
	upperEscapes(pattern.replace(/\P{ASCII}+/gu, (run) => encodeURIComponent(run.toWellFormed())));

const upperEscapes = (text: string) =>
	text.replace(/%[\da-f]{2}/giu, (escape) => escape.toUpperCase());
