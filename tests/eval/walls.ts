/** False alarms: pages whose true text is known and long, yet taken for a wall, an error page or a drawn page. */
import { extractHtml } from '../../src/lib/server/web/extract/html.ts';
import { wallOf } from '../../src/lib/server/web/walls.ts';
import { readPages } from './wcxb.ts';

const REAL_TEXT = 600; // characters of true text of a page that is certainly no wall
const MOST = 0.005;

/** `data` as for extraction. Gives true when hardly any page is taken for what it is not. */
export async function run({ data }: { data: string }): Promise<boolean> {
	const pages = readPages(data).pages.filter(({ truth }) => truth.length >= REAL_TEXT);
	let alarms = 0;
	for (const page of pages) {
		try {
			const read = await extractHtml(page.html(), page.url);
			const wall = wallOf(read);
			if (!wall || wall.ok) continue;
			alarms += 1;
			console.log(page.id, wall.reason, `${read.text.length} characters`, page.url.slice(0, 80));
		} catch {
			// a page that cannot be taken apart has its own reason
		}
	}
	const share = alarms / Math.max(1, pages.length);
	const fine = share <= MOST;
	console.log(
		`false alarms: ${alarms} of ${pages.length} pages (${(100 * share).toFixed(2)} %)   at most ${100 * MOST} %: ${fine ? 'met' : 'MISSED'}`
	);
	return fine;
}
