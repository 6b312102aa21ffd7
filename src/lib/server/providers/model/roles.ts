/** Models by role with their fall-back chains: a role's own first, then the main one, then whatever else there is. */
import type { Model, ModelRole } from '../../ports.ts';
import { createModel } from './client.ts';
import { profileOf } from './profiles.ts';

export interface RoleSetting {
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string;
	readonly context: number | null;
}

const CHAINS: Readonly<Record<ModelRole, readonly ModelRole[]>> = {
	small: ['small', 'medium', 'large'],
	medium: ['medium', 'large', 'small'],
	large: ['large', 'medium', 'small']
};

/** The chain of a role; empty when nothing is configured. Two roles on one model share its connection. */
export function modelsByRole(
	settings: Readonly<Record<ModelRole, RoleSetting>> | null
): (role: ModelRole) => readonly Model[] {
	if (settings === null) return () => [];
	const made = new Map<string, Model>();
	const modelOf = (role: ModelRole): Model => {
		const { baseUrl, model, apiKey, context } = settings[role];
		const key = JSON.stringify([baseUrl, model, apiKey]);
		const known = made.get(key);
		if (known) return known;
		const name = profileOf(baseUrl).id;
		const measured = context === null ? {} : { measured: { context } };
		const created = createModel({ name, baseUrl, model, apiKey, ...measured });
		made.set(key, created);
		return created;
	};
	return (role) => [...new Set(CHAINS[role].map(modelOf))];
}
