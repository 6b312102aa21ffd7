/** Chinese words that may stand for each other in a report of news, written as the first of their row. Pure. */
const ROWS = [
	'尽量 尽可能',
	'再次 再度',
	'全部 一律 全都 统统',
	'抵达 驶抵 到达',
	'称 表示 指出 说',
	'因为 由于',
	'目前 现在 现时',
	'总计 总共 共计',
	'超过 逾',
	'大约 大概 约',
	'开展 展开',
	'举行 举办',
	'导致 造成',
	'帮助 助力',
	'为了 以便 以',
	'并且 而且 且',
	'仍然 仍旧 依然 仍',
	'已经 已',
	'正在 正',
	'宣布 宣告',
	'建造 修建 兴建',
	'提升 提高',
	'加速 加快',
	'给予 提供',
	'包括 包含',
	'最近 近日',
	'俄罗斯 俄方 俄',
	'乌克兰 乌方 乌',
	'美国 美方',
	'日本 日方',
	'中国 中方'
].map((row) => row.split(' '));

const HEAD: ReadonlyMap<string, string> = new Map(
	ROWS.flatMap(([head = '', ...others]) => others.map((other) => [other, head] as const))
);
/** A short form inside a longer word is another word. */
const WHOLE: Readonly<Record<string, string>> = {
	说: '(?<![小据学传])说(?![明法服])',
	约: '(?<=[，。在于为是有达共]|^)约(?=\\d)',
	以: '(?<=[，])以(?=[\\p{sc=Han}])(?![及上下来后前内外色])',
	且: '(?<=[，])且',
	仍: '仍(?![然旧])',
	已: '已(?!经)',
	正: '正(?=在|逐|考|准|制|处|面|以|从|向)(?!在)',
	俄: '(?<![\\p{sc=Han}])俄(?!罗斯|方|语|式|亥|勒|狄)|俄(?=国防部|军|海军|外交部)',
	乌: '乌(?=军|国防部|外交部)'
};
const ANY = new RegExp(
	[...HEAD.keys()]
		.sort((a, b) => b.length - a.length)
		.map((word) => WHOLE[word] ?? word)
		.join('|'),
	'gu'
);

/** A text with every such word in one form, so that two texts that differ in them alone are the same. */
export function inOneWord(text: string): string {
	return text.replace(ANY, (word) => HEAD.get(word) ?? word);
}
