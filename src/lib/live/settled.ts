/** Asking the server for a page's data anew without taking the reader off their way. */
import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';

/** SvelteKit gives up a navigation when data is asked for anew during it: whoever clicked a link would stay. */
async function arrived(): Promise<void> {
	while (navigating.to !== null) await Promise.resolve(navigating.complete).catch(() => undefined);
}

/** As `invalidate`, once the reader is not on the way to another page. */
export async function refresh(dependency: string): Promise<void> {
	await arrived();
	await invalidate(dependency);
}

/** As `invalidateAll`, once the reader is not on the way to another page. */
export async function refreshAll(): Promise<void> {
	await arrived();
	await invalidateAll();
}
