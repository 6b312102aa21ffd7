import { describe, expect, it } from 'vitest';
import type { SourceClass } from '../../research/source-class.ts';
import { classify } from './classify.ts';

const plain = { types: '', ogType: null, cited: false };

/** Addresses that people know, each with what it is. */
const KNOWN: readonly (readonly [SourceClass, string])[] = [
	['record', 'https://www.sec.gov/Archives/edgar/data/320193/0000320193.htm'],
	['record', 'https://www.fda.gov/drugs/news-events-human-drugs/approval'],
	['record', 'https://www.legislation.gov.uk/ukpga/2018/12/contents'],
	['record', 'https://eur-lex.europa.eu/eli/reg/2016/679/oj'],
	['record', 'https://www.who.int/publications/i/item/9789240'],
	['record', 'https://www.gov.cn/zhengce/content/202401/content_1.htm'],
	['record', 'https://www.ndrc.gov.cn/xxgk/zcfb/tz/202401/t1.html'],
	['record', 'https://www.bundestag.de/dokumente/protokolle'],
	['record', 'https://www.legifrance.gouv.fr/codes/article_lc/LEGI'],
	['record', 'https://www.meti.go.jp/english/press/2024/0101.html'],
	['record', 'https://patents.google.com/patent/US1234567B2/en'],
	['record', 'https://clinicaltrials.gov/study/NCT01234567'],
	['record', 'https://www.cninfo.com.cn/new/disclosure/detail?plate=szse'],
	['record', 'https://www.bankofengland.co.uk/monetary-policy-summary'],
	['record', 'https://www.archives.mil/report'],
	['record', 'https://www.argentina.gob.ar/noticias/x'],
	['statistics', 'https://www.census.gov/quickfacts/fact/table/US'],
	['statistics', 'https://www.bls.gov/news.release/cpi.nr0.htm'],
	['statistics', 'https://www.stats.gov.cn/sj/zxfb/202401/t20240117_1.html'],
	['statistics', 'https://ec.europa.eu/eurostat/web/main/data/database'],
	['statistics', 'https://data.worldbank.org/indicator/SP.POP.TOTL'],
	['statistics', 'https://www.ons.gov.uk/economy/inflationandpriceindices'],
	['statistics', 'https://www.destatis.de/DE/Themen/_inhalt.html'],
	['statistics', 'https://fred.stlouisfed.org/series/GDP'],
	['statistics', 'https://ourworldindata.org/energy'],
	['paper', 'https://arxiv.org/abs/1706.03762'],
	['paper', 'https://www.nature.com/articles/s41586-021-03819-2'],
	['paper', 'https://pubmed.ncbi.nlm.nih.gov/12345678/'],
	['paper', 'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/'],
	['paper', 'https://journals.plos.org/plosone/article?id=10.1371'],
	['paper', 'https://www.sciencedirect.com/science/article/pii/S00'],
	['paper', 'https://link.springer.com/article/10.1007/s00'],
	['paper', 'https://ieeexplore.ieee.org/document/123'],
	['paper', 'https://aclanthology.org/2024.acl-long.1/'],
	['paper', 'https://kns.cnki.net/kcms/detail/x.html'],
	['paper', 'https://doi.org/10.1000/182'],
	['standard', 'https://www.rfc-editor.org/rfc/rfc9110'],
	['standard', 'https://datatracker.ietf.org/doc/html/rfc2119'],
	['standard', 'https://www.w3.org/TR/WCAG22/'],
	['standard', 'https://html.spec.whatwg.org/multipage/'],
	['standard', 'https://www.iso.org/standard/27001'],
	['standard', 'https://csrc.nist.gov/pubs/fips/203/final'],
	['standard', 'https://openstd.samr.gov.cn/bzgk/gb/newGbInfo'],
	['standard', 'https://tc39.es/ecma262/'],
	['encyclopedia', 'https://en.wikipedia.org/wiki/Bridge'],
	['encyclopedia', 'https://zh.m.wikipedia.org/wiki/%E6%A1%A5'],
	['encyclopedia', 'https://www.britannica.com/topic/bridge'],
	['encyclopedia', 'https://baike.baidu.com/item/%E6%A1%A5'],
	['encyclopedia', 'https://plato.stanford.edu/entries/kant/'],
	['press', 'https://www.reuters.com/world/europe/bridge-closes-2024-03-01/'],
	['press', 'https://www.bbc.co.uk/news/uk-123'],
	['press', 'https://www.nature.com/news/bridge-1.1234'],
	['press', 'https://www.xinhuanet.com/politics/2024-01/01/c_1.htm'],
	['press', 'http://finance.people.com.cn/n1/2024/0101/c1004-1.html'],
	['press', 'https://www.thepaper.cn/newsDetail_forward_1'],
	['press', 'https://news.qq.com/rain/a/2024'],
	['press', 'https://www.spiegel.de/wissenschaft/x'],
	['press', 'https://www.springfieldherald.example/a'],
	['press', 'https://news.harvest.example/a'],
	['vendor', 'https://www.apple.com/iphone/specs/'],
	['vendor', 'https://www.amazon.com/dp/B000'],
	['vendor', 'https://item.jd.com/100.html'],
	['vendor', 'https://www.prnewswire.com/news-releases/x.html'],
	['vendor', 'https://shop.pumps.example/heat-pump'],
	['vendor', 'https://www.pumps.example/products/heat-pump'],
	['vendor', 'https://www.pumps.example/pricing'],
	['forum', 'https://www.reddit.com/r/askscience/comments/1'],
	['forum', 'https://stackoverflow.com/questions/1/x'],
	['forum', 'https://www.zhihu.com/question/1/answer/2'],
	['forum', 'https://news.ycombinator.com/item?id=1'],
	['forum', 'https://forum.boats.example/topic/1'],
	['forum', 'https://boats.example/viewtopic.php?t=1'],
	['forum', 'https://github.com/nodejs/node/issues/1'],
	['forum', 'https://weibo.com/1/2'],
	['forum', 'https://bbs.boats.example/thread-1-1-1.html'],
	['blog', 'https://medium.com/@ann/bridges-1'],
	['blog', 'https://ann.substack.com/p/bridges'],
	['blog', 'https://zhuanlan.zhihu.com/p/1'],
	['blog', 'https://blog.csdn.net/ann/article/details/1'],
	['blog', 'https://mp.weixin.qq.com/s/abc'],
	['blog', 'https://blog.bridges.example/2024/a'],
	['blog', 'https://bridges.example/blog/a'],
	['documentation', 'https://docs.python.org/3/library/re.html'],
	['documentation', 'https://developer.mozilla.org/en-US/docs/Web/HTML'],
	['documentation', 'https://learn.microsoft.com/en-us/azure/x'],
	['documentation', 'https://numpy.readthedocs.io/en/stable/'],
	['documentation', 'https://github.com/nodejs/node'],
	['documentation', 'https://www.npmjs.com/package/zod'],
	['documentation', 'https://docs.nvidia.com/cuda/'],
	['documentation', 'https://engine.example/docs/install'],
	['other', 'https://www.mit.edu/about/'],
	['other', 'https://bridges.example/history'],
	['other', 'http://127.0.0.1:8080/a']
];

describe('the class of a source', () => {
	it.each(KNOWN)('%s: %s', (name, url) => {
		expect(classify({ ...plain, url })).toBe(name);
	});

	it.each<[SourceClass, Partial<Parameters<typeof classify>[0]>]>([
		['paper', { cited: true }],
		['paper', { types: 'ScholarlyArticle' }],
		['press', { types: 'NewsArticle' }],
		['blog', { types: 'BlogPosting' }],
		['forum', { types: 'QAPage' }],
		['statistics', { types: 'Dataset' }],
		['record', { types: 'Legislation' }],
		['documentation', { types: 'TechArticle' }],
		['vendor', { types: 'Product' }],
		['vendor', { ogType: 'product' }],
		['other', { types: 'WebPage', ogType: 'article' }]
	])('%s, by what the page says of itself: %o', (name, said) => {
		expect(classify({ ...plain, url: 'https://bridges.example/a', ...said })).toBe(name);
	});

	it('is not what a page of a known host claims', () => {
		const url = 'https://www.reddit.com/r/x/comments/1';
		expect(classify({ ...plain, url, types: 'NewsArticle', cited: true })).toBe('forum');
	});
});
