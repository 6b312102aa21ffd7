/**
 * Charsets: texts written in each encoding, declared in every way that pages do (header, meta, mark, wrongly, not at
 * all), must come back as they were. With `--data DIR` (html5lib and naughty strings) also the conformance cases there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TextDecoder } from '@exodus/bytes/encoding.js';
import { decodePage } from '../../src/lib/server/web/decode.ts';
import { sortOf } from '../../src/lib/server/web/sort.ts';

interface Case {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly contentType: string;
	readonly text: string;
}

const SIMPLE =
	'这座桥于一九三一年由国王开放，当时他和一队工程师从北方步行而来。我们在这里可以看到它的历史：桥的长度是四十米，人们用了三年时间把它建成。';
const FULL =
	'這座橋於一九三一年由國王開放，當時他和一隊工程師從北方步行而來。我們在這裡可以看到它的歷史：橋的長度是四十米，人們用了三年時間把它建成。';
const JAPANESE =
	'この橋は一九三一年に王によって開かれました。私たちはここでその歴史を見ることができます。長さは四十メートルです。';
const KOREAN =
	'이 다리는 천구백삼십일년에 왕이 열었습니다. 우리는 여기에서 그 역사를 볼 수 있습니다. 길이는 사십 미터이다.';
const RUSSIAN =
	'Этот мост был открыт королём в тысяча девятьсот тридцать первом году. Здесь мы видим его историю и длину.';
const WESTERN =
	'Die Brücke wurde 1931 vom König eröffnet – “ein großer Tag”, sagte er. Déjà vu, naïve, señor, 40 €.';
const CENTRAL =
	'Zażółć gęślą jaźń. Příliš žluťoučký kůň úpěl ďábelské ódy, který most otevřel král.';
const GREEK =
	'Η γέφυρα άνοιξε από τον βασιλιά το χίλια εννιακόσια τριάντα ένα και το μήκος της είναι σαράντα μέτρα.';

/** The text of each language with the encodings it is written in; `alone`: told without any declaration. */
const TEXTS: readonly { text: string; encodings: readonly string[]; alone: boolean }[] = [
	{ text: SIMPLE, encodings: ['gbk', 'gb18030', 'gb2312'], alone: true },
	{ text: FULL, encodings: ['big5'], alone: true },
	{ text: JAPANESE, encodings: ['shift_jis', 'euc-jp'], alone: true },
	{ text: KOREAN, encodings: ['euc-kr', 'ks_c_5601-1987', 'windows-949'], alone: true },
	{ text: RUSSIAN, encodings: ['windows-1251', 'koi8-r'], alone: true },
	{ text: GREEK, encodings: ['windows-1253'], alone: true },
	{ text: WESTERN, encodings: ['windows-1252', 'iso-8859-1', 'latin1'], alone: true },
	{ text: CENTRAL, encodings: ['iso-8859-2', 'windows-1250'], alone: false }
];

/** True when everything comes back. */
export function run({ data }: { data: string | undefined }): Promise<boolean> {
	const groups: readonly (readonly [string, readonly Case[]])[] = [
		['declared rightly (header, meta)', TEXTS.flatMap(declared)],
		['declared wrongly', wrongly()],
		['not declared', TEXTS.filter(({ alone }) => alone).flatMap(undeclared)],
		['UTF-8 and UTF-16, with and without a mark', unicode()],
		['signs at the edges of a charset', edges()],
		...(data === undefined ? [] : conformance(data))
	];
	let [right, all] = [0, 0];
	for (const [name, cases] of groups) {
		const failed = cases.filter((one) => !comesBack(one));
		right += cases.length - failed.length;
		all += cases.length;
		console.log(`${name.padEnd(46)} ${cases.length - failed.length} / ${cases.length}`);
		for (const one of failed.slice(0, 12)) {
			const { text, encoding } = decodePage(one.bytes, one.contentType);
			console.log(`  ! ${one.name}: read as ${encoding}: ${JSON.stringify(text.slice(0, 80))}`);
		}
	}
	console.log(`${right} of ${all} right`);
	return Promise.resolve(right === all && all > 0);
}

function comesBack({ bytes, contentType, text }: Case): boolean {
	return (
		sortOf(bytes, contentType) !== 'binary' &&
		decodePage(bytes, contentType).text.replace(/^\ufeff/u, '') === text
	);
}

const page = (text: string, meta = '') =>
	`<!doctype html><html><head>${meta}<title>x</title></head><body><p>${text}</p></body></html>`;

