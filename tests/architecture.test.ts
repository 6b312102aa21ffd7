/**
 * Who may import whom: DESIGN section 5 as data. Every import of every .ts and .svelte file under src is held against
 * it; so are loops, sizes, names, and the few things that only one room may do.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const SRC = path.join(ROOT, 'src');

/** The first pattern that matches a file names its room. */
const ROOMS: readonly (readonly [room: string, pattern: RegExp])[] = [
	['failure', /^lib\/server\/net\/failure\.ts$/u],
	['net', /^lib\/server\/net\//u],
	[
		'nouns',
		/^lib\/research\/(?:run|scope|steer|facts|collection|documents|said|joined-work|thinking|tokens)\.ts$/u
	], // the types of the language as schemas, and what is plain about them; the guess at tokens
	['research', /^lib\/research\//u],
	['live', /^lib\/live\//u],
	['components', /^lib\/components\//u],
	['ports', /^lib\/server\/ports(?:\/|\.ts$)/u],
	['catalogue', /^lib\/server\/providers\/catalogue\.ts$/u],
	['providers/$1', /^lib\/server\/providers\/([\w-]+)\//u],
	['$1', /^lib\/server\/(web|library|collections|memory|experts|engine|runs)\//u],
	['$1', /^lib\/server\/(house|config|access)\.ts$/u],
	['house', /^lib\/server\/house\//u],
	['hooks', /^hooks\.server\.ts$/u],
	['routes', /^(?:routes\/|app\.|service-worker\.|lib\/assets\/)/u]
];

/** What each room may import of ours; "x:type" means types only. Its own room is always allowed. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	failure: [],
	net: ['failure'],
	nouns: [],
	research: ['nouns'],
	live: ['research'],
	components: ['research', 'live'],
	ports: ['research:type'],
	'providers/*': ['ports', 'net', 'failure', 'nouns', 'research:type'],
	catalogue: ['providers/*'],
	web: ['ports', 'research', 'failure'],
	library: ['ports', 'research', 'failure'],
	collections: ['ports', 'research', 'failure', 'web', 'library:type'],
	memory: ['ports', 'research', 'failure'],
	experts: ['ports', 'research', 'failure'],
	engine: [
		...['research', 'ports:type', 'failure'],
		...['web:type', 'library:type', 'collections:type', 'memory:type', 'experts:type']
	],
	runs: ['research', 'ports', 'failure', 'engine:type', 'library:type'],
	config: ['research', 'failure'],
	access: ['ports', 'research', 'failure'],
	house: [
		...['research', 'ports', 'failure', 'net', 'catalogue', 'providers/*', 'web', 'library'],
		...['collections', 'memory', 'experts', 'engine', 'runs', 'config', 'access']
	],
	hooks: ['house', 'access', 'config', 'failure', 'research', 'routes'],
	routes: [
		...['research', 'live', 'components'],
		...['house:type', 'access:type', 'config:type', 'failure:type', 'ports:type', 'runs:type'],
		...['web:type', 'library:type', 'collections:type']
	]
};

/** Packages and built-in modules that only some rooms may use; everything else is free on the server side. */
const RESERVED: readonly (readonly [pattern: RegExp, rooms: RegExp])[] = [
	[/^(?:undici|node:(?:http|https|http2|net|tls|dns)|dns|http|https|net)(?:\/|$)/u, /^net$/u],
	[/^\$env\//u, /^hooks$/u],
	[/^(?:@sveltejs\/kit|\$app\/|\$service-worker)/u, /^(?:hooks|routes|live|components)$/u],
	[/^playwright/u, /^providers\/fetch$/u],
	[/^node:sqlite$/u, /^(?:providers\/\w+|runs|memory)$/u],
	[/^node:/u, /^(?!nouns$|research$|live$|components$)/u],
	[/^@lancedb\//u, /^providers\/index$/u],
	[/^openai/u, /^providers\/(?:model|embed)$/u]
];

interface Import {
	readonly from: string; // path under src
	readonly target: string; // path under src, or a package name
	readonly inside: boolean;
	readonly typeOnly: boolean;
}

const files = listFiles(SRC).filter((file) => /\.(?:ts|svelte|js)$/u.test(file));
const sources = files.filter((file) => !/\.(?:test|d)\.ts$/u.test(file));
const imports = sources.flatMap(importsOf);

function listFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.map((file) => file.replaceAll('\\', '/'))
		.sort();
}

function read(file: string): string {
	return readFileSync(path.join(SRC, file), 'utf8');
}

/** The code of a file: all of it, or the scripts of a component. */
function scriptOf(file: string): string {
	if (!file.endsWith('.svelte')) return read(file);
	return [...read(file).matchAll(/<script[^>]*>([^]*?)<\/script>/gu)].map((m) => m[1]).join('\n');
}

/** Static and dynamic imports and re-exports, resolved to paths under src where they are ours. */
function importsOf(file: string): Import[] {
	const found: Import[] = [];
	const add = (literal: ts.Node | undefined, typeOnly: boolean) => {
		if (literal === undefined || !ts.isStringLiteralLike(literal)) return;
		found.push({ from: file, typeOnly, ...resolve(file, literal.text) });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node));
		else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
		else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			add(node.argument.literal, true);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			add(node.arguments[0], false);
		}
		ts.forEachChild(node, visit);
	};
	visit(parse(file));
	return found;
}

function parse(file: string): ts.SourceFile {
	return ts.createSourceFile(`${file}.ts`, scriptOf(file), ts.ScriptTarget.Latest, true);
}

function onlyTypes({ importClause: clause }: ts.ImportDeclaration): boolean {
	if (clause === undefined) return false;
	if (clause.isTypeOnly) return true;
	const { name, namedBindings: named } = clause;
	if (name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
	return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function resolve(from: string, text: string): { target: string; inside: boolean } {
	const clean = text.replace(/\?.*$/u, '');
	const ours = /^(?:#lib|\$lib)\//u.test(clean)
		? `lib/${clean.replace(/^[#$]lib\//u, '')}`
		: clean.startsWith('.')
			? path.posix.normalize(path.posix.join(path.posix.dirname(from), clean))
			: null;
	if (ours === null) return { target: clean, inside: false };
	const candidates = [ours, `${ours}.ts`, ours.replace(/\.js$/u, '.ts'), `${ours}/index.ts`];
	const hit = candidates.find((each) => files.includes(each));
	return { target: hit ?? ours, inside: true };
}

function roomOf(file: string): string {
	for (const [room, pattern] of ROOMS) {
		const match = pattern.exec(file);
		if (match !== null) return room.replace('$1', match[1] ?? '');
	}
	return `no room (${file})`;
}

/** "providers/search" is covered by "providers/*". */
const kindOf = (room: string) => (room.startsWith('providers/') ? 'providers/*' : room);

function allowed({ from, target, typeOnly }: Import): boolean {
	const [here, there] = [roomOf(from), roomOf(target)];
	if (here === there) return true;
	if (/^\.?\.?\/?(?:static|\$types)|\.css$|\$types/u.test(target)) return true;
	const list = MAY_IMPORT[kindOf(here)] ?? [];
	const asked = there === 'nouns' ? ['nouns', 'research'] : [kindOf(there)];
	return asked.some((room) => list.includes(room) || (typeOnly && list.includes(`${room}:type`)));
}

const say = ({ from, target }: Import) => `${from} -> ${target}`;

describe('imports', () => {
	it('every file has a room', () => {
		expect(sources.filter((file) => roomOf(file).startsWith('no room'))).toEqual([]);
	});

	it('go only where the table lets them', () => {
		const wrong = imports.filter((each) => each.inside && !allowed(each));
		expect(wrong.map(say)).toEqual([]);
	});

	it('of packages keep to the rooms that may use them', () => {
		const wrong = imports.filter(({ from, target, inside, typeOnly }) => {
			if (inside || typeOnly) return false;
			const rule = RESERVED.find(([pattern]) => pattern.test(target));
			return rule !== undefined && !rule[1].test(roomOf(from));
		});
		expect(wrong.map(say)).toEqual([]);
	});

	it('make no loops', () => {
		expect(findLoop()).toBeNull();
	});

	it('bring no schema to the browser', () => {
		const pages = sources.filter((file) =>
			/^lib\/(?:components|live)\/|^routes\/.*\.svelte$/u.test(file)
		);
		const loaded = new Set(pages);
		for (const file of loaded) {
			const values = imports.filter((each) => each.from === file && each.inside && !each.typeOnly);
			for (const { target } of values) loaded.add(target);
		}
		const heavy = imports.filter(
			({ from, target, typeOnly }) => target === 'zod' && !typeOnly && loaded.has(from)
		);
		expect(heavy.map(say)).toEqual([]);
	});

	it('name what exists', () => {
		const generated = /\$types|\.css$|\.svg$|\.woff2$/u;
		const missing = imports.filter(
			({ target, inside }) =>
				inside &&
				!files.includes(target) &&
				!generated.test(target) &&
				!existsSync(path.join(SRC, target))
		);
		expect(missing.map(say)).toEqual([]);
	});
});

/** A loop of files, types counted, as a readable path; null when there is none. */
function findLoop(): string | null {
	const next = Map.groupBy(
		imports.filter((each) => each.inside),
		(each) => each.from
	);
	const done = new Set<string>();
	const walk = (file: string, trail: readonly string[]): string | null => {
		if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(' -> ');
		if (done.has(file)) return null;
		for (const { target } of next.get(file) ?? []) {
			const loop = walk(target, [...trail, file]);
			if (loop !== null) return loop;
		}
		done.add(file);
		return null;
	};
	for (const file of sources) {
		const loop = walk(file, []);
		if (loop !== null) return loop;
	}
	return null;
}

describe('files', () => {
	const everywhere = ['src', 'tests', 'scripts'].flatMap((folder) =>
		listFiles(path.join(ROOT, folder)).map((file) => `${folder}/${file}`)
	);

	it('stop at 400 lines', () => {
		const code = everywhere.filter((file) => /\.(?:ts|js|mjs|svelte|css)$/u.test(file));
		const long = code
			.map((file) => ({
				file,
				lines: readFileSync(path.join(ROOT, file), 'utf8').split('\n').length - 1
			}))
			.filter(({ lines }) => lines > 400);
		expect(long).toEqual([]);
	});

	it('carry names that say what is in them', () => {
		const vague =
			/(?:^|\/)(?:utils?|helpers?|managers?|services?|common|types)(?:\.[\w.]+)?(?:\/|$)/u;
		expect(everywhere.filter((file) => vague.test(file))).toEqual([]);
	});
});

describe('only one place may', () => {
	const breaking = (pattern: RegExp, except: RegExp) =>
		sources.filter((file) => !except.test(file) && pattern.test(withoutComments(file)));

	it('talk to the network: net on the server, live and routes in the browser', () => {
		const may = /^(?:net|live|routes)$/u;
		expect(sources.filter((file) => !may.test(roomOf(file)) && callsNetwork(file))).toEqual([]);
	});

	it('read the environment: hooks.server.ts', () => {
		expect(breaking(/process\.env\b|\$env\//u, /^hooks\.server\.ts$/u)).toEqual([]);
	});

	it('read the clock or roll dice in the engine and the language: nobody', () => {
		const pattern = /\bDate\.now\(|\bnew Date\(\)|performance\.now\(|Math\.random\(/u;
		expect(breaking(pattern, /^(?!lib\/(?:research|server\/engine)\/)/u)).toEqual([]);
	});

	it('render HTML as it comes: nobody', () => {
		expect(breaking(/\{@html|\.innerHTML\s*=|insertAdjacentHTML/u, /^$/u)).toEqual([]);
	});

	it('export a default where we choose: nobody', () => {
		expect(breaking(/^export default/mu, /^(?!lib\/)/u)).toEqual([]);
	});
});

/** Whether a file calls or constructs one of the platform's ways out, as a bare name. */
function callsNetwork(file: string): boolean {
	let found = false;
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const { expression } = node;
			const name = ts.isPropertyAccessExpression(expression) ? expression.getText() : expression;
			const text = typeof name === 'string' ? name : ts.isIdentifier(name) ? name.text : '';
			found ||= /^(?:globalThis\.)?(?:fetch|WebSocket|EventSource|XMLHttpRequest)$/u.test(text);
		}
		ts.forEachChild(node, visit);
	};
	visit(parse(file));
	return found;
}

function withoutComments(file: string): string {
	return read(file)
		.replace(/\/\*[^]*?\*\/|<!--[^]*?-->/gu, '')
		.replace(/(?<=^|\s)\/\/.*$/gmu, '');
}
