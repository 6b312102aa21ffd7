/**
 * Addresses: the web platform's own parsing cases (urltestdata.json) through our admission and canonical form, and what
 * share of a public list's tracking parameters our rule takes off (clearurls-data.min.json.gz, general rules only: a
 * measurement, nothing of the list is in the product).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { canonicalUrl, samePage } from '../../src/lib/server/web/url.ts';

interface Case {
	readonly input: string;
	readonly base: string | null;
	readonly failure?: boolean;
	readonly protocol?: string;
	readonly host?: string;
	readonly href?: string;
}

export function run({ data, verbose }: { data: string; verbose: boolean }): boolean {
	const raw = readFileSync(path.join(data, 'urltestdata.json'), 'utf8');
	const cases = (JSON.parse(raw) as (Case | string)[]).filter((one) => typeof one !== 'string');
	const faults = cases.flatMap((one) => faultsOf(one).map((fault) => ({ fault, one })));
	console.log(`urls: ${cases.length} cases, ${faults.length} faults (bar: none)`);
	if (verbose) for (const { fault, one } of faults) console.log(fault, JSON.stringify(one));
	return trackingShare(data, verbose) && faults.length === 0;
}

/** What must hold for one case. */
function faultsOf(one: Case): string[] {
	const { input, base, failure, protocol } = one;
	const faults: string[] = [];
	let ours: string | null;
	try {
		ours = canonicalUrl(input, base ?? undefined);
	} catch {
		return ['it throws'];
	}
	const web = failure !== true && (protocol === 'http:' || protocol === 'https:');
	if (!web) return ours === null ? [] : ['it takes what is no web address'];
	if (ours === null) return ['it refuses a web address'];
	const parsed = new URL(ours);
	if (parsed.host !== one.host) faults.push('the host changed');
	if (canonicalUrl(ours) !== ours) faults.push('it is not idempotent');
	if (parsed.username !== '' || parsed.password !== '') faults.push('credentials stayed');
	if (parsed.hash !== '') faults.push('the fragment stayed');
	if (parsed.pathname !== new URL(one.href ?? '').pathname) faults.push('the path changed');
	if (samePage(ours) !== samePage(one.href ?? '')) faults.push('its key is not stable');
	return faults;
}

/** Names made from each general rule of the list: does our rule take them off, and nothing beside them? */
function trackingShare(data: string, verbose: boolean): boolean {
	const packed = readFileSync(path.join(data, 'clearurls-data.min.json.gz'));
	const { providers } = JSON.parse(gunzipSync(packed).toString('utf8')) as {
		providers: Record<string, { rules: string[] }>;
	};
	const rules = providers.globalRules?.rules ?? [];
	const examples = rules.map(exampleOf).filter((name) => /^[\w.:%-]+$/u.test(name));
	const kept = examples.filter(
		(name) =>
			canonicalUrl(`https://site.test/a?q=1&${name}=x&page=2`) !== 'https://site.test/a?q=1&page=2'
	);
	const share = examples.length === 0 ? 0 : 1 - kept.length / examples.length;
	console.log(
		`tracking parameters taken off: ${examples.length - kept.length} of ${examples.length} (${share.toFixed(3)}; bar: 0.5)`
	);
	if (verbose) console.log(`left on: ${kept.join(' ')}`);
	return share >= 0.5;
}

/** A parameter name that the rule's pattern describes. */
function exampleOf(rule: string): string {
	return rule
		.replace(/\(\?:%3F\)\?/gu, '')
		.replace(/\(\?:([^()|]*)(?:\|[^()]*)?\)\??/gu, '$1')
		.replace(/\(([^()|]*)(?:\|[^()]*)?\)\??/gu, '$1')
		.replace(/\[[^\]]*\][*+]?\??/gu, 'a')
		.replace(/\\[dw][*+]?/gu, '1')
		.replace(/\.\*|\.\+/gu, 'a')
		.replace(/[a-z_]\?/gu, '')
		.replace(/\\/gu, '');
}
