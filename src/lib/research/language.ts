/**
 * Which language a text is in, from its script and its function words. Small on purpose: a detector with models costs
 * some 200 MB of memory for the same answer on whole pages and questions.
 */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
	en: 'the of and to in is that for it was on are with as what how who which does did when where why from by be has have',
	de: 'der die das und ist von den mit zu ein eine nicht im wie wer wann warum sind wird für auf dem des was wo welche',
	fr: 'le la les des et est une dans que pour qui sur pas avec au ce comment pourquoi quelle quel où du sont par aux',
	es: 'el la los las de y en que es una por con para del qué cómo cuándo quién dónde cuál son más como su se',
	it: 'il lo gli di e che è una per con del della non come quando chi dove perché quale sono nel alla dei',
	pt: 'o os as de e que é uma por com para do da não como quando quem onde qual são em mais dos das',
	nl: 'de het een en van is dat op te met voor niet zijn wat hoe wie waar wanneer waarom welke aan bij'
};
const LISTS = Object.entries(FUNCTION_WORDS).map(
	([language, words]) => [language, new Set(words.split(' '))] as const
);

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
	['ja', /[\p{scx=Hira}\p{scx=Kana}]/gu],
	['ko', /\p{scx=Hang}/gu],
	['zh', /\p{sc=Han}/gu],
	['ru', /\p{sc=Cyrl}/gu],
	['ar', /\p{sc=Arab}/gu],
	['he', /\p{sc=Hebr}/gu],
	['el', /\p{sc=Grek}/gu],
	['th', /\p{sc=Thai}/gu],
	['hi', /\p{sc=Deva}/gu]
];

/** BCP 47 primary tag, best guess; `fallback` when nothing speaks for any. */
export function languageOf(text: string, fallback = 'en'): string {
	const sample = text.slice(0, 4_000);
	const letters = sample.match(/\p{L}/gu)?.length ?? 0;
	if (letters === 0) return fallback;
	for (const [language, script] of SCRIPTS) {
		// Japanese mixes kana into Chinese characters, so a tenth of kana decides.
		const share = (sample.match(script)?.length ?? 0) / letters;
		if (share > (language === 'ja' ? 0.1 : 0.3)) return language;
	}
	const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
	let best = { language: fallback, count: 0 };
	for (const [language, list] of LISTS) {
		const count = words.filter((word) => list.has(word)).length;
		if (count > best.count || (count === best.count && language === fallback))
			best = { language, count };
	}
	return best.count > 0 ? best.language : fallback;
}
