/** robots.txt: every case of the set through our own reading. `--data` holds cases.json: robotstxt, url, ua, expect. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readRobots } from '../../src/lib/server/web/robots-rules.ts';

interface Case {
	readonly group: string;
	readonly robotstxt: string;
	readonly url: string;
	readonly ua: string;
	readonly expect: 'ALLOWED' | 'DISALLOWED';
}

export function run({ data, verbose }: { data: string; verbose: boolean }): boolean {
	const cases = JSON.parse(readFileSync(path.join(data, 'cases.json'), 'utf8')) as Case[];
	const groups = new Map<string, { right: number; all: number }>();
	const wrong: Case[] = [];
	for (const one of cases) {
		const said = readRobots(one.robotstxt).allows(one.url, one.ua) ? 'ALLOWED' : 'DISALLOWED';
		const group = groups.get(one.group) ?? { right: 0, all: 0 };
		group.all += 1;
		if (said === one.expect) group.right += 1;
		else wrong.push(one);
		groups.set(one.group, group);
	}
	for (const [name, { right, all }] of groups) console.log(`${name}\t${right}/${all}`);
	console.log(`robots: ${cases.length - wrong.length} of ${cases.length} right (bar: all)`);
	if (verbose) for (const one of wrong) console.log(JSON.stringify(one));
	return wrong.length === 0;
}
