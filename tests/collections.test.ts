/** Collections: files, the work in the background, folders of the server. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../src/lib/server/net/failure.ts';
import type { Embedder } from '../src/lib/server/ports.ts';
import { createSqliteJournal } from '../src/lib/server/providers/journal/sqlite.ts';
import { memoryIndex } from './golden/bench.ts';
import { createLanceIndex } from '../src/lib/server/providers/index/lance.ts';
import { ends, opened, page, site, states, TEXT } from './golden/collections-bench.ts';

describe('files', () => {
	it('are read by their bytes, refused alone, and known again', async () => {
		const { give, collections, documents, id } = await opened();
		expect(await give('../../etc/passwd', TEXT('A file'))).toBe('added');
		expect(await give('page.txt', page('A page', TEXT('A page')))).toBe('added');
		expect(await give('not-really.txt', '\x89PNG\r\n\x1a\n')).toBe('added');
		expect(await give('empty.txt', '')).toBe('added');
		expect(await give('big.txt', 'x'.repeat(2_001))).toBe('refused');
		expect(await give('page.txt', page('A page', TEXT('A page')))).toBe('known');
		await collections.idle();
		expect(states(await documents())).toEqual([
			['etc/passwd', 'read', null],
			['page.txt', 'read', null],
			['not-really.txt', 'failed', 'wrong-type'],
			['empty.txt', 'failed', 'empty']
		]);
		expect((await documents())[1]?.title).toBe('A page');
		expect((await collections.find(id))?.counts.passages).toBeGreaterThanOrEqual(2);
	});

	it('with the same name and other bytes take the place of the old, whose text goes', async () => {
		const { give, collections, documents, texts, folder } = await opened();
		await give('a.txt', TEXT('The old text'));
		await collections.idle();
		const [old] = await documents();
		expect(await give('a.txt', TEXT('The new text'))).toBe('added');
		await collections.idle();
		const [now] = await documents();
		expect(now?.id).toBe(old?.id);
		expect(now?.textHash).not.toBe(old?.textHash);
		expect(texts()).toBe(1);
		const hash = old?.rawHash ?? '';
		expect(existsSync(path.join(folder, 'documents', hash.slice(0, 2), hash))).toBe(false);
	});

	it('deleted, take bytes and text with them, save what a run cites', async () => {
		const { give, collections, documents, texts, db, id } = await opened();
		await give('a.txt', TEXT('Nobody cites this'));
		await give('b.txt', TEXT('A run cites this'));
		await collections.idle();
		const [first, second] = await documents();
		const { shelf } = createSqliteJournal(db, () => 0);
		const question = {
			...{ text: 'q', effort: 'quick' as const, language: 'en', limits: {} },
			scope: { allow: [], deny: [], urls: [] }
		};
		await shelf.create({ id: 'run', question, at: 0 });
		db.prepare('INSERT INTO run_texts (run_id, text_hash) VALUES (?, ?)').run(
			'run',
			second?.textHash ?? ''
		);
		expect(await collections.removeDocument(id, first?.id ?? '')).toBe(true);
		expect(texts()).toBe(1);
		expect(await collections.remove(id)).toBe(true);
		expect(await collections.find(id)).toBeNull();
		expect(texts()).toBe(1);
		// And a run's end does not take the text of a document that stands.
		expect(await collections.remove(id)).toBe(false);
	});
});

describe('the work', () => {
	it('goes on after a restart where it stood', async () => {
		const web = site({
			'http://a.test/one': page('One', TEXT('The first page')),
			'http://a.test/two': page('Two', TEXT('The second page'))
		});
		const first = await opened({ web });
		web.pages.set('http://a.test/sitemap.xml', {
			body: '<urlset><url><loc>http://a.test/one</loc></url><url><loc>http://a.test/two</loc></url></urlset>',
			type: 'text/xml'
		});
		await first.collections.follow(first.id, { url: 'http://a.test/one' });
		await expect.poll(async () => (await first.documents()).length).toBe(2);
		web.hold = new Promise(() => undefined);
		await first.collections.crawlAgain(
			first.id,
			(await first.collections.find(first.id))?.crawls[0]?.id ?? ''
		);
		await first.close();
		web.hold = null;
		const again = await opened({ web, folder: first.folder, id: first.id });
		await again.collections.idle();
		expect((await again.documents()).map((one) => one.status)).toEqual(['read', 'read']);
		expect((await again.collections.find(again.id))?.crawls[0]?.status).toBe('done');
	});

	it('can be cancelled: what was read stays, the rest says so', async () => {
		const web = site({ 'http://a.test/': page('One', TEXT('The only page')) });
		const { collections, documents, give, id } = await opened({ web });
		await give('a.txt', TEXT('A file'));
		await collections.idle();
		web.hold = new Promise(() => undefined);
		await collections.follow(id, { url: 'http://a.test/' });
		await expect.poll(() => web.asked.length).toBeGreaterThan(0);
		await collections.cancel(id);
		await collections.idle();
		expect(states(await documents())).toEqual([['a.txt', 'read', null]]);
		expect((await collections.find(id))?.crawls[0]?.status).toBe('cancelled');
	});

	it('fills an index that lost its rows again when it opens', async () => {
		const first = await opened();
		await first.give('a.txt', TEXT('A file'));
		await first.collections.idle();
		await first.close();
		const index = memoryIndex(); // of another folder: it has nothing
		const again = await opened({ folder: first.folder, id: first.id, index });
		await again.collections.idle();
		expect(await index.count(`collection:${first.id}`)).toBe(1);
	});

	it('gives vectors in the background; an embedder that fails leaves words', async () => {
		const embed: Embedder['embed'] = (texts) =>
			Promise.resolve(texts.map(() => Float32Array.from([1, 0])));
		const embedder: Embedder = {
			id: 'fake@1',
			dimensions: 2,
			embed,
			close: () => Promise.resolve()
		};
		const good = await opened({ embedder });
		await good.give('a.txt', TEXT('A file'));
		await good.collections.idle();
		expect((await good.documents())[0]?.embedded).toBe('fake@1');
		const dead = new Failure('unavailable', 'is down', { provider: 'embedder' });
		const bad = await opened({ embedder: { ...embedder, embed: () => Promise.reject(dead) } });
		await bad.give('a.txt', TEXT('A file'));
		await bad.collections.idle();
		expect((await bad.documents())[0]).toMatchObject({ status: 'read', embedded: null });
	});
	it('another embedder: words find everything at once, while the vectors are made anew', async () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'switched-'));
		const embedder = (id: string, vector: readonly number[], hold?: Promise<void>) => {
			const asked = Promise.withResolvers<void>();
			const embed: Embedder['embed'] = async (texts) => {
				asked.resolve();
				await hold;
				return texts.map(() => Float32Array.from(vector));
			};
			const own = { id, dimensions: vector.length, embed, close: () => Promise.resolve() };
			const index = createLanceIndex({
				folder: path.join(folder, 'index'),
				dimensions: own.dimensions,
				embedderId: id
			});
			ends.push(() => index.close());
			return { folder, embedder: own, index, asked: asked.promise };
		};
		const first = await opened(embedder('first@1', [1, 0]));
		await first.give('a.txt', TEXT('A file'));
		await first.collections.idle();
		await first.close();

		const gate = Promise.withResolvers<void>();
		const parts = embedder('second@1', [0, 1, 0], gate.promise);
		const second = await opened({ ...parts, id: first.id });
		await parts.asked;
		const within = { scopes: [`collection:${first.id}`], limit: 3 };
		expect(await parts.index.words('described', within)).toHaveLength(1);
		expect(await parts.index.nearest(Float32Array.from([0, 1, 0]), within)).toHaveLength(0);
		expect((await second.documents())[0]?.embedded).toBeNull();
		gate.resolve();
		await second.collections.idle();
		expect(await parts.index.nearest(Float32Array.from([0, 1, 0]), within)).toHaveLength(1);
		expect((await second.documents())[0]?.embedded).toBe('second@1');
	});
});

describe('a folder of the server', () => {
	it('is taken below a root only, without what links lead to', async () => {
		const root = mkdtempSync(path.join(tmpdir(), 'roots-'));
		ends.push(() => rmSync(root, { recursive: true, force: true }));
		mkdirSync(path.join(root, 'in', 'deep'), { recursive: true });
		mkdirSync(path.join(root, 'out'));
		writeFileSync(path.join(root, 'in', 'deep', 'a.txt'), TEXT('A file'));
		writeFileSync(path.join(root, 'in', '.hidden'), TEXT('Hidden'));
		writeFileSync(path.join(root, 'out', 'b.txt'), TEXT('Outside'));
		symlinkSync(path.join(root, 'out'), path.join(root, 'in', 'link'));
		symlinkSync(path.join(root, 'out', 'b.txt'), path.join(root, 'in', 'b.txt'));
		const { collections, id } = await opened({ roots: [path.join(root, 'in')] });
		const given = await collections.giveFolder(id, path.join(root, 'in'));
		expect(given.map(({ name, outcome }) => [name, outcome])).toEqual([['in/deep/a.txt', 'added']]);
		for (const folder of ['out', 'in/link', 'in/../out', 'in/deep/a.txt', 'none'])
			await expect(
				collections.giveFolder(id, path.join(root, folder)),
				folder
			).rejects.toBeInstanceOf(Failure);
		const closed = await opened();
		await expect(closed.collections.giveFolder(closed.id, root)).rejects.toThrow(
			'COLLECTION_ROOTS'
		);
	});
});
