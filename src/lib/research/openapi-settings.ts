/** The part of the OpenAPI document that is about settings. */
import type { z } from 'zod';
import { gives, path, takes } from './openapi-words.ts';
import {
	ConnectionBody,
	ConnectionChange,
	ConnectionOut,
	EmbeddingBody,
	LimitsBody,
	RolesBody,
	SettingsOut
} from './settings.ts';

/** Schemas by their name in the document, each as what is taken or what is given. */
export const SETTINGS_SCHEMAS: Readonly<Record<string, readonly [z.ZodType, 'input' | 'output']>> =
	{
		Settings: [SettingsOut, 'output'],
		Connection: [ConnectionOut, 'output'],
		NewConnection: [ConnectionBody, 'input'],
		ConnectionChange: [ConnectionChange, 'input'],
		Roles: [RolesBody, 'input'],
		EmbeddingSetting: [EmbeddingBody, 'input'],
		LimitSettings: [LimitsBody, 'input']
	};

const connectionId = path('id');

export function settingsPaths() {
	const wrong = gives('A field is wrong or unknown.', 'Error');
	const gone = gives('There is no such connection.', 'Error');
	const locked = gives('It is set in the environment, or there is one like it.', 'Error');
	return {
		'/api/v1/settings': {
			get: {
				summary: 'Settings, spending of the month and the scorecard of each model',
				description: 'Keys are never given: only whether one is set, and its last four letters.',
				responses: { '200': gives('The settings.', 'Settings') }
			}
		},
		'/api/v1/settings/connections': {
			post: {
				summary: 'Add a connection to a model',
				requestBody: takes('NewConnection'),
				responses: { '201': gives('Added.', 'Connection'), '409': locked, '422': wrong }
			}
		},
		'/api/v1/settings/connections/{id}': {
			put: {
				summary: 'Change a connection',
				description:
					'What is left out stays. Another base URL forgets the key: it was given for the old address alone. An empty `apiKey` forgets it too.',
				parameters: [connectionId],
				requestBody: takes('ConnectionChange'),
				responses: {
					'200': gives('Changed.', 'Connection'),
					'404': gone,
					'409': locked,
					'422': wrong
				}
			},
			delete: {
				summary: 'Remove a connection with its key',
				parameters: [connectionId],
				responses: { '204': { description: 'Gone.' }, '404': gone, '409': locked }
			}
		},
		'/api/v1/settings/connections/{id}/test': {
			post: {
				summary: 'Measure what a connection really does, by a few bounded requests',
				description: 'What is found is kept and overrides what is known of the provider.',
				parameters: [connectionId],
				responses: { '200': gives('What was found, in `measured`.', 'Connection'), '404': gone }
			}
		},
		'/api/v1/settings/roles': {
			put: {
				summary: 'Which connections serve which role, first choice first',
				requestBody: takes('Roles'),
				responses: { '200': gives('Taken.', 'Settings'), '422': wrong }
			}
		},
		...embeddingPaths({ locked, wrong }),
		'/api/v1/settings/limits': {
			put: {
				summary: 'Money a month, waiting for off-peak hours, looking for local servers',
				requestBody: takes('LimitSettings'),
				responses: { '200': gives('Taken.', 'Settings'), '409': locked, '422': wrong }
			}
		}
	};
}

function embeddingPaths({ locked, wrong }: Readonly<Record<'locked' | 'wrong', object>>) {
	return {
		'/api/v1/settings/embedding': {
			put: {
				summary:
					'A larger model to compare meanings with, fetched in the background; null: the built-in one',
				description:
					'How far it is stands in `embedding.state`. The same model again tries again what failed.',
				requestBody: takes('EmbeddingSetting'),
				responses: { '200': gives('Taken.', 'Settings'), '409': locked, '422': wrong }
			}
		},
		'/api/v1/settings/embedding/anew': {
			post: {
				summary: 'Throw the files of the chosen model away and fetch them again',
				description:
					'Only after it failed. What the files were when they were first fetched is forgotten with them.',
				responses: { '200': gives('Begun, or nothing to do.', 'Settings') }
			}
		}
	};
}
