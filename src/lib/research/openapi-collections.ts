/** Collections in the OpenAPI document. */
import {
	AgainBody,
	CollectionBody,
	CollectionDetailOut,
	CollectionOut,
	CollectionsOut,
	CrawlBody,
	CrawlOut,
	DocumentsOut,
	DocumentsQuery,
	DocumentOut,
	FolderBody,
	GivenOut,
	ProgressOut
} from './collections-api.ts';
import { markdownPath } from './kept-api.ts';
import { gives, jsonOf, path, refused, schemaOf, takes } from './openapi-words.ts';

const id = path('id');
const gone = { '404': refused('There is no such collection, or nothing in it with this id.') };
const invalid = { '422': refused('A field is wrong or unknown.') };
const empty = (description: string) => ({ description });

export const collectionSchemas = {
	CollectionBody: schemaOf(CollectionBody, 'input'),
	FolderBody: schemaOf(FolderBody, 'input'),
	CrawlBody: schemaOf(CrawlBody, 'input'),
	AgainBody: schemaOf(AgainBody, 'input'),
	Collection: schemaOf(CollectionOut),
	CollectionDetail: schemaOf(CollectionDetailOut),
	Collections: schemaOf(CollectionsOut),
	Crawl: schemaOf(CrawlOut),
	Document: schemaOf(DocumentOut),
	Documents: schemaOf(DocumentsOut),
	Given: schemaOf(GivenOut),
	Progress: schemaOf(ProgressOut)
};

const one = '/api/v1/collections/{id}';

export const collectionPaths = {
	'/api/v1/collections': {
		get: {
			summary: 'Your collections, by name',
			responses: { '200': gives('All of them, with counts.', 'Collections') }
		},
		post: {
			summary: 'Make a collection',
			requestBody: takes('CollectionBody'),
			responses: { '201': gives('Made.', 'Collection'), ...invalid }
		}
	},
	[one]: {
		get: {
			summary: 'A collection with its counts and the sites it follows',
			parameters: [id],
			responses: { '200': gives('As it stands.', 'CollectionDetail'), ...gone }
		},
		patch: {
			summary: 'Rename',
			parameters: [id],
			requestBody: takes('CollectionBody'),
			responses: { '200': gives('Renamed.', 'CollectionDetail'), ...gone, ...invalid }
		},
		delete: {
			summary: 'Delete it with its documents; texts that a report cites stay with that report',
			parameters: [id],
			responses: { '204': empty('Gone.'), ...gone }
		}
	},
	[`${one}/documents`]: {
		get: {
			summary: 'Its documents in the order they came, each with its status and a reason in words',
			parameters: [
				id,
				...Object.entries(schemaOf(DocumentsQuery, 'input').properties ?? {}).map(
					([name, schema]) => ({ name, in: 'query', schema })
				)
			],
			responses: { '200': gives('A page of documents.', 'Documents'), ...gone, ...invalid }
		},
		post: {
			summary: 'Upload files',
			description:
				'A multipart form with any number of files; streamed to disk. A file may be refused alone (too large, collection full). A name with folders keeps them; the same name with other bytes takes the place of the old.',
			parameters: [id],
			requestBody: {
				required: true,
				content: {
					'multipart/form-data': {
						schema: {
							type: 'object',
							properties: {
								file: { type: 'array', items: { type: 'string', format: 'binary' } }
							}
						}
					}
				}
			},
			responses: {
				'202': gives('What became of each file; reading goes on in the background.', 'Given'),
				'400': refused('The body is no multipart form, or broke off.'),
				...gone
			}
		}
	},
	[`${one}/documents/{documentId}`]: {
		get: {
			summary: 'One document',
			parameters: [id, path('documentId')],
			responses: { '200': gives('As it stands.', 'Document'), ...gone }
		},
		delete: {
			summary: 'Remove a document',
			parameters: [id, path('documentId')],
			responses: { '204': empty('Gone.'), ...gone }
		}
	},
	[`${one}/documents/{documentId}/text`]: {
		get: {
			summary: 'Its text as it was read',
			parameters: [id, path('documentId')],
			responses: {
				'200': {
					description: 'The text.',
					content: { 'text/plain': { schema: { type: 'string' } } }
				},
				...gone
			}
		}
	},
	[`${one}/documents/{documentId}/text.md`]: markdownPath([id, path('documentId')], gone),
	[`${one}/folders`]: {
		post: {
			summary: 'Add a folder of the server, below COLLECTION_ROOTS',
			parameters: [id],
			requestBody: takes('FolderBody'),
			responses: {
				'202': gives('What became of each file.', 'Given'),
				'403': refused('The folder may not be read.'),
				...gone,
				...invalid
			}
		}
	},
	[`${one}/sites`]: {
		post: {
			summary: 'Follow a site or feed',
			description:
				'Same host and below the folder of the start; robots.txt, sitemaps and politeness are heeded. A feed brings its entries.',
			parameters: [id],
			requestBody: takes('CrawlBody'),
			responses: { '202': gives('Queued.', 'Crawl'), ...gone, ...invalid }
		}
	},
	[`${one}/sites/{siteId}`]: {
		delete: {
			summary: 'Stop following; its documents stay',
			parameters: [id, path('siteId')],
			responses: { '204': empty('Done.'), ...gone }
		}
	},
	[`${one}/sites/{siteId}/again`]: {
		post: {
			summary: 'Visit a site again; unchanged pages are not read again',
			parameters: [id, path('siteId')],
			responses: { '202': empty('Queued.'), ...gone }
		}
	},
	[`${one}/again`]: {
		post: {
			summary: 'Read documents again: those with this status, or all',
			parameters: [id],
			requestBody: { required: false, content: jsonOf('AgainBody') },
			responses: { '202': empty('Queued.'), ...gone, ...invalid }
		}
	},
	[`${one}/reindex`]: {
		post: {
			summary: 'Build its part of the index anew from the kept copies',
			parameters: [id],
			responses: { '202': empty('Done; vectors follow in the background.'), ...gone }
		}
	},
	[`${one}/cancel`]: {
		post: {
			summary: 'End what is being read or crawled; what was read stays',
			parameters: [id],
			responses: { '202': empty('Ended.'), ...gone }
		}
	},
	[`${one}/events`]: {
		get: {
			summary: 'Progress as server-sent events',
			description:
				'`progress` with counts and sites (schema Progress), at once and at every change.',
			parameters: [id],
			responses: {
				'200': {
					description: 'The stream.',
					content: { 'text/event-stream': { schema: { type: 'string' } } }
				},
				...gone
			}
		}
	}
};
