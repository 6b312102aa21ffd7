/** The faces of the house: what routes ask for, answered from the rooms behind it. */
import { languageOf } from '../../research/language.ts';
import type { PlanSection, Steer } from '../../research/steer.ts';
import type { ControlKind, Model, ModelRole, SnapshotStore, Traces } from '../ports.ts';
import type { createSqliteJournal } from '../providers/journal/sqlite.ts';
import type { Runs } from '../runs/runs.ts';
import type { Sharing } from '../runs/shares.ts';
import type { OffPeak } from './off-peak.ts';
import type { AskInput, Health, Parts, SettingsSummary } from './door.ts';

export interface Rooms {
	readonly runs: Runs;
	readonly stores: ReturnType<typeof createSqliteJournal>;
	readonly snapshots: SnapshotStore;
	readonly traces: Traces;
	readonly sharing: Sharing;
	readonly offPeak: OffPeak;
}

/** The part of the house that is about runs. */
export function facesOf({ runs, stores, snapshots, traces, sharing, offPeak }: Rooms) {
	return {
		ask: async ({ text, effort, language, limits, scope, approvePlan, waitOffPeak }: AskInput) => {
			const question = {
				text,
				effort,
				language: language ?? languageOf(text),
				limits: limits ?? {},
				scope: scope ?? { allow: [], deny: [], urls: [] },
				...(approvePlan === true && { approvePlan }),
				...((waitOffPeak ?? offPeak.byDefault()) && { waitOffPeak: true })
			};
			return { id: await runs.start(question) };
		},
		view: (id: string) => runs.view(id),
		facts: async (id: string) => ((await runs.view(id)) ? stores.journal.read(id, 0) : null),
		viewAt: (id: string, version: number) => runs.viewAt(id, version),
		list: async (filter: Parameters<Parts['list']>[0]) => {
			const rows = await stores.shelf.list({ ...filter, limit: filter.limit + 1 });
			const page = rows.slice(0, filter.limit);
			const next = rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null;
			return {
				runs: page.map(({ id, title, status, createdAt, updatedAt }) => ({
					id,
					title,
					status,
					createdAt,
					updatedAt
				})),
				next
			};
		},
		control: (id: string, kind: ControlKind) => runs.control(id, kind),
		steer: (id: string, steer: Steer) => runs.steer(id, steer),
		approve: (id: string, sections: readonly PlanSection[] | null) => runs.approve(id, sections),
		upgrade: (id: string) => runs.upgrade(id),
		remove: (id: string) => runs.remove(id),
		watch: runs.watch.bind(runs),
		snapshot: async (textHash: string) => (await snapshots.find(textHash)) ?? null,
		share: async (id: string, options: Parameters<Sharing['share']>[1]) => {
			const view = await runs.view(id);
			return view ? sharing.share(view, options) : null;
		},
		unshare: (id: string) => sharing.revoke(id),
		shareOf: async (id: string) => (await sharing.of(id)).at(-1) ?? null,
		// What was asked of which model is the owner's, not the reader's.
		shared: async (token: string) => {
			const view = await sharing.open(token);
			return view && { ...view, calls: [] };
		},
		traced: async (id: string, n: number) => {
			const call = (await runs.view(id))?.calls[n - 1];
			if (!call) return null;
			const textOf = (hash: string | null) => (hash === null ? null : traces.find(id, hash));
			const [context, answer] = [await textOf(call.contextHash), await textOf(call.answerHash)];
			return { call, context, answer };
		}
	};
}

/** How the house stands, from what its rooms say. */
export function healthOf(version: string, checks: Health['checks']): Health {
	const searching = checks.search.some(
		({ kind, state }) => kind === 'general' && (state === 'ok' || state === 'untried')
	);
	const degraded = !searching || checks.library.index === 'failing';
	return { status: degraded ? 'degraded' : 'ok', version, checks };
}

/** The first model of each role by name; null without any. */
export function namesOf(models: (role: ModelRole) => readonly Model[]): SettingsSummary['models'] {
	if (models('large').length === 0) return null;
	const first = (role: ModelRole) => models(role)[0]?.id ?? '';
	return { small: first('small'), medium: first('medium'), large: first('large') };
}
