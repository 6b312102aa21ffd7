import { describe, expect, it } from 'vitest';
import { leadInOf } from './leadin.ts';

const left = (sentence: string) => sentence.slice(leadInOf(sentence));

describe('what stands before a sentence', () => {
	it.each([
		['×乌方总统7月30日称，谈判将继续。', '乌方总统7月30日称，谈判将继续。'],
		['中新社北港7月28日电 (徐某 李某)医院船28日上午抵达北港。', '医院船28日上午抵达北港。'],
		['新华社北港8月4日电（记者安某）北港网站4日公布了声明。', '北港网站4日公布了声明。'],
		['（新华社记者沙某摄）声明说，各方将继续对话。', '声明说，各方将继续对话。'],
		[
			'原标题：北省启动应急响应 北省防汛指挥部7月23日发出通知，台风将靠近北省。',
			'北省防汛指挥部7月23日发出通知，台风将靠近北省。'
		],
		[
			'原标题：北港启动应急响应 全市停工、停课 北港报讯 据北港发布消息，台风28日登陆。',
			'据北港发布消息，台风28日登陆。'
		],
		[
			'PORT LINDEN, March 3 (AP) — The bridge was closed on Monday.',
			'The bridge was closed on Monday.'
		],
		['OSTMARCH – Ferries run again.', 'Ferries run again.'],
		['北军战舰向货船开火示警据北港晚报报道，船员无恙。', '据北港晚报报道，船员无恙。'],
		[
			'北媒：军方提交首份使用报告 北港电视台当地时间9日援引官员的消息报道称，报告已送达。',
			'北港电视台当地时间9日援引官员的消息报道称，报告已送达。'
		],
		['北港新闻网2023年8月11日讯（记者 安某 通讯员 林某）活动于8月6日举办。', '活动于8月6日举办。'],
		['北港网（北港日报网）讯（通讯员 安某）检查组查了两家企业。', '检查组查了两家企业。'],
		['通讯员 供图 北港网讯（通讯员 安某）检查组查了两家企业。', '检查组查了两家企业。'],
		['北华社发（安某摄）水电站位于河的下游。', '水电站位于河的下游。'],
		['北华社记者安某某摄尽管受到影响，水电站仍提前完工。', '尽管受到影响，水电站仍提前完工。'],
		['北新网记者 安某 摄 当地时间8月3日，商品展启幕。', '当地时间8月3日，商品展启幕。'],
		['图片来源：北省疾控局《防控方案》明确了总体要求。', '《防控方案》明确了总体要求。'],
		['原标题：北省启动应急响应 今天（7月23日），台风靠近北省。', '今天（7月23日），台风靠近北省。']
	])('%s', (sentence, rest) => {
		expect(left(sentence)).toBe(rest);
	});

	it.each([
		[
			'without it the rest would lose its day',
			'中新网北港7月30日电 海事局于当日15时启动应急响应。'
		],
		['a sentence that begins with a name in capitals', 'NASA-led teams met in Ostmarch.'],
		['a newspaper that is what is told of', '北港日报7月30日刊文说，谈判将继续。'],
		['somebody tells what is reported', '北港海军发言人周三表示据北港晚报报道，船员无恙。'],
		['a day stands before what is reported', '北港时间周三上午七时据北港晚报报道，船员无恙。'],
		['a photographer is told of', '北华社记者安某某摄影作品展开幕。'],
		['a name of a meeting stands before a space', '北港世界机器人大会 将于8月16日举行。'],
		['a plain sentence', 'The bridge was opened in 1931.']
	])('stays where %s', (_, sentence) => {
		expect(leadInOf(sentence)).toBe(0);
	});

	it("leaves off the page's own headline where it runs on into the news", () => {
		const news = '据北港晚报报道，海军8月13日向一艘货船开火示警。';
		const sentence = `北军战舰向货船开火示警${news}`;
		expect(sentence.slice(leadInOf(sentence, '北军战舰向货船开火示警_北港新闻网'))).toBe(news);
		const subject = '北军战舰巡逻编队8月13日离港。';
		expect(leadInOf(`${subject}`, '北军战舰巡逻编队离港')).toBe(0);
		expect(leadInOf('北军战舰向货船开火示警，船员无恙。', '北军战舰向货船开火示警')).toBe(0);
	});
});
