import type { Dated } from './quantities.ts';

export type Happening = 'birth' | 'death' | 'release';

/** Two things compared by a date, for a sentence of our own. */
export interface Comparison {
	readonly happening: Happening;
	readonly latest: boolean;
	readonly answer: ComparedThing;
	readonly rest: ComparedThing;
}

/** One compared thing: its name as asked, whose date it is when that is another name, and the quotes that say so. */
export interface ComparedThing {
	readonly entity: string;
	readonly person: string | null;
	readonly dated: Dated;
	readonly evidenceIds: readonly string[];
}

/** The few words that the engine itself puts into a report, in the languages it speaks. */
export interface Wording {
	readonly answer: string;
	readonly findings: string;
	readonly timeline: string;
	readonly numbers: string;
	readonly conflicts: string;
	readonly missing: string;
	readonly nothing: string;
	notFound(item: string, tried: number, read: number): string;
	disagree(about: string): string;
	compared(comparison: Comparison): string;
	unread(count: number, reasons: readonly (readonly [reason: string, count: number])[]): string;
	wishUnread(url: string, reason: string): string;
	engineFailed(engine: string, times: number, message: string): string;
	modelFailed(model: string, times: number, message: string): string;
	readonly unusable: string;
	readonly earlyEnd: string;
	readonly outOfTime: string;
	readonly outOfPages: string;
	readonly outOfSearches: string;
}

/** Reasons of web/page.ts in words: English, Chinese. */
const UNREAD: Readonly<Record<string, readonly [string, string]>> = {
	'not-allowed': ['outside what this run may open', '超出本次允许的范围'],
	robots: ['the site asks robots to stay away', '网站的robots规则不允许'],
	blocked: ['blocked or behind a bot check', '被拦截或需要人机验证'],
	'rate-limited': ['the site asked us to slow down', '网站要求降低访问频率'],
	'not-found': ['not there any more', '网页已不存在'],
	unavailable: ['did not answer', '没有响应'],
	'redirect-loop': ['redirects in a circle', '循环跳转'],
	'too-large': ['too large', '过大'],
	'wrong-type': ['a type of file that is not read', '不支持的文件类型'],
	encrypted: ['protected by a password', '文件有密码保护'],
	damaged: ['a damaged document', '文件已损坏'],
	'no-text': ['a document without a text layer', '文件没有文本层'],
	empty: ['no text on the page', '网页没有正文'],
	'needs-javascript': ['needs JavaScript', '需要JavaScript'],
	'login-wall': ['behind a sign-in', '需要登录'],
	paywall: ['behind a paywall', '需要付费订阅'],
	'consent-wall': ['behind a consent wall', '需要先同意条款'],
	unreadable: ['the page could not be parsed', '网页无法解析']
};

const HAPPENED: Readonly<Record<Comparison['happening'], readonly [string, string]>> = {
	birth: ['was born', '生于'],
	death: ['died', '逝世于'],
	release: ['came out', '问世于']
};
const when = (date: string) =>
	/^\d{4}$|^\p{L}+\.?,? \d{4}$/u.test(date) ? `in ${date}` : `on ${date}`;

const ENGLISH: Wording = {
	answer: 'Answer',
	findings: 'Findings',
	timeline: 'Timeline',
	numbers: 'Numbers',
	conflicts: 'Where sources disagree',
	missing: 'Not found',
	nothing: 'No page that was read answers this question.',
	notFound: (item, tried, read) =>
		`No page that was read answers: ${item} (${tried} ${tried === 1 ? 'query' : 'queries'} sent, ${read} ${read === 1 ? 'page' : 'pages'} read)`,
	compared: ({ happening, latest, answer, rest }) => {
		const who = answer.person === null ? answer.entity : `${answer.entity}: ${answer.person}`;
		const other = rest.person === null ? rest.entity : `${rest.person} of ${rest.entity}`;
		const [said] = HAPPENED[happening];
		return `${who} ${said} ${when(answer.dated.text)}, ${latest ? 'later' : 'earlier'} than ${other} (${rest.dated.text}).`;
	},
	disagree: (about) => `The sources give different values: ${about}`,
	unread: (count, reasons) => {
		const told = reasons.map(([reason, times]) => `${UNREAD[reason]?.[0] ?? reason} (${times})`);
		return `${count} ${count === 1 ? 'page' : 'pages'} could not be read: ${told.join(', ')}.`;
	},
	wishUnread: (url, reason) =>
		`The page you named, ${url}, could not be read: ${UNREAD[reason]?.[0] ?? reason}.`,
	engineFailed: (engine, times, message) =>
		`The search engine ${engine} failed ${times === 1 ? 'once' : `${times} times`}: ${message}`,
	modelFailed: (model, times, message) =>
		`The model ${model} did not help ${times === 1 ? 'once' : `${times} times`} (${message}); rules did its part.`,
	unusable: 'its answer could not be used',
	earlyEnd: 'Gathering was ended early on request; the report is written from what had been read.',
	outOfTime: 'The time budget ended the gathering; the report is written from what had been read.',
	outOfPages: 'The page budget was used up.',
	outOfSearches: 'The search budget was used up.'
};

const CHINESE: Wording = {
	answer: '回答',
	findings: '调查结果',
	timeline: '时间线',
	numbers: '数字',
	conflicts: '来源不一致之处',
	missing: '未找到',
	nothing: '已读的网页都没有回答这个问题。',
	notFound: (item, tried, read) =>
		`已读的网页没有回答：${item}（发出${tried}个查询，读了${read}个网页）`,
	compared: ({ happening, latest, answer, rest }) => {
		const who = answer.person === null ? answer.entity : `${answer.entity}：${answer.person}`;
		const other = rest.person === null ? rest.entity : `${rest.entity}的${rest.person}`;
		const [, said] = HAPPENED[happening];
		return `${who}${said}${answer.dated.text}，${latest ? '晚于' : '早于'}${other}（${rest.dated.text}）。`;
	},
	disagree: (about) => `各来源给出的数值不同：${about}`,
	unread: (count, reasons) => {
		const told = reasons.map(([reason, times]) => `${UNREAD[reason]?.[1] ?? reason}（${times}）`);
		return `${count}个网页无法读取：${told.join('、')}。`;
	},
	wishUnread: (url, reason) => `您指定的网页${url}无法读取：${UNREAD[reason]?.[1] ?? reason}。`,
	engineFailed: (engine, times, message) => `搜索引擎${engine}失败${times}次：${message}`,
	modelFailed: (model, times, message) =>
		`模型${model}有${times}次未能完成（${message}），由规则代替。`,
	unusable: '其回答无法使用',
	earlyEnd: '应要求提前结束搜集；报告根据已读内容写成。',
	outOfTime: '时间预算用尽，搜集结束；报告根据已读内容写成。',
	outOfPages: '网页预算已用尽。',
	outOfSearches: '搜索预算已用尽。'
};

export function wordingFor(language: string): Wording {
	return language.startsWith('zh') ? CHINESE : ENGLISH;
}
