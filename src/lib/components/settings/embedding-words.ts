/** How far a fetched model is, in words. */
import type { SettingsOut } from '#lib/research/settings.ts';

export function megabytes(bytes: number): string {
	return Math.round(bytes / 1e6).toLocaleString('en');
}

export function stageWords(
	name: string,
	{ stage, done, of, message }: SettingsOut['embedding']['state']
): string {
	switch (stage) {
		case 'none':
			return `${name} is chosen and not fetched yet.`;
		case 'fetching':
			return `${name} is being fetched: ${megabytes(done)} of about ${megabytes(of)} MB.`;
		case 'checking':
			return `${name} is here and is being tried.`;
		case 'ready':
			return `${name} is here and in use.`;
		case 'failed':
			return message ?? `${name} cannot be used.`;
	}
}