function declared({ text, encodings }: (typeof TEXTS)[number]): Case[] {
	return encodings.flatMap((label) => {
		const meta = [
			`<meta charset="${label}">`,
			`<meta http-equiv="Content-Type" content="text/html; charset=${label}">`
		];
		return [
			{
				name: `${label} by header`,
				...written(page(text), label),
				contentType: `text/html; charset=${label}`
			},
			{
				name: `${label} by header, quoted`,
				...written(text, label),
				contentType: `text/plain;charset="${label.toUpperCase()}"`
			},
			...meta.map((one) => ({
				name: `${label} by ${one}`,
				...written(page(text, one), label),
				contentType: 'text/html'
			})),
			{
				name: `${label} by meta, the header silent`,
				...written(page(text, meta[0]), label),
				contentType: ''
			}
		];
	});
}

function undeclared({ text, encodings }: (typeof TEXTS)[number]): Case[] {
	return encodings.flatMap((label) => [
		{ name: `${label}, a page`, ...written(page(text), label), contentType: 'text/html' },
		{ name: `${label}, a text`, ...written(text, label), contentType: 'text/plain' }
	]);
}

function wrongly(): Case[] {
	const lies: readonly (readonly [text: string, real: string, said: string])[] = [
		[SIMPLE, 'gbk', 'utf-8'],
		[SIMPLE, 'gbk', 'iso-8859-1'],
		[SIMPLE, 'gb18030', 'gb2312'],
		[SIMPLE, 'utf-8', 'gb2312'],
		[SIMPLE, 'utf-8', 'iso-8859-1'],
		[SIMPLE, 'gbk', 'no-such-charset'],
		[FULL, 'big5', 'utf-8'],
		[FULL, 'big5', 'iso-8859-1'],
		[FULL, 'utf-8', 'big5'],
		[JAPANESE, 'shift_jis', 'utf-8'],
		[JAPANESE, 'euc-jp', 'iso-8859-1'],
		[JAPANESE, 'utf-8', 'shift_jis'],
		[KOREAN, 'euc-kr', 'utf-8'],
		[KOREAN, 'utf-8', 'euc-kr'],
		[RUSSIAN, 'windows-1251', 'utf-8'],
		[RUSSIAN, 'windows-1251', 'iso-8859-1'],
		[RUSSIAN, 'koi8-r', 'utf-8'],
		[WESTERN, 'windows-1252', 'utf-8'],
		[WESTERN, 'utf-8', 'iso-8859-1'],
		[WESTERN, 'utf-8', 'windows-1252'],
		[WESTERN, 'windows-1252', 'utf-16']
	];
	return lies.flatMap(([text, real, said]) => [
		{
			name: `${real} sent as ${said}`,
			...written(page(text), real),
			contentType: `text/html; charset=${said}`
		},
		{
			name: `${real} that calls itself ${said}`,
			...written(page(text, `<meta charset="${said}">`), real),
			contentType: 'text/html'
		}
	]);
}

function unicode(): Case[] {
	const cases: Case[] = [];
	for (const text of [
		SIMPLE,
		JAPANESE,
		KOREAN,
		RUSSIAN,
		WESTERN,
		'Plain words of ASCII.',
		`${WESTERN} 😀`
	]) {
		for (const wide of ['utf-16le', 'utf-16be', 'utf-8']) {
			for (const mark of ['', '\ufeff']) {
				const body = page(text);
				const name = `${wide}${mark === '' ? '' : ' with a mark'}: ${text.slice(0, 6)}`;
				cases.push({
					name,
					bytes: encoded(mark + body, wide),
					contentType: 'text/html',
					text: body
				});
				const said = `text/html; charset=${wide}`;
				cases.push({
					name: `${name}, declared`,
					bytes: encoded(mark + body, wide),
					contentType: said,
					text: body
				});
				const lie = 'text/html; charset=iso-8859-1';
				if (mark !== '')
					cases.push({
						name: `${name}, declared wrongly`,
						bytes: encoded(mark + body, wide),
						contentType: lie,
						text: body
					});
			}
		}
	}
	return cases;
}

/** Signs that decoders get wrong: four bytes, extensions of vendors, the euro, the C1 range. */
function edges(): Case[] {
	const rows: readonly (readonly [label: string, bytes: readonly number[], text: string])[] = [
		['gb18030', [0x94, 0x39, 0xfc, 0x36], '😀'],
		['gbk', [0x80], '€'],
		['gb2312', [0x87, 0x4e, 0xb5, 0xc4], '嘚的'],
		['big5', [0x88, 0x62], 'Ê̄'],
		['big5', [0x87, 0x40], '䏰'],
		['euc-kr', [0x8c, 0x63], '똠'],
		['shift_jis', [0x5c, 0x7e, 0x87, 0x40], '\\~①'],
		['euc-jp', [0x8f, 0xb0, 0xa1], '丂'],
		['windows-1252', [0x80, 0x92, 0x96], '€’–'],
		['iso-8859-1', [0x80, 0x92, 0x96], '€’–'],
		['koi8-u', [0xa4], 'є'],
		['iso-2022-jp', [0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42], 'あ']
	];
	return rows.map(([label, signs, text]) => ({
		name: `${label} ${text}`,
		bytes: Uint8Array.from([
			...Buffer.from('<p>The sign is '),
			...signs,
			...Buffer.from(' here.</p>')
		]),
		contentType: `text/html; charset=${label}`,
		text: `<p>The sign is ${text} here.</p>`
	}));
}

