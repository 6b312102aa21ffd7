/** Whose story a page tells: the sketch of its text, its registrable domain, and the agency whose report it carries. */
import { getDomain } from 'tldts';
import { sketchOf } from '../../research/sketch.ts';

export interface Origin {
	readonly sketch: string;
	readonly domain: string;
	readonly agency: string | null;
}

/** Names of news agencies as datelines, bylines and source lines write them. */
const AGENCIES: readonly (readonly [name: string, written: string])[] = [
	['Reuters', 'Reuters|路透社?'],
	['AP', 'AP|Associated Press|美联社'],
	['AFP', 'AFP|Agence France-Presse|法新社'],
	['dpa', 'dpa|Deutsche Presse-Agentur|德新社'],
	['Bloomberg', 'Bloomberg(?: News)?|彭博社?'],
	['Kyodo', 'Kyodo(?: News)?|共同社'],
	['Yonhap', 'Yonhap(?: News)?|韩联社'],
	['ANSA', 'ANSA'],
	['EFE', 'EFE|埃菲社'],
	['TASS', 'TASS|塔斯社'],
	['PTI', 'PTI|Press Trust of India'],
	['UPI', 'UPI'],
	['PA', 'PA Media|Press Association'],
	['Xinhua', 'Xinhua(?: News Agency)?|新华社|新华网'],
	['China News Service', 'China News Service|CNS|中新社|中新网|中国新闻网'],
	['CCTV', '央视新闻(?:客户端)?|央视网'],
	["People's Daily", "People's Daily|人民日报|人民网"],
	['PR Newswire', 'PR ?Newswire|美通社'],
	['Business Wire', 'Business ?Wire'],
	['GlobeNewswire', 'GlobeNewswire']
];
interface Agency {
	readonly name: string;
	readonly byline: RegExp;
	readonly credit: RegExp;
}
// Made once: forty expressions for every page cost more than matching them.
const KNOWN = AGENCIES.map(([name, written]): Agency => ({
	name,
	byline: new RegExp(`^(?:By )?(?:${written})$`, 'iu'),
	credit: creditOf(written)
}));
const HEAD = 500; // characters in which a dateline stands
const TAIL = 160; // and those of a closing credit

/** What `text` and its byline say of where the story comes from. */
export function originOf({
	url,
	text,
	author
}: {
	url: string;
	text: string;
	author: string | null;
}): Origin {
	const host = URL.canParse(url) ? new URL(url).hostname : '';
	return {
		sketch: sketchOf(text),
		domain: getDomain(url, { allowPrivateDomains: true }) ?? host,
		agency: agencyOf({ text, author })
	};
}

function agencyOf({ text, author }: { text: string; author: string | null }): string | null {
	const ends = `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
	const by = author?.trim() ?? '';
	return KNOWN.find(({ byline, credit }) => byline.test(by) || credit.test(ends))?.name ?? null;
}

/** "LONDON (Reuters) -", "LONDON, May 3 (AP) —", "新华社北京5月3日电", "来源：新华网", "Source: AFP". A mention is no credit. */
function creditOf(written: string): RegExp {
	return new RegExp(
		[
			`\\((?:${written})\\)\\s*[-–—]`,
			`(?:^|\\n)[^\\n]{0,40}(?:${written})\\s*[-–—]{1,2} `,
			`(?:${written})[^\\n。]{0,24}电(?=[\\s（(]|$|\\p{sc=Han})`,
			`(?:来源|稿源|Source|Quelle)\\s*[:：]\\s*(?:${written})`,
			`(?:^|\\n)(?:By )?(?:${written})(?:\\n|$)`
		].join('|'),
		'u'
	);
}
