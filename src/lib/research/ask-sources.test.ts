import { expect, it } from 'vitest';
import { enginesFor } from '../server/engine/search-kinds.ts';
import { AskBody, scopeOf } from './api.ts';
import { readSourcesForm, scopeOfForm } from './ask-sources.ts';
import { engineTrouble, engineWords, NO_SOURCES } from './engine-names.ts';
import { foldAll } from './fold.ts';

const there = [
	{ name: 'searxng', kind: 'general' },
	{ name: 'wikipedia', kind: 'general' },
	{ name: 'arxiv', kind: 'scholarly' }
] as const;
const where = { web: true, collections: [] };

it('a run that names engines in the API asks for those and no other', () => {
	const body = AskBody.parse({ question: 'Why?', sources: { engines: ['arxiv', 'arxiv'] } });
	const scope = scopeOf(body.sources);
	expect(scope.engines).toEqual(['arxiv']);
	const view = foldAll('run', [
		{
			type: 'run.started',
			question: { text: 'Why?', effort: 'quick', language: 'en', limits: {}, scope },
			seq: 1,
			at: 1
		}
	]);
	expect(enginesFor(view, 'why').engines).toEqual(['arxiv']);
});

it('an engine that is not set up is refused with the names that are', () => {
	expect(engineTrouble(['arxiv', 'altavista'], there)).toBe(
		'no engine "altavista" is set up here (there are: searxng, wikipedia, arxiv)'
	);
	expect(engineTrouble(['arxiv'], [])).toContain('none is set up');
	expect(engineTrouble(['arxiv'], there)).toBeNull();
	expect(scopeOfForm(where, { form: { ...NO_SOURCES, engines: ['altavista'] }, there })).toEqual({
		message:
			'Search engines: no engine "altavista" is set up here (there are: searxng, wikipedia, arxiv).',
		field: 'engines'
	});
});

it('the form gives engines, sites and pages', () => {
	const data = new FormData();
	data.append('engine', 'arxiv');
	data.append('allow', 'a.test\r\nb.test, c.test\n');
	data.append('deny', ' d.test ');
	data.append('urls', 'https://e.test/x');
	expect(scopeOfForm(where, { form: readSourcesForm(data), there })).toEqual({
		scope: {
			allow: ['a.test', 'b.test', 'c.test'],
			deny: ['d.test'],
			urls: ['https://e.test/x'],
			engines: ['arxiv']
		}
	});
	expect(scopeOfForm(where, { form: readSourcesForm(new FormData()), there })).toEqual({
		scope: { allow: [], deny: [], urls: [] }
	});
});

it('an address that is none is named', () => {
	const form = { ...NO_SOURCES, urls: 'https://fine.test/ ftp://old.test/' };
	expect(scopeOfForm(where, { form, there })).toEqual({
		message: 'Pages to read first: “ftp://old.test/” is not the address of a page (http or https).',
		field: 'urls'
	});
	const site = { ...NO_SOURCES, deny: 'fine.test\nhttp:///nowhere' };
	expect(scopeOfForm(where, { form: site, there })).toEqual({
		message: 'Never these sites: “http:///nowhere” is not the name of a site.',
		field: 'deny'
	});
	const many = { ...NO_SOURCES, allow: 'a.test '.repeat(101) };
	expect(scopeOfForm(where, { form: many, there })).toMatchObject({ field: 'allow' });
});

it('says the engines in a few words', () => {
	expect(engineWords(there)).toBe('searxng, wikipedia and 1 specialised engine');
	expect(engineWords(there.slice(0, 2))).toBe('searxng, wikipedia');
	expect(engineWords([])).toBe('no engine');
});