function written(text: string, label: string): { bytes: Uint8Array; text: string } {
	return { bytes: encoded(text, label), text };
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** Text in an encoding. What writes is the inverse of what the Encoding Standard reads. */
function encoded(text: string, label: string): Uint8Array {
	if (label === 'utf-8') return Uint8Array.from(Buffer.from(text, 'utf8'));
	if (label === 'utf-16le') return Uint8Array.from(Buffer.from(text, 'utf16le'));
	if (label === 'utf-16be') return Uint8Array.from(Buffer.from(text, 'utf16le').swap16());
	const table = tables.get(label) ?? inverse(label);
	tables.set(label, table);
	return Uint8Array.from(
		[...text].flatMap((sign) => {
			const bytes = sign <= '\u007f' ? [sign.charCodeAt(0)] : table.get(sign);
			if (!bytes) throw new Error(`${label} has no ${sign}`);
			return bytes;
		})
	);
}

function inverse(label: string): Map<string, readonly number[]> {
	const table = new Map<string, readonly number[]>();
	const decoder = new TextDecoder(label, { fatal: true });
	const learn = (bytes: readonly number[]) => {
		try {
			const sign = decoder.decode(Uint8Array.from(bytes));
			if ([...sign].length === 1 && !table.has(sign)) table.set(sign, bytes);
		} catch {
			// not a sign of this encoding
		}
	};
	for (let one = 0x80; one <= 0xff; one += 1) learn([one]);
	for (let one = 0x81; one <= 0xfe; one += 1)
		for (let two = 0x40; two <= 0xfe; two += 1) learn([one, two]);
	return table;
}

/** html5lib's encoding cases, each with further signs that only the right encoding reads; naughty strings as UTF-8. */
function conformance(data: string): (readonly [string, readonly Case[]])[] {
	const out: (readonly [string, readonly Case[]])[] = [];
	for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.name === 'blns.json') out.push(['naughty strings', naughty(path)]);
		else if (/html5lib.*\.(?:tar\.gz|tgz)$/u.test(entry.name)) {
			const cases = casesInTar(gunzipSync(readFileSync(path)));
			out.push(['html5lib encoding cases', cases]);
		}
	}
	return out;
}

function naughty(path: string): Case[] {
	return (JSON.parse(readFileSync(path, 'utf8')) as string[]).map((text, at) => ({
		name: `string ${at}`,
		bytes: Uint8Array.from(Buffer.from(page(text))),
		contentType: 'text/html',
		text: page(text).toWellFormed()
	}));
}

function casesInTar(tar: Buffer): Case[] {
	const cases: Case[] = [];
	for (let at = 0; at + 512 <= tar.length;) {
		const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/su, '');
		const size = parseInt(
			tar
				.toString('latin1', at + 124, at + 136)
				.replace(/\0.*$/su, '')
				.trim() || '0',
			8
		);
		const body = tar.subarray(at + 512, at + 512 + size);
		if (/^(?:[^/]+\/)*encoding\/[^/]+\.dat$/u.test(name)) cases.push(...casesIn(name, body));
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return cases;
}

function casesIn(file: string, body: Buffer): Case[] {
	const all = body
		.toString('latin1')
		.split(/^#data\n/mu)
		.slice(1);
	return all.flatMap((one, at) => {
		const [data = '', label = ''] = one.split(/\n#encoding\n/u);
		const encoding = label.trim().split('\n')[0] ?? '';
		const bytes = Uint8Array.from(Buffer.from(data, 'latin1'));
		// One case calls itself EUC-JP and is UTF-8: what a reader can read is right, not what a browser would show.
		const proven = isUtf8(bytes);
		const text = new TextDecoder(proven ? 'utf-8' : encoding).decode(bytes);
		const name = `${file} ${at + 1} (${encoding}${proven ? ', in truth UTF-8' : ''})`;
		return [{ name, bytes, contentType: '', text }];
	});
}

function isUtf8(bytes: Uint8Array): boolean {
	if (!bytes.some((byte) => byte > 0x7f)) return false;
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}
